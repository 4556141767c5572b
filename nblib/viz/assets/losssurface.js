// The way of the optimizer, walked with a slider.
function (ctx) {
	var d = ctx.data, n = d.points.length;
	if (n < 2) return;
	var c = ctx.controls(ctx.stage), way = ctx.svg.querySelector("[data-way]");
	var dot = ctx.svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "circle"));
	dot.setAttribute("r", 7);
	dot.setAttribute("fill", "none");
	dot.setAttribute("stroke", "#fff");
	dot.setAttribute("stroke-width", 2.5);
	function show(at) {
		way.setAttribute("d", "M" + d.points.slice(0, at + 1).map(function (p) { return p[0] + " " + p[1]; }).join("L"));
		dot.setAttribute("cx", d.points[at][0]);
		dot.setAttribute("cy", d.points[at][1]);
		ctx.loss = d.losses[at];
		return [d.epochs[at], (d.epochs[at] ? "after epoch " + d.epochs[at] : "before training") + ": loss " +
			(ctx.loss === null ? "not a number" : ctx.loss.toPrecision(4))];
	}
	c.player("epoch", n - 1, n - 1, 250, false, show);
}
