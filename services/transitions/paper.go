package transitions

import (
	"cmp"
	"slices"

	"nivel/libs/access"
	"nivel/libs/es"
)

// Papers that a handover may disclose; see contracts.HandoverDocuments.
const (
	paperPlan    = "plan"
	paperRight   = "right"
	paperSummary = "summary" // named by none: it goes with every one, if the young person allows it
)

// Part is a time in which one worker had the case, in one service task: what was
// written then belongs to that task for good.
type Part struct {
	Holder string // id of the worker
	Task   access.Task
}

// Recipient is to whom a paper was disclosed: to a worker, and through them to
// the service task in which they took the case.
type Recipient struct {
	Worker string      `json:"worker"` // id
	Task   access.Task `json:"task"`
}

// paper is one event as policies see it: what kind of document it is, to whose
// record it belongs, and to whom it was disclosed.
type paper struct {
	name      string        // paperPlan, paperRight, or empty: no handover names it
	kind      string        // of access.Kinds
	tasks     []access.Task // what was agreed in a handover is of both sides
	disclosed []Recipient
	offer     bool // of an offer or its answer: for both sides

	part string // the name of the paper that it is a part of; empty: of none
	of   int    // that paper; 0: none, as no paper that is named comes first
}

// papersOf returns the papers of a case, one for each event.
//
// Law: 703/2023, section 37: every document belongs to a service task. A
// handover discloses the documents that it names, as they stood when it was
// offered, and no other.
func papersOf(happened []es.Happening[Event]) []paper {
	var papers []paper
	var c Case
	var named []int // papers that the offer under way names
	offered := 0    // the paper of that offer
	for i, h := range happened {
		before := c
		c = h.Event.evolve(c)
		p := paperOf(h.Event)
		p.tasks = []access.Task{taskOf(h.Event, c.Task)}
		if last := lastOf(papers, []string{p.part}); len(last) > 0 {
			p.of = last[0]
		}
		papers = append(papers, p)
		switch e := h.Event.(type) {
		case HandoverOffered:
			offered, named = i, withParts(papers, lastOf(papers, e.Documents))
		case HandoverAccepted:
			papers[i].tasks = []access.Task{before.Task}
			share(papers[offered:], c.Task)
			for _, n := range append(named, presentSummary(happened[:i])...) {
				if before.Agreed.refuses(cmp.Or(papers[n].name, papers[n].part)) || papers[n].name == paperSummary && !before.Agreed.allows(paperSummary) {
					continue // the young person said so after it was offered, or before
				}
				papers[n].disclosed = append(papers[n].disclosed, Recipient{e.To, c.Task})
			}
		}
	}
	return papers
}

// paperOf says what kind of document an event is.
func paperOf(event Event) paper {
	switch e := event.(type) {
	case RightAssessed:
		return paper{name: paperRight, kind: access.KindDecision}
	case AftercareExtended, AreasFound, DecisionMade, DecisionServed, FundsReserved:
		return paper{kind: access.KindDecision}
	case ClosingPlanMade:
		return paper{kind: access.KindPlan}
	case PlanMade:
		return paper{name: paperPlan, kind: access.KindPlan}
	case SummaryWritten, SummaryReviewed:
		return paper{name: paperSummary, kind: access.KindDocument}
	case YouthWrote:
		if e.Kind == dissent {
			return paper{kind: access.KindPlan, part: paperPlan}
		}
		return paper{kind: access.KindPlan}
	case YouthAnswered:
		return paper{kind: access.KindPlan}
	case HandoverOffered, HandoverDeclined, HandoverWithdrawn, HandoverOverdue, JointMeetingHeld, HandoverAccepted:
		return paper{kind: access.KindHandover, offer: true}
	case ConsentRecorded, HandoverFileIssued, TransferPlanned, StepTaken, FollowedUp:
		return paper{kind: access.KindHandover}
	}
	return paper{kind: access.KindCase}
}

// withParts adds to named papers what is a part of them: a view that differs from
// the plan goes where the plan goes.
func withParts(papers []paper, named []int) []int {
	all := slices.Clone(named)
	for i, p := range papers {
		if p.of > 0 && slices.Contains(named, p.of) {
			all = append(all, i)
		}
	}
	return all
}

// lastOf returns where the newest paper of each name is.
func lastOf(papers []paper, names []string) (at []int) {
	for i := len(papers) - 1; i >= 0; i-- {
		if p := papers[i]; p.name != "" && slices.Contains(names, p.name) {
			names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == p.name })
			at = append(at, i)
		}
	}
	return at
}

// share puts the papers of an offer and its answer into the record of who accepted
// it, too. What else is written meanwhile, such as a follow-up of the handover
// before, stays where it was written.
func share(papers []paper, with access.Task) {
	for i, p := range papers {
		if p.offer && !slices.Contains(p.tasks, with) {
			papers[i].tasks = append(p.tasks, with)
		}
	}
}

// disclosedTo reports whether one of the recipients is who asks, or works in
// their service task.
func disclosedTo(recipients []Recipient, actor access.Actor) bool {
	return slices.ContainsFunc(recipients, func(r Recipient) bool {
		return r.Worker == actor.ID || actor.Tasks.Has(r.Task)
	})
}
