//go:build !linux || !cgo

package pages

// Keep keeps nothing here.
func Keep(string) bool { return false }
