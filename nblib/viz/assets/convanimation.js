// The walk of a filter over its input, step by step.
function (ctx) {
	var d = ctx.data, n = d.out * d.out, c = ctx.controls(ctx.stage);
	function all(name) { return ctx.svg.querySelectorAll("[data-" + name + "]"); }
	function paint(rect, on, ink, strength) {
		if (rect.was === undefined) rect.was = [rect.style.fill, rect.getAttribute("fill-opacity")];
		rect.style.fill = on ? "var(--nnb-" + ink + ")" : rect.was[0];
		if (on) rect.setAttribute("fill-opacity", strength);
		else if (rect.was[1] === null) rect.removeAttribute("fill-opacity");
		else rect.setAttribute("fill-opacity", rect.was[1]);
	}
	function sees(place, p) {
		for (var k = 0; k < d.kernel; k++) if (p * d.stride + k * d.dilation - d.before === place) return true;
		return false;
	}
	function show(at) {
		var row = Math.floor(at / d.out), col = at % d.out;
		all("in").forEach(function (rect) {
			var rc = rect.getAttribute("data-in").split(",");
			paint(rect, sees(+rc[0], row) && sees(+rc[1], col), "2", 0.55);
		});
		all("out").forEach(function (rect) {
			var rc = rect.getAttribute("data-out").split(","), i = +rc[0] * d.out + +rc[1];
			paint(rect, i <= at, i === at ? "2" : "1", i === at ? 0.75 : 0.25);
		});
		all("pool").forEach(function (rect) {
			var rc = rect.getAttribute("data-pool").split(",");
			var done = (+rc[0] * 2 + 1) * d.out + +rc[1] * 2 + 1 <= at, mine = Math.floor(row / 2) === +rc[0] && Math.floor(col / 2) === +rc[1];
			paint(rect, done || mine, mine ? "2" : "3", mine ? 0.75 : 0.25);
		});
		return [at, "output row " + row + ", column " + col + " sees input rows " + (row * d.stride - d.before) + " to " + (row * d.stride - d.before + (d.kernel - 1) * d.dilation) +
			", columns " + (col * d.stride - d.before) + " to " + (col * d.stride - d.before + (d.kernel - 1) * d.dilation)];
	}
	var go = c.player("step", n - 1, 0, 450, true, show);
	all("out").forEach(function (rect) {
		rect.style.cursor = "pointer";
		rect.addEventListener("click", function () {
			var rc = rect.getAttribute("data-out").split(",");
			go(+rc[0] * d.out + +rc[1]);
		});
	});
}
