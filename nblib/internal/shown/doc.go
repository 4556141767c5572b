// Package shown holds a test only: every exported name of the library has a
// doc comment, and an Example or a place in one.
package shown
