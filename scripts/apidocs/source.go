package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// module is what import paths of this repository begin with.
const module = "nivel/"

// sources are the packages of the repository, parsed when they are asked for.
type sources struct {
	root     string
	packages map[string]*source // by folder, relative to root
}

// source is one package as syntax, its tests left out.
type source struct {
	all   *sources
	dir   string
	files []*file
	types map[string]*typeDecl
	funcs map[string]*funcDecl // by name; a method as Type.name
}

// file is one file and what its import names stand for.
type file struct {
	*ast.File
	pkg     *source
	imports map[string]string
}

type typeDecl struct {
	*ast.TypeSpec
	file *file
	doc  string
}

type funcDecl struct {
	*ast.FuncDecl
	file *file
}

func newSources(root string) *sources {
	return &sources{root: root, packages: map[string]*source{}}
}

// open returns the package in a folder.
func (s *sources) open(dir string) (*source, error) {
	if p := s.packages[dir]; p != nil {
		return p, nil
	}
	entries, err := os.ReadDir(filepath.Join(s.root, dir))
	if err != nil {
		return nil, fmt.Errorf("open package: %w", err)
	}
	p := &source{all: s, dir: dir, types: map[string]*typeDecl{}, funcs: map[string]*funcDecl{}}
	for _, entry := range entries {
		name := entry.Name()
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(s.root, dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse %s/%s: %w", dir, name, err)
		}
		p.add(parsed)
	}
	s.packages[dir] = p
	return p, nil
}

func (p *source) add(parsed *ast.File) {
	f := &file{File: parsed, pkg: p, imports: map[string]string{}}
	for _, spec := range parsed.Imports {
		target := literal(spec.Path)
		name := path.Base(target)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		f.imports[name] = target
	}
	p.files = append(p.files, f)
	for _, decl := range parsed.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			p.funcs[receiver(d)+d.Name.Name] = &funcDecl{d, f}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					doc := t.Doc
					if doc == nil {
						doc = d.Doc
					}
					p.types[t.Name.Name] = &typeDecl{t, f, prose(doc)}
				}
			}
		}
	}
}

// consts calls each for every constant and variable of the package that has a
// value, with the comment of its group.
func (p *source) consts(each func(f *file, name string, value ast.Expr, group string)) {
	for _, f := range p.files {
		for _, decl := range f.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok || d.Tok != token.CONST && d.Tok != token.VAR {
				continue
			}
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec)
				doc := v.Doc
				if doc == nil {
					doc = d.Doc
				}
				for i := range v.Values {
					each(f, v.Names[i].Name, v.Values[i], prose(doc))
				}
			}
		}
	}
}

// text returns the value of a string constant.
func (p *source) text(name string) (value string) {
	p.consts(func(_ *file, n string, v ast.Expr, _ string) {
		if n == name {
			value = literal(v)
		}
	})
	return value
}

// named finds what a type expression names: the package and the name; no
// package for the types of the language.
func (s *sources) named(e ast.Expr, f *file) (importPath, name string) {
	switch x := e.(type) {
	case *ast.Ident:
		if f.pkg.types[x.Name] != nil {
			return module + f.pkg.dir, x.Name
		}
		return "", x.Name
	case *ast.SelectorExpr:
		if base, ok := x.X.(*ast.Ident); ok {
			return f.imports[base.Name], x.Sel.Name
		}
	}
	return "", ""
}

// declared returns the declaration of a type of this repository.
func (s *sources) declared(importPath, name string) (*typeDecl, error) {
	dir, ours := strings.CutPrefix(importPath, module)
	if !ours {
		return nil, fmt.Errorf("type %s.%s is not of this repository", importPath, name)
	}
	p, err := s.open(dir)
	if err != nil {
		return nil, err
	}
	if p.types[name] == nil {
		return nil, fmt.Errorf("package %s has no type %s", dir, name)
	}
	return p.types[name], nil
}

// has reports whether a type has a method, its own or an embedded type's.
func (s *sources) has(t *typeDecl, method string) bool {
	if t.file.pkg.funcs[t.Name.Name+"."+method] != nil {
		return true
	}
	shape, ok := t.Type.(*ast.StructType)
	if !ok {
		return false
	}
	for _, field := range shape.Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		if inner, err := s.declared(s.named(field.Type, t.file)); err == nil && s.has(inner, method) {
			return true
		}
	}
	return false
}

// receiver is "Type." for a method and empty for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	e := d.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if name, ok := e.(*ast.Ident); ok {
		return name.Name + "."
	}
	return "." // of a generic type: no document speaks of one
}

// literal returns the text of a string literal; empty: it is none.
func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if text, err := strconv.Unquote(lit.Value); err == nil {
			return text
		}
	}
	return ""
}

// prose is a comment as one line per paragraph.
func prose(comment *ast.CommentGroup) string {
	paragraphs := strings.Split(strings.TrimSpace(comment.Text()), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.ReplaceAll(p, "\n", " ")
	}
	return strings.Join(paragraphs, "\n\n")
}
