package check

import (
	"go/ast"
	"go/token"
	"path"
	"sort"
	"strings"
)

func goldenFiles(t *tree) (bad []found) {
	for dir, files := range packages(t.code("services")) {
		names, wrong := storedNames(t, files)
		bad = append(bad, wrong...)
		folder := dir + "/testdata/events/"
		for name, at := range names {
			if _, ok := t.texts[folder+name+".json"]; !ok {
				bad = append(bad, found{at, name + " has no golden file in " + folder})
			}
		}
		for p := range t.texts {
			name, ok := strings.CutPrefix(p, folder)
			if ok && names[strings.TrimSuffix(name, ".json")] == "" {
				bad = append(bad, found{p, "is the golden file of no stored name"})
			}
		}
	}
	return bad
}

// storedNames returns every name of the package's catalog and where it stands.
func storedNames(t *tree, files []*goFile) (names map[string]string, bad []found) {
	names = map[string]string{}
	for _, g := range files {
		ast.Inspect(g.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !catalogs(g, call.Fun) || len(call.Args) == 0 {
				return true
			}
			name, ok := literal(call.Args[0])
			if !ok {
				bad = append(bad, found{t.at(call), "the stored name is no literal"})
				return true
			}
			names[name] = t.at(call)
			return true
		})
	}
	return names, bad
}

func catalogs(g *goFile, fun ast.Expr) bool {
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	return g.selects(fun, "nivel/libs/es", "Current") || g.selects(fun, "nivel/libs/es", "Retired")
}

// allowed are the types of other packages that an event may hold, whatever they
// are made of. Others are looked into.
var allowed = map[string]bool{
	"time.Time":                true,
	"nivel/libs/es.ID":         true,
	"nivel/libs/es.Revision":   true,
	"nivel/libs/calendar.Date": true,
	"nivel/libs/law.Finding":   true,
	"nivel/libs/law.Provision": true,
	"nivel/libs/vault.Sealed":  true,
	"nivel/libs/vault.Token":   true,
	"nivel/libs/vault.Plain":   false, // a string, but no code list
}

func eventFields(t *tree) (bad []found) {
	for _, g := range t.code("services") {
		for _, decl := range g.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok || d.Recv == nil || d.Name.Name != "evolve" {
				continue
			}
			home, spec := t.typeNamed(g.dir, receiver(d))
			if spec == nil {
				bad = append(bad, found{t.at(d), "evolve of a type that is not declared here"})
				continue
			}
			bad = append(bad, t.unfit(home, spec.Type, 0)...)
		}
	}
	return bad
}

// unfit finds what an event must not hold within typ, which stands in g.
func (t *tree) unfit(g *goFile, typ ast.Expr, depth int) []found {
	if depth > 20 {
		return nil // a type that holds itself
	}
	switch x := typ.(type) {
	case *ast.StructType:
		return t.unfitFields(g, x, depth)
	case *ast.ArrayType:
		if name, ok := x.Elt.(*ast.Ident); ok && name.Name == "byte" {
			return []found{{t.at(x), "an event holds bare bytes"}}
		}
		return t.unfit(g, x.Elt, depth+1)
	case *ast.ParenExpr:
		return t.unfit(g, x.X, depth)
	case *ast.Ident:
		return t.unfitName(g, x, depth)
	case *ast.SelectorExpr:
		return t.unfitForeign(g, x, depth)
	}
	return []found{{t.at(typ), "an event holds a map, a pointer, a function or an interface"}}
}

func (t *tree) unfitFields(g *goFile, s *ast.StructType, depth int) (bad []found) {
	for _, f := range s.Fields.List {
		if isText(f.Type) {
			if !marked(f) {
				bad = append(bad, found{t.at(f), "an event holds a bare string; say // code: or // id: what it is, or seal it"})
			}
			continue
		}
		bad = append(bad, t.unfit(g, f.Type, depth+1)...)
	}
	return bad
}

