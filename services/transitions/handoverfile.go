package transitions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/handfile"
	"nivel/libs/law"
	"nivel/libs/person"
	"nivel/libs/refusal"
	"nivel/services/transitions/consent"
)

// IssueHandoverFile gives documents of a case to another area, as a file. What
// was not agreed with the young person is not in it. Responsibility moves by no
// file: the case stays open here until it is closed.
//
// Law: 703/2023, section 55, as in force from 2024-01-01: to another controller
// data is disclosed by the client's permit (luovutuslupa); section 59: not what the
// client forbids.
type IssueHandoverFile struct {
	Own       string          // code of this area
	To        string          // code of the area that it is for
	Documents []string        // of contracts.HandoverConsents
	Has       []consent.Paper // those that the case has, once for each service task to which they belong
	Consent   consent.Consent
	Permit    es.ID  // of the permit in force
	Digest    string // SHA-256 of the content, in hexadecimal
	On        calendar.Date
	By        Worker
}

// HandoverFileIssued says that a file was made, for whom, and what was in it.
type HandoverFileIssued struct {
	Person    es.ID         `json:"person"`
	To        string        `json:"to"`        // code: of the area
	Documents []string      `json:"documents"` // code: of contracts.HandoverConsents
	Permit    es.ID         `json:"permit"`    // of the young person, that it rests on
	Digest    string        `json:"digest"`    // code: SHA-256 of the content
	Finding   law.Finding   `json:"finding"`
	On        calendar.Date `json:"on"`
}

// What IssueHandoverFile refuses.
var (
	// ErrNoPermit: the young person has not permitted disclosure to another
	// controller.
	ErrNoPermit = refusal.Refusal{Kind: refusal.Untimely, Code: "no-permit", Law: "703/2023 55 §"}
	// ErrOtherFile: the command was carried out before, and what it asks for now is
	// not what it gave then.
	ErrOtherFile = refusal.Refusal{Kind: refusal.Untimely, Code: "file-differs"}
)

func (cmd IssueHandoverFile) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if !cmd.Consent.Permitted {
		return nil, ErrNoPermit
	}
	var fields refusal.Check
	_, known := person.AreaByCode(cmd.To)
	fields.Require(cmd.To != "", "to_area", "required")
	fields.Require(cmd.To == "" || known && cmd.To != cmd.Own, "to_area", "other-area")
	fields.Require(len(cmd.Documents) > 0, "documents", "required")
	for _, name := range cmd.Documents {
		of := slices.DeleteFunc(slices.Clone(cmd.Has), func(p consent.Paper) bool { return p.Name != name })
		here := len(of) > 0
		fields.Require(here, "documents", "no-such-document")
		fields.Require(!here || c.Agreed.allows(name), "documents", "consent-missing")
		forbidden := slices.ContainsFunc(of, func(p consent.Paper) bool { return cmd.Consent.Forbids(consent.Others, p) })
		fields.Require(!forbidden, "documents", "forbidden-by-client")
	}
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{HandoverFileIssued{
		Person: c.Person, To: cmd.To, Documents: cmd.Documents, Permit: cmd.Permit, Digest: cmd.Digest, On: cmd.On,
		Finding: law.Finding{
			Provision: law.Provision{Act: "703/2023", Section: "55 §", InForce: "2024-01-01"},
			Inputs:    map[string]string{"on": cmd.On.String(), "to-area": cmd.To, "documents": strings.Join(cmd.Documents, " ")},
			Outcome:   map[string]string{"permit": "given"},
		},
	}}, nil
}

func (e HandoverFileIssued) evolve(c Case) Case { return c }

