package echarts

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// needLibrary skips a test where the environment is not set up; `make test` sets it up first.
func needLibrary(t *testing.T) {
	t.Helper()
	if _, err := Path(); err != nil {
		t.Skip(err)
	}
}

func TestPathFollowsTheVariable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "echarts.min.js")
	if err := os.WriteFile(file, []byte("//"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NNBOOK_ECHARTS", file)
	if got, err := Path(); err != nil || got != file {
		t.Errorf("Path() = %q, %v; want %q", got, err, file)
	}
	t.Setenv("NNBOOK_ECHARTS", file+".gone")
	if _, err := Path(); !errors.Is(err, ErrMissing) {
		t.Errorf("Path() of a file that is gone: %v, want ErrMissing", err)
	}
}

func TestSVG(t *testing.T) {
	needLibrary(t)
	option := `{"xAxis":{"data":["<script>alert(1)</script>","한국어","🐝"],"axisLabel":{"interval":0}},"yAxis":{},"series":[{"type":"bar","data":[1,null,3]}]}`
	svg, err := SVG([]byte(option), Picture{Width: 600, Height: 300})
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, svg)
	if strings.Contains(svg, "<script") {
		t.Error("a name became an element")
	}
	for _, want := range []string{"한국어", "🐝", `width="600"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("SVG lacks %q", want)
		}
	}
}

func TestSVGFunctionsOnlyWhenAsked(t *testing.T) {
	needLibrary(t)
	option := `{"xAxis":{"data":["a"],"axisLabel":{"formatter":"__f__function (v) { return v + '!' }__f__"}},"yAxis":{},"series":[{"type":"bar","data":[1]}]}`
	live, err := SVG([]byte(option), Picture{Width: 300, Height: 200, Functions: true})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(live, ">a!<") {
		t.Error("the formatter did not run")
	}
	text, err := SVG([]byte(option), Picture{Width: 300, Height: 200})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, ">a!<") {
		t.Error("a string ran as a function")
	}
}

func TestSVGRefusesNonsense(t *testing.T) {
	needLibrary(t)
	if _, err := SVG([]byte(`{"series":`), Picture{Width: 300, Height: 200}); err == nil {
		t.Error("broken JSON was drawn")
	}
}

func TestInlineHidesDefine(t *testing.T) {
	needLibrary(t)
	js, err := Inline()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(js, "</script") {
		t.Error("the library would end its own script element")
	}
	if !strings.Contains(js, "exports=module.exports,define;") {
		t.Error("define is not hidden")
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("not well-formed XML: %v", err)
		}
	}
}
