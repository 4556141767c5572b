package datasets

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// Structs is a set from Go structs, one for each row: every exported field of a basic type is a column with the field's name
// (or that of its tag `data:"name"`; `data:"-"` leaves it out), used as [CSV] uses the columns of a file, by the same
// [Table]. A nil pointer to a basic type is a missing cell, and so is NaN. A bool becomes 0 or 1, a time.Time its seconds
// since 1970.
func Structs[T any](all []T, t Table) *Set {
	return tableSet("structs", t, func() (*tableData, error) {
		names, fields, err := structColumns(reflect.TypeFor[T]())
		if err != nil {
			return nil, err
		}
		if t.TestFile != "" {
			return nil, fmt.Errorf("datasets: Structs: expected no TestFile, which is for CSV, got %q; leave it empty, and use Test for a share of the rows", t.TestFile)
		}
		source := rows{"structs", func(yield func(int, []string) error) error {
			if err := yield(0, names); err != nil {
				return err
			}
			cells := make([]string, len(fields))
			for i := range all {
				v := reflect.ValueOf(&all[i]).Elem()
				for k, f := range fields {
					cells[k] = cellOf(v.FieldByIndex(f))
				}
				if err := yield(i, cells); err != nil {
					return err
				}
			}
			return nil
		}}
		d := &tableData{table: t, name: "structs", sources: []rows{source}}
		if err := d.read(); err != nil {
			return nil, err
		}
		sum := sha256.New()
		err = source.each(func(_ int, cells []string) error {
			_, err := fmt.Fprintf(sum, "%q\n", cells)
			return err
		})
		d.stamp = []any{t, fmt.Sprintf("%x", sum.Sum(nil))}
		return d, err
	})
}

var timeType = reflect.TypeFor[time.Time]()

// structColumns lists the fields that are columns.
func structColumns(t reflect.Type) (names []string, fields [][]int, err error) {
	if t.Kind() != reflect.Struct {
		return nil, nil, fmt.Errorf("datasets: Structs: expected a slice of structs, got one of %v; use Slices for other values", t)
	}
	for _, f := range reflect.VisibleFields(t) {
		name, kind := f.Tag.Get("data"), f.Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		basic := kind == timeType || kind.Kind() >= reflect.Bool && kind.Kind() <= reflect.Float64 && kind.Kind() != reflect.Uintptr || kind.Kind() == reflect.String
		if !f.IsExported() || !basic || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		names, fields = append(names, name), append(fields, f.Index)
	}
	if len(names) < 2 {
		return nil, nil, fmt.Errorf("datasets: Structs: expected exported fields for the features and the target, got %s in %v; begin their names with capital letters", listed("field", names), t)
	}
	return names, fields, nil
}

// cellOf writes a field as a cell, so that reading it gives the same number.
func cellOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch {
	case v.Type() == timeType:
		return strconv.FormatInt(v.Interface().(time.Time).Unix(), 10)
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return "1"
		}
		return "0"
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	}
	return v.String()
}
