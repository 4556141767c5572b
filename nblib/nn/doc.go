// Package nn is networks as plain words.
package nn
