package intake

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Outcome is what a service-needs assessment ended in; see contracts.Outcomes.
type Outcome string

// noNeed is the outcome after which nothing goes on.
const noNeed Outcome = "no-need"

// CompleteAssessment completes the service-needs assessment.
//
// Law: 417/2007, section 26, subsection 5: it is complete at latest three months
// from becoming pending; subsection 4: the need of child protection is assessed
// by a social worker. What must be written before, and how the child was heard, is
// in hearing.go.
type CompleteAssessment struct {
	Outcome Outcome
	Grounds vault.Sealed
	On      calendar.Date
	By      Worker

	Form   contracts.AssessmentForm // that it is written in: what of it is required
	Twelve Twelve                   // is the child 12 or older on that day
}

// AssessmentCompleted says what the assessment ended in, of whom, and who had
// the matter: the next service goes on from there.
type AssessmentCompleted struct {
	Outcome Outcome       `json:"outcome"`
	Person  es.ID         `json:"person"`
	Holder  string        `json:"holder"` // id: of the worker
	On      calendar.Date `json:"on"`
	Late    bool          `json:"late,omitempty"` // after the last day
	Grounds vault.Sealed  `json:"grounds"`
	Finding law.Finding   `json:"finding"`

	Contents []law.Finding `json:"contents,omitempty"` // what was written, and that the child was heard; none: older than the form
}

// What CompleteAssessment refuses.
var (
	// ErrNotAssessing: no assessment is under way.
	ErrNotAssessing = refusal.Refusal{Kind: refusal.Untimely, Code: "not-assessing"}
	// ErrAlreadyCompleted: the assessment has its outcome.
	ErrAlreadyCompleted = refusal.Refusal{Kind: refusal.Untimely, Code: "already-completed"}
)

func (cmd CompleteAssessment) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case cmd.By.Role != access.SocialWorker:
		return nil, ErrNotSocialWorker
	case m.Completed:
		return nil, ErrAlreadyCompleted
	case m.Decision != Started:
		return nil, ErrNotAssessing
	case m.Holder != cmd.By.ID:
		return nil, ErrNotHolder.With("holder", m.Holder)
	case m.Risk.unjudged():
		return nil, ErrUnjudged
	case cmd.Grounds.IsZero():
		return nil, ErrGroundsRequired
	}
	contents, err := contentsOf(cmd.Form, m, cmd)
	if err != nil {
		return nil, err
	}
	late, finding := completedInTime(m, cmd)
	return []Event{AssessmentCompleted{
		Outcome: cmd.Outcome, Person: m.Person, Holder: m.Holder, On: cmd.On, Late: late, Grounds: cmd.Grounds,
		Finding: finding, Contents: contents,
	}}, nil
}

func (e AssessmentCompleted) evolve(m Matter) Matter {
	m.Completed, m.Outcome, m.Over = true, e.Outcome, e.On
	return m
}

// completedInTime is the limit of the matter's basis (LSL 26 § 5 mom, SHL 36 § 3
// mom) applied to the day of completion.
func completedInTime(m Matter, cmd CompleteAssessment) (late bool, finding law.Finding) {
	late, finding = judged(m.completionLimit(), m.Pending, cmd.On)
	finding.Outcome["outcome"] = string(cmd.Outcome)
	return late, finding
}
