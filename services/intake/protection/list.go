package protection

import (
	"strings"

	"nivel/libs/es"
	"nivel/libs/readmodel"
)

// List answers "who is to be marked?" for lists of people. What is hidden is
// decided from history, never from it.
var List = readmodel.Model[Protection, Event]{
	Name:     "intake-protection",
	Version:  1,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return strings.TrimPrefix(r.Stream, Category+"-") },
	Apply:    func(p Protection, _ es.Recorded, e Event) Protection { return e.evolve(p) },
}
