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
	"nivel/libs/person"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/intake/persons"
	"nivel/services/intake/ties"
)

// Who somebody is.
const (
	seeIdentity      access.Action = "intake.see-identity"
	seeIdentityCodes access.Action = "intake.see-identity-codes"
	recordCode       access.Action = "intake.record-identity-code"
	mergePeople      access.Action = "intake.merge-people"
	unmergePeople    access.Action = "intake.unmerge-people"
)

func (s *Service) identityRoutes() {
	s.api.Handle("GET /people/{person}/identity", seeIdentity, edge.Serve(decodeIdentity, s.seeIdentity))
	s.api.Handle("GET /people/{person}/identity/codes", seeIdentityCodes, edge.Serve(personID, s.seeIdentityCodes))
	s.api.Handle("POST /people/{person}/identity/code", recordCode, edge.Serve(onPerson[contracts.IdentityCode], s.recordCode))
	s.api.Handle("POST /people/{person}/identity/merge", mergePeople, edge.Serve(onPerson[contracts.Merging], s.merge))
	s.api.Handle("POST /people/{person}/identity/unmerge", unmergePeople, edge.Serve(onPerson[contracts.Unmerging], s.unmerge))
}

// identityAsked is a request for who a person is.
type identityAsked struct {
	person es.ID
	after  es.Position // that the lists are to show; zero: whatever they have
}

func decodeIdentity(r *http.Request) (ask identityAsked, err error) {
	if ask.person, err = personID(r); err == nil {
		ask.after, _ = es.ParsePosition(r.URL.Query().Get("after")) // unreadable: what there is
	}
	return ask, err
}

// seeIdentity shows under which id a person goes on, what is linked to it, and who
// may be the same.
func (s *Service) seeIdentity(ctx context.Context, ask identityAsked) (contracts.PersonIdentity, error) {
	asked := ask.person
	listing.Visible(ctx, s.identities, ask.after)
	ground, err := s.admitToBasics(ctx, asked, false)
	if err != nil {
		return contracts.PersonIdentity{}, err
	}
	ids, err := s.idsOf(ctx, asked)
	if err != nil {
		return contracts.PersonIdentity{}, err
	}
	named, _, err := s.nameOf(ctx, ids[0])
	out := contracts.PersonIdentity{Person: ids[0], Name: named.Name, BirthDate: named.BirthDate, May: []string{}}
	if err != nil {
		return out, err
	}
	if out.Temporary, err = s.temporary(ctx, ids); err != nil {
		return out, err
	}
	if out.Matters, err = s.rowsOf(ctx, ids); err != nil {
		return out, err
	}
	if out.Merged, err = s.mergedInto(ctx, ids); err != nil {
		return out, err
	}
	if out.Duplicates, err = s.duplicatesOf(ctx, ids, out.Temporary); err != nil {
		return out, err
	}
	if by(ctx).ChildProtection() && !has(ground, access.GlassBroken) { // whose right is to read
		out.May = append(out.May, "record-code")
		if len(out.Duplicates) > 0 {
			out.May = append(out.May, "merge")
		}
		if len(out.Merged) > 0 {
			out.May = append(out.May, "unmerge")
		}
	}
	return out, nil
}

// rowsOf are the matters of a person under all ids, the latest first, as far as who
// asks may see each.
func (s *Service) rowsOf(ctx context.Context, ids []es.ID) ([]contracts.MatterRow, error) {
	rows := []contracts.MatterRow{}
	for _, id := range ids {
		items, _, err := s.list.Page(ctx, ofPerson(id), readmodel.All(maxMatters))
		if err != nil {
			return nil, listing.Fault(err)
		}
		for _, item := range items {
			r, err := s.matterFor(ctx, item.Row.matter())
			if err != nil {
				return nil, err
			}
			if !edge.Sees(ctx, "identity", r) {
				continue
			}
			row, err := s.openRow(ctx, item.Key, item.Row)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b contracts.MatterRow) int { return b.ReceivedAt.Compare(a.ReceivedAt) })
	return rows, nil
}

