package engine

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Filter says which events of the log a reader wants. The zero value wants all.
type Filter struct {
	byType   bool
	prefixes []string
	regex    *regexp.Regexp
}

const (
	maxRegex    = 4096 // bytes
	maxPrefixes = 1000
)

// FilterSpec is a filter as a reader writes it: either prefixes or a regular
// expression.
type FilterSpec struct {
	ByType   bool     // look at the event's type; otherwise at its stream's name
	Prefixes []string // want names that begin with one of these
	Regex    string   // want names that this matches somewhere; syntax of Go's regexp, so no look-around
}

// NewFilter returns the filter that spec describes. It refuses a spec with both
// or neither, and an expression that Go cannot read.
func NewFilter(spec FilterSpec) (Filter, error) {
	f := Filter{byType: spec.ByType, prefixes: spec.Prefixes}
	switch {
	case (spec.Regex == "") == (len(spec.Prefixes) == 0):
		return Filter{}, errors.New("filter: give prefixes or a regular expression")
	case len(spec.Regex) > maxRegex || len(spec.Prefixes) > maxPrefixes:
		return Filter{}, errors.New("filter: too long")
	case spec.Regex == "":
		return f, nil
	}
	regex, err := regexp.Compile(spec.Regex)
	if err != nil {
		return Filter{}, fmt.Errorf("filter: %w", err)
	}
	f.regex = regex
	return f, nil
}

// Wants reports whether an event of this type in this stream passes.
func (f Filter) Wants(stream, typ string) bool {
	name := stream
	if f.byType {
		name = typ
	}
	switch {
	case f.regex != nil:
		return f.regex.MatchString(name)
	case f.prefixes == nil:
		return true
	}
	for _, p := range f.prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
