// Package datasets is data sets to learn from.
package datasets
