package viz

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"nnbook/nblib/internal/echarts"
)

var update = flag.Bool("update", false, "write the golden files anew; read them before committing")

// artifacts, if set, receives the page and the picture of every golden chart, to be looked at.
var artifacts = os.Getenv("NNBOOK_ARTIFACTS")

// shortArrays are arrays of numbers, which read better on one line.
var shortArrays = regexp.MustCompile(`\[[-+0-9.eE,\s]*(null[-+0-9.eE,\s]*)*\]`)

// golden compares the option of a chart, and its table, with the committed files, and draws its picture.
func golden(t *testing.T, name string, c *Chart) {
	t.Helper()
	if c.Err() != nil {
		t.Fatal(c.Err())
	}
	got, err := json.MarshalIndent(c.Option(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = shortArrays.ReplaceAllFunc(got, func(b []byte) []byte { return bytes.Join(bytes.Fields(b), nil) })
	sameAsFile(t, filepath.Join("testdata", name+".json"), append(got, '\n'))
	sameAsFile(t, filepath.Join("testdata", name+".txt"), []byte(c.String()+"\n"))
	if c.note == "" && len(c.alt) < 20 {
		t.Errorf("alt text %q does not say what the picture shows", c.alt)
	}
	if _, err := echarts.Path(); err != nil {
		t.Log("no picture:", err)
		return
	}
	dir := artifacts
	if dir == "" {
		dir = t.TempDir()
	}
	if err := c.SaveSVG(filepath.Join(dir, name+".svg")); err != nil {
		t.Fatal(err)
	}
	svg, err := os.ReadFile(filepath.Join(dir, name+".svg"))
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, string(svg))
	if len(svg) > 200_000 {
		t.Errorf("the picture takes %d bytes: 20 such charts make a notebook of more than 3 MB", len(svg))
	}
	if err := c.SaveHTML(filepath.Join(dir, name+".html")); err != nil {
		t.Fatal(err)
	}
}

// drawn draws the picture of a chart, where ECharts is there to draw it, and throws it away.
func drawn(t *testing.T, c *Chart) {
	t.Helper()
	if _, err := echarts.Path(); err != nil {
		t.Log("no picture:", err)
		return
	}
	svg, err := c.picture()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, svg)
}

func nan() float64 { return math.NaN() }

func sameAsFile(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", path, firstDifference(string(got), string(want)))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer"
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("the picture is not well-formed XML: %v", err)
		}
	}
}

// rough is what names and numbers from data may look like.
var rough = []string{"<script>alert(1)</script>", "🐝 bee", "한국어 이름", "a\x00b\xff", `"quoted" & 'so'`, "__f__alert(2)__f__"}

func TestRoughNamesAreText(t *testing.T) {
	bar := charts.NewBar()
	bar.SetGlobalOptions(frame(rough[0], rough[1], rough[2])...)
	bar.SetXAxis(rough)
	bar.XAxisList[0].Type = "category"
	for _, name := range rough {
		bar.AddSeries(name, []opts.BarData{{Value: 1}, {Value: 2}, {Value: 3}, {Value: 2}, {Value: 1}, {Value: 2}})
	}
	c := build(Chart{title: rough[0], alt: strings.Join(rough, ", ")}, bar, nil)
	html := c.fragment("id", true)
	if strings.Contains(html, "<script>alert") {
		t.Error("a name became a script")
	}
	if strings.Contains(html, "\x00") || !utf8.ValidString(html) {
		t.Error("the page holds bytes that are not text")
	}
	golden(t, "rough", c)
}

func TestNotNumbers(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	x, y := []float64{1, 2, 3, 4, 5}, []float64{1, nan, inf, -inf, 2}
	list := []panel{{title: "loss", curves: []curve{{name: "training", x: x, y: y}}}}
	golden(t, "notnumbers", panels(Chart{title: "Gaps", alt: "A curve with gaps where it has no numbers", table: curvesTable("epoch", list)}, "epoch", list))
}

func TestManyPointsAreNotEmbedded(t *testing.T) {
	n := 100_000
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = float64(i), math.Sin(float64(i)/1000)
	}
	y[77_777] = 9 // one peak, which must not be lost
	list := []panel{{title: "loss", curves: []curve{{name: "training", x: x, y: y}}}}
	c := panels(Chart{title: "Many points", alt: "A wave of 100,000 points with one peak"}, "step", list)
	data := seriesOf(c.option)[0]["data"].([]any)
	if len(data) > drawnPoints {
		t.Errorf("%d points embedded", len(data))
	}
	peak := 0.0
	for _, p := range data {
		if v, _ := height(p); v > peak {
			peak = v
		}
	}
	if peak != 9 {
		t.Error("the peak was lost")
	}
	if html := c.fragment("id", true); len(html) > 300_000 {
		t.Errorf("the chart takes %d bytes", len(html))
	}
}

func TestWithoutECharts(t *testing.T) {
	list := []panel{{title: "loss", curves: []curve{{name: "training", x: []float64{1, 2}, y: []float64{3, 4}}}}}
	c := panels(Chart{title: "Curves", alt: "Two points", table: curvesTable("epoch", list)}, "epoch", list)
	c.option["series"] = map[string]any{"type": "no such series"} // as good as no ECharts: it cannot be drawn
	html := c.fragment("id", true)
	if strings.Contains(html, "<img") && !strings.Contains(html, "No picture") {
		t.Skip("ECharts drew it")
	}
	if !strings.Contains(html, "No picture") || !strings.Contains(html, "loss training") {
		t.Error("a sentence and the table should remain")
	}
}

func TestSaveErrors(t *testing.T) {
	c := sentence("Curves", "the run has no epochs yet")
	if err := c.SaveHTML(filepath.Join(t.TempDir(), "gone", "x.html")); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("SaveHTML into a folder that is not there: %v", err)
	}
	if err := failed(os.ErrNotExist).SaveSVG("x.svg"); err != os.ErrNotExist {
		t.Errorf("SaveSVG of a failed chart: %v", err)
	}
	golden(t, "sentence", c)
}

func TestTable(t *testing.T) {
	tab := table{head: []string{"name", "value"}}
	for i := range 100 {
		tab.add("이름", float64(i)+0.5)
	}
	got := tab.String()
	if !strings.Contains(got, "... 76 more ...") || strings.Count(got, "\n") != tableRows+1 {
		t.Errorf("table:\n%s", got)
	}
}
