package intake

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/person"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/intake/persons"
)

// Findable is a person as the index of names has them: by what they are found,
// which says nothing without the vault. Zero: by nothing (any more).
type Findable struct {
	Tokens   []string `json:"tokens,omitempty"`
	Name     string   `json:"name,omitempty"`     // token of family name and first given name
	Born     string   `json:"born,omitempty"`     // token of that and the birth date; empty: it is not known
	Received int64    `json:"received,omitempty"` // Unix seconds of the latest notification
}

// findableEvent is what changes the index.
type findableEvent struct {
	person string
	now    Findable
}

// byName is the list of who is found by a token.
func byName(token string) string { return "name:" + token }

// findables answers "who is called this?" Names are opened while it is built, and
// only tokens are kept: under a key of the service, cut short, so that what they
// stand for cannot be tried out by who has Redis. When what names lie under is
// destroyed, they are in no list any more; and when it is built anew after that,
// their name does not open.
func findables(keys *vault.Vault) readmodel.Model[Findable, findableEvent] {
	return readmodel.Model[Findable, findableEvent]{
		Name:     "intake-findables",
		Version:  5,
		Prefixes: []string{Category + "-", LifeCategory + "-"},
		Decode:   func(r es.Recorded) (findableEvent, error) { return findableBy(keys, r) },
		Key:      func(_ es.Recorded, e findableEvent) string { return e.person },
		Apply:    func(_ Findable, _ es.Recorded, e findableEvent) Findable { return e.now },
		Index: func(_ string, f Findable) []readmodel.Entry {
			entries := make([]readmodel.Entry, len(f.Tokens))
			for i, token := range f.Tokens {
				entries[i] = readmodel.Entry{Set: byName(token), Score: -float64(f.Received)} // latest first
			}
			for _, alike := range []string{f.Name, f.Born} {
				if alike != "" {
					entries = append(entries, readmodel.Entry{Set: alikeIn(alike), Score: -float64(f.Received)})
				}
			}
			return entries
		},
	}
}

// alikeIn is the list of who has a token of a whole name, or of that and a birth
// date.
func alikeIn(token string) string { return "alike:" + token }

// findableBy is what an event changes in the index; zero: nothing.
func findableBy(keys *vault.Vault, r es.Recorded) (findableEvent, error) {
	if strings.HasPrefix(r.Stream, LifeCategory+"-") {
		event, err := LifeHistory.Decode(r.Name, r.Data)
		if approved, ends := event.(DestructionApproved); err != nil || !ends || !approved.endsNames() {
			return findableEvent{}, err
		}
		return findableEvent{person: personOf(r.Stream)}, nil
	}
	event, err := History.Decode(r.Name, r.Data)
	if err != nil {
		return findableEvent{}, err
	}
	registered, ok := arrivedBy(event)
	if born, is := event.(BirthRecorded); is && !born.Person.IsZero() && !born.Identity.IsZero() {
		registered, ok = NotificationRegistered{Person: born.Person, Received: r.RecordedAt, Texts: Texts{Identity: born.Identity}}, true
	}
	if !ok {
		return findableEvent{}, nil
	}
	b := keys.Batch(context.Background(), r.Stream, r.Meta.Command)
	child, err := decode[identity](b.Open("identity", registered.Texts.Identity))
	if lost := b.Err(); errors.Is(lost, vault.ErrKeyMissing) || errors.Is(lost, vault.ErrForged) {
		return findableEvent{person: registered.Person.String()}, nil // the vault has raised the alarm; the others are found
	}
	if err := errors.Join(b.Err(), err); err != nil {
		return findableEvent{}, err
	}
	now := Findable{Received: registered.Received.Unix()}
	for _, word := range nameWords(child.FamilyName + " " + child.GivenNames) {
		for _, beginning := range beginnings(word) {
			now.Tokens = append(now.Tokens, nameToken(keys, beginning))
		}
	}
	now.Name, now.Born = wholeNameTokens(keys, child)
	slices.Sort(now.Tokens)
	now.Tokens = slices.Compact(now.Tokens)
	return findableEvent{person: registered.Person.String(), now: now}, nil
}

// endsNames reports whether what is destroyed is what names lie under. Other classes
// end earlier, and who is a client still has to be found.
func (e DestructionApproved) endsNames() bool {
	named := vault.DocumentOf(es.ID{}, access.ChildProtection).Class
	return slices.Contains(e.Classes, vault.ClientBasics) || slices.Contains(e.Classes, named)
}

// nameToken stands for the beginning of a name: 60 bits are enough to tell some
// millions apart, and what is found is compared when it is open.
func nameToken(keys *vault.Vault, beginning string) string {
	return string(keys.Blind("person.name", beginning)[:10])
}

// wholeNameTokens stand for family name and first given name, and for these with the
// birth date; empty: not all of it is known.
func wholeNameTokens(keys *vault.Vault, child identity) (name, born string) {
	whole := wholeName(child.FamilyName, child.GivenNames)
	if whole == "" {
		return "", ""
	}
	if child.BirthDate != "" {
		born = string(keys.Blind("person.name-and-birth", whole+" "+child.BirthDate)[:20])
	}
	return string(keys.Blind("person.whole-name", whole)[:20]), born
}

