package intake

import (
	"context"
	"errors"

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

// linkOf returns what is known of one id. Who somebody is must be known whenever a
// matter can be shown: where the list cannot be asked, history is.
func (s *Service) linkOf(ctx context.Context, id es.ID) (persons.Identity, error) {
	row, _, err := s.identities.Get(ctx, id.String())
	if err == nil && row.ByCode {
		var to persons.Identity
		to, _, err = s.identities.Get(ctx, row.To.String())
		row = row.Now(to)
	}
	if err == nil {
		return row, nil
	}
	err = s.book.Read(ctx, s.persons)
	return s.book.Of(id), err
}

// linkedTo returns the ids that are linked to one.
func (s *Service) linkedTo(ctx context.Context, id es.ID) ([]es.ID, error) {
	items, _, err := s.identities.Page(ctx, persons.LinkedTo(id), readmodel.All(maxLinked))
	var to persons.Identity
	if err == nil && len(items) > 0 {
		to, _, err = s.identities.Get(ctx, id.String())
	}
	var all []es.ID
	if err == nil {
		for _, item := range items {
			if item.Row.Now(to).To.IsZero() {
				continue // a code that they do not have any more
			}
			one, err := es.ParseID(item.Key)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, nil
	}
	err = s.book.Read(ctx, s.persons)
	return s.book.LinkedTo(id), err
}

// rootOf returns the id under which a person goes on.
func (s *Service) rootOf(ctx context.Context, id es.ID) (es.ID, error) {
	for range maxLinked {
		link, err := s.linkOf(ctx, id)
		if err != nil || link.To.IsZero() {
			return id, err
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
	return s.idsUnder(ctx, root)
}

// idsUnder returns an id, and all that are linked to it or to one of those.
func (s *Service) idsUnder(ctx context.Context, id es.ID) ([]es.ID, error) {
	all := []es.ID{id}
	for next := 0; next < len(all) && len(all) < maxLinked; next++ {
		more, err := s.linkedTo(ctx, all[next])
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// bearerOf returns whose an identity code is now: of whom it was recorded last, else
// the id that it gives. Where who is known by that id has another code by now, the
// code was changed, or was never theirs: whoever comes with it is somebody else until
// people say that they are the same.
func (s *Service) bearerOf(ctx context.Context, code string) (es.ID, error) {
	token := s.vault.PersonID(code)
	id := token
	for range maxLinked {
		link, err := s.linkOf(ctx, id)
		switch {
		case err != nil:
			return id, err
		case link.ByCode:
			return link.To, nil
		case !link.Left(token):
			return id, nil
		}
		id = another(id)
	}
	return id, nil
}

// another is the id of who comes with the identity code of somebody who has another
// one by now.
func another(bearer es.ID) es.ID { return bearer.Derive("another-bearer") }

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
		identity, err := s.linkOf(ctx, id)
		if err != nil {
			return false, err
		}
		if is && !row.Temporary || len(identity.Codes) > 0 {
			return false, nil
		}
		known = known || is
	}
	return known, nil
}

// newestCode opens the identity code of a person: of the first of their ids that has
// one, the one that was recorded last, else the one with which they became known
// under it. Empty: none; or, of a person with one id, the one that each matter says.
func (s *Service) newestCode(ctx context.Context, ids []es.ID) (string, error) {
	for _, id := range ids {
		identity, err := s.linkOf(ctx, id)
		if err != nil {
			return "", err
		}
		if n := len(identity.Codes); n > 0 {
			code := identity.Codes[n-1]
			b := s.personBatch(ctx, code.Command)
			return b.Open("identity_code", code.Code).Reveal(), b.Err()
		}
		if len(ids) == 1 {
			break // no list needs to be asked for it
		}
		if own, err := s.codeUnder(ctx, id); err != nil || own != "" {
			return own, err
		}
	}
	return "", nil
}

// currentCode is the identity code that the child of a matter has now; said: the one
// that the matter came with. Whoever may see the matter may see it, as on papers: it
// is an earlier one that may have to be withheld. Empty: none is on record, or it
// cannot be found out while a list is built anew.
func (s *Service) currentCode(ctx context.Context, person es.ID, said string) (string, error) {
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return "", err
	}
	newest, err := s.newestCode(ctx, ids)
	switch {
	case errors.Is(err, listing.ErrRebuilding):
		if said != "" && s.vault.PersonID(said) == ids[0] {
			return said, nil // who goes on is known by it
		}
		return "", nil
	case newest == "":
		return said, err
	}
	return newest, err
}

// identified puts the identity code that a person has in the place of what was known
// of them, with the birth date that it says.
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
	link, err := s.linkOf(ctx, person)
	if err != nil || link.To.IsZero() && len(link.Codes) == 0 { // what the matter says is all there is
		return err
	}
	named, ok, err := s.nameOf(ctx, person)
	if err == nil && ok {
		row.ChildName, row.BirthDate, row.Age = named.Name, named.BirthDate, ageOn(named.BirthDate, today(ctx))
	}
	return err
}

// whoNow says of a matter's page under which id its person goes on, and whether that
// id is temporary. That and the name come from a list: while it cannot be asked, the
// page says what the matter does.
func (s *Service) whoNow(ctx context.Context, person es.ID, view *contracts.Matter) error {
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return err
	}
	view.Person = ids[0]
	if view.Temporary, err = s.temporary(ctx, ids); err == nil {
		err = s.asSurvivor(ctx, person, &view.MatterRow)
	}
	if errors.Is(err, listing.ErrRebuilding) {
		return nil
	}
	return err
}

// protectedPerson reports whether a person is under a safety non-disclosure today,
// under any of their ids.
func (s *Service) protectedPerson(ctx context.Context, id es.ID) (bool, error) {
	return s.protects(ctx, Matter{Person: id})
}
