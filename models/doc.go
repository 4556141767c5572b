// Package models is known networks.
package models
