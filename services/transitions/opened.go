package transitions

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/vault"
)

// opened is what was opened of a case: what may be seen, and nothing else.
type opened struct {
	matter    es.ID
	right     Right
	dutyEnd   calendar.Date
	BirthDate vault.Plain // empty: the right is not assessed, or not seen
	findings  []law.Finding
	plan      *contracts.Plan
	plannedOn calendar.Date
	note      string   // of the last offer
	documents []string // that it names

	questions       []string // that a person has yet to decide
	extendedUntil   calendar.Date
	returnUntil     calendar.Date
	responsibleArea string
	costArea        string
	closingPlan     string
	decisions       []contracts.Decision
	funds           *contracts.Funds
	summary         *contracts.WrittenSummary
	agreed          *contracts.RecordedConsent

	planNumber int // of plan
	writings   []contracts.Writing
	meetings   []contracts.Meeting
	after      *contracts.ClosingPlan

	timeline []contracts.Happened
}

// open opens the papers of a case that are seen. Of others that are shown, the
// timeline says what they are and when and by whom they were made; of the rest,
// nothing.
// Errors: the vault's.
func (s *Service) open(ctx context.Context, k known, papers []paper, shown, sees func(int) bool) (opened, error) {
	var o opened
	plans := 0
	for i, h := range k.happened {
		if !shown(i) {
			continue
		}
		if _, made := h.Event.(PlanMade); made {
			plans++
		}
		var line contracts.Happened
		if sees(i) {
			b := s.vault.Batch(ctx, h.Stream, h.Meta.Command)
			line = takeDaily(o.take(b, h.Event), h.Event)
			o.takeWork(b, h, &line)
			o.takeWriting(b, h, plans)
			o.takeMeeting(b, h)
			line.Task = string(papers[i].tasks[0])
			if err := b.Err(); err != nil {
				return opened{}, err
			}
		}
		line.What, line.At, line.By = h.Name, h.RecordedAt, doerOf(h)
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
		o.right, o.dutyEnd, o.questions = e.Right, e.DutyEnd, e.Open
		line.Text = b.Open("grounds", e.Grounds).Reveal()
		o.BirthDate = b.Open("birth_date", e.BirthDate)
		o.findings = withBirthDate(e.Findings, o.BirthDate)
		line.Findings = o.findings
		line.Facts = map[string]string{
			"basis": string(e.Basis), "right": string(e.Right), "duty-end": e.DutyEnd.String(), "measure-until": e.MeasureUntil.String(),
		}
	case PlanMade:
		plan := openPlan(b, e)
		o.plan, o.plannedOn, line.Text = &plan, e.On, plan.Situation
		line.Findings = []law.Finding{e.Finding}
		line.Facts = map[string]string{
			"own-rating": strconv.Itoa(e.OwnRating), "other-rating": strconv.Itoa(e.OtherRating), "review-by": e.ReviewBy.String(),
		}
	case HandoverOffered:
		o.note, o.documents = b.Open("note", e.Note).Reveal(), e.Documents
		line.Text = o.note
		line.Facts = map[string]string{
			"from": e.From, "to": e.To, "respond-by": e.RespondBy.String(), "documents": strings.Join(e.Documents, " "),
		}
	case HandoverDeclined:
		line.Text = b.Open("reason", e.Reason).Reveal()
		line.Facts = map[string]string{"from": e.From, "to": e.To}
	case HandoverOverdue:
		line.Facts = map[string]string{"from": e.From, "to": e.To, "respond-by": e.RespondBy.String()}
	case HandoverWithdrawn:
		line.Text = b.Open("reason", e.Reason).Reveal()
		line.Facts = map[string]string{"from": e.From, "to": e.To}
	case JointMeetingHeld:
		line.Facts = map[string]string{"met": e.Met.String()}
	case HandoverAccepted:
		line.Facts = map[string]string{"from": e.From, "to": e.To, "task": string(e.Task)}
	case WorkerAway:
		line.Facts = map[string]string{"from-day": e.From.String(), "until-day": e.Until.String(), "substitute": e.Substitute}
	case AftercareExtended:
		o.extendedUntil, line.Text = e.Until, b.Open("grounds", e.Grounds).Reveal()
		line.Facts = map[string]string{"until": e.Until.String()}
	case AreasFound:
		o.responsibleArea, o.costArea = e.Responsible, e.Cost
		line.Findings, line.Facts = e.Findings, map[string]string{"responsible-area": e.Responsible, "cost-area": e.Cost}
	case ClosingPlanMade:
		o.closingPlan = b.Open("services", e.Services).Reveal()
		line.Text, line.Findings = o.closingPlan, []law.Finding{e.Finding}
		o.after = &contracts.ClosingPlan{
			Ends: b.Open("ends", e.Ends).Reveal(), Services: o.closingPlan, NotNeeded: e.NotNeeded, Grounds: b.Open("grounds", e.Grounds).Reveal(), WithYouth: true,
		}
	case CaseClosed:
		line.Text, line.Findings = b.Open("grounds", e.Grounds).Reveal(), withBirthDate(e.Findings, o.BirthDate)
		line.Facts = map[string]string{"reason": e.Reason, "return-until": e.ReturnUntil.String()}
		o.returnUntil = e.ReturnUntil
	case CaseReopened:
		line.Findings, line.Facts = []law.Finding{e.Finding}, map[string]string{"responsible": e.Responsible}
		o.returnUntil, o.closingPlan, o.after = calendar.Date{}, "", nil
	case DecisionMade:
		o.decisions = append(o.decisions, openDecision(b, e))
		line.Text = b.Open("what", e.What).Reveal()
		line.Facts = map[string]string{"about": e.About, "granted": yesNo(e.Granted), "until": e.Until.String()}
	case DecisionServed:
		o.serve(e)
		line.Findings = e.Findings
		line.Facts = map[string]string{"sent": e.Sent.String(), "known": e.Known.String(), "claim-by": e.ClaimBy.String()}
	case FundsReserved:
		o.reserve(e)
		line.Findings = []law.Finding{e.Finding}
		line.Facts = map[string]string{"month": e.Month, "cents": strconv.Itoa(e.Reserved)}
	case MeetingPlanned:
		line.Text = b.Open("place", e.Place).Reveal()
		line.Facts = e.Mode.facts(map[string]string{"for": e.For.String(), "at": e.At})
	case MeetingHeld:
		line.Findings, line.Facts = []law.Finding{e.Finding}, e.Mode.facts(map[string]string{"met": e.Met.String()})
	case YouthWrote:
		line.Text = b.Open("text", e.Text).Reveal()
		line.Facts = map[string]string{"wrote": e.Kind}
	case YouthAnswered:
		line.Text = b.Open("answer", e.Answer).Reveal()
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
		if _, used := f.Inputs["birth-date"]; used && birthDate != "" {
			f.Inputs = maps.Clone(f.Inputs)
			f.Inputs["birth-date"] = birthDate.Reveal()
		}
		shown[i] = f
	}
	return shown
}
