// Package metrics is how good a network is.
package metrics
