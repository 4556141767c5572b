//go:build !cgo

package engine

// noXLA says why XLA cannot be had at all, or nothing.
const noXLA = "XLA needs a C compiler, and this program was built without one; install gcc to use it"
