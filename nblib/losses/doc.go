// Package losses is how wrong a network is.
package losses
