package intake

import (
	"encoding/json"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/services/intake/persons"
)

// tellWho is the fact of who is who: ids alone.
func tellWho(r es.Recorded) (subject, name string, data json.RawMessage, err error) {
	event, err := persons.History.Decode(r.Name, r.Data)
	if err != nil {
		return "", "", nil, err
	}
	switch e := event.(type) {
	case persons.PersonMerged:
		subject, name = e.Person.String(), contracts.FactPersonMerged
		data, err = json.Marshal(contracts.PersonMerged{Person: e.Person, Into: e.Into})
	case persons.PersonUnmerged:
		subject, name = e.Person.String(), contracts.FactPersonUnmerged
		data, err = json.Marshal(contracts.PersonUnmerged{Person: e.Person, From: e.From})
	}
	return subject, name, data, err
}
