// Package parity compares this library, word by word, with Keras 3.
//
// It holds no code of its own, only fixtures and tests. The fixtures in
// testdata are what Keras on JAX answers, in float32 on a CPU: outputs,
// gradients with respect to inputs and weights, updated weights, losses,
// metrics, rates, whole loss curves, and histories of fit. What Keras lacks
// comes from scikit-learn, NumPy or a closed form, and the case says so. The
// tests give each case the Go words that mean the same:
//
//	"Conv2D/same_stride2": nn.Conv2D(4, 3, nn.Same, nn.Stride(2)),
//
// compute it on the backend in pure Go and on XLA, and measure the largest
// error over the largest magnitude of the tensor. It may be 1e-5, and 1e-4 for
// the loss curves of 50 training steps, by the steps themselves ("networks") and
// through trainer.Fit ("fits"); random layers and initializers are
// held to what chance allows. A case without words, or words without a case,
// is a failure too.
//
// "make parity" prints the table: name, configurations, largest error on each
// backend, bound. "make fixtures" writes the fixtures anew.
package parity
