// Package echarts is the only owner of the ECharts library and of the JavaScript engine that runs it without a browser.
//
// ECharts is one JavaScript file. It is not part of the source tree: `make env` fetches it, checks it and keeps it in
// the environment. This package finds that file, wraps it so that a page can inline it, and draws an option (the
// JSON that describes a chart) as SVG in pure Go. Where the file is missing, [ErrMissing] says what to do, and callers
// go on without a picture.
package echarts
