package datasets

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// Description is what [Set.Describe] finds. It prints as a table.
type Description struct {
	Parts   []PartDescription // those that are not empty
	Columns []Column          // of a table, in the order of the features; nil for other data
	Notes   []string          // what was noticed on opening
	Err     error             // why the rest is missing, if it is
}

// PartDescription is one part in numbers.
type PartDescription struct {
	Info      Info
	Counts    []int   // examples of each class; nil where there are no classes
	Min, Max  float32 // over all numbers of the first examples, at most 1,000
	Mean, Std float32
}

// describedExamples is how many examples Describe measures.
const describedExamples = 1000

// Describe says what is in the data: examples, shape, target, fingerprint, the range of the numbers, and how many examples
// each class has. It prints as a table: fmt.Println(set.Describe()).
func (s *Set) Describe() Description {
	var d Description
	train, val, test := s.Parts()
	for _, p := range []*Part{train, val, test} {
		part, err := p.describe()
		if err != nil {
			d.Err = err
			return d
		}
		if part.Info.Len == 0 {
			continue
		}
		d.Parts = append(d.Parts, part)
		for _, note := range part.Info.Notes {
			if !slices.Contains(d.Notes, note) {
				d.Notes = append(d.Notes, note)
			}
		}
		if d.Columns == nil {
			d.Columns = p.store.columns
		}
	}
	return d
}

func (p *Part) describe() (d PartDescription, err error) {
	s, err := p.open()
	if err != nil || s.info.Len == 0 {
		return d, err
	}
	d.Info = s.info
	if s.info.Target.Kind == Classes && s.each == nil {
		labels, err := s.labels()
		if err != nil {
			return d, err
		}
		d.Counts = make([]int, s.info.Target.Width)
		for _, l := range labels {
			d.Counts[l]++
		}
	}
	b, err := p.Examples(rangeTo(min(s.info.Len, describedExamples))...)
	if err != nil {
		return d, err
	}
	d.measure(b)
	return d, nil
}

func (d *PartDescription) measure(b *Batch) {
	flat := b.X
	flat.Shape = []int{1, volume(b.X.Shape)}
	numbers := flat.At(0)
	if len(numbers) == 0 {
		return
	}
	d.Min, d.Max = slices.Min(numbers), slices.Max(numbers)
	m, _ := fitMoments(&store{info: Info{Shape: []int{1}, Len: len(numbers)}, read: func(i int, r row, _ Order) error {
		r.f32[0] = numbers[i]
		return nil
	}})
	d.Mean, d.Std = m.mean[0], m.std[0]
}

// String is the table.
func (d Description) String() string {
	var b strings.Builder
	if d.Err != nil {
		return d.Err.Error()
	}
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "part\texamples\tshape\ttarget\tmin\tmean\tmax\tstd\tfingerprint")
	for _, p := range d.Parts {
		mark := p.Info.Fingerprint
		fmt.Fprintf(w, "%s\t%d\t%v\t%v × %d\t%.3g\t%.3g\t%.3g\t%.3g\t%.12s\n", p.Info.Name, p.Info.Len, p.Info.Shape, p.Info.Target.Kind,
			p.Info.Target.Width, p.Min, p.Mean, p.Max, p.Std, mark)
	}
	w.Flush()
	if len(d.Parts) > 0 && d.Parts[0].Counts != nil {
		fmt.Fprintf(&b, "\n%v", d.Balance())
	}
	if d.Columns != nil {
		fmt.Fprintln(w, "\ncolumn\ttype\tmissing\tused as")
		for _, c := range d.Columns {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", c.Name, c.Type, c.Missing, c.Use)
		}
		w.Flush()
	}
	for _, note := range d.Notes {
		fmt.Fprintf(&b, "\nnote: %s", note)
	}
	return strings.TrimRight(b.String(), "\n")
}

// Balance is how many examples each class has. It prints as a table with bars.
type Balance struct {
	Classes []string
	Parts   []string
	Counts  [][]int // [part][class]
}

// Balance says how many examples each class has in each part.
func (d Description) Balance() Balance {
	var v Balance
	for _, p := range d.Parts {
		if p.Counts != nil {
			v.Classes = p.Info.Target.Classes
			v.Parts, v.Counts = append(v.Parts, p.Info.Name), append(v.Counts, p.Counts)
		}
	}
	return v
}

// String is the table; the bars show the first part.
func (v Balance) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "class\t"+strings.Join(v.Parts, "\t")+"\t")
	most := 1
	if len(v.Counts) > 0 {
		most = max(1, slices.Max(v.Counts[0]))
	}
	for c, name := range v.Classes {
		fmt.Fprint(w, name)
		for _, counts := range v.Counts {
			fmt.Fprintf(w, "\t%d", counts[c])
		}
		fmt.Fprintf(w, "\t%s\n", strings.Repeat("█", (40*v.Counts[0][c]+most-1)/most))
	}
	w.Flush()
	return strings.ReplaceAll(b.String(), "  \n", "\n") // the header has no bar
}