// issueHandoverFile makes the file, records that it was made, and notes in the use
// log to whom what was given. Only then does it leave.
func (s *Service) issueHandoverFile(ctx context.Context, ask asked[contracts.HandoverFileFor]) (contracts.HandoverFile, error) {
	none := contracts.HandoverFile{}
	k, st, err := s.admitToGive(ctx, ask.id)
	if err != nil {
		return none, err
	}
	will, permit, err := s.permitOf(ctx, k.state.Person)
	if err != nil {
		return none, err
	}
	in := ask.body
	cmd := IssueHandoverFile{
		Own: s.area.Code, To: in.ToArea, Consent: will, Permit: permit, On: today(ctx), By: s.by(ctx),
		Documents: slices.Compact(slices.Sorted(slices.Values(in.Documents))),
	}
	if before, given := k.fileOf(es.IssueOf(ctx).Command); given {
		cmd.On = before.On
	}
	l := newLook(ctx, k, st, will)
	cmd.Has = l.toGive()
	if _, err := cmd.decide(k.state); err != nil {
		return none, err
	}
	if err := checkHandedClient(in); err != nil {
		return none, err
	}
	handed, err := s.handed(ctx, k, l, in, cmd)
	if err != nil {
		return none, err
	}
	file, err := handfile.Seal(s.signer, handed)
	if err != nil {
		return none, err
	}
	sum := sha256.Sum256([]byte(file.Content))
	cmd.Digest = hex.EncodeToString(sum[:])
	out, err := s.streams.Handle(ctx, ask.id.String(), cmd)
	if err == nil && out.Repeated {
		err = s.gaveTheSame(ctx, ask.id, cmd)
	}
	if err != nil {
		return none, err
	}
	edge.Disclosed(ctx, ask.id.String(), st.resource(k.state, access.KindHandover), edge.Disclosure{
		Recipient: "area-" + in.ToArea, Description: strings.Join(cmd.Documents, "."), Permit: permit,
	})
	return file, nil
}

// toGive are the documents that the case has and who asks may disclose, with the
// service tasks of all that goes with them: a ban on one of those covers the
// document, wherever the case is now.
func (l *look) toGive() (all []consent.Paper) {
	for _, name := range contracts.HandoverConsents() {
		at := lastOf(l.papers, []string{name})
		if name == paperSummary {
			at = l.summary
		}
		if slices.ContainsFunc(at, func(i int) bool { return !l.sees(i) }) {
			continue
		}
		for _, i := range withParts(l.papers, at) {
			for _, task := range l.papers[i].tasks {
				if l.sees(i) {
					all = append(all, consent.Paper{Name: name, Task: string(task)})
				}
			}
		}
	}
	return all
}

// papersNamed are papers of those names, of whichever service task.
func papersNamed(names []string) (all []consent.Paper) {
	for _, name := range names {
		all = append(all, consent.Paper{Name: name})
	}
	return all
}

// permitOf returns what a young person permits and forbids, and the permit in
// force; zero: there is none.
func (s *Service) permitOf(ctx context.Context, of es.ID) (will consent.Consent, permit es.ID, err error) {
	happened, err := s.consents.History(ctx, of.String())
	for _, h := range happened {
		will = consent.Decider.Evolve(will, h.Event)
		if _, given := h.Event.(consent.PermitGiven); given {
			permit = h.ID
		}
	}
	return will, permit, err
}

// handed gathers what goes into the file: exactly the documents that are named.
func (s *Service) handed(ctx context.Context, k known, l *look, in contracts.HandoverFileFor, cmd IssueHandoverFile) (contracts.HandedCase, error) {
	worker, _ := s.area.Worker(cmd.By.ID)
	handed := contracts.HandedCase{
		FromArea: cmd.Own, ToArea: cmd.To, On: cmd.On, Case: k.id, Documents: cmd.Documents,
		Client: contracts.HandedClient{FamilyName: in.FamilyName, GivenNames: in.GivenNames, IdentityCode: in.IdentityCode},
		By:     contracts.HandedBy{Name: worker.Name, Email: worker.Email},
	}
	for _, unit := range s.area.Units {
		if unit.Code == worker.Unit {
			handed.By.Unit = unit.Name
		}
	}
	o, err := s.open(ctx, k, l.papers, l.shown, l.sees)
	if err != nil {
		return handed, err
	}
	named := func(name string) bool { return slices.Contains(cmd.Documents, name) }
	if named(paperSummary) {
		handed.Summary = o.summary
	}
	if named(paperRight) {
		handed.Right = &contracts.HandedRight{Right: string(o.right), DutyEnd: o.dutyEnd} // the areas were found elsewhere: nobody names that
	}
	if named(paperPlan) {
		versions, err := s.versions(ctx, k, l.shown, l.sees)
		if err != nil {
			return handed, err
		}
		handed.Plan = &versions[len(versions)-1]
	}
	return handed, nil
}

// checkHandedClient says what is missing of who the client is.
func checkHandedClient(in contracts.HandoverFileFor) error {
	return checkPlanDocumentOf(contracts.PlanDocumentOf{FamilyName: in.FamilyName, GivenNames: in.GivenNames, IdentityCode: in.IdentityCode, Language: "fi"})
}
