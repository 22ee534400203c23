package intake

import (
	"context"
	"errors"
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Known is a person as the latest notification names them.
type Known struct {
	Stream        string       `json:"stream"`     // of the matter, and with
	Registered    es.ID        `json:"registered"` // the command: to open Identity
	Identity      vault.Sealed `json:"identity,omitzero"`
	NonDisclosure bool         `json:"non_disclosure,omitempty"`
}

// people answers "who is this?" for pages that know a person by opaque id.
var people = readmodel.Model[Known, Event]{
	Name:     "intake-people",
	Version:  1,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key: func(_ es.Recorded, event Event) string {
		if e, ok := event.(NotificationRegistered); ok {
			return e.Person.String()
		}
		return ""
	},
	Apply: func(k Known, r es.Recorded, event Event) Known {
		if e, ok := event.(NotificationRegistered); ok {
			k = Known{Stream: r.Stream, Registered: r.Meta.Command, Identity: e.Texts.Identity, NonDisclosure: e.NonDisclosure || k.NonDisclosure}
		}
		return k
	},
}

// maxPeople is how many people one request may ask for.
const maxPeople = 100

// ErrTooManyPeople: ask for fewer at a time.
var ErrTooManyPeople = refusal.Refusal{Kind: refusal.Invalid, Code: "too-many-people"}

func decodePeople(r *http.Request) ([]es.ID, error) {
	asked := r.URL.Query()["person"]
	if len(asked) > maxPeople {
		return nil, ErrTooManyPeople
	}
	ids := make([]es.ID, 0, len(asked))
	for _, text := range asked {
		id, err := es.ParseID(text)
		if err != nil {
			return nil, ErrNotFound
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (s *Service) seePeople(ctx context.Context, ids []es.ID) (contracts.People, error) {
	out := contracts.People{People: []contracts.PersonName{}}
	for _, id := range ids {
		known, ok, err := s.people.Get(ctx, id.String())
		if err != nil {
			return out, listing.Fault(err)
		}
		if !ok {
			continue
		}
		b := s.vault.Batch(ctx, known.Stream, known.Registered)
		child, err := decode[identity](b.Open("identity", known.Identity))
		if err := errors.Join(b.Err(), err); err != nil {
			return out, err
		}
		out.People = append(out.People, contracts.PersonName{
			Person: id, Name: child.name(), BirthDate: child.BirthDate, NonDisclosure: known.NonDisclosure,
		})
	}
	return out, nil
}
