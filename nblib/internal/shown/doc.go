// Package shown holds tests of the source text only: every exported name of the
// library has a doc comment, and an Example or a place in one; the programs in
// package comments compile; packages import only what lies before them.
package shown
