package trainer

import (
	"fmt"
	"strings"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
)

// LossFor is the loss that [Fit] chooses for a network and data where
// Config.Loss is left out: that of the kind of targets ([losses.Loss.For]), from
// probabilities where the network ends in a softmax or a sigmoid, and
// [losses.MSE] where it ends in a step. It is an error where the network's output
// is not flat, or not as wide as the targets want.
func LossFor(net *nn.Network, data datasets.Info) (losses.Loss, error) {
	loss, _, err := chooseLoss(losses.Auto, net, data)
	return loss, err
}

// chooseLoss resolves the loss that was asked for and checks that it fits; the
// warning is that of [losses.Loss.Check].
func chooseLoss(asked losses.Loss, net *nn.Network, info datasets.Info) (loss losses.Loss, warning string, err error) {
	if len(net.Output()) != 1 {
		return losses.Auto, "", fmt.Errorf("trainer: network: expected a flat output such as [%d], got %v; end it with nn.Flatten() and nn.Dense(%d)",
			info.Target.Width, net.Output(), info.Target.Width)
	}
	labels, width, end := labelKind(info.Target.Kind), net.Output()[0], lastActivation(net)
	loss = asked.For(labels, width)
	switch {
	case asked.IsAuto() && end == "step":
		loss = losses.MSE
	case asked.IsAuto() && (end == "softmax" || end == "sigmoid") && loss != losses.MSE:
		loss = loss.FromProbabilities()
	}
	warning, err = loss.Check(labels, info.Target.Width, width, end)
	if err != nil {
		return losses.Auto, "", fmt.Errorf("%w (layer %s)", err, lastLayer(net))
	}
	return loss, warning, nil
}

// labelKind says in the words of package losses what kind of targets data have.
func labelKind(k datasets.TargetKind) losses.Labels {
	switch k {
	case datasets.OneHot:
		return losses.OneHot
	case datasets.Binary:
		return losses.Binary
	case datasets.Values:
		return losses.Values
	}
	return losses.Integers
}

// Logits tells whether Outputs are logits, not probabilities: the network ends
// in neither a softmax nor a sigmoid nor a step.
func (p *Predictions) Logits() bool { return p.logits }

// givesLogits tells whether the network's outputs are logits, not probabilities.
func givesLogits(n *nn.Network) bool {
	end := lastActivation(n)
	return end != "softmax" && end != "sigmoid" && end != "step"
}

// lastLayer is the path of the network's last layer.
func lastLayer(n *nn.Network) string {
	rows := n.Layers()
	if len(rows) == 0 {
		return "none"
	}
	last := rows[len(rows)-1]
	return last.Path
}

// lastActivation is the word of the function that the network ends in, in
// lower case; "linear" where it ends in a plain Dense.
func lastActivation(n *nn.Network) string {
	rows := n.Layers()
	if len(rows) == 0 {
		return "linear"
	}
	last := rows[len(rows)-1]
	for _, word := range []string{"Softmax", "Sigmoid", "Step", "ReLU"} {
		if last.Kind == word || strings.Contains(last.Text, "nn."+word) && !last.Container {
			return strings.ToLower(word)
		}
	}
	return "linear"
}
