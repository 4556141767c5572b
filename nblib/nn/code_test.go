package nn_test

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

// words are the exported names that printed networks are made of: functions,
// values, and types that convert.
var words = map[string]any{
	"Dense": nn.Dense, "Conv2D": nn.Conv2D, "DepthwiseConv2D": nn.DepthwiseConv2D,
	"MaxPool2D": nn.MaxPool2D, "AvgPool2D": nn.AvgPool2D, "GlobalMaxPool2D": nn.GlobalMaxPool2D, "GlobalAvgPool2D": nn.GlobalAvgPool2D,
	"Flatten": nn.Flatten, "Reshape": nn.Reshape, "Pad": nn.Pad, "Rescaling": nn.Rescaling, "Normalize": nn.Normalize,
	"Dropout": nn.Dropout, "SpatialDropout2D": nn.SpatialDropout2D, "GaussianNoise": nn.GaussianNoise,
	"BatchNorm": nn.BatchNorm, "LayerNorm": nn.LayerNorm, "Perceptron": nn.Perceptron, "Func": nn.Func,
	"Sequential": nn.Sequential, "Residual": nn.Residual, "Shortcut": nn.Shortcut, "Parallel": nn.Parallel,
	"Named": nn.Named, "Frozen": nn.Frozen, "RateFactor": nn.RateFactor, "Pretrained": nn.Pretrained,

	"Linear": nn.Linear, "Step": nn.Step, "Sigmoid": nn.Sigmoid, "Tanh": nn.Tanh, "ReLU": nn.ReLU, "ReLU6": nn.ReLU6, "SELU": nn.SELU,
	"GELU": nn.GELU, "SiLU": nn.SiLU, "Softplus": nn.Softplus, "Softmax": nn.Softmax, "LeakyReLU": nn.LeakyReLU, "ELU": nn.ELU,

	"Zeros": nn.Zeros, "Ones": nn.Ones, "Constant": nn.Constant, "Normal": nn.Normal, "Uniform": nn.Uniform,
	"GlorotUniform": nn.GlorotUniform, "GlorotNormal": nn.GlorotNormal, "HeUniform": nn.HeUniform, "HeNormal": nn.HeNormal, "LecunNormal": nn.LecunNormal,
	"BiasInitializer": nn.BiasInitializer, "BiasRegularizer": nn.BiasRegularizer, "BiasConstraint": nn.BiasConstraint,
	"ActivityRegularizer": nn.ActivityRegularizer, "NoBias": nn.NoBias,
	"L1": nn.L1, "L2": nn.L2, "L1L2": nn.L1L2,
	"MaxNorm": nn.MaxNorm, "MinMaxNorm": nn.MinMaxNorm, "UnitNorm": nn.UnitNorm, "NonNeg": nn.NonNeg, "Clip": nn.Clip,

	"Valid": nn.Valid, "Same": nn.Same, "PadZeros": nn.PadZeros, "PadConstant": nn.PadConstant, "PadReflect": nn.PadReflect,
	"Concat": nn.Concat, "Add": nn.Add, "Multiply": nn.Multiply,
	"Stride": reflect.TypeFor[nn.Stride](), "Dilation": reflect.TypeFor[nn.Dilation](), "Groups": reflect.TypeFor[nn.Groups](),
	"Epsilon": reflect.TypeFor[nn.Epsilon](), "Momentum": reflect.TypeFor[nn.Momentum](), "Unfrozen": reflect.TypeFor[nn.Unfrozen](),
	"BlockRates": reflect.TypeFor[nn.BlockRates](),
}

// TestCodeBuildsTheSame reads the Go code that each layer prints, makes what it
// says, and compares; so it does with the code laid out by Format.
func TestCodeBuildsTheSame(t *testing.T) {
	cases := append([]layerCase{}, layerCases...)
	cases = append(cases, layerCase{layer: randomModel(t, nn.Sequential(nn.Frozen(nn.Dense(2)), nn.Dense(1)), 3)})
	for _, c := range cases {
		for _, code := range []string{c.layer.String(), nn.Format(c.layer)} {
			back, err := read(code)
			if err != nil {
				t.Errorf("%s: %v", code, err)
				continue
			}
			if !nn.Equal(back, c.layer) || back.String() != c.layer.String() {
				t.Errorf("%s\nmakes %s", code, back)
			}
		}
		laid := "package p\n\nvar net = " + nn.Format(c.layer) + "\n"
		if tidy, err := format.Source([]byte(laid)); err != nil || string(tidy) != laid {
			t.Errorf("Format is not as gofmt has it: %s\n%s (%v)", laid, tidy, err)
		}
	}
}

