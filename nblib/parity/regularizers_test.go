package parity

import (
	"testing"

	"nnbook/nblib/nn"
)

var regularizerWords = join(regularized("L1", nn.L1(0.03)), regularized("L2", nn.L2(0.02)), regularized("L1L2", nn.L1L2(0.01, 0.04)))

func regularized(word string, r nn.Regularizer) map[string]nn.Layer {
	return map[string]nn.Layer{
		word + "/kernel_dense":   nn.Dense(4, nn.Tanh, r),
		word + "/bias_dense":     nn.Dense(4, nn.Tanh, nn.BiasRegularizer(r)),
		word + "/activity_dense": nn.Dense(4, nn.Tanh, nn.ActivityRegularizer(r)),
		word + "/kernel_conv":    nn.Conv2D(4, 3, r),
		word + "/bias_conv":      nn.Conv2D(4, 3, nn.BiasRegularizer(r)),
		word + "/activity_conv":  nn.Conv2D(4, 3, nn.ActivityRegularizer(r)),
		word + "/all_stack": nn.Sequential(nn.Dense(6, nn.ReLU, r),
			nn.Dense(3, nn.BiasRegularizer(r), nn.ActivityRegularizer(r))),
	}
}

func TestRegularizers(t *testing.T) {
	forEach(t, "regularizers", regularizerWords, func(t *testing.T, c *testCase, l nn.Layer) {
		onBackends(t, func(b backend) { checkLayer(t, "regularizers", c, b, l) })
	})
}
