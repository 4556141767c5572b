// Package pages keeps the memory of large arrays between the steps of a
// training on XLA, on Linux with glibc.
//
// XLA's CPU client takes the memory of all intermediate values of a step when
// the step begins, hundreds of megabytes for a network of images, and frees it
// when the step ends; so do its convolutions for what they need. The C library
// gives blocks of more than 32 MB back to the system at once, which must then
// clear and map each page anew in the next step: half of the time of a step of
// EfficientNetLite0. It has no setting against that which does not slow down
// small blocks.
//
// Here blocks of 1 MB and more wait for the next step. The system gets them back
// after about ten seconds, and beside a new block not more than a quarter of the
// memory waits. It is the library named to [Keep] alone, and C++'s new and delete,
// whose calls of malloc and free come here, however the program was linked.
package pages
