package check

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// tree is what the rules look at: every tracked or new text file below a root.
type tree struct {
	root  string
	fset  *token.FileSet
	texts map[string]string // by path, relative to root, with slashes
	gos   []*goFile         // sorted by path
}

// goFile is one Go source file.
type goFile struct {
	path      string // relative to the root
	dir       string
	test      bool
	generated bool
	imports   map[string]string // import path by the name that the file uses
	*ast.File
}

// found is one violation: where, and what.
type found struct{ at, what string }

func (f found) String() string { return f.at + ": " + f.what }

func readTree(root string) (*tree, error) {
	paths, err := list(root)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root, fset: token.NewFileSet(), texts: map[string]string{}}
	for _, p := range paths {
		data, err := os.ReadFile(filepath.Join(root, p))
		if err != nil || bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
			continue // gone, a link to a folder, or no text
		}
		t.texts[p] = string(data)
		if path.Ext(p) == ".go" {
			t.gos = append(t.gos, t.parse(p))
		}
	}
	return t, nil
}

// list names the files below root: what git tracks or would track, or simply all
// where there is no git.
func list(root string) ([]string, error) {
	var paths []string
	if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
		cmd := exec.Command("git", "-C", root, "ls-files", "-z", "-co", "--exclude-standard")
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("list files: %w", err)
		}
		paths = strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 })
	} else {
		err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() {
				p, err = filepath.Rel(root, p)
				paths = append(paths, filepath.ToSlash(p))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	sort.Strings(paths)
	return paths, nil
}

// parse reads one file. What does not parse is kept as far as it goes; the
// compiler says the rest.
func (t *tree) parse(p string) *goFile {
	file, _ := parser.ParseFile(t.fset, p, t.texts[p], parser.ParseComments)
	g := &goFile{path: p, dir: path.Dir(p), File: file, imports: map[string]string{}}
	g.test = strings.HasSuffix(p, "_test.go")
	g.generated = strings.HasSuffix(p, "_templ.go") || strings.HasSuffix(p, ".pb.go") || ast.IsGenerated(file)
	for _, spec := range file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(target)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		g.imports[name] = target
	}
	return g
}

// code returns the hand-written files that are no tests, below any of the
// folders; of the whole tree if none is named.
func (t *tree) code(folders ...string) []*goFile {
	var files []*goFile
	for _, g := range t.gos {
		if !g.test && !g.generated && (len(folders) == 0 || below(g.dir, folders...)) {
			files = append(files, g)
		}
	}
	return files
}

// packages groups files by folder.
func packages(files []*goFile) map[string][]*goFile {
	byDir := map[string][]*goFile{}
	for _, g := range files {
		byDir[g.dir] = append(byDir[g.dir], g)
	}
	return byDir
}

func (t *tree) at(n ast.Node) string {
	p := t.fset.Position(n.Pos())
	return place(p.Filename, p.Line-1)
}

// place names a line, counted from 0.
func place(path string, line int) string { return fmt.Sprintf("%s:%d", path, line+1) }

// targets returns every import path of a file.
func (g *goFile) targets() []string {
	var paths []string
	for _, spec := range g.Imports {
		if target, ok := literal(spec.Path); ok {
			paths = append(paths, target)
		}
	}
	return paths
}

// below reports whether dir is one of the folders or lies in one.
func below(dir string, folders ...string) bool {
	for _, folder := range folders {
		if dir == folder || strings.HasPrefix(dir, folder+"/") {
			return true
		}
	}
	return false
}

// selects reports whether e is the name sel of the package at importPath.
func (g *goFile) selects(e ast.Expr, importPath, sel string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != sel {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Obj == nil && g.imports[x.Name] == importPath
}

// typeNamed finds the declaration of a type by folder and name.
func (t *tree) typeNamed(dir, name string) (*goFile, *ast.TypeSpec) {
	for _, g := range t.gos {
		if g.dir != dir || g.test {
			continue
		}
		for _, decl := range g.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.TYPE {
				for _, spec := range d.Specs {
					if s := spec.(*ast.TypeSpec); s.Name.Name == name {
						return g, s
					}
				}
			}
		}
	}
	return nil, nil
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
