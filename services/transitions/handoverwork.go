package transitions

import (
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/es"
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
	case HandoverAccepted:
		o.agreed = nil // the next handover asks anew
	}
}
