package intake

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/services/intake/persons"
)

// Why two ids may be one person; see contracts.DuplicateReasons.
const (
	sameCode      = "same-code"
	sameNameBirth = "same-name-and-birth"
	sameNameTemp  = "same-name-temporary"
)

// suspects are the ids that may be of the same person as another, with why.
type suspects map[es.ID][]string

func (s suspects) add(id es.ID, why string) {
	if !slices.Contains(s[id], why) {
		s[id] = append(s[id], why)
	}
}

// duplicatesOf returns who may be the same person as one of ids: by keyed tokens of
// the identity codes, of name and birth date, and of the name where one of the two
// has no identity code. Only whom who asks may see too is in it; under a safety
// non-disclosure of either, only for those who need what it hides.
func (s *Service) duplicatesOf(ctx context.Context, ids []es.ID, temporary bool) ([]contracts.Duplicate, error) {
	found, err := s.suspectsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	hidden, err := s.protectedPerson(ctx, ids[0])
	if err != nil {
		return nil, err
	}
	if hidden {
		if seen, err := s.seesBasics(ctx, ids[0], true); err != nil || !seen {
			return []contracts.Duplicate{}, err
		}
	}
	all := []contracts.Duplicate{}
	for id, why := range found {
		one, shown, err := s.duplicate(ctx, id, why, temporary)
		if err != nil {
			return nil, err
		}
		if shown && len(all) < maxFound {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b contracts.Duplicate) int { return slices.Compare(a.Person[:], b.Person[:]) })
	return all, nil
}

// suspectsOf finds ids of others, each under the id that goes on.
func (s *Service) suspectsOf(ctx context.Context, ids []es.ID) (suspects, error) {
	found := suspects{}
	for _, id := range ids {
		row, _, err := s.names.Get(ctx, id.String())
		if err != nil {
			return nil, listing.Fault(err)
		}
		known, err := s.linkOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := s.suspect(ctx, found, ids, another(id), sameCode); err != nil {
			return nil, err
		}
		tokens := []es.ID{id}
		for _, code := range known.Codes {
			tokens = append(tokens, code.Token)
			if err := s.suspect(ctx, found, ids, code.Token, sameCode); err != nil {
				return nil, err
			}
		}
		for _, token := range tokens {
			items, _, err := s.identities.Page(ctx, persons.WithCode(token), readmodel.All(maxFound))
			if err != nil {
				return nil, listing.Fault(err)
			}
			for _, item := range items {
				if err := s.suspectKey(ctx, found, ids, item.Key, sameCode); err != nil {
					return nil, err
				}
			}
		}
		for token, why := range map[string]string{row.Born: sameNameBirth, row.Name: sameNameTemp} {
			if token == "" {
				continue
			}
			items, _, err := s.names.Page(ctx, alikeIn(token), readmodel.All(maxFound))
			if err != nil {
				return nil, listing.Fault(err)
			}
			for _, item := range items {
				if err := s.suspectKey(ctx, found, ids, item.Key, why); err != nil {
					return nil, err
				}
			}
		}
	}
	return found, nil
}

// suspectKey is suspect for the key of a row.
func (s *Service) suspectKey(ctx context.Context, found suspects, ids []es.ID, key, why string) error {
	id, err := es.ParseID(key)
	if err != nil {
		return err
	}
	return s.suspect(ctx, found, ids, id, why)
}

// suspect adds somebody who is known, and is not one of ids.
func (s *Service) suspect(ctx context.Context, found suspects, ids []es.ID, id es.ID, why string) error {
	root, err := s.rootOf(ctx, id)
	if err != nil || slices.Contains(ids, root) {
		return err
	}
	found.add(root, why)
	return nil
}

// duplicate opens somebody who may be the same person, if who asks may see them.
func (s *Service) duplicate(ctx context.Context, id es.ID, why []string, temporary bool) (contracts.Duplicate, bool, error) {
	others, err := s.idsOf(ctx, id)
	if err != nil {
		return contracts.Duplicate{}, false, err
	}
	out := contracts.Duplicate{Person: id}
	if out.Temporary, err = s.temporary(ctx, others); err != nil {
		return out, false, err
	}
	for _, reason := range contracts.DuplicateReasons() {
		told := slices.Contains(why, reason)
		if reason == sameNameTemp { // said where nothing more is, and of two who have codes not at all
			told = told && len(out.Why) == 0 && (temporary || out.Temporary)
		}
		if told {
			out.Why = append(out.Why, reason)
		}
	}
	if len(out.Why) == 0 {
		return out, false, nil
	}
	hidden, err := s.protectedPerson(ctx, id)
	if err != nil {
		return out, false, err
	}
	seen, err := s.seesBasics(ctx, id, hidden)
	if err != nil || !seen {
		return out, false, err
	}
	named, known, err := s.nameOf(ctx, id)
	out.Name, out.BirthDate, out.NonDisclosure = named.Name, named.BirthDate, hidden
	out.Survives = temporary && !out.Temporary
	return out, known, err
}

// seesBasics reports whether who asks may see the basics of a person; hidden: with
// what a safety non-disclosure hides.
func (s *Service) seesBasics(ctx context.Context, id es.ID, hidden bool) (bool, error) {
	grounds, err := s.basicsOf(ctx, id)
	return slices.ContainsFunc(grounds, func(r access.Resource) bool {
		r.Protected = hidden
		return r.Kind == access.KindBasics && edge.Sees(ctx, "identity", r)
	}), err
}
