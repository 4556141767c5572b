// Brings one chart to life. themes: the two looks; script: the element that holds the call; widget: a function for
// charts that can be played with, or null. The picture stays where there is no ECharts, and where scripts are stripped.
(function (themes, script, id, widget) {
"use strict";
var own = script && script.closest && script.closest(".nnbook");
var roots = own ? [own] : Array.prototype.slice.call(document.querySelectorAll('[data-nnbook="' + id + '"]'));
var stages = window.__nnbook_stages = window.__nnbook_stages || {};

function dark() {
	var body = document.body, light = body.getAttribute("data-jp-theme-light");
	if (light) return light === "false";
	if (/\bvscode-(dark|high-contrast)\b/.test(body.className)) return true;
	if (/\bvscode-light\b/.test(body.className)) return false;
	return !!window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
}

// One promise of the library for the whole page. A page that carries the library has made it already.
function library() {
	if (!window.__nnbook_echarts) {
		var config = document.getElementById("jupyter-config-data");
		if (!config) return Promise.reject(new Error("no ECharts here"));
		var base = JSON.parse(config.textContent).baseUrl || "/";
		window.__nnbook_echarts = fetch(base + "kernelspecs/nnbook/echarts.min.js").then(function (answer) {
			if (!answer.ok) throw new Error("no ECharts here");
			return answer.text();
		}).then(function (text) {
			var module = {exports: {}};
			new Function("module", "exports", "define", text)(module, module.exports, undefined);
			return module.exports;
		});
	}
	return window.__nnbook_echarts;
}

function onTheme(node, change) {
	var was = dark();
	function look() {
		if (was !== dark()) { was = !was; change(was); }
	}
	new MutationObserver(look).observe(document.body, {attributes: true});
	if (window.matchMedia) matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
}

function colours(stage, isDark) {
	stage.style.setProperty("--nnb-fg", isDark ? "#e0e0e0" : "#262626");
	stage.style.setProperty("--nnb-dim", isDark ? "#a0a0a0" : "#666");
	stage.style.setProperty("--nnb-line", isDark ? "#555" : "#ccc");
	stage.style.setProperty("--nnb-card", "transparent");
	stage.style.setProperty("--nnb-1", themes[isDark ? "dark" : "light"].color[0]);
	stage.style.setProperty("--nnb-2", themes[isDark ? "dark" : "light"].color[1]);
	stage.style.setProperty("--nnb-3", themes[isDark ? "dark" : "light"].color[2]);
	stage.style.color = "var(--nnb-fg)";
}

// A row of controls above the chart, reachable by keyboard.
function controls(stage) {
	var row = document.createElement("div");
	row.style.cssText = "font:13px sans-serif;margin:4px 0;display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center";
	stage.insertBefore(row, stage.firstChild);
	function add(kind, name) {
		var label = row.appendChild(document.createElement("label"));
		label.style.cssText = "display:flex;gap:6px;align-items:center";
		label.appendChild(document.createTextNode(name));
		return label.appendChild(document.createElement(kind));
	}
	var c = {
		row: row,
		slider: function (name, from, to, step, value, change) {
			var input = add("input", name), out = input.parentNode.appendChild(document.createElement("output"));
			input.type = "range";
			input.min = from; input.max = to; input.step = step; input.value = value;
			input.setAttribute("aria-label", name);
			out.style.cssText = "min-width:3em;font-variant-numeric:tabular-nums";
			input.oninput = function () { out.textContent = input.value; change(+input.value); };
			out.textContent = input.value;
			return input;
		},
		choice: function (name, options, change) {
			var select = add("select", name);
			select.setAttribute("aria-label", name);
			options.forEach(function (text, i) {
				var o = select.appendChild(document.createElement("option"));
				o.value = i;
				o.textContent = text;
			});
			select.onchange = function () { change(+select.value); };
			return select;
		},
		button: function (text, press) {
			var b = row.appendChild(document.createElement("button"));
			b.type = "button";
			b.textContent = text;
			b.onclick = function () { press(b); };
			return b;
		},
		text: function () {
			var t = row.appendChild(document.createElement("span"));
			t.setAttribute("aria-live", "polite");
			t.style.fontVariantNumeric = "tabular-nums";
			return t;
		}
	};
	// A walk over steps 0 to last: a button that plays them, to the end or round and round, a slider, and a text.
	// show(at) draws a step and returns what slider and text say. The result goes to a step.
	c.player = function (name, last, at, pause, round, show) {
		var timer = null;
		function go(to) {
			at = to;
			var says = show(at);
			slider.value = at;
			slider.parentNode.querySelector("output").textContent = says[0];
			text.textContent = says[1];
		}
		function stop() { clearInterval(timer); timer = null; play.textContent = "play"; }
		var play = c.button("play", function () {
			if (timer) return stop();
			play.textContent = "stop";
			if (at === last && !round) at = -1;
			timer = setInterval(function () {
				if (!stage.isConnected || at >= last && !round) return stop();
				go((at + 1) % (last + 1));
			}, pause);
		});
		var slider = c.slider(name, 0, last, 1, at, go), text = c.text();
		go(at);
		return function (to) { stop(); go(to); };
	};
	return c;
}

function revive(key, value) {
	return typeof value === "string" && value.slice(0, 5) === "__f__" ? (0, eval)("(" + value.slice(5, -5) + ")") : value;
}

roots.forEach(function (root) {
	var text = root.querySelector('script[type="application/json"]').textContent, spec = JSON.parse(text);
	if (spec.functions) spec = JSON.parse(text, revive);
	var picture = root.querySelector("[data-nnbook-picture]");

	// An update arrives as a new page fragment: the drawn stage moves into it, and gets the new data.
	var stage = stages[id];
	if (stage && !stage.isConnected) {
		root.insertBefore(stage, root.firstChild);
		if (picture) picture.remove();
		if (stage.nnbook.chart) stage.nnbook.chart.setOption(spec.option, {replaceMerge: ["series"], lazyUpdate: false});
		return;
	}
	stage = document.createElement("div");
	var ctx = stage.nnbook = {root: root, stage: stage, spec: spec, data: spec.data, dark: dark, themes: themes, chart: null, controls: controls};
	colours(stage, dark());

	function swap() {
		if (!stages[id] || !stages[id].isConnected) stages[id] = stage;
		root.insertBefore(stage, root.firstChild);
		if (picture) picture.remove();
		onTheme(stage, function (isDark) {
			colours(stage, isDark);
			if (ctx.chart) ctx.chart.setTheme(themes[isDark ? "dark" : "light"]);
			if (ctx.redraw) ctx.redraw();
		});
	}

	if (!spec.option) { // drawn by Go: the same picture, in the page's own colours
		if (picture && picture.src && picture.src.indexOf("data:image/svg+xml;base64,") === 0) {
			var bytes = Uint8Array.from(atob(picture.src.slice(26)), function (c) { return c.charCodeAt(0); });
			var svg = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml").documentElement;
			svg.setAttribute("role", "img");
			svg.setAttribute("aria-label", picture.alt);
			svg.style.cssText = "width:100%;height:auto;display:block";
			ctx.svg = stage.appendChild(document.importNode(svg, true));
		}
		swap();
		if (widget) widget(ctx);
		return;
	}
	library().then(function (echarts) {
		if (stages[id] && !stages[id].isConnected) return; // a newer fragment has taken over
		var plot = document.createElement("div");
		plot.style.cssText = "width:100%;height:" + spec.height + "px";
		plot.setAttribute("role", "img");
		plot.setAttribute("aria-label", spec.alt);
		stage.appendChild(plot);
		root.insertBefore(stage, root.firstChild);
		ctx.echarts = echarts;
		ctx.chart = echarts.init(plot, themes[dark() ? "dark" : "light"]);
		ctx.chart.setOption(spec.option);
		swap();
		if (widget) widget(ctx);
		if (window.ResizeObserver) new ResizeObserver(function () {
			if (plot.clientWidth > 0) ctx.chart.resize();
		}).observe(plot);
	}).catch(function (problem) {
		stage.remove();
		if (window.__nnbook_debug) console.error(problem);
	});
});
})
