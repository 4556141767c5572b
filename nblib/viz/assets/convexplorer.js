// What one output pixel of a convolution is made of: click it, and see the patch, the kernel, the products and the sum.
function (ctx) {
	var d = ctx.data, filter = 0, row = Math.floor(d.out[0] / 2), col = Math.floor(d.out[1] / 2), channel = 0;
	var NS = "http://www.w3.org/2000/svg", c = ctx.controls(ctx.stage);
	function input(y, x, k) {
		return y < 0 || x < 0 || y >= d.in[0] || x >= d.in[1] ? 0 : d.image[(y * d.in[1] + x) * d.in[2] + k];
	}
	function weight(i, j, k) { return d.kernel[((i * d.size[1] + j) * d.in[2] + k) * d.filters + filter]; }
	function place(i, j) { return [row * d.stride[0] + i * d.dilation - d.before[0], col * d.stride[1] + j * d.dilation - d.before[1]]; }
	function table(name, value, show) {
		var box = tables.appendChild(document.createElement("div")), t;
		box.appendChild(document.createElement("div")).textContent = name;
		t = box.appendChild(document.createElement("table"));
		t.style.cssText = "border-collapse:collapse;font:11px monospace;font-variant-numeric:tabular-nums";
		var most = 1e-9, i, j;
		for (i = 0; i < d.size[0]; i++) for (j = 0; j < d.size[1]; j++) most = Math.max(most, Math.abs(value(i, j)));
		for (i = 0; i < d.size[0]; i++) {
			var tr = t.appendChild(document.createElement("tr"));
			for (j = 0; j < d.size[1]; j++) {
				var td = tr.appendChild(document.createElement("td")), v = value(i, j);
				td.textContent = v.toFixed(2);
				td.style.cssText = "padding:3px 4px;border:1px solid var(--nnb-line);text-align:right;background:" +
					(v < 0 ? "rgba(0,114,178," : "rgba(213,94,0,") + (0.6 * Math.abs(v) / most) + ")";
			}
		}
	}
	function explain() {
		var sum = 0, i, j, k, y, x;
		for (i = 0; i < d.size[0]; i++) for (j = 0; j < d.size[1]; j++) for (k = 0; k < d.in[2]; k++) {
			var p = place(i, j);
			sum += input(p[0], p[1], k) * weight(i, j, k);
		}
		tables.textContent = "";
		table("patch", function (i, j) { var p = place(i, j); return input(p[0], p[1], channel); });
		table("× kernel", function (i, j) { return weight(i, j, channel); });
		table("= products", function (i, j) { var p = place(i, j); return input(p[0], p[1], channel) * weight(i, j, channel); });
		ctx.sum = sum + d.bias[filter];
		ctx.output = d.outputs[(row * d.out[1] + col) * d.filters + filter];
		said.textContent = "output row " + row + ", column " + col + ": sum of all products " + sum.toFixed(3) + " + bias " + d.bias[filter].toFixed(3) +
			" = " + ctx.sum.toFixed(3) + "; the layer gives " + ctx.output.toFixed(3);
		y = place(0, 0);
		mark.setAttribute("x", y[1]); mark.setAttribute("y", y[0]);
		mark.setAttribute("width", (d.size[1] - 1) * d.dilation + 1); mark.setAttribute("height", (d.size[0] - 1) * d.dilation + 1);
		dot.setAttribute("x", col); dot.setAttribute("y", row);
		stage.redraw();
	}
	function rect(parent, w, h, ink) {
		var r = parent.appendChild(document.createElementNS(NS, "rect"));
		r.setAttribute("width", w); r.setAttribute("height", h); r.setAttribute("fill", "none");
		r.setAttribute("stroke", "#E69F00"); r.setAttribute("stroke-width", ink); r.setAttribute("pointer-events", "none");
		return r;
	}
	// One picture of so many cells, painted on a canvas, with a frame over it.
	function picture(name, h, w, press) {
		var box = pictures.appendChild(document.createElement("div")), hold = document.createElement("div");
		box.appendChild(document.createElement("div")).textContent = name;
		box.appendChild(hold);
		hold.style.cssText = "position:relative;width:" + Math.round(220 * w / Math.max(h, w)) + "px";
		var canvas = hold.appendChild(document.createElement("canvas")), over = hold.appendChild(document.createElementNS(NS, "svg"));
		canvas.width = w; canvas.height = h;
		canvas.style.cssText = "width:100%;image-rendering:pixelated;display:block";
		over.setAttribute("viewBox", "0 0 " + w + " " + h);
		over.style.cssText = "position:absolute;left:0;top:0;width:100%;height:100%;overflow:visible;cursor:" + (press ? "pointer" : "default");
		if (press) over.addEventListener("click", function (e) {
			var b = over.getBoundingClientRect();
			press(Math.min(h - 1, Math.floor((e.clientY - b.top) / b.height * h)), Math.min(w - 1, Math.floor((e.clientX - b.left) / b.width * w)));
		});
		return {over: over, paint: function (shade) {
			var g = canvas.getContext("2d"), img = g.createImageData(w, h);
			for (var y = 0; y < h; y++) for (var x = 0; x < w; x++) {
				var s = shade(y, x), i = 4 * (y * w + x);
				img.data[i] = s[0]; img.data[i + 1] = s[1]; img.data[i + 2] = s[2]; img.data[i + 3] = 255;
			}
			g.putImageData(img, 0, 0);
		}};
	}
	var old = ctx.svg;
	if (old) old.remove();
	var title = ctx.stage.appendChild(document.createElement("b"));
	title.textContent = d.title;
	title.style.cssText = "font:bold 14px sans-serif";
	var pictures = ctx.stage.appendChild(document.createElement("div")), tables = ctx.stage.appendChild(document.createElement("div"));
	pictures.style.cssText = tables.style.cssText = "display:flex;flex-wrap:wrap;gap:16px;font:12px sans-serif;margin:6px 0";
	var stage = {redraw: function () {
		var low = Math.min.apply(null, d.image), high = Math.max.apply(null, d.image), most = 1e-9;
		d.outputs.forEach(function (v, i) { if (i % d.filters === filter) most = Math.max(most, Math.abs(v)); });
		left.paint(function (y, x) {
			function s(k) { return 255 * (input(y, x, k) - low) / Math.max(high - low, 1e-9); }
			return d.in[2] === 3 ? [s(0), s(1), s(2)] : [s(0), s(0), s(0)];
		});
		right.paint(function (y, x) {
			var v = d.outputs[(y * d.out[1] + x) * d.filters + filter] / most, a = Math.abs(v), to = v < 0 ? [0, 114, 178] : [213, 94, 0];
			return to.map(function (t) { return 255 - a * (255 - t); });
		});
	}};
	var left = picture("input", d.in[0], d.in[1], null);
	var right = picture("output of the filter (click it)", d.out[0], d.out[1], function (y, x) { go(y, x); });
	var mark = rect(left.over, 1, 1, 0.4), dot = rect(right.over, 1, 1, 0.4);
	var names = [];
	for (var f = 0; f < d.filters; f++) names.push(String(f));
	c.choice("filter", names, function (v) { filter = v; explain(); });
	if (d.in[2] > 1) c.choice("channel in the tables", Array.from({length: d.in[2]}, function (_, i) { return String(i); }), function (v) { channel = v; explain(); });
	var rows = c.slider("row", 0, d.out[0] - 1, 1, row, function (v) { row = v; explain(); });
	var cols = c.slider("column", 0, d.out[1] - 1, 1, col, function (v) { col = v; explain(); });
	function go(y, x) {
		rows.value = y; cols.value = x; col = x;
		rows.oninput(); cols.oninput();
	}
	var said = ctx.stage.appendChild(document.createElement("div"));
	said.style.cssText = "font:13px sans-serif;font-variant-numeric:tabular-nums";
	said.setAttribute("aria-live", "polite");
	explain();
}
