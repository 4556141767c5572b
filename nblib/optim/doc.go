// Package optim is how a network steps.
package optim
