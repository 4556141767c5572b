// The boundary at every epoch: a slider, a button that plays, and small pictures to click.
function (ctx) {
	var d = ctx.data, n = d.frames.length, c = ctx.controls(ctx.stage);
	var field = ctx.svg.querySelector("[data-field]"), marks = ctx.svg.querySelectorAll("[data-example]");
	function show(at) {
		var f = d.frames[at], wrong = {};
		f.wrong.forEach(function (i) { wrong[i] = true; });
		field.setAttribute("href", f.image);
		marks.forEach(function (mark) {
			var shape = mark.lastElementChild, on = wrong[mark.getAttribute("data-example")];
			if (on) { shape.setAttribute("stroke", "#000"); shape.setAttribute("stroke-width", "2"); }
			else { shape.removeAttribute("stroke"); shape.removeAttribute("stroke-width"); }
		});
		ctx.right = d.examples - f.wrong.length;
		return [f.epoch, (f.epoch ? "after epoch " + f.epoch : "before training") + ": " + ctx.right + " of " + d.examples + " examples right"];
	}
	var go = c.player("epoch", n - 1, n - 1, 300, false, show);
	ctx.svg.querySelectorAll("[data-frame]").forEach(function (small) {
		small.style.cursor = "pointer";
		small.addEventListener("click", function () { go(+small.getAttribute("data-frame")); });
	});
}
