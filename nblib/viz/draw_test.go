package viz

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

func TestDraw(t *testing.T) {
	wanted(t, "run-draw", Draw(trained(t).digits))
	if Draw(trained(t).points).Err() == nil {
		t.Error("points were drawn as images")
	}
}

// computed runs the page's own script, without a page, on the network's steps.
func computed(t *testing.T, steps []map[string]any, logits bool, x []float32) []float64 {
	t.Helper()
	data, err := json.Marshal(map[string]any{"steps": steps, "logits": logits, "height": 1, "width": len(x), "expected": make([]float64, 99)})
	if err != nil {
		t.Fatal(err)
	}
	vm := goja.New()
	_ = vm.Set("atob", func(text string) string {
		b, _ := base64.StdEncoding.DecodeString(text)
		r := make([]rune, len(b))
		for i, c := range b {
			r[i] = rune(c)
		}
		return string(r)
	})
	_ = vm.Set("input", x)
	// The probe differs from what is expected, so the script stops before it needs a page.
	v, err := vm.RunString(fmt.Sprintf(`(function () {
		var ctx = {data: %s, controls: function () { return {text: function () { return {}; }}; }, svg: {remove: function () { throw ctx; }}};
		try { (%s)(ctx); } catch (stopped) { if (stopped !== ctx) throw stopped; }
		return ctx.predict(input);
	})()`, data, drawScript))
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	if err := vm.ExportTo(v, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestScript compares what the page's script computes with what the network gives, for every kind of layer it knows.
func TestScript(t *testing.T) {
	computes(t)
	for name, l := range map[string]nn.Layer{
		"dense":   nn.MLP{Hidden: []int{12, 8}, Out: 4, Dropout: 0.3, BatchNorm: true},
		"conv":    nn.Sequential(nn.Conv2D(3, 3, nn.Same, nn.Stride(2), nn.LeakyReLU(0.1)), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(4)),
		"padding": nn.Sequential(nn.Conv2D(3, 3, nn.PadZeros(1), nn.Dilation(2)), nn.ReLU, nn.AvgPool2D(3, nn.Stride(2)), nn.Flatten(), nn.Dense(3, nn.Softmax)),
		"global":  nn.Sequential(nn.Rescaling(2, -1), nn.Conv2D(5, 5, nn.GELU), nn.BatchNorm(), nn.GlobalAvgPool2D(), nn.Dense(6, nn.Tanh), nn.Dense(3)),
		"one":     nn.Sequential(nn.Flatten(), nn.Dense(6, nn.SELU), nn.Dense(1, nn.Sigmoid)),
	} {
		t.Run(name, func(t *testing.T) {
			in := []int{9, 9, 1}
			net, err := nn.Build(l, in)
			if err != nil {
				t.Fatal(err)
			}
			m, err := nn.NewModel("test", l, in, net.Init(3))
			if err != nil {
				t.Fatal(err)
			}
			x := probeImage(81)
			seen, err := look(m, x, 1, question{})
			if err != nil {
				t.Fatal(err)
			}
			steps, what := scriptOf(net, m.Weights())
			if what != "" {
				t.Fatalf("the script does not know %s", what)
			}
			got, want := computed(t, steps, false, x), seen.outputs
			if len(want) == 1 {
				got = got[1:]
			}
			for i := range want {
				if math.Abs(got[i]-float64(want[i])) > 5e-3*math.Max(1, math.Abs(float64(want[i]))) {
					t.Fatalf("the script computes %v, the network %v", got, want)
				}
			}
		})
	}
}

func TestScriptRefuses(t *testing.T) {
	for _, l := range []nn.Layer{
		nn.Sequential(nn.Residual(nn.Conv2D(1, 3, nn.Same)), nn.Flatten(), nn.Dense(2)),
		nn.Sequential(nn.Conv2D(2, 3), nn.MaxPool2D(2, nn.Same), nn.Flatten(), nn.Dense(2)),
		nn.Sequential(nn.LayerNorm(), nn.Flatten(), nn.Dense(2)),
	} {
		net, err := nn.Build(l, []int{9, 9, 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, what := scriptOf(net, net.Init(1)); what == "" {
			t.Errorf("the script takes %s", l)
		}
	}
}

func TestHalf(t *testing.T) {
	for x, want := range map[float32]uint16{0: 0, 1: 0x3C00, -2: 0xC000, 65504: 0x7BFF, 1e9: 0x7BFF, 0.1: 0x2E66, 6e-8: 1, 0.99999: 0x3C00, 3.0518e-05: 0x0200} {
		if got := half(x); got != want {
			t.Errorf("%v as a half is %#x, want %#x", x, got, want)
		}
	}
	b, _ := base64.StdEncoding.DecodeString(halves([]float32{1, -2}))
	if binary.LittleEndian.Uint16(b[2:]) != 0xC000 || len(b) != 4 {
		t.Errorf("the bytes are %v", b)
	}
}

func TestDrawIsBounded(t *testing.T) {
	run := *trained(t).digits
	net, err := nn.Build(nn.MLP{Hidden: []int{1000}, Out: 10}, []int{28, 28, 1})
	if err != nil {
		t.Fatal(err)
	}
	if run.Model, err = nn.NewModel("large", net.Layer(), []int{28, 28, 1}, net.Init(1)); err != nil {
		t.Fatal(err)
	}
	run.Data.Target.Kind = datasets.Classes
	if c := Draw(&run); !strings.Contains(c.note, "300,000") {
		t.Errorf("a network of 800,000 weights says %q", c.note)
	}
}
