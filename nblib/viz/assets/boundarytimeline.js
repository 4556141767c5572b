// The boundary at every epoch: a slider, a button that plays, and small pictures to click.
function (ctx) {
	var d = ctx.data, n = d.frames.length, at = n - 1, timer = null, c = ctx.controls(ctx.stage);
	var field = ctx.svg.querySelector("[data-field]"), marks = ctx.svg.querySelectorAll("[data-example]");
	function show() {
		var f = d.frames[at], wrong = {};
		f.wrong.forEach(function (i) { wrong[i] = true; });
		field.setAttribute("href", f.image);
		marks.forEach(function (mark) {
			var shape = mark.lastElementChild, on = wrong[mark.getAttribute("data-example")];
			if (on) { shape.setAttribute("stroke", "#000"); shape.setAttribute("stroke-width", "2"); }
			else { shape.removeAttribute("stroke"); shape.removeAttribute("stroke-width"); }
		});
		slider.value = at;
		slider.parentNode.querySelector("output").textContent = f.epoch;
		ctx.right = d.examples - f.wrong.length;
		said.textContent = (f.epoch ? "after epoch " + f.epoch : "before training") + ": " + ctx.right + " of " + d.examples + " examples right";
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
		}, 300);
	});
	var slider = c.slider("epoch", 0, n - 1, 1, at, function (v) { at = v; show(); });
	var said = c.text();
	ctx.svg.querySelectorAll("[data-frame]").forEach(function (small) {
		small.style.cursor = "pointer";
		small.addEventListener("click", function () { stop(); at = +small.getAttribute("data-frame"); show(); });
	});
	show();
}