// TestEveryWordIsTested reads the package's source: each exported function that
// makes a layer or a word for one must be in the table above and in a case.
func TestEveryWordIsTested(t *testing.T) {
	used := map[string]bool{}
	for _, c := range layerCases {
		for _, part := range strings.FieldsFunc(c.layer.String(), func(r rune) bool { return strings.ContainsRune("(), ", r) }) {
			used[strings.TrimPrefix(part, "nn.")] = true
		}
	}
	unprinted := map[string]bool{"Pretrained": true, "Valid": true, "Shortcut": true} // has a test of its own; defaults
	for _, name := range exportedWords(t) {
		if words[name] == nil {
			t.Errorf("nn.%s is not among the words of this test", name)
		}
		if !used[name] && !unprinted[name] {
			t.Errorf("nn.%s is in no layer of layerCases", name)
		}
	}
}

// exportedWords are the names of the functions and variables of this package
// whose type is a Layer or a word.
func exportedWords(t *testing.T) (names []string) {
	made := map[string]bool{"Layer": true, "Activation": true, "Initializer": true, "Regularizer": true, "Constraint": true, "Padding": true, "WeightOption": true}
	notWords := map[string]bool{"Unmarshal": true}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() || f.Type.Results == nil {
				continue
			}
			if result, ok := f.Type.Results.List[0].Type.(*ast.Ident); ok && made[result.Name] && !notWords[f.Name.Name] {
				names = append(names, f.Name.Name)
			}
		}
		for name, object := range file.Scope.Objects {
			if v, ok := object.Decl.(*ast.ValueSpec); ok && object.Kind == ast.Var && ast.IsExported(name) && len(v.Values) == 1 {
				names = append(names, name)
			}
		}
	}
	if len(names) < 60 {
		t.Fatalf("found only %v", names)
	}
	return names
}

// read makes the layer that Go code says.
func read(code string) (l nn.Layer, err error) {
	e, err := parser.ParseExpr(code)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return evaluate(e, reflect.TypeFor[nn.Layer]()).Interface().(nn.Layer), nil
}

// evaluate gives the value of an expression where a value of type to is wanted.
func evaluate(e ast.Expr, to reflect.Type) reflect.Value {
	switch e := e.(type) {
	case *ast.BasicLit, *ast.UnaryExpr:
		return number(e, to)
	case *ast.Ident:
		if e.Name == "nil" {
			return reflect.Zero(to)
		}
	case *ast.SelectorExpr:
		return reflect.ValueOf(word(e))
	case *ast.CompositeLit:
		list := reflect.MakeSlice(to, 0, len(e.Elts))
		for _, x := range e.Elts {
			list = reflect.Append(list, evaluate(x, to.Elem()))
		}
		return list
	case *ast.CallExpr:
		w := word(e.Fun.(*ast.SelectorExpr))
		if t, ok := w.(reflect.Type); ok {
			return evaluate(e.Args[0], t)
		}
		return callWord(reflect.ValueOf(w), e.Args)
	}
	panic(fmt.Sprintf("cannot read %T", e))
}

func word(e *ast.SelectorExpr) any {
	w, ok := words[e.Sel.Name]
	if !ok || e.X.(*ast.Ident).Name != "nn" {
		panic("unknown word " + e.Sel.Name)
	}
	return w
}

func callWord(f reflect.Value, args []ast.Expr) reflect.Value {
	t := f.Type()
	var in []reflect.Value
	for i, a := range args {
		to := t.In(min(i, t.NumIn()-1))
		if t.IsVariadic() && i >= t.NumIn()-1 {
			to = to.Elem()
		}
		v := evaluate(a, to)
		if !v.Type().AssignableTo(to) {
			panic(fmt.Sprintf("%v is not a %v", v, to))
		}
		in = append(in, v)
	}
	return f.Call(in)[0]
}

func number(e ast.Expr, to reflect.Type) reflect.Value {
	sign := 1.0
	if u, ok := e.(*ast.UnaryExpr); ok {
		sign, e = -1, u.X
	}
	lit := e.(*ast.BasicLit)
	if lit.Kind == token.STRING {
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			panic(err)
		}
		return reflect.ValueOf(s)
	}
	x, err := strconv.ParseFloat(lit.Value, 64)
	if err != nil {
		panic(err)
	}
	return reflect.ValueOf(sign * x).Convert(to)
}