// mergedInto are the ids that people said are the same person, with why.
func (s *Service) mergedInto(ctx context.Context, ids []es.ID) ([]contracts.MergedPerson, error) {
	all := []contracts.MergedPerson{}
	for _, id := range ids[1:] {
		link, err := s.linkOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if link.ByCode {
			continue
		}
		b := s.personBatch(ctx, link.Merge.Command)
		one := contracts.MergedPerson{Person: id, By: link.Merge.By, On: link.Merge.On, Reason: b.Open("reason", link.Merge.Reason).Reveal()}
		if err := b.Err(); err != nil {
			return nil, err
		}
		if one.Name, err = s.nameUnder(ctx, id); err != nil {
			return nil, err
		}
		cases, err := s.casesOf(ctx, []es.ID{id})
		if err != nil {
			return nil, err
		}
		one.OpenCases = slices.ContainsFunc(cases, func(c ties.CaseTie) bool { return !c.Closed })
		all = append(all, one)
	}
	return all, nil
}

// seeIdentityCodes shows the identity codes that a person has had. Earlier ones are
// for those whose work directly needs them, as what a safety non-disclosure hides: a
// code may have been changed to protect the person.
//
// Law: 661/2009, sections 12 and 37, as in force from 2020-01-01.
func (s *Service) seeIdentityCodes(ctx context.Context, asked es.ID) (contracts.IdentityCodes, error) {
	out := contracts.IdentityCodes{Codes: []contracts.IdentityCodeOnce{}}
	if _, err := s.admitToBasics(ctx, asked, true); err != nil {
		return out, err
	}
	ids, err := s.idsOf(ctx, asked)
	if err != nil {
		return out, err
	}
	for _, id := range ids {
		row, err := s.linkOf(ctx, id)
		if err != nil {
			return out, err
		}
		for _, known := range slices.Backward(row.Codes) {
			b := s.personBatch(ctx, known.Command)
			out.Codes = append(out.Codes, contracts.IdentityCodeOnce{Code: b.Open("identity_code", known.Code).Reveal(), From: known.On, By: known.By})
			if err := b.Err(); err != nil {
				return out, err
			}
		}
		before, err := s.codeUnder(ctx, id)
		if err != nil {
			return out, err
		}
		if before != "" {
			out.Codes = append(out.Codes, contracts.IdentityCodeOnce{Code: before})
		}
	}
	if len(out.Codes) > 0 {
		out.Codes[0].Current = true
	}
	return out, nil
}

// codeUnder opens the identity code with which somebody became known under an id.
func (s *Service) codeUnder(ctx context.Context, id es.ID) (string, error) {
	known, ok, err := s.people.Get(ctx, id.String())
	if err != nil || !ok {
		return "", listing.Fault(err)
	}
	b := s.vault.Batch(ctx, known.Stream, known.Registered)
	child, err := decode[identity](b.Open("identity", known.Identity))
	return child.IdentityCode, errors.Join(b.Err(), err)
}

// recordCode records an identity code: the first of somebody who had none, or
// another. Who has it already under another id is nobody's to hear here: those who may
// see both find them among the suspected duplicates.
func (s *Service) recordCode(ctx context.Context, ask askedOf[contracts.IdentityCode]) (contracts.Receipt, error) {
	if _, err := s.admitToBasics(ctx, ask.person, false); err != nil {
		return contracts.Receipt{}, err
	}
	code, err := person.ParseIdentityCode(ask.body.IdentityCode)
	if err == nil {
		err = code.BornBy(today(ctx))
	}
	var c refusal.Check
	if no, wrong := refusal.As(err); wrong {
		c.Require(false, "identity_code", no.Code)
	}
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	root, err := s.rootOf(ctx, ask.person)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.keepCode(ctx, root, code.Reveal())
}

// keepCode records an identity code of a person.
func (s *Service) keepCode(ctx context.Context, root es.ID, code string) (contracts.Receipt, error) {
	cmd := persons.RecordCode{Person: root, Token: s.vault.PersonID(code), On: today(ctx)}
	var err error
	if _, cmd.Known, err = s.people.Get(ctx, cmd.Token.String()); err != nil {
		return contracts.Receipt{}, listing.Fault(err)
	}
	b := s.personBatch(ctx, es.IssueOf(ctx).Command)
	cmd.Code = b.Seal(ofPersonSubject(root), "identity_code", vault.Plain(code))
	return s.sayWho(ctx, root, cmd, b.Err())
}

