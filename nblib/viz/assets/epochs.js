// Histograms of every epoch, with a slider.
function (ctx) {
	var d = ctx.data, c = ctx.controls(ctx.stage), option = ctx.spec.option;
	function show(at) {
		// The curves by epoch come first, then two histograms for each layer: at the start, and at the slider's epoch.
		var series = option.series.map(function (s, i) {
			var k = i - d.first;
			if (k < 0 || k % 2 === 0) return {};
			var edges = s.data.map(function (p) { return p[0]; }), shares = d.frames[(k - 1) / 2][at];
			return {data: edges.map(function (x, j) { return [x, shares[j]]; })};
		});
		ctx.chart.setOption({series: series});
		slider.parentNode.querySelector("output").textContent = d.epochs[at];
		ctx.shown = d.frames.map(function (f) { return f[at]; });
		said.textContent = d.epochs[at] ? "histograms after epoch " + d.epochs[at] : "histograms before training";
	}
	var slider = c.slider("epoch", 0, d.epochs.length - 1, 1, d.epochs.length - 1, show);
	var said = c.text();
	show(d.epochs.length - 1);
}
