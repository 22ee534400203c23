package web

import (
	"net/http"
	"slices"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// What sender and receiver do about a handover beside offering and answering it.
var (
	withdrawOffer = act{name: "withdraw", path: "withdraw", done: "withdraw", request: askWithdrawal, shown: shownAs("reason", "withdraw_reason")}
	writeSummary  = act{name: "summary", path: "summary", done: "summary", request: askSummary, shown: shownAs("situation", "summary_situation")}
	recordConsent = act{name: "consent", path: "agreed", done: "agreed", request: askConsent}
)

func askWithdrawal(f form) (edge.Request, []refusal.Field) {
	body := contracts.HandoverWithdrawal{Reason: f.text("withdraw_reason")}
	return edge.Request{Method: http.MethodPost, Path: "/handover/withdrawal", Body: body}, nil
}

// askSummary reads a summary. Its situation has a name of its own in the form: the
// plan on the same page has one too.
func askSummary(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("strengths", "summary_situation")
	body := contracts.HandoverSummary{
		Strengths: r.text("strengths"), Situation: r.text("summary_situation"), Worked: r.text("worked"),
		Risks: r.text("risks"), OpenMatters: r.text("open_matters"), People: r.text("people"),
	}
	return edge.Request{Method: http.MethodPost, Path: "/handover/summary", Body: body}, r.wrong
}

func askConsent(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("asked")
	body := contracts.HandoverConsent{Asked: r.day("asked"), May: f.typed["may"]}
	return edge.Request{Method: http.MethodPost, Path: "/handover/consent", Body: body}, r.wrong
}

// work is what the reader sees of the handover beside the offer.
func (c caseView) work() contracts.HandoverWork {
	if c.Handover == nil {
		return contracts.HandoverWork{}
	}
	return *c.Handover
}

// allowed reports whether the young person allows that the next worker is told
// something.
func (c caseView) allowed(what string) bool {
	consent := c.work().Consent
	return consent != nil && slices.Contains(consent.May, what)
}

// allowedText names what the next worker may be told.
func (v *visit) allowedText(may []string) string {
	if len(may) == 0 {
		return v.texts.T("agreed.nothing")
	}
	words := make([]string, len(may))
	for i, what := range may {
		words[i] = v.texts.Code("agreed.may", what)
	}
	return strings.Join(words, ", ")
}

// summaryForm returns the form of a summary: with the one that there is, unless
// something was typed.
func (v *visit) summaryForm(c caseView) form {
	f := c.formOf(writeSummary)
	if s := c.work().Summary; s != nil && s.By == v.worker.ID && !c.tried(writeSummary) {
		for name, said := range map[string]string{
			"strengths": s.Strengths, "summary_situation": s.Situation, "worked": s.Worked,
			"risks": s.Risks, "open_matters": s.OpenMatters, "people": s.People,
		} {
			f.typed.Set(name, said)
		}
	}
	return f
}

// consentForm returns the form of a consent: asked today, and what was allowed
// before, unless something was typed.
func (v *visit) consentForm(c caseView) form {
	f := c.formOf(recordConsent)
	if !c.tried(recordConsent) {
		f.typed.Set("asked", typedDay(c.Today))
		if consent := c.work().Consent; consent != nil {
			f.typed["may"] = consent.May
		}
	}
	return f
}
