package datasets

// Column is a column of a table as it was read.
type Column struct {
	Name    string
	Type    ColumnType
	Missing int    // cells without a value
	Use     string // what became of it: "target", "feature 3", "features 4 to 6", "left out"
}

// ColumnType is what the cells of a column hold.
type ColumnType int

// The types of columns.
const (
	Numbers    ColumnType = iota + 1 // every cell that has a value is a number
	Categories                       // words, or numbers with words among them
)

// String returns the name of the type in small letters.
func (t ColumnType) String() string {
	if t == Numbers {
		return "numbers"
	}
	return "categories"
}
