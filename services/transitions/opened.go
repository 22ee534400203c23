package transitions

import (
	"context"
	"maps"
	"strconv"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/vault"
)

// opened is a case as it stands, with its texts opened.
type opened struct {
	state    Case
	row      Row
	matter   es.ID
	findings []law.Finding
	plan     *contracts.Plan
	note     string // of the offer that awaits an answer
	timeline []contracts.Happened
}

// open reads a case from history itself: a page that somebody acts on is never
// behind.
// Errors: ErrNotFound; the store's; the vault's.
func (s *Service) open(ctx context.Context, id es.ID) (opened, error) {
	happened, err := s.streams.History(ctx, id.String())
	if err != nil {
		return opened{}, err
	}
	if len(happened) == 0 {
		return opened{}, ErrNotFound
	}
	var o opened
	for _, h := range happened {
		o.state, o.row = h.Event.evolve(o.state), applyRow(o.row, h.Recorded, h.Event)
		b := s.vault.Batch(ctx, h.Stream, h.Meta.Command)
		line := o.take(b, h.Event)
		if err := b.Err(); err != nil {
			return opened{}, err
		}
		line.What, line.At, line.By = h.Name, h.RecordedAt, h.Meta.Actor
		o.timeline = append(o.timeline, line)
	}
	return o, nil
}

// take opens one event and returns its line of the timeline; errors stay in b.
func (o *opened) take(b *vault.Batch, event Event) (line contracts.Happened) {
	switch e := event.(type) {
	case CaseOpened:
		o.matter = e.Matter
		line.Facts = map[string]string{"responsible": e.Responsible, "on": e.On.String()}
	case RightAssessed:
		o.findings = withBirthDate(e.Findings, b.Open("birth_date", e.BirthDate))
		line.Findings = o.findings
		line.Facts = map[string]string{"basis": string(e.Basis), "right": string(e.Right), "duty-end": e.DutyEnd.String()}
	case PlanMade:
		plan := openPlan(b, e)
		o.plan, line.Text = &plan, plan.Situation
		line.Findings = []law.Finding{e.Finding}
		line.Facts = map[string]string{
			"own-rating": strconv.Itoa(e.OwnRating), "other-rating": strconv.Itoa(e.OtherRating), "review-by": e.ReviewBy.String(),
		}
	case HandoverOffered:
		o.note = b.Open("note", e.Note).Reveal()
		line.Text = o.note
		line.Facts = map[string]string{"from": e.From, "to": e.To, "respond-by": e.RespondBy.String()}
	case HandoverDeclined:
		line.Text = b.Open("reason", e.Reason).Reveal()
		line.Facts = map[string]string{"from": e.From, "to": e.To}
	case JointMeetingHeld:
		line.Facts = map[string]string{"met": e.Met.String()}
	case HandoverAccepted:
		line.Facts = map[string]string{"from": e.From, "to": e.To}
	case YouthInvited:
		line.Facts = map[string]string{"expires": e.Expires.Format(time.RFC3339)}
	}
	return line
}

// withBirthDate puts the birth date back where a finding holds none, for who
// may see it.
func withBirthDate(findings []law.Finding, birthDate vault.Plain) []law.Finding {
	shown := make([]law.Finding, len(findings))
	for i, f := range findings {
		if _, used := f.Inputs["birth-date"]; used {
			f.Inputs = maps.Clone(f.Inputs)
			f.Inputs["birth-date"] = birthDate.Reveal()
		}
		shown[i] = f
	}
	return shown
}

func (s *Service) seeCase(ctx context.Context, id es.ID) (contracts.Case, error) {
	o, err := s.open(ctx, id)
	if err != nil {
		return contracts.Case{}, err
	}
	row, err := showRow(ctx, id.String(), o.row)
	return contracts.Case{
		CaseRow: row, Matter: o.matter, Findings: o.findings, Plan: o.plan, PlannedOn: o.row.PlannedOn,
		Offer: o.offer(), Timeline: o.timeline, May: mayNow(o.state, by(ctx), today(ctx)),
	}, err
}

// offer is the handover that awaits an answer, nil if none does.
func (o opened) offer() *contracts.HandoverState {
	if o.row.OfferedTo == "" {
		return nil
	}
	return &contracts.HandoverState{
		From: o.row.Responsible, To: o.row.OfferedTo, OfferedOn: o.row.OfferedOn, RespondBy: o.row.RespondBy,
		MetOn: o.row.Met, Note: o.note,
	}
}

// seeMyCase shows young people their own newest case. The actor's id is the
// person's.
func (s *Service) seeMyCase(ctx context.Context, _ struct{}) (contracts.MyCase, error) {
	person, err := es.ParseID(edge.ActorOf(ctx).ID)
	if err != nil {
		return contracts.MyCase{}, ErrNotFound
	}
	id, err := s.first(ctx, ofPerson(person), ErrNotFound)
	if err != nil {
		return contracts.MyCase{}, err
	}
	o, err := s.open(ctx, id)
	if err != nil {
		return contracts.MyCase{}, err
	}
	if o.state.Person != person { // history says whose it is, not the list
		return contracts.MyCase{}, ErrNotFound
	}
	return contracts.MyCase{
		Case: id, Responsible: o.row.Responsible, Right: string(o.row.Right), DutyEnd: o.row.DutyEnd,
		Plan: o.plan, OfferedTo: o.row.OfferedTo,
	}, nil
}

// mayNow lists what the rules would let the worker do: it asks them.
func mayNow(c Case, who Worker, on calendar.Date) []string {
	var may []string
	for _, ask := range []struct {
		name string
		cmd  Command
	}{
		{"right", AssessRight{Background: Background{Born: on, Basis: TakenIntoCare}, On: on, By: who}},
		{"plan", MakePlan{OwnRating: 1, OtherRating: 1, On: on, By: who}},
		{"offer", OfferHandover{
			To: Worker{ID: "a colleague", Role: access.SocialWorker}, RespondBy: on.AddMonths(1), On: on, By: who,
		}},
		{"refuse", DeclineHandover{Reason: vault.Sealed{Key: "a reason"}, On: on, By: who}},
		{"meet", RecordJointMeeting{Met: on, On: on, By: who}},
		{"accept", AcceptHandover{On: on, By: who}},
		{"invite", InviteYouth{By: who}},
	} {
		if happened, err := ask.cmd.decide(c); err == nil && len(happened) > 0 {
			may = append(may, ask.name)
		}
	}
	return may
}
