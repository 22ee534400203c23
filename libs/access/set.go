package access

import (
	"slices"
	"strings"
)

// Set is a set of codes that can be compared: sorted, with one space between
// two. The zero value is empty.
type Set[T ~string] string

// SetOf returns the set of codes, none of which has a space in it.
func SetOf[T ~string](codes ...T) Set[T] {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = string(code)
	}
	slices.Sort(words)
	return Set[T](strings.Join(slices.Compact(words), " "))
}

// Codes returns the members, sorted.
func (s Set[T]) Codes() []T {
	var codes []T
	for word := range strings.FieldsSeq(string(s)) {
		codes = append(codes, T(word))
	}
	return codes
}

// Has reports whether code is a member.
func (s Set[T]) Has(code T) bool { return slices.Contains(s.Codes(), code) }
