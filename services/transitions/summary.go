package transitions

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// WriteSummary writes down, for who takes over, what they need to know. A later
// one takes the place of one before.
type WriteSummary struct {
	Summary es.ID
	Texts   SummaryTexts
	On      calendar.Date
	By      Worker
}

// SummaryTexts are the parts of a summary, sealed. What may be left out is zero.
type SummaryTexts struct {
	Strengths   vault.Sealed `json:"strengths"`
	Situation   vault.Sealed `json:"situation"`             // by areas of life
	Worked      vault.Sealed `json:"worked,omitzero"`       // what has helped and what has not
	Risks       vault.Sealed `json:"risks,omitzero"`        // safety included
	OpenMatters vault.Sealed `json:"open_matters,omitzero"` // applications and decisions, with their end dates
	People      vault.Sealed `json:"people,omitzero"`       // the young person's own contacts, and a safe adult
}

// SummaryWritten says that there is a summary for the young person to read.
type SummaryWritten struct {
	Person  es.ID         `json:"person"`
	Texts   SummaryTexts  `json:"texts"`
	On      calendar.Date `json:"on"`
	Summary es.ID         `json:"summary,omitzero"` // in histories before 2026-11-24 there is none
}

// ReviewSummary is the young person's word on the summary.
type ReviewSummary struct {
	Person  es.ID        // who says it
	Summary es.ID        // that they have read
	Agrees  bool         // it is right as it is
	Comment vault.Sealed // what is to be corrected or added; required unless they agree
	On      calendar.Date
}

// SummaryReviewed says that the young person has read it, and what they say.
type SummaryReviewed struct {
	Agrees      bool          `json:"agrees"`
	Comment     vault.Sealed  `json:"comment,omitzero"`
	Responsible string        `json:"responsible"` // id: of the worker who wrote it
	On          calendar.Date `json:"on"`
}

// What a word on a summary is refused for.
var (
	// ErrNoSummary: the worker who is responsible has written no summary.
	ErrNoSummary = refusal.Refusal{Kind: refusal.Untimely, Code: "no-summary"}
	// ErrSummaryReplaced: another was written since the one that they have read.
	ErrSummaryReplaced = refusal.Refusal{Kind: refusal.Untimely, Code: "summary-replaced"}
)

func (cmd WriteSummary) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(!cmd.Texts.Strengths.IsZero(), "strengths", "required")
	fields.Require(!cmd.Texts.Situation.IsZero(), "situation", "required")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{SummaryWritten{Person: c.Person, Texts: cmd.Texts, On: cmd.On, Summary: cmd.Summary}}, nil
}

func (e SummaryWritten) evolve(c Case) Case {
	c.Summary, c.SummaryID = true, e.Summary
	return c
}

func (cmd ReviewSummary) decide(c Case) ([]Event, error) {
	switch {
	case c.Person.IsZero() || cmd.Person != c.Person:
		return nil, ErrNotFound
	case !c.Closed.IsZero():
		return nil, ErrClosed.With("on", c.Closed.String())
	case !c.Summary:
		return nil, ErrNoSummary
	case cmd.Summary != c.SummaryID:
		return nil, ErrSummaryReplaced
	}
	var fields refusal.Check
	fields.Require(cmd.Agrees || !cmd.Comment.IsZero(), "comment", "required")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{SummaryReviewed{Agrees: cmd.Agrees, Comment: cmd.Comment, Responsible: c.Responsible, On: cmd.On}}, nil
}

func (e SummaryReviewed) evolve(c Case) Case { return c }

// presentSummary returns where the summary is that who is responsible has written,
// and what the young person said about it: nowhere, where there is none.
func presentSummary(happened []es.Happening[Event]) (at []int) {
	for i, h := range happened {
		switch h.Event.(type) {
		case SummaryWritten:
			at = []int{i}
		case SummaryReviewed:
			at = append(at, i)
		case HandoverAccepted, CaseReopened:
			at = nil // it was for that handover
		}
	}
	return at
}
