package trainer

import (
	"fmt"
	"math"
)

// NaNStop is the callback that [StopOnNaN] makes.
type NaNStop struct{}

// StopOnNaN ends training when the loss is no longer a finite number (Keras:
// TerminateOnNaN): nothing good comes after. It looks a few times a second and
// after each epoch. The weights are those of the best epoch before, if there
// was one.
func StopOnNaN() *NaNStop { return &NaNStop{} }

func (s *NaNStop) shapes() string { return "StopOnNaN()" }

// Handle looks at the loss.
func (s *NaNStop) Handle(e Event) error {
	switch e := e.(type) {
	case StepsEnded:
		if !finite(e.Loss) {
			return e.stop(nanReason(e.Loss, e.Epoch))
		}
	case EpochEnded:
		if loss := e.Values["loss"]; !finite(loss) {
			return e.stop(nanReason(loss, e.N))
		}
	}
	return nil
}

func nanReason(loss float64, epoch int) string {
	return fmt.Sprintf("the loss became %v in epoch %d; lower the learning rate, or clip gradients", loss, epoch)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