// merge makes two ids one person, for who may see both. Who has an identity code
// goes on; of two alike, the one that is asked about.
func (s *Service) merge(ctx context.Context, ask askedOf[contracts.Merging]) (contracts.Receipt, error) {
	if err := s.admitToAll(ctx, ask.person, ask.body.Other); err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	text(&c, "reason", ask.body.Reason, maxText, true)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	into, err := s.idsOf(ctx, ask.person)
	if err != nil {
		return contracts.Receipt{}, err
	}
	gone, err := s.idsOf(ctx, ask.body.Other)
	if err != nil {
		return contracts.Receipt{}, err
	}
	intoTemporary, err := s.temporary(ctx, into)
	if err != nil {
		return contracts.Receipt{}, err
	}
	goneTemporary, err := s.temporary(ctx, gone)
	if err != nil {
		return contracts.Receipt{}, err
	}
	if intoTemporary && !goneTemporary {
		into, gone = gone, into
	}
	b := s.personBatch(ctx, es.IssueOf(ctx).Command)
	reason := b.Seal(ofPersonSubject(gone[0]), "reason", vault.Plain(ask.body.Reason))
	receipt, err := s.sayWho(ctx, into[0], persons.Merge{Person: gone[0], Into: into[0], Reason: reason, On: today(ctx)}, b.Err())
	if err != nil {
		return receipt, err
	}
	return receipt, s.shareDeath(ctx, slices.Concat(into, gone))
}

// unmerge undoes a merge: the id that was merged counts as itself again.
func (s *Service) unmerge(ctx context.Context, ask askedOf[contracts.Unmerging]) (contracts.Receipt, error) {
	if err := s.admitToAll(ctx, ask.person); err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	text(&c, "reason", ask.body.Reason, maxText, true)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	if err := s.partDeaths(ctx, ask.person); err != nil {
		return contracts.Receipt{}, err
	}
	b := s.personBatch(ctx, es.IssueOf(ctx).Command)
	reason := b.Seal(ofPersonSubject(ask.person), "reason", vault.Plain(ask.body.Reason))
	return s.sayWho(ctx, ask.person, persons.Unmerge{Person: ask.person, Reason: reason, On: today(ctx)}, b.Err())
}

// admitToAll admits who asks to the basics of each of those: first as if none were
// under a safety non-disclosure, so that whoever may not see them does not hear of
// one; and where one is, to what it hides: who does not need that, links nothing to
// them.
func (s *Service) admitToAll(ctx context.Context, ids ...es.ID) error {
	hidden := false
	for _, id := range ids {
		if _, err := s.admitToBasics(ctx, id, false); err != nil {
			return err
		}
		one, err := s.protectedPerson(ctx, id)
		if err != nil {
			return err
		}
		hidden = hidden || one
	}
	if !hidden {
		return nil
	}
	for _, id := range ids {
		if _, err := s.admitToBasics(ctx, id, true); err != nil {
			return err
		}
	}
	return nil
}

// sayWho carries out a command that who asks was admitted to, unless something was
// wrong before.
func (s *Service) sayWho(ctx context.Context, id es.ID, cmd persons.Command, wrong error) (contracts.Receipt, error) {
	if wrong != nil {
		return contracts.Receipt{}, wrong
	}
	out, err := s.persons.Handle(ctx, persons.Everybody, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return contracts.Receipt{Matter: id, Revision: out.Revision, Position: out.Position.String()}, nil
}

// shareDeath records a death that is known of one id of a person for the others:
// terms of retention run for what lies under each. Of several the last counts.
func (s *Service) shareDeath(ctx context.Context, ids []es.ID) error {
	var died Life
	for _, id := range ids {
		life, err := s.lives.Load(ctx, id.String())
		if err != nil {
			return err
		}
		if !life.State.Died.IsZero() {
			if died = life.State; died.Of.IsZero() {
				died.Of = id
			}
		}
	}
	if died.Died.IsZero() {
		return nil
	}
	issue := es.IssueOf(ctx)
	issue.If = nil
	for _, id := range ids {
		if id == died.Of {
			continue
		}
		own := issue
		own.Command = issue.Command.Derive("death", id.String())
		_, err := s.lives.Handle(es.WithIssue(ctx, own), id.String(), RecordDeath{On: died.Died, Source: died.Source, Today: today(ctx), Of: died.Of})
		if err != nil && !errors.Is(err, ErrDestroyed) {
			return err
		}
	}
	return nil
}
