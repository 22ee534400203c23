package main

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
)

// request is what a route reads: a body, and values of the query.
type request struct {
	body  ast.Expr // type; nil: none
	file  *file    // that names it
	query []queryValue
}

// queryValue is one ?name=.
type queryValue struct {
	name   string
	repeat bool // it may be given more than once
}

// decoded finds out what a decoder reads: edge.JSON[T], a function of the
// package, or a generic one with the body's type.
func (p *source) decoded(decoder ast.Expr, f *file) (request, error) {
	var asks request
	if generic, ok := decoder.(*ast.IndexExpr); ok {
		asks.body, asks.file = generic.Index, f
		decoder = generic.X
	}
	switch d := decoder.(type) {
	case *ast.SelectorExpr: // edge.JSON: nothing but the body
		return asks, nil
	case *ast.Ident:
		if p.funcs[d.Name] == nil {
			return asks, fmt.Errorf("there is no decoder %s", d.Name)
		}
		p.read(&asks, d.Name, map[string]bool{})
		return asks, nil
	case *ast.CallExpr:
		return asks, p.listed(&asks, d, f)
	}
	return asks, fmt.Errorf("its decoder is none that this generator can read")
}

// listing is the package whose queries and refusals services share.
const listing = "libs/listing"

// listed adds what listing.Decoder(views...) reads; a list without views has no
// ?view=.
func (p *source) listed(asks *request, call *ast.CallExpr, f *file) error {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return fmt.Errorf("its decoder is made by none that this generator can read")
	}
	of, ok := sel.X.(*ast.Ident)
	if !ok || f.imports[of.Name] != module+listing {
		return fmt.Errorf("its decoder is made by none that this generator can read")
	}
	maker, err := p.all.open(listing)
	if err != nil {
		return err
	}
	maker.read(asks, sel.Sel.Name, map[string]bool{})
	if len(call.Args) == 0 {
		asks.query = slices.DeleteFunc(asks.query, func(q queryValue) bool { return q.name == "view" })
	}
	return nil
}

// read adds what a function of the package reads of a request, and what those
// read that it calls.
func (p *source) read(asks *request, function string, seen map[string]bool) {
	decl := p.funcs[function]
	if decl == nil || decl.Body == nil || seen[function] {
		return
	}
	seen[function] = true
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CallExpr:
			p.readCall(asks, x, decl.file, seen)
		case *ast.IndexExpr: // r.URL.Query()["person"]
			if name := literal(x.Index); name != "" {
				asks.add(queryValue{name, true})
			}
		}
		return true
	})
}

func (p *source) readCall(asks *request, call *ast.CallExpr, f *file, seen map[string]bool) {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		p.read(asks, fun.Name, seen)
	case *ast.SelectorExpr: // q.Get("after")
		of, isField := fun.X.(*ast.SelectorExpr)
		header := isField && of.Sel.Name == "Header"
		if fun.Sel.Name == "Get" && len(call.Args) == 1 && !header && literal(call.Args[0]) != "" {
			asks.add(queryValue{literal(call.Args[0]), false})
		}
	case *ast.IndexExpr: // edge.JSON[contracts.Notification](r)
		sel, ok := fun.X.(*ast.SelectorExpr)
		if _, outside := fun.Index.(*ast.SelectorExpr); ok && outside && sel.Sel.Name == "JSON" {
			asks.body, asks.file = fun.Index, f
		}
	}
}

func (r *request) add(q queryValue) {
	if !slices.ContainsFunc(r.query, func(o queryValue) bool { return o.name == q.name }) {
		r.query = append(r.query, q)
	}
}

// wildcard is a part of a path that a request fills in.
var wildcard = regexp.MustCompile(`\{(\w+)\}`)
