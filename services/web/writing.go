package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// answerYouth is how a worker answers what the young person wrote to the plan.
var answerYouth = act{name: "answer", path: "answer", done: "answer", request: askAnswer, prefix: answerPrefixOf}

func askAnswer(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("answer")
	id, err := es.ParseID(r.text("writing"))
	if err != nil {
		r.fault("answer", "no-such-proposal")
	}
	return edge.Request{Method: http.MethodPost, Path: "/answers", Body: contracts.WritingAnswer{Writing: id, Answer: r.text("answer")}}, r.wrong
}

// takes reads which proposals a plan takes in; what is no id is none.
func (f form) takes() []es.ID {
	var taken []es.ID
	for _, typed := range f.typed["takes"] {
		if id, err := es.ParseID(typed); err == nil {
			taken = append(taken, id)
		}
	}
	return taken
}

// openProposals are the young person's proposals that await an answer.
func (c caseView) openProposals() []contracts.Writing {
	return writingsWhere(c.Writings, func(w contracts.Writing) bool { return w.Kind == "proposal" && w.State == "open" })
}

// standing are the young person's views that differ from a version of the plan.
func standing(all []contracts.Writing, plan int) []contracts.Writing {
	return writingsWhere(all, func(w contracts.Writing) bool { return w.Kind == "dissent" && w.Plan == plan })
}

// talked are the young person's proposals and comments.
func talked(all []contracts.Writing) []contracts.Writing {
	return writingsWhere(all, func(w contracts.Writing) bool { return w.Kind != "dissent" })
}

func writingsWhere(all []contracts.Writing, want func(contracts.Writing) bool) []contracts.Writing {
	return slices.DeleteFunc(slices.Clone(all), func(w contracts.Writing) bool { return !want(w) })
}

// answerForm is the form with which one writing is answered: as it was typed, if
// it is the one that was just refused.
func (c caseView) answerForm(w contracts.Writing) form {
	f := emptyForm()
	if t := c.formOf(answerYouth); c.tried(answerYouth) && t.raw("writing") == w.Writing.String() {
		f = t
	}
	f.prefix = "answer-" + w.Writing.String() + "-"
	return f
}

// formShown reports whether the page has the very form that was sent: a proposal
// that was answered meanwhile has none, though others await an answer.
func (c caseView) formShown() bool {
	if c.tried(answerYouth) {
		sent := c.Form.raw("writing")
		return c.may(answerYouth.name) && slices.ContainsFunc(talked(c.Writings), func(w contracts.Writing) bool { return w.State == "open" && w.Writing.String() == sent })
	}
	return c.may(c.Asked.name)
}

// answerPrefixOf tells the form of one answer from those beside it.
func answerPrefixOf(f form) string { return "answer-" + f.raw("writing") + "-" }
