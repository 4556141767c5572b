package viz

import "maps"

const (
	// drawnPoints is how many points of one series a page draws: more than it has pixels for is not embedded.
	drawnPoints = 5000
	// stillPoints is the same for a still picture, in which every point is an element.
	stillPoints = 800
)

// thinned returns the option with at most limit points in a series of lines or points; the caller's is not changed.
// Lines keep the points that keep their shape, point clouds every so manieth point.
func thinned(option map[string]any, limit int) map[string]any {
	series, ok := option["series"].([]any)
	if !ok {
		return option
	}
	out := make([]any, len(series))
	changed := false
	for i, s := range series {
		out[i] = s
		m, ok := s.(map[string]any)
		if !ok {
			continue
		}
		data, ok := m["data"].([]any)
		if !ok || len(data) <= limit {
			continue
		}
		m = maps.Clone(m)
		switch m["type"] {
		case "line":
			m["data"] = pick(data, keepShape(data, limit))
		case "scatter":
			m["data"] = pick(data, every(len(data), limit))
		default:
			continue
		}
		out[i], changed = m, true
	}
	if !changed {
		return option
	}
	option = maps.Clone(option)
	option["series"] = out
	return option
}

func pick(data []any, index []int) []any {
	out := make([]any, len(index))
	for i, k := range index {
		out[i] = data[k]
	}
	return out
}

// every returns limit indices, evenly spaced over n.
func every(n, limit int) []int {
	out := make([]int, limit)
	for i := range out {
		out[i] = i * n / limit
	}
	return out
}

// keepShape returns the indices of the smallest and the largest value in each of limit/2 equal stretches of a line,
// in order, so that no peak is lost. Holes (values that are not numbers) are kept where a stretch has nothing else.
func keepShape(data []any, limit int) []int {
	stretches := limit / 2
	var out []int
	for s := range stretches {
		from, to := s*len(data)/stretches, (s+1)*len(data)/stretches
		low, high := -1, -1
		for i := from; i < to; i++ {
			y, ok := height(data[i])
			if !ok {
				continue
			}
			if v, _ := at(data, low); low < 0 || y < v {
				low = i
			}
			if v, _ := at(data, high); high < 0 || y > v {
				high = i
			}
		}
		switch {
		case low < 0:
			out = append(out, from)
		case low == high:
			out = append(out, low)
		default:
			out = append(out, min(low, high), max(low, high))
		}
	}
	return out
}

func at(data []any, i int) (float64, bool) {
	if i < 0 {
		return 0, false
	}
	return height(data[i])
}

// height is the y value of one point of an option: y, [x, y] or {value: either}.
func height(point any) (float64, bool) {
	switch p := point.(type) {
	case float64:
		return p, true
	case []any:
		if len(p) < 2 {
			return 0, false
		}
		return height(p[1])
	case map[string]any:
		return height(p["value"])
	}
	return 0, false
}
