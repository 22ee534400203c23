package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// What sender and receiver do about a handover beside offering and answering it.
var (
	withdrawOffer = act{name: "withdraw", path: "withdraw", done: "withdraw", request: askWithdrawal, shown: shownAs("reason", "withdraw_reason")}
	writeSummary  = act{name: "summary", path: "summary", done: "summary", request: askSummary, shown: shownAs("situation", "summary_situation")}
	planTransfer  = act{name: "transfer", path: "transfer", done: "transfer", request: askTransfer}
	takeStep      = act{name: "step", path: "step", done: "step", request: askStep}
	followUp      = act{name: "follow-up", path: "follow-up", done: "follow-up", request: askFollowUp, shown: shownAs("met", "followed")}
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

func askTransfer(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("transfer")
	body := contracts.PlannedTransfer{Transfer: r.day("transfer")}
	return edge.Request{Method: http.MethodPost, Path: "/handover/transfer", Body: body}, r.wrong
}

func askStep(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("step", "done")
	body := contracts.StepTaken{Step: r.text("step"), Done: r.day("done")}
	return edge.Request{Method: http.MethodPost, Path: "/handover/steps", Body: body}, r.wrong
}

func askFollowUp(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("months", "followed")
	months, _ := strconv.Atoi(r.text("months")) // what is no number is none of the choices
	body := contracts.NewFollowUp{Months: months, Met: r.day("followed"), Note: r.text("follow_note")}
	return edge.Request{Method: http.MethodPost, Path: "/handover/follow-ups", Body: body}, r.wrong
}

// dayForm returns the form of an act with today in a field, unless something was
// typed.
func (c caseView) dayForm(a act, name string) form {
	f := c.formOf(a)
	if !c.tried(a) {
		f.typed.Set(name, typedDay(c.Today))
	}
	return f
}

// openFollowUps are the follow-ups that were not made yet, by their months.
func (c caseView) openFollowUps() (months []string) {
	for _, f := range c.work().FollowUps {
		if f.Done.IsZero() {
			months = append(months, strconv.Itoa(f.Months))
		}
	}
	return months
}

// stepText says by when a step is to be done, when it was, or that it is late.
func (v *visit) stepText(due, done calendar.Date, late bool) string {
	switch {
	case !done.IsZero():
		return v.texts.T("milestone.done", "Day", v.texts.Date(done))
	case late:
		return v.texts.T("milestone.late", "Day", v.texts.Date(due))
	}
	return v.texts.T("milestone.due", "Day", v.texts.Date(due))
}
