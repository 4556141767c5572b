// One unit with two inputs: sliders for its weights and its bias.
function (ctx) {
	var d = ctx.data, w1 = d.w1, w2 = d.w2, b = d.bias, c = ctx.controls(ctx.stage), said = null;
	// The activation is a table from Go, read between its entries by straight lines.
	function activation(z) {
		var t = (Math.min(Math.max(z, d.from), -d.from) - d.from) / d.step, i = Math.min(Math.floor(t), d.table.length - 2);
		return d.table[i] + (t - i) * (d.table[i + 1] - d.table[i]);
	}
	function draw() {
		var curve = [], line = [], x;
		for (x = -6; x <= 6.001; x += 0.05) curve.push([x, activation(w1 * x + b)]);
		if (Math.abs(w2) > 1e-9) for (x = -6; x <= 6.001; x += 0.5) line.push([x, -(w1 * x + b) / w2]);
		else if (Math.abs(w1) > 1e-9) line = [[-b / w1, -6], [-b / w1, 6]];
		var n = w1 * w1 + w2 * w2, at = n ? [-b * w1 / n, -b * w2 / n] : [0, 0];
		ctx.chart.setOption({series: [{data: curve}, {data: line}, {data: [at, [at[0] + w1, at[1] + w2]]}]});
		said.textContent = "at x₁ = 1, x₂ = 1 it gives " + activation(w1 + w2 + b).toFixed(3);
		ctx.output = activation(w1 + w2 + b);
	}
	c.slider("weight w₁", -4, 4, 0.1, w1, function (v) { w1 = v; draw(); });
	c.slider("weight w₂", -4, 4, 0.1, w2, function (v) { w2 = v; draw(); });
	c.slider("bias b", -4, 4, 0.1, b, function (v) { b = v; draw(); });
	said = c.text();
	draw();
}
