// The way of the optimizer, walked with a slider.
function (ctx) {
	var d = ctx.data, n = d.points.length, at = n - 1, timer = null;
	if (n < 2) return;
	var c = ctx.controls(ctx.stage), way = ctx.svg.querySelector("[data-way]"), said;
	var dot = ctx.svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "circle"));
	dot.setAttribute("r", 7);
	dot.setAttribute("fill", "none");
	dot.setAttribute("stroke", "#fff");
	dot.setAttribute("stroke-width", 2.5);
	function show() {
		way.setAttribute("d", "M" + d.points.slice(0, at + 1).map(function (p) { return p[0] + " " + p[1]; }).join("L"));
		dot.setAttribute("cx", d.points[at][0]);
		dot.setAttribute("cy", d.points[at][1]);
		slider.value = at;
		slider.parentNode.querySelector("output").textContent = d.epochs[at];
		ctx.loss = d.losses[at];
		said.textContent = (d.epochs[at] ? "after epoch " + d.epochs[at] : "before training") + ": loss " + (ctx.loss === null ? "not a number" : ctx.loss.toPrecision(4));
	}
	function stop() { clearInterval(timer); timer = null; play.textContent = "play"; }
	var play = c.button("play", function () {
		if (timer) return stop();
		play.textContent = "stop";
		if (at === n - 1) at = -1;
		timer = setInterval(function () {
			if (!ctx.stage.isConnected || at >= n - 1) return stop();
			at++;
			show();
		}, 250);
	});
	var slider = c.slider("epoch", 0, n - 1, 1, at, function (v) { at = v; show(); });
	said = c.text();
	show();
}
