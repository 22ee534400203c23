package intake

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/intake/ties"
)

// Known is a person as the latest notification names them.
type Known struct {
	Stream        string       `json:"stream"`     // of the matter, and with
	Registered    es.ID        `json:"registered"` // the command: to open Identity
	Identity      vault.Sealed `json:"identity,omitzero"`
	NonDisclosure bool         `json:"non_disclosure,omitempty"`
	Temporary     bool         `json:"temporary,omitempty"` // no identity code was known: the id is one of its own
}

// people answers "who is this?" for pages that know a person by opaque id.
var people = readmodel.Model[Known, Event]{
	Name:     "intake-people",
	Version:  5,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key: func(_ es.Recorded, event Event) string {
		if e, ok := arrivedBy(event); ok {
			return e.Person.String()
		}
		if e, ok := event.(BirthRecorded); ok && !e.Person.IsZero() && !e.Identity.IsZero() {
			return e.Person.String()
		}
		return ""
	},
	Apply: func(k Known, r es.Recorded, event Event) Known {
		if e, ok := arrivedBy(event); ok {
			k = Known{Stream: r.Stream, Registered: r.Meta.Command, Identity: e.Texts.Identity, NonDisclosure: e.NonDisclosure || k.NonDisclosure, Temporary: k.Temporary || temporaryIn(r, e.Person)}
		}
		if e, ok := event.(BirthRecorded); ok {
			k.Stream, k.Registered, k.Identity = r.Stream, r.Meta.Command, e.Identity
		}
		return k
	},
}

// temporaryIn reports whether the event that registers a matter made the id of its
// person: it had none to give them.
func temporaryIn(r es.Recorded, person es.ID) bool { return person == r.Meta.Command.Derive("person") }

// maxPeople is how many people one request may ask for.
const maxPeople = 100

// ErrTooManyPeople: ask for fewer at a time.
var ErrTooManyPeople = refusal.Refusal{Kind: refusal.Invalid, Code: "too-many-people"}

// ErrNobodyAsked: a request about people names none.
var ErrNobodyAsked = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "person", Code: "required"}},
}

