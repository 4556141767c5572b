package datasets

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// answersOf collects the answers of a part.
func answersOf(name string, all func(yield func(any) bool), c arrayConfig) (*targets, error) {
	var numbers []float32
	var codes []int32
	words, n, whole, perRow := map[string]int32{}, 0, true, 0
	var failed error
	all(func(value any) bool {
		switch v := reflect.ValueOf(value); v.Kind() {
		case reflect.Bool:
			codes = append(codes, wordCode(words, strconv.FormatBool(v.Bool())))
		case reflect.String:
			codes = append(codes, wordCode(words, v.String()))
		default:
			content, err := contentOf(value)
			if err == nil && n > 0 && len(content.f32) != perRow {
				err = fmt.Errorf("expected %d values, as in the first answer, got %d", perRow, len(content.f32))
			}
			if k := slices.IndexFunc(content.f32, notFinite); err == nil && k >= 0 {
				err = fmt.Errorf("expected finite values, got %v", content.f32[k])
			}
			if content.u8 != nil {
				err = fmt.Errorf("expected a class or values, got an image")
			}
			if err != nil {
				failed = fmt.Errorf("datasets: %s: answer %d: %w", name, n, err)
				return false
			}
			perRow = len(content.f32)
			whole = whole && (v.CanInt() || v.CanUint())
			numbers = append(numbers, content.f32...)
		}
		n++
		return true
	})
	if failed != nil {
		return nil, failed
	}
	if len(words) > 0 {
		return wordTargets(name, codes, words, n, c)
	}
	return targetsOf(name, numbers, n, whole, c, 0)
}

// wordCode numbers words as they come.
func wordCode(words map[string]int32, word string) int32 {
	code, ok := words[word]
	if !ok {
		code = int32(len(words))
		words[word] = code
	}
	return code
}

// wordTargets makes classes of words: those of ClassNames in its order, or all in alphabetical order.
func wordTargets(name string, codes []int32, words map[string]int32, n int, c arrayConfig) (*targets, error) {
	if len(codes) != n {
		return nil, fmt.Errorf("datasets: %s: expected answers of one kind, got words and numbers; write all of them as words", name)
	}
	classes := slices.Clone(c.classes)
	if classes == nil {
		for w := range words {
			classes = append(classes, w)
		}
		slices.Sort(classes)
	}
	if len(classes) < 2 {
		return nil, fmt.Errorf("datasets: %s: expected at least 2 classes, got %s; add examples of another class, or use AsValues for values to predict", name, listed("class", classes))
	}
	moved := make([]int32, len(words))
	for w, code := range words {
		k := slices.Index(classes, w)
		if k < 0 {
			return nil, fmt.Errorf("datasets: %s: expected one of the classes %s, got %q; add it to ClassNames", name, strings.Join(classes, ", "), w)
		}
		moved[code] = int32(k)
	}
	for i, code := range codes {
		codes[i] = moved[code]
	}
	return &targets{target: Target{Kind: Classes, Width: len(classes), Classes: classes}, labels: codes}, nil
}
