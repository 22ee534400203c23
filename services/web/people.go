package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/person"
)

const (
	// namePatience is how long a page waits for names: the rest of it is there.
	namePatience = 3 * time.Second
	// namesAtOnce is how many people services/intake names in one answer.
	namesAtOnce = 100
)

// names are the people of a page, as services/intake knows them.
type names struct {
	known map[es.ID]contracts.PersonName
	away  bool // intake did not answer, or not for this reader
}

// namesOf asks who people are with whom the reader has to do. That it is not told
// is no error: the page shows everything else.
func (v *visit) namesOf(people []es.ID) names { return v.namesAt("/people", people) }

// namesInGroup asks who people are that are in a group which the reader leads.
func (v *visit) namesInGroup(people []es.ID) names { return v.namesAt("/group-people", people) }

func (v *visit) namesAt(path string, people []es.ID) names {
	n := names{known: map[es.ID]contracts.PersonName{}}
	people = slices.Clone(people)
	slices.SortFunc(people, func(a, b es.ID) int { return slices.Compare(a[:], b[:]) })
	ctx, done := context.WithTimeout(v.ctx(), namePatience)
	defer done()
	for some := range slices.Chunk(slices.Compact(people), namesAtOnce) {
		query := url.Values{}
		for _, id := range some {
			query.Add("person", id.String())
		}
		told, _, err := edge.Call[contracts.People](ctx, v.Intake, edge.Request{Method: http.MethodGet, Path: path, Query: query})
		if err != nil {
			edge.Note(v.ctx(), err)
			n.away = true
			return n
		}
		for _, p := range told.People {
			n.known[p.Person] = p
		}
	}
	return n
}

// nameText is what somebody is called, or why that is not known.
func (v *visit) nameText(n names, id es.ID) string {
	if p, ok := n.known[id]; ok {
		return p.Name
	}
	if n.away {
		return v.texts.T("people.away")
	}
	return v.texts.T("people.unknown")
}

// years is how old somebody is; nil: not known.
func (n names) years(id es.ID, today calendar.Date) *int {
	born, err := calendar.Parse(n.known[id].BirthDate)
	if err != nil {
		return nil
	}
	age := person.Age(born, today)
	return &age
}
