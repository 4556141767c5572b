// Package viz is charts that teach.
package viz
