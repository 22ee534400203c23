package intake

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// DecideStart decides whether a service-needs assessment (palvelutarpeen
// arviointi) starts or is clearly unnecessary.
//
// Law: 417/2007, section 26, subsection 5: it starts at latest on the seventh
// working day from becoming pending; subsection 4: the need of child protection
// is assessed by a social worker. That the same social worker also decides that
// an assessment is clearly unnecessary is a house rule, stricter than the law.
type DecideStart struct {
	Decision Decision
	Grounds  vault.Sealed // required when Unnecessary
	On       calendar.Date
	By       Worker
}

// AssessmentStarted says that the service-needs assessment has started.
type AssessmentStarted struct {
	On      calendar.Date `json:"on"`
	Late    bool          `json:"late,omitempty"` // after the last day
	Grounds vault.Sealed  `json:"grounds,omitzero"`
	Finding law.Finding   `json:"finding"`
}

// AssessmentFoundUnnecessary says that there is clearly no need to assess.
type AssessmentFoundUnnecessary struct {
	On      calendar.Date `json:"on"`
	Late    bool          `json:"late,omitempty"`
	Grounds vault.Sealed  `json:"grounds"`
	Finding law.Finding   `json:"finding"`
}

// What DecideStart refuses.
var (
	// ErrNotSocialWorker: the decision is a social worker's.
	ErrNotSocialWorker = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-social-worker", Law: "LSL 417/2007 26 § 4 mom"}
	// ErrUrgencyNotAssessed: urgency comes first.
	ErrUrgencyNotAssessed = refusal.Refusal{Kind: refusal.Untimely, Code: "urgency-not-assessed", Law: "LSL 417/2007 26 § 2 mom"}
	// ErrNotHolder: somebody else has the matter, or nobody yet. Detail: holder.
	ErrNotHolder = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-holder"}
	// ErrGroundsRequired: an assessment is not left out without saying why.
	ErrGroundsRequired = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "grounds", Code: "grounds-required"}},
	}
)

func (cmd DecideStart) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case cmd.By.Role != access.SocialWorker:
		return nil, ErrNotSocialWorker
	case m.Decision != "":
		return nil, ErrAlreadyDecided
	case m.Pending.IsZero():
		return nil, ErrNotPending
	case m.Urgency == "":
		return nil, ErrUrgencyNotAssessed
	case m.Holder != cmd.By.ID:
		return nil, ErrNotHolder.With("holder", m.Holder)
	case cmd.Decision == Unnecessary && cmd.Grounds.IsZero():
		return nil, ErrGroundsRequired
	}
	late, finding := startedInTime(m, cmd)
	if cmd.Decision == Unnecessary {
		return []Event{AssessmentFoundUnnecessary{On: cmd.On, Late: late, Grounds: cmd.Grounds, Finding: finding}}, nil
	}
	return []Event{AssessmentStarted{On: cmd.On, Late: late, Grounds: cmd.Grounds, Finding: finding}}, nil
}

func (e AssessmentStarted) evolve(m Matter) Matter {
	m.Decision = Started
	return m
}

func (e AssessmentFoundUnnecessary) evolve(m Matter) Matter {
	m.Decision, m.Over = Unnecessary, e.On
	return m
}

// startedInTime is the limit of the matter's basis (LSL 26 § 5 mom, SHL 36 § 2 and
// 3 mom) applied to the day of the decision.
func startedInTime(m Matter, cmd DecideStart) (late bool, finding law.Finding) {
	late, finding = judged(m.startLimit(), m.Pending, cmd.On)
	finding.Outcome["decision"] = string(cmd.Decision)
	return late, finding
}
