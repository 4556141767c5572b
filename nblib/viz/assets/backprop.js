// Values forward, gradients backward, layer by layer.
function (ctx) {
	var d = ctx.data, n = d.steps.length, last = 2 * n - 1, c = ctx.controls(ctx.stage);
	function opacity(what, i, on) {
		ctx.svg.querySelectorAll("[data-" + what + '="' + i + '"]').forEach(function (g) { g.style.opacity = on; });
	}
	function show(at) {
		var back = at >= n, layer = back ? last - at : at, i;
		for (i = 0; i < n; i++) {
			opacity("forward", i, i <= (back ? n : at) ? 1 : 0.08);
			opacity("backward", i, back && i >= layer ? 1 : 0.08);
			opacity("box", i, i === layer || at === last ? 1 : 0.55);
		}
		return [at, (back ? "backward: " : "forward: ") + d.steps[layer].name + (back ?
			", ∂loss/∂value = " : ", values ") + (back ? d.steps[layer].gradients : d.steps[layer].values).slice(0, 4).map(function (v) {
				return v === null ? "no number" : v.toPrecision(3);
			}).join(", ") + (d.steps[layer].count > 4 ? ", …" : "")];
	}
	c.player("step", last, last, 700, false, show);
}
