// Package engine is the only owner of backends and executors. It picks XLA
// where its plugin is found and the backend in pure Go otherwise, says which
// and why, and turns the panics of graph building into errors.
package engine
