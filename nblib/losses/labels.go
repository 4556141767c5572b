package losses

// Labels says what the right answers look like.
type Labels uint8

const (
	Integers Labels = iota // the number of the class, int32 [batch]
	OneHot                 // a 1 in the class's column, float32 [batch, classes]
	Values                 // numbers to be met, float32 [batch, width]
	Binary                 // 0 or 1 in each column, independent of each other, float32 [batch, width]
)

// String is the word before "labels" in plain English: "integer".
func (k Labels) String() string {
	return [...]string{"integer", "one-hot", "value", "binary"}[k]
}

// For resolves [Auto] by the labels and the number of outputs that the network has: integer labels give
// [SparseCategoricalCrossEntropy] ([BinaryCrossEntropy] where there is one output), one-hot labels
// [CategoricalCrossEntropy], binary labels [BinaryCrossEntropy], values [MSE]. What was asked of the Auto loss
// (label smoothing, class weights) is kept. Any other loss is returned as it is.
func (l Loss) For(labels Labels, outputs int) Loss {
	if l.kind != auto {
		return l
	}
	switch {
	case labels == Integers && outputs != 1:
		l.kind = sparse
	case labels == OneHot:
		l.kind = categorical
	case labels == Values:
		l.kind = mse
	default:
		l.kind = binary
	}
	return l
}
