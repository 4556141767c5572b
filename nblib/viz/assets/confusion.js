// The confusion table: a switch between counts and rates, and the images of the cell that was clicked.
function (ctx) {
	var classes = ctx.data.classes, images = ctx.data.images || {}, rates = false;
	var button = ctx.controls(ctx.stage).button("", function () { rates = !rates; say(); });
	var shelf = ctx.stage.appendChild(document.createElement("div"));
	shelf.style.cssText = "font:13px sans-serif;min-height:8px";
	shelf.setAttribute("aria-live", "polite");

	function say() {
		button.textContent = rates ? "show counts" : "show rates (% of the row)";
		ctx.chart.setOption({series: [{label: {formatter: null}, data: ctx.spec.option.series[0].data.map(function (cell) {
			var copy = Object.assign({}, cell);
			copy.label = Object.assign({}, cell.label, {formatter: rates ? "{@[3]}" : "{@[2]}"});
			return copy;
		})}], tooltip: {formatter: function (p) {
			var v = p.value, encode = ctx.echarts.format.encodeHTML;
			return encode(classes[v[1]]) + " taken for " + encode(classes[v[0]]) + ": " + v[2] + " (" + v[3] + " %)";
		}}});
	}
	ctx.chart.on("click", function (p) {
		if (!p.value) return;
		var v = p.value, list = images[v[1] + "," + v[0]] || [];
		shelf.textContent = classes[v[1]] + " taken for " + classes[v[0]] + ": " + v[2] + (list.length ? ", some of them: " : "");
		list.forEach(function (uri) {
			var img = shelf.appendChild(document.createElement("img"));
			img.src = uri;
			img.alt = classes[v[1]] + " taken for " + classes[v[0]];
			img.style.cssText = "height:56px;margin:2px;vertical-align:middle;image-rendering:pixelated";
		});
	});
	say();
}
