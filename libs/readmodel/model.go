package readmodel

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"

	"nivel/libs/es"
)

// Model declares a read model: a row per key, and ordered lists of keys. Its
// functions are pure: the same events give the same rows, on every machine and
// however often. Raise Version whenever one of them changes what it returns.
type Model[Row, E any] struct {
	Name     string   // such as "worklist": small letters, digits and dashes
	Version  int      // from 1 on
	Prefixes []string // of the stream names that it reads; empty: all

	// Decode reads an event, usually from a service's catalog. An error stops
	// the model, which asks again after a pause and never skips.
	Decode func(es.Recorded) (E, error)
	// Key says which row an event changes; empty: none.
	Key func(es.Recorded, E) string
	// Apply folds an event into its row; the first time into the zero row.
	Apply func(Row, es.Recorded, E) Row
	// Index says in which lists a row stands, and where; at most once in each.
	// Nil: in none.
	Index func(key string, row Row) []Entry
}

// Entry is a row's place in an ordered list of keys.
type Entry struct {
	Set   string  // name of the list, such as "unit:north"
	Score float64 // lists are sorted by score, then by key, smallest first; not NaN
}

var modelName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

func (m Model[Row, E]) validate() error {
	switch {
	case !modelName.MatchString(m.Name):
		return errors.New("a read model needs a name of small letters, digits and dashes")
	case m.Version < 1:
		return fmt.Errorf("read model %s needs a version from 1 on", m.Name)
	case m.Decode == nil || m.Key == nil || m.Apply == nil:
		return fmt.Errorf("read model %s lacks a function", m.Name)
	}
	return nil
}

// scores returns where a row stands, by list.
func (m Model[Row, E]) scores(key string, row Row) (map[string]float64, error) {
	scores := map[string]float64{}
	if m.Index == nil {
		return scores, nil
	}
	for _, entry := range m.Index(key, row) {
		if math.IsNaN(entry.Score) {
			return nil, fmt.Errorf("list %s: a score that is no number", entry.Set)
		}
		scores[entry.Set] = entry.Score
	}
	return scores, nil
}

// change is what a batch does to one row.
type change struct {
	key    string
	row    []byte             // JSON
	add    map[string]float64 // new scores by list
	remove []string           // lists to leave
}

// moves returns the way from the old places to the new ones.
func moves(before, after map[string]float64) (add map[string]float64, remove []string) {
	add = map[string]float64{}
	for set, score := range after {
		if old, stood := before[set]; !stood || old != score {
			add[set] = score
		}
	}
	for _, set := range slices.Sorted(maps.Keys(before)) {
		if _, stands := after[set]; !stands {
			remove = append(remove, set)
		}
	}
	return add, remove
}