func decodePeople(r *http.Request) ([]es.ID, error) {
	asked := r.URL.Query()["person"]
	switch {
	case len(asked) == 0:
		return nil, ErrNobodyAsked
	case len(asked) > maxPeople:
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

// seePeople names those of ids with whom who asks has to do: their matters,
// their cases, and what is offered to who asks.
func (s *Service) seePeople(ctx context.Context, ids []es.ID) (contracts.People, error) {
	out, err := s.name(ctx, ids, s.basicsOf, s.nameOf)
	if err == nil && len(ids) == 1 && len(out.People) == 1 { // a page about one person
		err = s.noteNearNamed(ctx, ids[0])
	}
	return out, err
}

// seeGroupPeople names those of ids who are in a group that who asks leads, or
// wait for it: the name, and nothing that a safety non-disclosure makes of it.
func (s *Service) seeGroupPeople(ctx context.Context, ids []es.ID) (contracts.People, error) {
	return s.name(ctx, ids, func(ctx context.Context, id es.ID) ([]access.Resource, error) {
		member := access.Resource{Kind: access.KindGroup, Person: id.String()}
		leads, err := s.ties.Leads(ctx, edge.ActorOf(ctx).ID, id)
		if leads {
			member.Relations = []access.Relation{access.Leads}
		}
		return []access.Resource{member}, err
	}, s.onlyNameOf)
}

// grounds are what of a person who asks might see.
type grounds func(context.Context, es.ID) ([]access.Resource, error)

// show is what is shown of a person; false: the person is not known.
type show func(context.Context, es.ID) (contracts.PersonName, bool, error)

// name names those of ids of whom who asks may see one of what grounds returns.
func (s *Service) name(ctx context.Context, ids []es.ID, grounds grounds, show show) (contracts.People, error) {
	out := contracts.People{People: []contracts.PersonName{}}
	for _, id := range ids {
		all, err := grounds(ctx, id)
		if err != nil {
			return out, err
		}
		if !slices.ContainsFunc(all, func(r access.Resource) bool { return edge.Sees(ctx, "people", r) }) {
			continue
		}
		named, ok, err := show(ctx, id)
		if err != nil {
			return out, err
		}
		if ok {
			out.People = append(out.People, named)
		}
	}
	return out, nil
}

func (s *Service) nameOf(ctx context.Context, id es.ID) (contracts.PersonName, bool, error) {
	child, known, err := s.whoIs(ctx, id)
	if err != nil || !known.found {
		return contracts.PersonName{}, known.found, err
	}
	return contracts.PersonName{
		Person: id, Name: child.name(), BirthDate: child.BirthDate, NonDisclosure: s.marked(ctx, id, known.NonDisclosure),
	}, true, nil
}

// foundAs is who a person is known as; found: at all.
type foundAs struct {
	Known
	found bool
}

// whoIs opens who a person is, with the identity code that was recorded last.
func (s *Service) whoIs(ctx context.Context, id es.ID) (identity, foundAs, error) {
	known, ok, err := s.knownOf(ctx, id)
	if err != nil || !ok {
		return identity{}, foundAs{}, err
	}
	b := s.vault.Batch(ctx, known.Stream, known.Registered)
	child, err := decode[identity](b.Open("identity", known.Identity))
	if err == nil {
		err = s.identified(ctx, id, &child)
	}
	return child, foundAs{known, true}, errors.Join(b.Err(), err)
}

// nameUnder is how somebody is called under one of their ids; empty: not known.
func (s *Service) nameUnder(ctx context.Context, id es.ID) (string, error) {
	known, ok, err := s.people.Get(ctx, id.String())
	if err != nil || !ok {
		return "", listing.Fault(err)
	}
	b := s.vault.Batch(ctx, known.Stream, known.Registered)
	child, err := decode[identity](b.Open("identity", known.Identity))
	return child.name(), errors.Join(b.Err(), err)
}

// onlyNameOf is nameOf for who needs no more.
func (s *Service) onlyNameOf(ctx context.Context, id es.ID) (contracts.PersonName, bool, error) {
	named, ok, err := s.nameOf(ctx, id)
	return contracts.PersonName{Person: named.Person, Name: named.Name}, ok, err
}

// maxMatters is how many matters of one person are looked at for a relation.
const maxMatters = 100

// mattersOf returns the matters that are about a person, under any of their ids, as
// history has them.
func (s *Service) mattersOf(ctx context.Context, ids []es.ID) ([]Matter, error) {
	var matters []Matter
	for _, person := range ids {
		items, _, err := s.list.Page(ctx, ofPerson(person), readmodel.All(maxMatters))
		if err != nil {
			return nil, listing.Fault(err)
		}
		for _, item := range items {
			m, err := s.streams.Load(ctx, item.Key)
			if err != nil {
				return nil, err
			}
			matters = append(matters, m.State)
		}
	}
	return matters, nil
}

// casesOf returns the cases of a person in other services, under any of their ids.
func (s *Service) casesOf(ctx context.Context, ids []es.ID) ([]ties.CaseTie, error) {
	var cases []ties.CaseTie
	for _, id := range ids {
		known, err := s.ties.Of(ctx, id)
		if err != nil {
			return nil, err
		}
		cases = append(cases, known.Cases...)
	}
	return cases, nil
}

// basicsOf returns the basics of a person on each ground on which who asks might
// see them: a matter, a case, an offer that awaits an answer (which shows whom
// it is about), a broken glass. The lists only say which matters there are;
// who has them is read from history.
func (s *Service) basicsOf(ctx context.Context, id es.ID) ([]access.Resource, error) {
	var all []access.Resource
	actor := edge.ActorOf(ctx)
	add := func(m Matter, ended bool) {
		r := access.Resource{Kind: access.KindBasics, Person: id.String(), Closed: ended}
		r.Unit, r.Relations = s.relations(actor, m.Holder, m.Queue, r.Closed)
		if needs(r, m, by(ctx)) {
			r.Relations = append(r.Relations, access.ProtectsData)
		}
		if len(r.Relations) > 0 {
			all = append(all, r)
		}
	}
	ids, err := s.idsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	matters, err := s.mattersOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range matters {
		add(m, m.ended())
	}
	cases, err := s.casesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		if add(Matter{Holder: c.Responsible, Queue: sharedQueue, Urgency: NotUrgent}, c.Closed); c.Offered == actor.ID {
			offer := access.Resource{Kind: access.KindHandover, Person: id.String(), Relations: []access.Relation{access.Offered}}
			all = append(all, offer)
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	r := access.Resource{Kind: access.KindBasics, Person: id.String()}
	r.Relations, err = s.throughGlass(ctx, id)
	return []access.Resource{r}, err
}
