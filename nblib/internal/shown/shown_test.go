package shown

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packages are the folders of what a user imports, from here.
var packages = []string{"../../datasets", "../../nn", "../../losses", "../../optim", "../../metrics", "../../trainer", "../../viz", "../../../models"}

// byFormat are the methods that are called by printing, by JSON and by the
// trainer: who shows the type shows them.
var byFormat = []string{"String", "Error", "Unwrap", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "Handle"}

func TestEveryNameIsDocumentedAndShown(t *testing.T) {
	for _, folder := range packages {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			p, examples := read(t, folder)
			if len(p.Doc) < 200 {
				t.Errorf("package %s: expected a lesson as its comment, got %q", p.Name, p.Doc)
			}
			if _, has := program(p.Doc); !has {
				t.Errorf("package %s: expected a whole program in its comment, got none", p.Name)
			}
			all := names(p)
			examples.add(p.Name, all)
			for _, n := range all {
				if strings.TrimSpace(n.doc) == "" {
					t.Errorf("%s.%s has no doc comment", p.Name, n)
				}
				if !examples.show(p.Name, n) {
					t.Errorf("%s.%s has no Example, and is in none", p.Name, n)
				}
			}
		})
	}
}

// name is an exported name: of a type's method or field, owner is the type.
type name struct {
	owner, name, doc string
	speaks           []string // the names in a function's signature and in a type's declaration
	isType           bool
}

func (n name) String() string { return strings.TrimPrefix(n.owner+"."+n.name, ".") }

// names lists the exported names of a package, methods too.
func names(p *doc.Package) (all []name) {
	values := func(list []*doc.Value) {
		for _, v := range list {
			for _, spec := range v.Decl.Specs {
				s := spec.(*ast.ValueSpec)
				for _, id := range s.Names {
					if id.IsExported() {
						all = append(all, name{"", id.Name, v.Doc + s.Doc.Text() + s.Comment.Text(), types(s), false})
					}
				}
			}
		}
	}
	functions := func(owner string, list []*doc.Func) {
		for _, f := range list {
			all = append(all, name{owner, f.Name, f.Doc, types(f.Decl.Type), false})
		}
	}
	values(p.Consts)
	values(p.Vars)
	functions("", p.Funcs)
	for _, typ := range p.Types {
		all = append(all, name{"", typ.Name, typ.Doc, types(typ.Decl), true})
		values(typ.Consts)
		values(typ.Vars)
		functions("", typ.Funcs)
		functions(typ.Name, typ.Methods)
	}
	return all
}

// types lists the names in a piece of syntax that may be types.
func types(n ast.Node) (found []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.IsExported() {
			found = append(found, id.Name)
		}
		return true
	})
	return found
}

// shown is what the examples of a package show.
type shown struct {
	examples []string        // their names
	words    map[string]bool // "nn.Dense", and ".Params" of any value
}

// add counts a type as shown where a function is that takes or gives it, a value
// that is one (an option by its words), or a type that is made of it.
func (s *shown) add(pkg string, all []name) {
	isType := map[string]bool{}
	for _, n := range all {
		isType[n.name] = isType[n.name] || n.isType
	}
	for before := -1; before != len(s.words); {
		before = len(s.words)
		for _, n := range all {
			if !s.show(pkg, n) {
				continue
			}
			for _, word := range n.speaks {
				if isType[word] {
					s.words[pkg+"."+word] = true
				}
			}
		}
	}
}

// show tells whether an example is of the name, or uses it.
func (s shown) show(pkg string, n name) bool {
	if n.owner == "" {
		return s.words[pkg+"."+n.name] || s.named(n.name)
	}
	return slices.Contains(byFormat, n.name) || s.words["."+n.name] || s.named(n.owner+"_"+n.name)
}

// named tells whether there is ExampleN, or ExampleN_suffix.
func (s shown) named(n string) bool {
	return slices.ContainsFunc(s.examples, func(e string) bool {
		rest, ok := strings.CutPrefix(e, "Example"+n)
		return ok && (rest == "" || rest[0] == '_' && len(rest) > 1 && rest[1] >= 'a' && rest[1] <= 'z')
	})
}

// read parses a package and the examples in its tests.
func read(t *testing.T, folder string) (*doc.Package, shown) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s (%v)", folder, err)
	}
	set := token.NewFileSet()
	var sources []*ast.File
	s := shown{words: map[string]bool{}}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(set, path, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(path, "_test.go") {
			sources = append(sources, f)
		} else if strings.HasSuffix(f.Name.Name, "_test") {
			s.read(f)
		}
	}
	p, err := doc.NewFromFiles(set, sources, "nnbook/"+filepath.Base(folder))
	if err != nil {
		t.Fatal(err)
	}
	return p, s
}

// read collects what the examples of a file use, and what stands beside them
// for them to use.
func (s *shown) read(f *ast.File) {
	has := false
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Example") {
			s.examples, has = append(s.examples, fn.Name.Name), true
		}
	}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); has && !(ok && strings.HasPrefix(fn.Name.Name, "Test")) {
			ast.Inspect(d, s.look)
		}
	}
}

func (s *shown) look(n ast.Node) bool {
	if sel, ok := n.(*ast.SelectorExpr); ok {
		if x, ok := sel.X.(*ast.Ident); ok {
			s.words[x.Name+"."+sel.Sel.Name] = true
		}
		s.words["."+sel.Sel.Name] = true
	}
	return true
}
