package echarts

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/dop251/goja"
)

// engine is one JavaScript runtime with ECharts loaded. Loading takes about 0.3 s, so it happens once, at the first
// picture, and the runtime is not safe for concurrent use, so pictures are drawn one after the other.
type engine struct {
	mu   sync.Mutex
	vm   *goja.Runtime
	draw goja.Callable
	err  error
}

var theEngine = sync.OnceValue(func() *engine {
	js, err := source()
	if err != nil {
		return &engine{err: err}
	}
	e := &engine{vm: goja.New()}
	if _, err := e.vm.RunScript("echarts.min.js", js); err != nil {
		e.err = fmt.Errorf("echarts: the library does not load: %w; run `make clean env`", err)
		return e
	}
	// The library schedules animation frames, of which a still picture has none.
	for _, name := range []string{"setTimeout", "clearTimeout"} {
		_ = e.vm.Set(name, func() int { return 0 })
	}
	v, err := e.vm.RunString(drawSource)
	if err != nil {
		e.err = fmt.Errorf("echarts: %w", err)
		return e
	}
	e.draw, _ = goja.AssertFunction(v)
	return e
})

// drawSource draws without a browser: no animation (the first frame would be the picture), nothing drawn piece by
// piece, and functions that a go-echarts option carries between __f__ marks brought to life when asked for.
const drawSource = `(function (optionText, themeText, width, height, functions) {
	var option = JSON.parse(optionText, function (key, value) {
		if (functions && typeof value === "string" && value.slice(0, 5) === "__f__") {
			return (0, eval)("(" + value.slice(5, -5) + ")");
		}
		return value;
	});
	option.animation = false;
	[].concat(option.series || []).forEach(function (s) { s.progressive = 0; s.animation = false; });
	var chart = echarts.init(null, JSON.parse(themeText), {renderer: "svg", ssr: true, width: width, height: height});
	try {
		chart.setOption(option);
		// chart.renderToSVGString has no word for leaving the styles of hovering out.
		return chart.getZr().painter.renderToString({useViewBox: true, cssEmphasis: false, cssAnimation: false});
	} finally {
		chart.dispose();
	}
})`

// Picture says how SVG draws: the size in CSS pixels, the theme (an ECharts theme, JSON-able), and whether strings
// between __f__ marks are JavaScript functions, as in go-echarts options, or just text.
type Picture struct {
	Width, Height int
	Theme         any
	Functions     bool
}

// SVG draws an ECharts option, given as JSON, without a browser.
func SVG(option []byte, p Picture) (string, error) {
	theme, err := json.Marshal(p.Theme)
	if err != nil {
		return "", fmt.Errorf("echarts: theme: %w", err)
	}
	e := theEngine()
	if e.err != nil {
		return "", e.err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	v, err := e.draw(goja.Undefined(), e.vm.ToValue(string(option)), e.vm.ToValue(string(theme)),
		e.vm.ToValue(p.Width), e.vm.ToValue(p.Height), e.vm.ToValue(p.Functions))
	if err != nil {
		return "", fmt.Errorf("echarts: the option cannot be drawn: %w", err)
	}
	return still(v.String()), nil
}
