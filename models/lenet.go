package models

import "nnbook/nblib/nn"

// LeNet5 is the network that read cheques: from grey images [28, 28, 1] with
// values of 0 to 1 to 10 logits, 61,706 parameters. It has no weights yet; as
// a layer it is trained like any other. For a trained network for digits see
// [Digits].
//
// Paper: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to
// document recognition", Proceedings of the IEEE 86 (1998), section II.B. As
// is usual now, C3 sees all maps of S2 (the paper's table I leaves some out
// and comes to 60,000 parameters with its trainable pools), the pools are
// plain means, the output is a Dense layer, and the paper's padding of digits
// to 32 x 32 is the padding of C1.
func LeNet5() nn.Layer {
	return nn.Sequential( //                                                     output    parameters
		nn.Named("C1", nn.Conv2D(6, 5, nn.PadZeros(2), nn.Tanh)), // 28 x 28 x 6          156
		nn.Named("S2", nn.AvgPool2D(2)),                          // 14 x 14 x 6
		nn.Named("C3", nn.Conv2D(16, 5, nn.Tanh)),                // 10 x 10 x 16       2,416
		nn.Named("S4", nn.AvgPool2D(2)),                          //  5 x  5 x 16
		nn.Named("C5", nn.Conv2D(120, 5, nn.Tanh)),               //  1 x  1 x 120     48,120
		nn.Flatten(),
		nn.Named("F6", nn.Dense(84, nn.Tanh)), //                                84     10,164
		nn.Named("output", nn.Dense(10)),      //                                10        850
	)
}