// What a search looks at, at most.
const (
	maxTyped   = 100   // characters
	maxFound   = 20    // people of an answer
	maxJudged  = 200   // people of whom it is asked whether who asks has to do with them
	maxIndexed = 5_000 // entries of the index
)

func decodeSearch(r *http.Request) (contracts.PeopleSearch, error) {
	return edge.JSON[contracts.PeopleSearch](r)
}

// searchPeople finds people by name among those with whom who asks has to do. The
// name comes in the body: it must be in no address.
func (s *Service) searchPeople(ctx context.Context, ask contracts.PeopleSearch) (contracts.PeopleFound, error) {
	out := contracts.PeopleFound{People: []contracts.PersonName{}}
	typed := typedWords(ask.Name)
	var c refusal.Check
	c.Require(len(typed) > 0, "name", "required")
	c.Require(utf8.RuneCountInString(ask.Name) <= maxTyped, "name", "too-long")
	if err := c.Refusal(); err != nil {
		return out, err
	}
	candidates, more, err := s.candidates(ctx, typed)
	if code, wrong := person.ParseIdentityCode(ask.Name); wrong == nil && err == nil {
		candidates, err = s.bearersOf(ctx, code.Reveal())
		typed = nil // they are called whatever they are called
	}
	if err != nil {
		return out, err
	}
	out.More = more
	if candidates, err = s.eachOnce(ctx, candidates); err != nil {
		return out, err
	}
	for i, id := range candidates {
		if i == maxJudged || len(out.People) == maxFound {
			out.More = true
			break
		}
		found, ok, err := s.seenAs(ctx, id, typed)
		if err != nil {
			return out, err
		}
		if ok {
			out.People = append(out.People, found)
		}
	}
	if len(out.People) == 1 { // who was meant
		return out, s.noteNearNamed(ctx, out.People[0].Person)
	}
	return out, nil
}

// candidates returns who is found by every typed word, the latest first, and
// whether there may be more than were looked at.
func (s *Service) candidates(ctx context.Context, typed []string) (found []es.ID, more bool, err error) {
	tokens := make([]string, len(typed))
	rarest := 0
	for i, word := range typed {
		tokens[i] = nameToken(s.vault, asTyped(word))
		if len(word) > len(typed[rarest]) {
			rarest = i
		}
	}
	query := readmodel.All(500)
	for looked := 0; looked < maxIndexed; looked += query.Limit {
		items, next, err := s.names.Page(ctx, byName(tokens[rarest]), query)
		if err != nil {
			return nil, false, listing.Fault(err)
		}
		for _, item := range items {
			if slices.ContainsFunc(tokens, func(t string) bool { return !slices.Contains(item.Row.Tokens, t) }) {
				continue
			}
			id, err := es.ParseID(item.Key)
			if err != nil {
				return nil, false, err
			}
			found = append(found, id)
		}
		if query.After = next; next == nil || len(found) > maxJudged {
			return found, next != nil, nil
		}
	}
	return found, true, nil
}

// seenAs names a person, if they are called what was typed and who asks has to do
// with them. Of whom that is not so nothing is opened, and nothing noted.
func (s *Service) seenAs(ctx context.Context, id es.ID, typed []string) (contracts.PersonName, bool, error) {
	grounds, err := s.basicsOf(ctx, id)
	if err != nil || !slices.ContainsFunc(grounds, func(r access.Resource) bool { return len(r.Relations) > 0 }) {
		return contracts.PersonName{}, false, err
	}
	named, ok, err := s.nameOf(ctx, id)
	if err != nil || !ok {
		return contracts.PersonName{}, false, err
	}
	if called, err := s.called(ctx, id, typed); err != nil || !called {
		return contracts.PersonName{}, false, err
	}
	return named, slices.ContainsFunc(grounds, func(r access.Resource) bool { return edge.Sees(ctx, "search", r) }), nil
}

// called reports whether a person is called what was typed, under any of their ids.
func (s *Service) called(ctx context.Context, id es.ID, typed []string) (bool, error) {
	ids, err := s.idsOf(ctx, id)
	if err != nil {
		return false, err
	}
	for _, one := range ids {
		name, err := s.nameUnder(ctx, one)
		if err != nil || name != "" && matches(name, typed) {
			return err == nil, err
		}
	}
	return false, nil
}

// eachOnce returns the ids under which people go on, each once, in the order found.
func (s *Service) eachOnce(ctx context.Context, found []es.ID) ([]es.ID, error) {
	var roots []es.ID
	for _, id := range found {
		root, err := s.rootOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	return roots, nil
}

// bearersOf returns who has an identity code, now or earlier.
func (s *Service) bearersOf(ctx context.Context, code string) ([]es.ID, error) {
	token := s.vault.PersonID(code)
	items, _, err := s.identities.Page(ctx, persons.WithCode(token), readmodel.All(maxFound))
	if err != nil {
		return nil, listing.Fault(err)
	}
	bearer, err := s.bearerOf(ctx, code)
	if err != nil {
		return nil, err
	}
	all := []es.ID{token, bearer}
	for _, item := range items {
		id, err := es.ParseID(item.Key)
		if err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, nil
}