// isText reports whether typ is string, or a list of it.
func isText(typ ast.Expr) bool {
	if list, ok := typ.(*ast.ArrayType); ok {
		typ = list.Elt
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.Name == "string"
}

// marked reports whether a field's comment says that it holds a code or an id.
func marked(f *ast.Field) bool {
	for _, group := range []*ast.CommentGroup{f.Doc, f.Comment} {
		if group == nil {
			continue
		}
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "// code: ") || strings.HasPrefix(c.Text, "// id: ") {
				return true
			}
		}
	}
	return false
}

func (t *tree) unfitName(g *goFile, name *ast.Ident, depth int) []found {
	switch name.Name {
	case "bool", "int", "int64":
		return nil
	}
	home, spec := t.typeNamed(g.dir, name.Name)
	fit, known := allowed["nivel/"+g.dir+"."+name.Name]
	if fit {
		return nil
	}
	if spec == nil || known {
		return []found{{t.at(name), "an event holds a " + name.Name}}
	}
	if base, ok := spec.Type.(*ast.Ident); ok && base.Name == "string" {
		return nil // a code list
	}
	return t.unfit(home, spec.Type, depth+1)
}

func (t *tree) unfitForeign(g *goFile, s *ast.SelectorExpr, depth int) []found {
	pkg, _ := s.X.(*ast.Ident)
	if pkg == nil {
		return nil
	}
	full := g.imports[pkg.Name] + "." + s.Sel.Name
	if allowed[full] {
		return nil
	}
	dir, ours := strings.CutPrefix(g.imports[pkg.Name], "nivel/")
	home, spec := t.typeNamed(dir, s.Sel.Name)
	if !ours || spec == nil {
		return []found{{t.at(s), "an event holds a " + full}}
	}
	if inner := t.unfitName(home, spec.Name, depth); len(inner) > 0 {
		return []found{{t.at(s), "an event holds a " + full + ": " + inner[0].String()}}
	}
	return nil
}

func routesHaveActions(t *tree) (bad []found) {
	for _, files := range packages(t.code("services")) {
		actions := rightsOf(files)
		for _, g := range files {
			ast.Inspect(g.File, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !isRoute(g, call) {
					return true
				}
				if action := nameOf(call.Args[1]); !actions[action] {
					bad = append(bad, found{t.at(call), "the route's action " + action + " has no right"})
				}
				return true
			})
		}
	}
	return bad
}

// isRoute reports whether a call adds a route to an edge.API: Handle with a
// pattern, an action and an endpoint. (es.Streams has a Handle too: its first
// argument is a context.)
func isRoute(g *goFile, call *ast.CallExpr) bool {
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Handle" || len(call.Args) != 3 {
		return false
	}
	pattern := false
	ast.Inspect(call.Args[0], func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		pattern = pattern || ok && lit.Kind == token.STRING
		return true
	})
	served, ok := call.Args[2].(*ast.CallExpr)
	return pattern || ok && g.selects(served.Fun, "nivel/libs/edge", "Serve")
}

// rightsOf returns the keys of the package's access.Rights literals.
func rightsOf(files []*goFile) map[string]bool {
	keys := map[string]bool{}
	for _, g := range files {
		ast.Inspect(g.File, func(n ast.Node) bool {
			rights, ok := n.(*ast.CompositeLit)
			if !ok || !g.selects(rights.Type, "nivel/libs/access", "Rights") {
				return true
			}
			for _, e := range rights.Elts {
				if row, ok := e.(*ast.KeyValueExpr); ok {
					keys[nameOf(row.Key)] = true
				}
			}
			return true
		})
	}
	return keys
}

func nameOf(e ast.Expr) string {
	if s, ok := literal(e); ok {
		return s
	}
	if name, ok := e.(*ast.Ident); ok {
		return name.Name
	}
	return "that is no name"
}

// sorted puts findings in the order of their places.
func sorted(bad []found) []found {
	sort.Slice(bad, func(i, j int) bool { return path.Join(bad[i].at, bad[i].what) < path.Join(bad[j].at, bad[j].what) })
	return bad
}
