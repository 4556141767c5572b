// A canvas to draw on, and what a network says, computed here.
function (ctx) {
	var d = ctx.data, side = 280, c = ctx.controls(ctx.stage);
	function numbers(text) {
		var bytes = atob(text), out = new Float32Array(bytes.length / 2);
		for (var i = 0; i < out.length; i++) {
			var h = bytes.charCodeAt(2 * i) | bytes.charCodeAt(2 * i + 1) << 8, e = h >> 10 & 31, m = h & 1023;
			out[i] = (h & 32768 ? -1 : 1) * (e ? (1 + m / 1024) * Math.pow(2, e - 15) : m * Math.pow(2, -24));
		}
		return out;
	}
	d.steps.forEach(function (s) {
		["kernel", "bias", "a", "b"].forEach(function (k) { if (typeof s[k] === "string") s[k] = numbers(s[k]); });
	});
	var ops = {
		dense: function (s, x) {
			var y = new Float32Array(s.out), i, j;
			for (j = 0; j < s.bias.length; j++) y[j] = s.bias[j];
			for (i = 0; i < s.in; i++) if (x[i]) for (j = 0; j < s.out; j++) y[j] += x[i] * s.kernel[i * s.out + j];
			return y;
		},
		conv: function (s, x) {
			var h = s.in[0], w = s.in[1], n = s.in[2], f = s.out[2], y = new Float32Array(s.out[0] * s.out[1] * f);
			for (var r = 0; r < s.out[0]; r++) for (var q = 0; q < s.out[1]; q++) {
				var at = (r * s.out[1] + q) * f, k;
				for (k = 0; k < s.bias.length; k++) y[at + k] = s.bias[k];
				for (var i = 0; i < s.size; i++) for (var j = 0; j < s.size; j++) {
					var row = r * s.stride + i * s.dilation - s.before[0], col = q * s.stride + j * s.dilation - s.before[1];
					if (row < 0 || col < 0 || row >= h || col >= w) continue;
					for (var m = 0; m < n; m++) {
						var v = x[(row * w + col) * n + m], from = ((i * s.size + j) * n + m) * f;
						if (v) for (k = 0; k < f; k++) y[at + k] += v * s.kernel[from + k];
					}
				}
			}
			return y;
		},
		pool: function (s, x, start, join, end) {
			var w = s.in[1], n = s.in[2], y = new Float32Array(s.out[0] * s.out[1] * n);
			for (var r = 0; r < s.out[0]; r++) for (var q = 0; q < s.out[1]; q++) for (var m = 0; m < n; m++) {
				var v = start;
				for (var i = 0; i < s.size; i++) for (var j = 0; j < s.size; j++) v = join(v, x[((r * s.stride + i) * w + q * s.stride + j) * n + m]);
				y[(r * s.out[1] + q) * n + m] = end(v);
			}
			return y;
		},
		max: function (s, x) { return ops.pool(s, x, -Infinity, Math.max, function (v) { return v; }); },
		mean: function (s, x) { return ops.pool(s, x, 0, function (a, b) { return a + b; }, function (v) { return v / s.size / s.size; }); },
		scale: function (s, x) { return x.map(function (v, i) { return v * s.a[i % s.a.length] + s.b[i % s.b.length]; }); },
		table: function (s, x) {
			return x.map(function (v) {
				var t = (v - s.from) / s.step, i = Math.min(Math.max(Math.floor(t), 0), s.table.length - 2);
				return s.table[i] + (t - i) * (s.table[i + 1] - s.table[i]);
			});
		},
		softmax: function (s, x) {
			var top = Math.max.apply(null, x), e = x.map(function (v) { return Math.exp(v - top); }), sum = e.reduce(function (a, b) { return a + b; }, 0);
			return e.map(function (v) { return v / sum; });
		}
	};
	function predict(x) {
		d.steps.forEach(function (s) { x = ops[s.op](s, x); });
		if (x.length === 1) {
			var p = d.logits ? 1 / (1 + Math.exp(-x[0])) : x[0];
			return [1 - p, p];
		}
		return Array.prototype.slice.call(d.logits ? ops.softmax(null, x) : x);
	}
	ctx.predict = function (x) { return predict(Float32Array.from(x)); };
	var probe = new Float32Array(d.height * d.width);
	for (var i = 0; i < probe.length; i++) probe[i] = i * 7919 % 256 / 255;
	ctx.wrong = predict(probe).reduce(function (most, p, k) { return Math.max(most, Math.abs(p - d.expected[k])); }, 0);
	var said = c.text();
	if (!(ctx.wrong < 0.03)) {
		said.textContent = "the page's script computes something else than the network, so it is not asked";
		return;
	}

	ctx.svg.remove();
	var title = ctx.stage.insertBefore(document.createElement("b"), c.row), body = ctx.stage.appendChild(document.createElement("div"));
	title.textContent = d.title;
	title.style.cssText = "font:bold 14px sans-serif";
	body.style.cssText = "display:flex;flex-wrap:wrap;gap:20px;font:13px sans-serif";
	var canvas = body.appendChild(document.createElement("canvas")), g = canvas.getContext("2d", {willReadFrequently: true});
	canvas.width = canvas.height = side;
	canvas.tabIndex = 0;
	canvas.style.cssText = "width:280px;height:280px;background:#000;border-radius:4px;touch-action:none;cursor:crosshair";
	canvas.setAttribute("role", "application");
	canvas.setAttribute("aria-label", "draw here, or move with the arrow keys and draw with Shift and the arrow keys");
	var small = document.createElement("canvas"), pen = small.getContext("2d", {willReadFrequently: true});
	small.width = d.width;
	small.height = d.height;
	var list = body.appendChild(document.createElement("div")), bars = d.classes.slice(0, 40).map(function (name) {
		var row = list.appendChild(document.createElement("div")), label = row.appendChild(document.createElement("span"));
		row.style.cssText = "display:flex;gap:8px;align-items:center;height:" + (d.classes.length > 12 ? 16 : 27) + "px";
		label.textContent = name;
		label.style.cssText = "min-width:2em;max-width:12em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap";
		var track = row.appendChild(document.createElement("span")), bar = track.appendChild(document.createElement("span"));
		track.style.cssText = "width:160px;height:12px;border:1px solid var(--nnb-line)";
		bar.style.cssText = "display:block;height:100%;width:0;background:var(--nnb-1)";
		var text = row.appendChild(document.createElement("span"));
		text.style.fontVariantNumeric = "tabular-nums";
		return {bar: bar, text: text};
	});
	list.style.cssText = "min-width:240px";

	// As MNIST was made: the drawing scaled into a box of 20 of 28 pixels, its centre of mass in the middle.
	function image() {
		var p = g.getImageData(0, 0, side, side).data, box = [side, side, 0, 0], mass = 0, mx = 0, my = 0;
		for (var y = 0; y < side; y++) for (var x = 0; x < side; x++) {
			var v = p[4 * (y * side + x) + 3];
			if (!v) continue;
			box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
			mass += v; mx += v * x; my += v * y;
		}
		if (!mass) return null;
		var scale = Math.min(d.width, d.height) * 20 / 28 / (Math.max(box[2] - box[0], box[3] - box[1]) + 1);
		pen.clearRect(0, 0, d.width, d.height);
		pen.imageSmoothingQuality = "high";
		pen.setTransform(scale, 0, 0, scale, d.width / 2 - scale * mx / mass, d.height / 2 - scale * my / mass);
		pen.drawImage(canvas, 0, 0);
		pen.setTransform(1, 0, 0, 1, 0, 0);
		var q = pen.getImageData(0, 0, d.width, d.height).data, out = new Float32Array(d.width * d.height);
		for (var i = 0; i < out.length; i++) out[i] = q[4 * i + 3] / 255;
		return out;
	}
	function answer() {
		var x = image(), p = x && predict(x), best = 0;
		ctx.probabilities = p;
		bars.forEach(function (b, k) {
			b.bar.style.width = (p ? 100 * p[k] : 0) + "%";
			b.text.textContent = p ? (100 * p[k]).toFixed(1) + " %" : "";
			if (p && p[k] > p[best]) best = k;
		});
		ctx.said = p ? d.classes[best] : "";
		said.textContent = p ? "it says " + d.classes[best] + " (" + (100 * p[best]).toFixed(1) + " %)" : "draw with the mouse, a finger, or Shift and the arrow keys";
	}
	g.lineWidth = 22;
	g.lineCap = g.lineJoin = "round";
	g.strokeStyle = "#fff";
	var at = [side / 2, side / 2], down = false, due = false;
	function line(to) {
		g.beginPath();
		g.moveTo(at[0], at[1]);
		g.lineTo(to[0], to[1] + 0.01);
		g.stroke();
		at = to;
		if (!due) {
			due = true;
			setTimeout(function () { due = false; answer(); }, 60);
		}
	}
	function place(e) {
		var b = canvas.getBoundingClientRect();
		return [(e.clientX - b.left) / b.width * side, (e.clientY - b.top) / b.height * side];
	}
	canvas.addEventListener("pointerdown", function (e) {
		down = true;
		at = place(e);
		line(at);
		if (canvas.setPointerCapture) try { canvas.setPointerCapture(e.pointerId); } catch (gone) { down = true; }
	});
	canvas.addEventListener("pointermove", function (e) { if (down) line(place(e)); });
	["pointerup", "pointercancel"].forEach(function (name) { canvas.addEventListener(name, function () { down = false; }); });
	canvas.addEventListener("keydown", function (e) {
		var move = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[e.key];
		if (!move) return;
		e.preventDefault();
		e.stopPropagation();
		var to = [Math.min(Math.max(at[0] + 10 * move[0], 0), side), Math.min(Math.max(at[1] + 10 * move[1], 0), side)];
		if (e.shiftKey) line(to);
		else at = to;
	});
	c.button("clear", function () {
		g.clearRect(0, 0, side, side);
		at = [side / 2, side / 2];
		answer();
	});
	answer();
}
