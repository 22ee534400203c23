package check

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// constantVars finds package-level variables that change: assigned in a
// function, or of a type whose use is to change. It sees no change through a
// pointer or a method.
func constantVars(t *tree) (bad []found) {
	for _, files := range packages(t.code()) {
		vars := map[string]bool{}
		specs := map[*ast.ValueSpec]bool{}
		for _, g := range files {
			for _, s := range packageVars(g) {
				specs[s] = true
				for _, name := range s.Names {
					vars[name.Name] = true
				}
				if changing(g, s.Type) {
					bad = append(bad, found{t.at(s), s.Names[0].Name + " is made to change"})
				}
			}
		}
		for _, g := range files {
			for _, name := range assigned(g) {
				spec, own := specOf(name)
				_, elsewhere := g.imports[name.Name]
				if name.Name == "_" {
					continue
				}
				if own && specs[spec] || name.Obj == nil && (vars[name.Name] || elsewhere) {
					bad = append(bad, found{t.at(name), "assigns to the package-level variable " + name.Name})
				}
			}
		}
	}
	return bad
}

func packageVars(g *goFile) (specs []*ast.ValueSpec) {
	for _, decl := range g.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
			for _, s := range d.Specs {
				specs = append(specs, s.(*ast.ValueSpec))
			}
		}
	}
	return specs
}

func changing(g *goFile, typ ast.Expr) bool {
	for _, name := range []string{"Mutex", "RWMutex", "Once", "WaitGroup", "Map", "Pool"} {
		if g.selects(typ, "sync", name) {
			return true
		}
	}
	s, ok := typ.(*ast.SelectorExpr)
	return ok && g.selects(s, "sync/atomic", s.Sel.Name)
}

func specOf(name *ast.Ident) (*ast.ValueSpec, bool) {
	if name.Obj == nil {
		return nil, false
	}
	s, ok := name.Obj.Decl.(*ast.ValueSpec)
	return s, ok
}

// assigned returns the names at the root of everything that g assigns to.
func assigned(g *goFile) (names []*ast.Ident) {
	add := func(targets ...ast.Expr) {
		for _, e := range targets {
			if name := root(e); name != nil {
				names = append(names, name)
			}
		}
	}
	ast.Inspect(g.File, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				add(s.Lhs...)
			}
		case *ast.IncDecStmt:
			add(s.X)
		case *ast.RangeStmt:
			if s.Tok == token.ASSIGN {
				add(s.Key, s.Value)
			}
		}
		return true
	})
	return names
}

func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

func panicsAtStart(t *tree) (bad []found) {
	for _, files := range packages(t.code()) {
		atStart := startUp(files)
		for _, g := range files {
			for _, decl := range g.Decls {
				d, ok := decl.(*ast.FuncDecl)
				if !ok || d.Body == nil || atStart[d.Name.Name] || g.path == "libs/es/catalog.go" ||
					g.path == "libs/edge/context.go" || // a handler outside a request is a mistake in the program
					strings.HasPrefix(strings.ToLower(d.Name.Name), "must") {
					continue
				}
				bad = append(bad, panics(t, g, d.Body)...)
			}
		}
	}
	return bad
}

// panics finds calls of panic, other than those that pass on a recovered panic
// and net/http's own way to break off an answer.
func panics(t *tree, g *goFile, body *ast.BlockStmt) (bad []found) {
	recovers := false
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name, _ := call.Fun.(*ast.Ident)
		switch {
		case name == nil || name.Obj != nil || len(call.Args) > 1:
		case name.Name == "recover":
			recovers = true
		case name.Name == "panic":
			_, passedOn := call.Args[0].(*ast.Ident)
			if !(recovers && passedOn) && !g.selects(call.Args[0], "net/http", "ErrAbortHandler") {
				bad = append(bad, found{t.at(call), "panics outside start-up code"})
			}
		}
		return true
	})
	return bad
}

// startUp names the functions of a package that run for its package-level
// variables: called from their values, or from such a function.
func startUp(files []*goFile) map[string]bool {
	bodies, atStart := map[string]*ast.BlockStmt{}, map[string]bool{}
	var queue []ast.Node
	for _, g := range files {
		for _, decl := range g.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && d.Recv == nil && d.Body != nil {
				bodies[d.Name.Name] = d.Body
			}
		}
		for _, s := range packageVars(g) {
			for _, v := range s.Values {
				queue = append(queue, v)
			}
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = slices.Delete(queue, 0, 1)
		ast.Inspect(n, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && bodies[name.Name] != nil && !atStart[name.Name] {
				atStart[name.Name] = true
				queue = append(queue, bodies[name.Name])
			}
			return true
		})
	}
	return atStart
}

func plainStaysVisible(t *tree) (bad []found) {
	for _, g := range t.code() {
		ast.Inspect(g.File, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.StructType:
				for _, f := range x.Fields.List {
					hidden := slices.ContainsFunc(f.Names, func(name *ast.Ident) bool { return !name.IsExported() })
					if hidden && holdsPlain(g, f.Type) {
						bad = append(bad, found{t.at(f), f.Names[0].Name + " holds a vault.Plain where fmt prints it"})
					}
				}
			case *ast.MapType:
				if holdsPlain(g, x.Key) {
					bad = append(bad, found{t.at(x), "a vault.Plain is a map's key, where encoding/json writes it"})
				}
			}
			return true
		})
	}
	return bad
}

func holdsPlain(g *goFile, typ ast.Expr) (holds bool) {
	ast.Inspect(typ, func(n ast.Node) bool {
		if _, call := n.(*ast.FuncType); call {
			return false
		}
		if e, ok := n.(ast.Expr); ok && g.selects(e, "nivel/libs/vault", "Plain") {
			holds = true
		}
		return true
	})
	return holds
}
