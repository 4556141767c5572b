package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// syllabus is what the course must teach, word by word, with its chapters.
var syllabus = map[string]string{
	"01": "perceptron, weight, bias, AND, OR, XOR",
	"02": "activation, step, sigmoid, tanh, ReLU, leaky ReLU, softmax, gradient vanishes, zigzag, units die",
	"03": "input layer, hidden layer, output layer, multi-layer perceptron, spiral",
	"04": "mean squared error, mean absolute error, binary cross-entropy, categorical cross-entropy, one-hot, sparse",
	"05": "batch, epoch, underfitting, overfitting",
	"06": "backpropagation, gradient",
	"07": "regularization, early stopping, weight decay, dropout, constraint, learning-rate decay",
	"08": "convolution, filter, stride, padding, pooling, max, average",
	"09": "transfer learning",
	"10": "images, table",
	"11": "save, load, share the page",
}

// term is a row of docs/terms.md.
type term struct{ word, korean, chapter, name, test string }

func terms(t *testing.T) (rows []term) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs/terms.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(columns) != 5 || strings.HasPrefix(columns[0], "---") || strings.TrimSpace(columns[0]) == "term" {
			continue
		}
		for i := range columns {
			columns[i] = strings.Trim(strings.TrimSpace(columns[i]), "`")
		}
		rows = append(rows, term{columns[0], columns[1], columns[2], columns[3], columns[4]})
	}
	return rows
}

// TestTerms follows every word of the syllabus to its chapter, its name in the library and its test.
func TestTerms(t *testing.T) {
	declared, found := map[string]bool{}, map[string]bool{}
	for _, pkg := range []string{"nblib/datasets", "nblib/nn", "nblib/losses", "nblib/optim", "nblib/metrics", "nblib/trainer", "nblib/viz", "nblib/parity"} {
		declarations(t, pkg, declared)
	}
	for _, row := range terms(t) {
		found[row.chapter+" "+row.word] = true
		if !declared[row.name] {
			t.Errorf("%s: there is no %s", row.word, row.name)
		}
		if !declared[row.test] {
			t.Errorf("%s: there is no test %s", row.word, row.test)
		}
		if text := chapterText(t, "en", row.chapter); !strings.Contains(strings.ToLower(text), strings.ToLower(row.word)) {
			t.Errorf("%s: chapter %s does not use the word", row.word, row.chapter)
		}
		if text := chapterText(t, "ko", row.chapter); !strings.Contains(text, row.korean) {
			t.Errorf("%s: the Korean chapter %s does not use the word %s", row.word, row.chapter, row.korean)
		}
	}
	for chapter, words := range syllabus {
		for word := range strings.SplitSeq(words, ", ") {
			if !found[chapter+" "+word] {
				t.Errorf("docs/terms.md has no row for %q of chapter %s", word, chapter)
			}
		}
	}
}

// chapterText is all text of a chapter, given by its number.
func chapterText(t *testing.T, lang, number string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "notebooks", lang, number+"_*.ipynb"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("expected one notebook %s of %s, got %v (%v)", number, lang, paths, err)
	}
	text := ""
	for _, c := range cells(t, lang, filepath.Base(paths[0])) {
		if c.Type == "markdown" {
			text += strings.Join(c.Source, "") + "\n"
		}
	}
	return regexp.MustCompile(`[*_]|\n`).ReplaceAllString(text, " ")
}

// declarations adds what the package in a folder declares: pkg.Name, pkg.Type.Method, pkg.Type.Field, and its tests.
func declarations(t *testing.T, folder string, names map[string]bool) {
	t.Helper()
	pkg := filepath.Base(folder)
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				names[pkg+"."+receiver(d)+d.Name.Name] = true
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					addSpec(pkg, spec, names)
				}
			}
		}
	}
}

// receiver is "Type." for a method, "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	kind := d.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	if name, ok := kind.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}

func addSpec(pkg string, spec ast.Spec, names map[string]bool) {
	switch s := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range s.Names {
			names[pkg+"."+name.Name] = true
		}
	case *ast.TypeSpec:
		names[pkg+"."+s.Name.Name] = true
		if fields, ok := s.Type.(*ast.StructType); ok {
			for _, field := range fields.Fields.List {
				for _, name := range field.Names {
					names[pkg+"."+s.Name.Name+"."+name.Name] = true
				}
			}
		}
	}
}

// TestKerasPage looks up every nnbook name on the page that maps Keras's words.
func TestKerasPage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs/keras.md"))
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, pkg := range []string{"nblib/datasets", "nblib/nn", "nblib/losses", "nblib/optim", "nblib/metrics", "nblib/trainer", "nblib/viz", "models"} {
		declarations(t, pkg, declared)
	}
	names := regexp.MustCompile(`\b(?:datasets|nn|losses|optim|metrics|trainer|viz|models)(?:\.[A-Z]\w*)+`).FindAllString(string(text), -1)
	if len(names) < 100 {
		t.Errorf("expected at least 100 names, found %d", len(names))
	}
	for _, name := range names {
		if !declared[name] {
			t.Errorf("docs/keras.md: there is no %s", name)
		}
	}
}
