package intake

import (
	"context"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/person"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
	"nivel/services/intake/persons"
)

// maxLinked is how many ids of one person are looked at.
const maxLinked = 100

// rootOf returns the id under which a person goes on.
func (s *Service) rootOf(ctx context.Context, id es.ID) (es.ID, error) {
	for range maxLinked {
		link, linked, err := s.identities.Get(ctx, id.String())
		if err != nil || !linked || link.To.IsZero() {
			return id, listing.Fault(err)
		}
		id = link.To
	}
	return id, nil
}

// idsOf returns all ids of a person, the one that goes on first.
func (s *Service) idsOf(ctx context.Context, id es.ID) ([]es.ID, error) {
	root, err := s.rootOf(ctx, id)
	if err != nil {
		return nil, err
	}
	all := []es.ID{root}
	for next := 0; next < len(all) && len(all) < maxLinked; next++ {
		items, _, err := s.identities.Page(ctx, persons.LinkedTo(all[next]), readmodel.All(maxLinked))
		if err != nil {
			return nil, listing.Fault(err)
		}
		for _, item := range items {
			one, err := es.ParseID(item.Key)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// idsOrSelf is idsOf for who asks how somebody stands to a person: while the list
// cannot be asked they stand to the id alone.
func (s *Service) idsOrSelf(ctx context.Context, id es.ID) []es.ID {
	ids, err := s.idsOf(ctx, id)
	if err != nil {
		return []es.ID{id}
	}
	return ids
}

// links are all ids that are linked to another, for who counts people.
func (s *Service) links(ctx context.Context) (persons.All, error) {
	var all persons.All
	query := readmodel.All(figuresPage)
	for {
		items, next, err := s.identities.Page(ctx, persons.Linked, query)
		if err != nil {
			return all, listing.Fault(err)
		}
		for _, item := range items {
			id, err := es.ParseID(item.Key)
			if err != nil {
				return all, err
			}
			if all.Links == nil {
				all.Links = map[es.ID]persons.Link{}
			}
			all.Links[id] = persons.Link{To: item.Row.To, Code: item.Row.ByCode}
		}
		if next == nil {
			return all, nil
		}
		query.After = next
	}
}

// bearerOf returns whose an identity code is: of whom it was recorded, else the id
// that it gives.
func (s *Service) bearerOf(ctx context.Context, code string) (es.ID, error) {
	token := s.vault.PersonID(code)
	link, linked, err := s.identities.Get(ctx, token.String())
	if err == nil && linked && link.ByCode {
		return link.To, nil
	}
	return token, listing.Fault(err)
}

// knownOf returns who a person is, by whichever of their ids that is known; the one
// that goes on first. A safety non-disclosure that was said of one is said of all.
func (s *Service) knownOf(ctx context.Context, id es.ID) (known Known, ok bool, err error) {
	ids, err := s.idsOf(ctx, id)
	if err != nil {
		return known, false, err
	}
	for _, one := range ids {
		row, is, err := s.people.Get(ctx, one.String())
		if err != nil {
			return known, false, listing.Fault(err)
		}
		said := known.NonDisclosure || row.NonDisclosure
		if is && !ok {
			known, ok = row, true
		}
		known.NonDisclosure = said
	}
	return known, ok, nil
}

// temporary reports whether a person has no identity code on record: their id is
// then one of its own, until there is one.
func (s *Service) temporary(ctx context.Context, ids []es.ID) (bool, error) {
	known := false
	for _, id := range ids {
		row, is, err := s.people.Get(ctx, id.String())
		if err != nil {
			return false, listing.Fault(err)
		}
		identity, _, err := s.identities.Get(ctx, id.String())
		if err != nil {
			return false, listing.Fault(err)
		}
		if is && !row.Temporary || len(identity.Codes) > 0 {
			return false, nil
		}
		known = known || is
	}
	return known, nil
}

// newestCode opens the identity code that was recorded last of a person; empty: the
// one that they had when they became known, or none.
func (s *Service) newestCode(ctx context.Context, ids []es.ID) (string, error) {
	for _, id := range ids {
		identity, _, err := s.identities.Get(ctx, id.String())
		if err != nil {
			return "", listing.Fault(err)
		}
		if n := len(identity.Codes); n > 0 {
			code := identity.Codes[n-1]
			b := s.personBatch(ctx, code.Command)
			return b.Open("identity_code", code.Code).Reveal(), b.Err()
		}
	}
	return "", nil
}

// identified puts the identity code that was recorded last in the place of what was
// known of a person, with the birth date that it says.
func (s *Service) identified(ctx context.Context, id es.ID, child *identity) error {
	ids, err := s.idsOf(ctx, id)
	if err != nil {
		return err
	}
	newest, err := s.newestCode(ctx, ids)
	if err != nil || newest == "" {
		return err
	}
	code, err := person.ParseIdentityCode(newest)
	if err == nil {
		child.IdentityCode, child.BirthDate = newest, code.BirthDate().String()
	}
	return err
}

// personBatch seals or opens what was said of who is who by one command.
func (s *Service) personBatch(ctx context.Context, command es.ID) *vault.Batch {
	return s.vault.Batch(ctx, s.persons.Stream(persons.Everybody), command)
}

// ofPersonSubject is whose key what is said of who somebody is lies under.
func ofPersonSubject(person es.ID) vault.Subject {
	return vault.Subject{Person: person, Class: vault.ClientBasics}
}

// asSurvivor names a row of a list as the person goes on, where they were merged
// into another or identified: the matter itself keeps what was said when it came.
func (s *Service) asSurvivor(ctx context.Context, person es.ID, row *contracts.MatterRow) error {
	_, more, err := s.identities.Get(ctx, person.String())
	if err != nil || !more { // what the matter says is all there is
		return listing.Fault(err)
	}
	named, ok, err := s.nameOf(ctx, person)
	if err == nil && ok {
		row.ChildName, row.BirthDate, row.Age = named.Name, named.BirthDate, ageOn(named.BirthDate, today(ctx))
	}
	return err
}

// whoNow says of a matter's page under which id its person goes on, and whether that
// id is temporary. Where the list cannot be asked, the page says whose it was when it
// came.
func (s *Service) whoNow(ctx context.Context, person es.ID, view *contracts.Matter) error {
	view.Person = person
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return nil
	}
	view.Person = ids[0]
	if view.Temporary, err = s.temporary(ctx, ids); err != nil {
		return err
	}
	return s.asSurvivor(ctx, person, &view.MatterRow)
}

// protectedPerson reports whether a person is under a safety non-disclosure today,
// under any of their ids.
func (s *Service) protectedPerson(ctx context.Context, id es.ID) (bool, error) {
	return s.protects(ctx, Matter{Person: id})
}
