package echarts

import (
	"regexp"
	"strings"
	"testing"
)

func TestStill(t *testing.T) {
	needLibrary(t)
	option := `{"title":{"text":"ecmeta_a=\"1\" style=\"font-size:12px;\" translate(1.23456 2)"},"legend":{},
		"xAxis":{"type":"value"},"yAxis":{"name":"of y","nameTextStyle":{"fontSize":20}},
		"series":[{"type":"scatter","name":"a","symbolSize":7,"data":[[1,1],[2,3],[3.21,2]]},{"type":"scatter","name":"b","symbol":"triangle","data":[[1,2]]}]}`
	svg, err := SVG([]byte(option), Picture{Width: 600, Height: 300})
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, svg)
	for what, find := range map[string]string{
		"data of its elements": ` ecmeta_`, "styles of hovering": `:hover`, "classes": ` class=`, "empty elements with two tags": `></path>`,
		"more than hundredths of a pixel": `transform="translate\([^)]*\.\d{3}`, "what cannot be seen": `fill-opacity="0"`,
	} {
		if found := regexp.MustCompile(find).FindString(svg); found != "" {
			t.Errorf("%s: %s is in\n%s", what, found, svg)
		}
	}
	if n := strings.Count(svg, `<circle r="1" transform="translate(`); n != 3 {
		t.Errorf("expected 3 circles, got %d in\n%s", n, svg)
	}
	if !strings.Contains(svg, `ecmeta_a=&quot;1&quot; style=&quot;font-size:12px;&quot; translate(1.23456 2)`) {
		t.Errorf("a text changed:\n%s", svg)
	}
	if !strings.Contains(svg, `font-size:20px;`) || !strings.HasPrefix(svg, `<svg font-family="sans-serif" font-size="12" width="600"`) {
		t.Errorf("the sizes of texts:\n%s", svg)
	}
}
