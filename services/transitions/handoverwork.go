package transitions

import (
	"strconv"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/vault"
)

// takeWork opens an event of a handover beside the offer and its answer, into its
// line of the timeline; errors stay in b.
func (o *opened) takeWork(b *vault.Batch, h es.Happening[Event], line *contracts.Happened) {
	switch e := h.Event.(type) {
	case SummaryWritten:
		o.summary = openSummary(b, e, h.Meta.Actor)
	case SummaryReviewed:
		line.Text = b.Open("comment", e.Comment).Reveal()
		line.Facts = map[string]string{"agrees": yesNo(e.Agrees)}
		o.review(e, line.Text)
	case ConsentRecorded:
		line.Facts = map[string]string{"asked": e.Asked.String(), "allowed": strings.Join(e.May, " ")}
		o.agreed = &contracts.RecordedConsent{HandoverConsent: contracts.HandoverConsent{Asked: e.Asked, May: e.May}, By: e.By, On: e.On}
	case HandoverFileIssued:
		line.Findings = []law.Finding{e.Finding}
		line.Facts = map[string]string{"to-area": e.To, "documents": strings.Join(e.Documents, " ")}
	case TransferPlanned:
		line.Facts = map[string]string{"transfer": e.Transfer.String()}
	case StepTaken:
		line.Facts = map[string]string{"step": e.Step, "done": e.Done.String()}
	case FollowedUp:
		line.Text = b.Open("note", e.Note).Reveal()
		line.Facts = map[string]string{"months": strconv.Itoa(e.Months), "met": e.Met.String()}
	case HandoverAccepted, HandoverDeclined, HandoverWithdrawn, CaseReopened:
		o.agreed = nil // the next handover asks anew
	}
}

// work is what was seen of the handover beside the offer, and its steps on a day;
// nil: nothing. From the end of the duty steps are counted for who sees it.
func (o opened) work(w Way, day calendar.Date) *contracts.HandoverWork {
	work := contracts.HandoverWork{Summary: o.summary, Consent: o.agreed, Transfer: w.Planned}
	for _, m := range milestones(w, o.dutyEnd, day) {
		work.Steps = append(work.Steps, contracts.HandoverStep{Step: m.Step, Due: m.Due, Done: m.Done, Late: m.Late})
	}
	for _, f := range followUps(w, day) {
		work.FollowUps = append(work.FollowUps, contracts.FollowUp{Months: f.Months, Due: f.Due, Done: f.Done, Late: f.Late})
	}
	if work.Summary == nil && work.Consent == nil && work.Steps == nil && work.FollowUps == nil {
		return nil
	}
	return &work
}

// told is what the young person is shown of it; nil: nothing.
func (o opened) told() *contracts.HandoverWork {
	if o.summary == nil && o.agreed == nil {
		return nil
	}
	return &contracts.HandoverWork{Summary: o.summary, Consent: o.agreed}
}
