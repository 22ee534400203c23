package es

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sort"
)

// ErrUnknownName says that history holds an event whose name this release does
// not know. A reader stops; it never skips.
var ErrUnknownName = errors.New("unknown event name")

// Catalog lists every name that a service has ever stored an event under.
type Catalog[E any] struct {
	entries map[string]Entry[E]
	names   map[reflect.Type]string // of current entries
}

// Entry is one line of a catalog; made by Current or Retired.
type Entry[E any] struct {
	name   string
	typ    reflect.Type // nil when retired
	decode func(json.RawMessage) (E, error)
}

// Current says that events of type T are stored under name from now on. T must
// be one of the events E; NewCatalog panics otherwise.
func Current[T, E any](name string) Entry[E] {
	return Entry[E]{name: name, typ: reflect.TypeFor[T](), decode: func(data json.RawMessage) (E, error) {
		var event T
		var none E
		if err := json.Unmarshal(data, &event); err != nil {
			return none, err
		}
		return any(event).(E), nil
	}}
}

// Retired says that events were once stored under name as an Old, and how such
// a one is read today. An upcast is pure, goes one step, and is never edited.
func Retired[Old, E any](name string, upcast func(Old) E) Entry[E] {
	return Entry[E]{name: name, decode: func(data json.RawMessage) (E, error) {
		var old Old
		var none E
		if err := json.Unmarshal(data, &old); err != nil {
			return none, err
		}
		return upcast(old), nil
	}}
}

// NewCatalog returns the catalog of entries. It panics on a mistake in the
// program: a name or a type listed twice, or a type that is not an event.
func NewCatalog[E any](entries ...Entry[E]) *Catalog[E] {
	c := &Catalog[E]{entries: map[string]Entry[E]{}, names: map[reflect.Type]string{}}
	for _, entry := range entries {
		if _, dup := c.entries[entry.name]; dup {
			panic("event name listed twice: " + entry.name)
		}
		c.entries[entry.name] = entry
		if entry.typ == nil {
			continue
		}
		if !entry.typ.Implements(reflect.TypeFor[E]()) {
			panic(fmt.Sprintf("%s is not an event of this catalog", entry.typ))
		}
		if other, dup := c.names[entry.typ]; dup {
			panic(fmt.Sprintf("%s is stored under both %s and %s", entry.typ, other, entry.name))
		}
		c.names[entry.typ] = entry.name
	}
	return c
}

// Encode returns the stored name and the JSON of an event.
func (c *Catalog[E]) Encode(event E) (string, json.RawMessage, error) {
	name, ok := c.names[reflect.TypeOf(event)]
	if !ok {
		return "", nil, fmt.Errorf("event type %T is in no catalog", event)
	}
	data, err := json.Marshal(event)
	if err != nil {
		return "", nil, fmt.Errorf("encode %s: %w", name, err)
	}
	return name, data, nil
}

// Decode reads an event as today's type. Fields it does not know are ignored:
// a release that was rolled back must still read what a later one wrote.
// Errors: ErrUnknownName; malformed data.
func (c *Catalog[E]) Decode(name string, data json.RawMessage) (E, error) {
	var none E
	entry, ok := c.entries[name]
	if !ok {
		return none, fmt.Errorf("%w: %s", ErrUnknownName, name)
	}
	event, err := entry.decode(data)
	if err != nil {
		return none, fmt.Errorf("decode %s: %w", name, err)
	}
	return event, nil
}

// Names returns every stored name, current and retired, sorted.
func (c *Catalog[E]) Names() []string {
	names := make([]string, 0, len(c.entries))
	for name := range c.entries {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// NameOf returns the name under which an event is stored today.
func (c *Catalog[E]) NameOf(event E) string { return c.names[reflect.TypeOf(event)] }
