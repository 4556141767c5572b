// Package pages keeps the memory of large arrays between the steps of a
// training on XLA. It is imported for that alone.
//
// XLA's CPU client takes the memory of all intermediate values of a step when
// the step begins, hundreds of megabytes for a network of images, and frees it
// when the step ends; so do its convolutions for what they need. The C library
// gives blocks of more than 32 MB back to the system at once, which must then
// clear and map each page anew in the next step: half of the time of a step of
// EfficientNetLite0. Here such blocks wait ten seconds for the next step before
// the system gets them back, and beside a new one not more than a quarter of the
// memory. The C library has no setting for that which does not slow down its
// small blocks.
package pages
