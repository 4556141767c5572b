package viz

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"nnbook/nblib/datasets"
	"nnbook/nblib/metrics"
	"nnbook/nblib/trainer"
)

//go:embed assets/confusion.js
var confusionScript string

// Confusion shows which classes a run takes for which: a row for each class that is right, a column for each class
// that the run said, the diagonal is what it got right. The live chart switches between counts and rates (the share of
// the row), and a click on a cell shows some of its images.
func Confusion(run *trainer.Run, part *datasets.Part) *Chart {
	j, err := judgeClasses("Confusion", run, part)
	if err != nil {
		return failed(err)
	}
	said := j.said.Classes()
	c := confusion("Confusion: "+j.info.Name, j.classes, j.right, said)
	if c.err == nil && c.note == "" {
		pictures, err := cellImages(part, j.info, j.right, said)
		if err != nil {
			return failed(err)
		}
		c.data.(map[string]any)["images"] = pictures
	}
	return c
}

// blues is the scale of a heat map from nothing to all: one hue, so that it reads for any colour vision.
var blues = []string{"#F2F7FB", "#B5D4EA", "#5BA3D0", "#1F6FAE", "#08306B"}

// confusion draws the matrix of right and said classes.
func confusion(title string, classes []string, right, said []int) *Chart {
	n := len(classes)
	for i, r := range right {
		if r < 0 || r >= n || said[i] < 0 || said[i] >= n {
			return failed(fmt.Errorf("viz: Confusion: expected classes from 0 to %d, got %d taken for %d at example %d; the network's outputs do not fit the data", n-1, r, said[i], i))
		}
	}
	counts, hits := metrics.ConfusionMatrix(right, said, n), 0
	for k, row := range counts {
		hits += row[k]
	}
	sub := fmt.Sprintf("%.2f %% right: %d of %d", 100*float64(hits)/float64(len(right)), hits, len(right))
	worst, often := worstCell(counts)
	if often > 0 {
		sub += fmt.Sprintf("; most often wrong: %s taken for %s, %d times", classes[worst[0]], classes[worst[1]], often)
	}
	c := Chart{title: title, sub: sub, table: confusionTable(classes, counts), widget: confusionScript,
		alt:    fmt.Sprintf("%s: a table of %d right classes against the classes that the network said; %s", title, n, sub),
		height: min(max(150+34*n, 330), 640), data: map[string]any{"classes": classes}}
	return build(c, heat(title, classes, counts), func(option map[string]any) {
		squareAxes(option, classes)
	})
}

// worstCell is the most frequent mistake.
func worstCell(counts [][]int) (cell [2]int, often int) {
	for r, row := range counts {
		for k, v := range row {
			if r != k && v > often {
				cell, often = [2]int{r, k}, v
			}
		}
	}
	return cell, often
}

// heat draws counts as shares of their rows. Empty cells are not drawn.
func heat(title string, classes []string, counts [][]int) *charts.HeatMap {
	c := charts.NewHeatMap()
	c.SetGlobalOptions(frame(title, "said", "right")...)
	c.SetGlobalOptions(
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithVisualMapOpts(opts.VisualMap{Min: 0, Max: 100, Calculable: opts.Bool(false), Dimension: "3",
			InRange: &opts.VisualMapInRange{Color: blues}, Show: opts.Bool(false)}),
	)
	c.AddSeries("examples", nil, series(func(s *charts.SingleSeries) {
		var cells []any
		for r, row := range counts {
			sum := 0
			for _, v := range row {
				sum += v
			}
			for k, v := range row {
				if v == 0 {
					continue
				}
				share := 100 * float64(v) / float64(sum)
				cells = append(cells, heatCell(k, r, v, share, len(counts) <= 20))
			}
		}
		s.Data = cells
	}))
	return c
}

// heatCell is one cell: column, row, count, share of the row in percent.
func heatCell(k, r, v int, share float64, label bool) map[string]any {
	ink := "#262626"
	if share > 45 {
		ink = "#FFFFFF"
	}
	return map[string]any{"value": []any{k, r, v, num(float64(int(share*10+0.5)) / 10)},
		"label": map[string]any{"show": label, "color": ink, "formatter": "{@[2]}"}}
}

// squareAxes puts the classes on both axes, the first row at the top.
func squareAxes(option map[string]any, classes []string) {
	categories(option, classes)
	x := option["xAxis"].([]any)[0].(map[string]any)
	x["name"], x["splitLine"] = "said by the network", map[string]any{"show": false}
	if label := x["axisLabel"].(map[string]any); label["rotate"] == nil {
		x["nameGap"] = 28
	} else {
		x["nameLocation"] = "end"
		delete(x, "name")
	}
	y := option["yAxis"].([]any)[0].(map[string]any)
	y["type"], y["data"], y["inverse"], y["name"], y["nameLocation"] = "category", classes, true, "right class", "start"
	y["nameTextStyle"] = map[string]any{"align": "left", "fontWeight": "bold"}
	y["axisLabel"] = map[string]any{"width": 110, "overflow": "truncate", "hideOverlap": true}
	option["grid"].([]any)[0].(map[string]any)["top"] = 70
	delete(option, "legend")
	option["visualMap"].([]any)[0].(map[string]any)["dimension"] = 3
}

func confusionTable(classes []string, counts [][]int) table {
	t := table{head: []string{"right \\ said"}}
	if len(classes) > 12 {
		t.head = []string{"right class", "right", "wrong", "most often taken for"}
		for r, row := range counts {
			wrong, most := 0, -1
			for k, v := range row {
				if k == r {
					continue
				}
				wrong += v
				if v > 0 && (most < 0 || v > row[most]) {
					most = k
				}
			}
			t.add(classes[r], row[r], wrong, className(classes, most))
		}
		return t
	}
	t.head = append(t.head, classes...)
	for r, row := range counts {
		cells := []any{classes[r]}
		for _, v := range row {
			cells = append(cells, v)
		}
		t.add(cells...)
	}
	return t
}

const (
	imagesInCell  = 6   // how many images of one cell a page carries
	imagesInTable = 150 // and of all cells together, mistakes first
)

// cellImages picks images of the cells of a confusion table: "row,column" to data URIs. Data that are no images have
// none.
func cellImages(part *datasets.Part, info datasets.Info, right, said []int) (map[string][]string, error) {
	if len(info.Shape) < 2 || len(info.Shape) == 3 && info.Shape[2] != 1 && info.Shape[2] != 3 || len(info.Shape) > 3 {
		return nil, nil
	}
	var order []int
	for i := range right {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return hit(right, said, a) - hit(right, said, b) })
	numbers, keys, held := []int{}, []string{}, map[string]int{}
	for _, i := range order {
		key := fmt.Sprintf("%d,%d", right[i], said[i])
		if held[key] < imagesInCell && len(numbers) < imagesInTable {
			held[key]++
			numbers, keys = append(numbers, i), append(keys, key)
		}
	}
	batch, err := part.Examples(numbers...)
	if err != nil {
		return nil, err
	}
	tiles, err := tilesOf(info, batch, func(int) []string { return nil })
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for i, t := range tiles {
		out[keys[i]] = append(out[keys[i]], dataURI(t.image))
	}
	return out, nil
}

func hit(right, said []int, i int) int {
	if right[i] == said[i] {
		return 1
	}
	return 0
}
