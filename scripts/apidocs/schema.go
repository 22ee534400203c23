package main

import (
	"fmt"
	"go/ast"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// schemas turns types into JSON schemas, those with a name of their own into
// components.
type schemas struct {
	sources *sources
	named   map[string]object // by the name of the component
	from    map[string]string // import path of the type that a component is of
}

func newSchemas(s *sources) *schemas {
	return &schemas{sources: s, named: map[string]object{}, from: map[string]string{}}
}

// basic are the types that need no look at their declaration.
var basic = map[string]object{
	"string":        {{"type", "string"}},
	"bool":          {{"type", "boolean"}},
	"int":           {{"type", "integer"}},
	"int64":         {{"type", "integer"}},
	"float64":       {{"type", "number"}},
	"time.Time":     {{"type", "string"}, {"format", "date-time"}},
	"time.Duration": {{"type", "integer"}},
}

// texts are the forms of types that write themselves as text. Both write
// nothing where there is nothing.
var texts = map[string]string{
	"nivel/libs/es.ID":         `^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$`,
	"nivel/libs/calendar.Date": `^(\d{4}-\d{2}-\d{2})?$`,
}

// of returns the schema of a type: a reference where it is a component.
func (g *schemas) of(e ast.Expr, f *file) (object, error) {
	switch x := e.(type) {
	case *ast.StarExpr:
		return g.of(x.X, f)
	case *ast.ArrayType:
		items, err := g.of(x.Elt, f)
		return object{{"type", "array"}, {"items", items}}, err
	case *ast.MapType:
		values, err := g.of(x.Value, f)
		return object{{"type", "object"}, {"additionalProperties", values}}, err
	}
	importPath, name := g.sources.named(e, f)
	known := name
	if importPath != "" {
		known = importPath + "." + name
	}
	if b, ok := basic[known]; ok {
		return slices.Clone(b), nil
	}
	return g.component(importPath, name)
}

// component returns a reference to the component of a type, which it makes; a
// type that is only another name for a basic one becomes that one.
func (g *schemas) component(importPath, name string) (object, error) {
	t, err := g.sources.declared(importPath, name)
	if err != nil {
		return nil, err
	}
	pattern, isText := texts[importPath+"."+name]
	shape, isStruct := t.Type.(*ast.StructType)
	if !isText && !isStruct {
		return g.of(t.Type, t.file)
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	reference := object{{"$ref", "#/components/schemas/" + name}}
	switch g.from[name] {
	case importPath:
		return reference, nil
	case "":
	default:
		return nil, fmt.Errorf("two types are called %s: of %s and of %s", name, g.from[name], importPath)
	}
	g.from[name] = importPath // before its fields: a type may hold its own kind
	if isText {
		g.named[name] = object{{"description", t.doc}, {"type", "string"}, {"pattern", pattern}}
		return reference, nil
	}
	properties, required, err := g.fields(shape, t.file)
	if err != nil {
		return nil, fmt.Errorf("type %s: %w", name, err)
	}
	made := object{{"description", t.doc}, {"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		made.put("required", required)
	}
	g.named[name] = made
	return reference, nil
}

// fields returns what a struct writes, with what embedded structs write in their
// place, and the names of what is always there.
func (g *schemas) fields(shape *ast.StructType, f *file) (properties object, required []string, err error) {
	for _, field := range shape.Fields.List {
		name, optional := jsonName(field)
		if name == "-" {
			continue
		}
		if len(field.Names) == 0 && name == "" {
			inner, err := g.sources.declared(g.sources.named(field.Type, f))
			if err != nil {
				return nil, nil, err
			}
			more, always, err := g.fields(inner.Type.(*ast.StructType), inner.file)
			if err != nil {
				return nil, nil, err
			}
			for _, m := range more {
				properties.put(m.name, m.value)
			}
			required = append(required, always...)
			continue
		}
		value, err := g.field(field, f, optional)
		if err != nil {
			return nil, nil, fmt.Errorf("field %s: %w", name, err)
		}
		properties.put(name, value)
		if !optional && !slices.Contains(required, name) {
			required = append(required, name)
		}
	}
	return properties, required, nil
}

// oneOf is how a comment says that a field holds one of a list of codes.
var oneOf = regexp.MustCompile(`\bone of ([A-Z]\w+)`)

func (g *schemas) field(field *ast.Field, f *file, optional bool) (object, error) {
	value, err := g.of(field.Type, f)
	if err != nil {
		return nil, err
	}
	comment := prose(field.Comment)
	if field.Doc != nil {
		comment = prose(field.Doc)
	}
	if m := oneOf.FindStringSubmatch(comment); m != nil {
		codes := f.pkg.codes(m[1])
		if optional || strings.Contains(comment, "empty:") {
			codes = append(codes, "")
		}
		if len(codes) > 1 {
			value.put("enum", codes)
		}
	}
	if !optional && mayBeNull(field.Type) {
		value = orNull(value)
	}
	value.putText("description", comment)
	return value, nil
}

// codes returns the list that a function of the package returns.
func (p *source) codes(function string) (codes []string) {
	f := p.funcs[function]
	if f == nil {
		return nil
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && literal(e) != "" {
			codes = append(codes, literal(e))
		}
		return true
	})
	return codes
}

// mayBeNull: encoding/json writes null for a pointer, a slice and a map that
// hold nothing.
func mayBeNull(e ast.Expr) bool {
	switch e.(type) {
	case *ast.StarExpr, *ast.ArrayType, *ast.MapType:
		return true
	}
	return false
}

func orNull(value object) object {
	for i, m := range value {
		if kind, ok := m.value.(string); ok && m.name == "type" {
			value[i].value = []string{kind, "null"}
			return value
		}
	}
	return object{{"anyOf", []object{value, {{"type", "null"}}}}}
}

// jsonName reads a field's tag: the name, empty for an embedded struct without
// one, and whether the field may be left out.
func jsonName(field *ast.Field) (name string, optional bool) {
	if len(field.Names) > 0 {
		name = field.Names[0].Name
		if !ast.IsExported(name) {
			return "-", false
		}
	}
	if field.Tag == nil {
		return name, false
	}
	tag := reflect.StructTag(literal(field.Tag)).Get("json")
	said, options, _ := strings.Cut(tag, ",")
	if said != "" {
		name = said
	}
	return name, strings.Contains(options, "omit")
}
