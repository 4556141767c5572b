// Package trainer is the training loop.
package trainer
