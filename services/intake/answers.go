package intake

import (
	"maps"

	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// WriteAnswers saves what somebody wrote into the form of the assessment: as a
// draft, as often as they like, until the assessment is completed. Who may reach
// the matter may write; who completes it is another rule.
type WriteAnswers struct {
	Form    FormID
	Answers []Answer
	Basis   map[string]int // by field: how often it had been written when it was read
	By      Worker
}

// Answer is what was written into one field: in words or as a choice, or nothing,
// which empties it.
type Answer struct {
	Field string       `json:"field"` // code: of the form
	Text  vault.Sealed `json:"text,omitzero"`
	Code  string       `json:"code,omitempty"` // code: of the choice
}

// AnswersWritten says that fields of the assessment were written. Those that it
// does not name stay as they were.
type AnswersWritten struct {
	Form    FormID   `json:"form"`
	Answers []Answer `json:"answers"`
}

// Answered is what rules need to know of one field.
type Answered struct {
	Revision int    // how often it was written
	Given    bool   // something stands in it
	Code     string // of the choice, where it is one
}

// What WriteAnswers refuses.
var (
	// ErrWrittenSince: somebody else wrote into a field after it was read. Its
	// fields say which; nothing of the draft was saved.
	ErrWrittenSince = refusal.Refusal{Kind: refusal.Conflict, Code: "written-since"}
	// ErrOtherForm: the assessment is written in another version of the form.
	ErrOtherForm = refusal.Refusal{Kind: refusal.Conflict, Code: "other-form"}
)

func (cmd WriteAnswers) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case !cmd.By.ChildProtection():
		return nil, ErrNotChildProtectionWorker
	case m.Completed:
		return nil, ErrAlreadyCompleted
	case m.Decision != Started:
		return nil, ErrNotAssessing
	case m.Form != FormID{} && m.Form != cmd.Form:
		return nil, ErrOtherForm
	}
	stale := ErrWrittenSince
	for _, a := range cmd.Answers {
		if m.Answers[a.Field].Revision != cmd.Basis[a.Field] {
			stale.Fields = append(stale.Fields, refusal.Field{Name: "answers." + a.Field, Code: "changed-since"})
		}
	}
	switch {
	case len(stale.Fields) > 0:
		return nil, stale
	case len(cmd.Answers) == 0:
		return nil, nil // nothing is new
	}
	return []Event{AnswersWritten{Form: cmd.Form, Answers: cmd.Answers}}, nil
}

func (e AnswersWritten) evolve(m Matter) Matter {
	answers := maps.Clone(m.Answers)
	if answers == nil {
		answers = map[string]Answered{}
	}
	for _, a := range e.Answers {
		answers[a.Field] = Answered{
			Revision: answers[a.Field].Revision + 1, Given: a.Code != "" || !a.Text.IsZero(), Code: a.Code,
		}
	}
	m.Form, m.Answers = e.Form, answers
	return m
}
