package main

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// service is the HTTP interface of one service.
type service struct {
	name     string
	about    string // first sentences of its doc.go
	routes   []route
	refusals []refusal
}

// route is one line of a service's surface.
type route struct {
	method, path string
	action       string   // such as "intake.take-matter"
	about        string   // comment of what handles it
	roles        []string // who may
	asks         request
	answer       ast.Expr // type; of the file below
	file         *file
	versioned    bool // the answer has an ETag and a position
	created      bool // the answer is 201 with a Location
}

// refusal is one no that a service may say.
type refusal struct {
	Kind  string `json:"kind"`
	Code  string `json:"code"`
	About string `json:"description,omitempty"`
}

// readServices reads every folder of services that serves routes through
// libs/edge, by name.
func readServices(s *sources) ([]service, error) {
	folders, err := filepath.Glob(filepath.Join(s.root, "services", "*", "access.go"))
	if err != nil {
		return nil, fmt.Errorf("look for services: %w", err)
	}
	var all []service
	for _, folder := range folders {
		read, err := readService(s, path.Join("services", filepath.Base(filepath.Dir(folder))))
		if err != nil {
			return nil, err
		}
		all = append(all, read)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no services below %s: %w", s.root, os.ErrNotExist)
	}
	return all, nil
}

func readService(s *sources, dir string) (service, error) {
	p, err := s.open(dir)
	if err != nil {
		return service{}, err
	}
	read := service{name: path.Base(dir), about: p.about(), refusals: p.refusals()}
	may, err := p.access(s)
	if err != nil {
		return read, fmt.Errorf("access of %s: %w", dir, err)
	}
	for _, call := range p.handled() {
		r, err := p.route(s, call)
		if err != nil {
			return read, fmt.Errorf("route %s of %s: %w", literal(call.Args[0]), dir, err)
		}
		if r.roles = may[r.action]; len(r.roles) == 0 {
			return read, fmt.Errorf("route %s of %s: nobody may do %s", literal(call.Args[0]), dir, r.action)
		}
		read.routes = append(read.routes, r)
	}
	return read, nil
}

// about is the first paragraph of the package's comment.
func (p *source) about() string {
	for _, f := range p.files {
		if f.Doc != nil {
			first, _, _ := strings.Cut(prose(f.Doc), "\n\n")
			return strings.TrimPrefix(first, "Package ")
		}
	}
	return ""
}

// handledCall is one call of Handle and the file that it stands in.
type handledCall struct {
	*ast.CallExpr
	file *file
}

// handled returns the calls that add routes, in their order.
func (p *source) handled() (calls []handledCall) {
	for _, f := range p.files {
		ast.Inspect(f.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 3 || literal(call.Args[0]) == "" {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Handle" {
				calls = append(calls, handledCall{call, f})
			}
			return true
		})
	}
	return calls
}

func (p *source) route(s *sources, call handledCall) (r route, err error) {
	r.method, r.path, _ = strings.Cut(literal(call.Args[0]), " ")
	action, ok := call.Args[1].(*ast.Ident)
	if !ok {
		return r, fmt.Errorf("its action is no constant of the package")
	}
	r.action = p.text(action.Name)
	serve, ok := call.Args[2].(*ast.CallExpr)
	if !ok || len(serve.Args) != 2 {
		return r, fmt.Errorf("it is not made by edge.Serve(decode, handle)")
	}
	if r.asks, err = p.decoded(serve.Args[0], call.file); err != nil {
		return r, err
	}
	handler, ok := serve.Args[1].(*ast.SelectorExpr)
	if !ok {
		return r, fmt.Errorf("it is not handled by a method of the service")
	}
	handle := p.funcs["Service."+handler.Sel.Name]
	if handle == nil || handle.Type.Results == nil {
		return r, fmt.Errorf("there is no method %s", handler.Sel.Name)
	}
	r.about = sentence(strings.TrimPrefix(prose(handle.Doc), handler.Sel.Name+" "))
	r.answer, r.file = handle.Type.Results.List[0].Type, handle.file
	if answer, err := s.declared(s.named(r.answer, r.file)); err == nil {
		r.versioned = s.has(answer, "Version")
		r.created = r.method == "POST" && s.has(answer, "Location")
	}
	return r, nil
}

// access reads the rights: roles by action.
func (p *source) access(s *sources) (map[string][]string, error) {
	roles, err := s.open("libs/access")
	if err != nil {
		return nil, err
	}
	may := map[string][]string{}
	p.consts(func(_ *file, name string, value ast.Expr, _ string) {
		rights, ok := value.(*ast.CompositeLit)
		if name != "Access" || !ok {
			return
		}
		for _, e := range rights.Elts {
			line, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			action, _ := line.Key.(*ast.Ident)
			right, _ := line.Value.(*ast.CompositeLit)
			if action == nil || right == nil || len(right.Elts) != 2 {
				continue
			}
			for _, constant := range p.granted(right.Elts[1]) {
				may[p.text(action.Name)] = append(may[p.text(action.Name)], roles.text(constant))
			}
		}
	})
	return may, nil
}

// granted returns the names of the roles of a right, which are its second value:
// a list, a variable of the package that holds one, or several put together.
func (p *source) granted(value ast.Expr) (names []string) {
	if named, ok := value.(*ast.KeyValueExpr); ok {
		value = named.Value
	}
	if variable, ok := value.(*ast.Ident); ok {
		p.consts(func(_ *file, name string, v ast.Expr, _ string) {
			if name == variable.Name {
				value = v
			}
		})
	}
	if appended, ok := value.(*ast.CallExpr); ok {
		for _, part := range appended.Args {
			names = append(names, p.granted(part)...)
		}
		return names
	}
	list, ok := value.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, role := range list.Elts {
		if sel, ok := role.(*ast.SelectorExpr); ok {
			names = append(names, sel.Sel.Name)
		}
	}
	return names
}

// sentence begins a text with a capital.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// refusals returns every no of the package that has a code of its own, by code;
// what is only about fields has their codes instead.
func (p *source) refusals() (all []refusal) {
	kinds := map[string]string{
		"Invalid": "invalid", "Missing": "missing", "Forbidden": "forbidden",
		"Untimely": "untimely", "Conflict": "conflict", "Busy": "busy",
	}
	p.consts(func(f *file, name string, value ast.Expr, group string) {
		declared, ok := value.(*ast.CompositeLit)
		if !ok {
			return
		}
		r := refusal{About: strings.TrimPrefix(group, name+": ")}
		for _, e := range declared.Elts {
			part, ok := e.(*ast.KeyValueExpr)
			if !ok {
				return
			}
			key, ok := part.Key.(*ast.Ident)
			if !ok {
				return
			}
			switch key.Name {
			case "Fields":
				return
			case "Kind":
				if sel, ok := part.Value.(*ast.SelectorExpr); ok {
					r.Kind = kinds[sel.Sel.Name]
				}
			case "Code":
				r.Code = literal(part.Value)
			}
		}
		if r.Kind != "" && r.Code != "" && !slices.ContainsFunc(all, func(o refusal) bool { return o.Code == r.Code }) {
			all = append(all, r)
		}
	})
	if lists, err := p.all.open(listing); err == nil && p.dir != listing && p.imports(module+listing) {
		all = append(all, lists.refusals()...)
	}
	slices.SortFunc(all, func(a, b refusal) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// imports reports whether a file of the package imports target.
func (p *source) imports(target string) bool {
	return slices.ContainsFunc(p.files, func(f *file) bool {
		return slices.Contains(slices.Collect(maps.Values(f.imports)), target)
	})
}
