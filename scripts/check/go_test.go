package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

func oneDoc(t *tree) (bad []found) {
	for dir, files := range packages(t.code()) {
		var docs []string
		for _, g := range files {
			if g.Doc != nil {
				docs = append(docs, g.path)
			}
		}
		only := len(docs) == 1 && (strings.HasSuffix(docs[0], "/doc.go") || files[0].Name.Name == "main")
		if !only {
			bad = append(bad, found{dir, fmt.Sprintf("package comment in %v, want it in doc.go alone", docs)})
		}
	}
	return bad
}

func documented(t *tree) (bad []found) {
	for _, g := range t.code() {
		if g.Name.Name == "main" {
			continue
		}
		for _, decl := range g.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d))) {
					bad = append(bad, found{t.at(d), d.Name.Name + " has no comment"})
				}
			case *ast.GenDecl:
				for _, name := range undocumented(d) {
					bad = append(bad, found{t.at(name), name.Name + " has no comment"})
				}
			}
		}
	}
	return bad
}

// undocumented names what a declaration exports without a comment. One comment
// over a group will do for constants and variables, not for types.
func undocumented(d *ast.GenDecl) (names []*ast.Ident) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil && (d.Doc == nil || len(d.Specs) > 1) {
				names = append(names, s.Name)
			}
			if i, ok := s.Type.(*ast.InterfaceType); ok && s.Name.IsExported() && len(i.Methods.List) > 1 {
				names = append(names, undocumentedMethods(i)...)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, name)
				}
			}
		}
	}
	return names
}

func undocumentedMethods(i *ast.InterfaceType) (names []*ast.Ident) {
	for _, m := range i.Methods.List {
		if len(m.Names) == 1 && m.Names[0].IsExported() && m.Doc == nil && m.Comment == nil {
			names = append(names, m.Names[0])
		}
	}
	return names
}

// receiver names the type that a method belongs to; empty for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// homes says which folders alone may import what.
var homes = []struct {
	prefix  string
	folders []string
}{
	{"github.com/go-kit/", []string{"libs/edge"}},
	{"github.com/nats-io/", []string{"libs/bus"}},
	{"github.com/redis/", []string{"libs/readmodel"}},
	{"github.com/alicebob/miniredis", []string{"libs/readmodel"}},
	{"github.com/EventStore/", []string{"libs/history", "libs/node", "deploy/standalone/cmd/bench"}},
	{"zombiezen.com/go/sqlite", []string{"libs/node"}},
	{"github.com/tink-crypto/", []string{"libs/vault"}},
	{"go.opentelemetry.io/otel/sdk", []string{"libs/telemetry"}},
	{"go.opentelemetry.io/otel/exporters", []string{"libs/telemetry"}},
	{"github.com/coreos/go-oidc", []string{"services/web"}},
	{"golang.org/x/oauth2", []string{"services/web"}},
	{"nivel/deploy/", []string{"deploy", "scripts"}},
	{"nivel/services/", []string{"deploy", "scripts", "services"}},
}

func importsAtHome(t *tree) (bad []found) {
	for _, g := range t.gos {
		if g.test && below(g.dir, "deploy", "scripts") {
			continue // tests of the whole look at every part of it
		}
		for _, spec := range g.Imports {
			target, _ := literal(spec.Path)
			for _, h := range homes {
				otel := g.test && strings.HasPrefix(target, "go.opentelemetry.io/") // to read what was recorded
				provider := g.test && target == "nivel/deploy/demoprovider"         // to sign in against
				if strings.HasPrefix(target, h.prefix) && !below(g.dir, h.folders...) && !otel && !provider {
					bad = append(bad, found{t.at(spec), fmt.Sprintf("imports %s, which only %v may", target, h.folders)})
				}
			}
			if below(g.dir, "services") && strings.HasPrefix(target, "nivel/services/") && !sameService(g.dir, target) {
				bad = append(bad, found{t.at(spec), "imports another service: " + target})
			}
		}
	}
	return bad
}

func sameService(dir, target string) bool {
	a, b := strings.Split(dir, "/"), strings.Split(target, "/")
	return len(a) > 1 && len(b) > 2 && a[1] == b[2]
}

func coreIsStandard(t *tree) (bad []found) {
	for _, g := range t.code("libs") {
		if t.moduleOf(g.dir) != "libs" {
			continue
		}
		for _, spec := range g.Imports {
			target, _ := literal(spec.Path)
			first, _, _ := strings.Cut(target, "/")
			if strings.Contains(first, ".") {
				bad = append(bad, found{t.at(spec), "imports " + target + " within the standard-library-only module"})
			}
		}
	}
	return bad
}

// moduleOf names the folder of the module that dir belongs to.
func (t *tree) moduleOf(dir string) string {
	for {
		if _, ok := t.texts[dir+"/go.mod"]; ok || !strings.Contains(dir, "/") {
			return dir
		}
		dir = dir[:strings.LastIndex(dir, "/")]
	}
}

func onlyServiceLogs(t *tree) (bad []found) {
	for _, g := range t.code("services") {
		if strings.HasSuffix(g.path, "/service.go") || isCommand(g) {
			continue
		}
		for _, spec := range g.Imports {
			if target, _ := literal(spec.Path); slices.Contains([]string{"log", "log/slog", "os"}, target) {
				bad = append(bad, found{t.at(spec), "imports " + target})
			}
		}
	}
	return bad
}

// isCommand reports whether a file is part of a main package below a cmd folder.
func isCommand(g *goFile) bool {
	return g.Name.Name == "main" && slices.Contains(strings.Split(g.dir, "/"), "cmd")
}

func clockIsInjected(t *tree) (bad []found) {
	for _, g := range t.code() {
		standalone := g.Name.Name == "main" && below(g.dir, "deploy/standalone")
		if isCommand(g) || standalone || below(g.dir, "libs/edge", "scripts") {
			continue
		}
		ast.Inspect(g.File, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && g.selects(e, "time", "Now") {
				bad = append(bad, found{t.at(n), "reads the clock"})
			}
			return true
		})
	}
	return bad
}

func noInit(t *tree) (bad []found) {
	for _, g := range t.code() {
		for _, decl := range g.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && d.Recv == nil && d.Name.Name == "init" {
				bad = append(bad, found{t.at(d), "has an init function"})
			}
		}
	}
	return bad
}

func noAny(t *tree) (bad []found) {
	for _, g := range t.code("services") {
		ast.Inspect(g.File, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.InterfaceType:
				if len(x.Methods.List) == 0 {
					bad = append(bad, found{t.at(n), "interface{}"})
				}
			case *ast.Ident:
				if x.Name == "any" && x.Obj == nil {
					bad = append(bad, found{t.at(n), "any"})
				}
			}
			return true
		})
	}
	return bad
}

// maxLines is how long a file may be; what its package-level variables and
// constants take (tables) is not counted.
const maxLines = 400

func shortFiles(t *tree) (bad []found) {
	for _, g := range t.code() {
		lines := strings.Count(t.texts[g.path], "\n")
		for _, decl := range g.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && (d.Tok == token.VAR || d.Tok == token.CONST) {
				lines -= t.fset.Position(d.End()).Line - t.fset.Position(d.Pos()).Line
			}
		}
		if lines > maxLines {
			bad = append(bad, found{g.path, fmt.Sprintf("%d lines beside its tables, more than %d", lines, maxLines)})
		}
	}
	return bad
}
