package intake

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/person"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// The checklist of the risk of placement at the ages of 12 to 17 is a help to
// people who work together. It is a house rule, asked for by no law; what it must
// never become is: a number that decides, or a decision that nobody made (GDPR,
// article 22; 434/2003, section 53 e). So it has no sum, no weight and no limit:
// the signal is the list of what was answered as seen, and it means what a worker
// writes that it means.

// Risk is what the rules need to know of the checklists of a matter.
type Risk struct {
	Filled     bool       // a checklist was filled in
	Signal     []string   // the fields of the newest that were answered as seen; none: no signal
	Conclusion Conclusion // of the newest; empty: nobody has judged it
}

// unjudged reports whether somebody must still say what the newest means.
func (r Risk) unjudged() bool { return r.Filled && r.Conclusion == "" }

// Conclusion is what a worker makes of a checklist; see contracts.Conclusions.
type Conclusion string

// The conclusions.
const (
	ConcludeSupport Conclusion = "support"   // support is needed now
	ConcludeFollow  Conclusion = "follow"    // it is looked at again
	Dismissed       Conclusion = "dismissed" // it means nothing here
)

// answeredSeen is the choice that a signal is made of.
const answeredSeen = "seen"

// FillChecklist answers the checklist for a child of 12 to 17 years. House rule:
// every question is answered, if only by not knowing; who filled one in says what
// it means before there is another.
type FillChecklist struct {
	Form    contracts.AssessmentForm
	Answers []Answer // by choice only
	More    vault.Sealed
	Born    string // YYYY-MM-DD; empty: not known
	On      calendar.Date
	By      Worker
}

// ChecklistFilled says what was answered, and what of it was seen.
type ChecklistFilled struct {
	Form    FormID        `json:"form"`
	Answers []Answer      `json:"answers"`
	More    vault.Sealed  `json:"more,omitzero"`
	Signal  []string      `json:"signal"` // code: of the fields answered as seen; none: no signal
	Age     int           `json:"age"`    // in full years
	On      calendar.Date `json:"on"`
}

// JudgeChecklist says in a worker's own words what the newest checklist means.
// House rule: no checklist is left without; a signal is dismissed only with the
// reason why.
type JudgeChecklist struct {
	Conclusion Conclusion
	Judgement  vault.Sealed
	Reason     vault.Sealed // of dismissing
	On         calendar.Date
	By         Worker
}

// ChecklistJudged says what a worker made of the newest checklist.
type ChecklistJudged struct {
	Conclusion Conclusion    `json:"conclusion"`
	Judgement  vault.Sealed  `json:"judgement"`
	Reason     vault.Sealed  `json:"reason,omitzero"`
	On         calendar.Date `json:"on"`
}

// BeginSupport records that support began after a checklist was judged.
type BeginSupport struct {
	Support Support
	Begun   calendar.Date
	On      calendar.Date
	By      Worker
}

// Support is what is done to prevent a placement; see contracts.RiskSupports.
type Support string

// SupportBegun says that support began.
type SupportBegun struct {
	Support Support       `json:"support"`
	Begun   calendar.Date `json:"begun"`
}

// What the checklist refuses.
var (
	// ErrOutsideAges: the child is not 12 to 17 on the day.
	ErrOutsideAges = refusal.Refusal{Kind: refusal.Untimely, Code: "not-12-to-17"}
	// ErrBirthDateUnknown: without a birth date nobody knows the age.
	ErrBirthDateUnknown = refusal.Refusal{Kind: refusal.Untimely, Code: "birth-date-unknown"}
	// ErrUnjudged: somebody must first say what the newest checklist means.
	ErrUnjudged = refusal.Refusal{Kind: refusal.Untimely, Code: "checklist-unjudged"}
	// ErrNothingToJudge: no checklist waits for a judgement.
	ErrNothingToJudge = refusal.Refusal{Kind: refusal.Untimely, Code: "nothing-to-judge"}
	// ErrJudgementRequired: a worker's own words are required.
	ErrJudgementRequired = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "judgement", Code: "judgement-required"}}}
	// ErrDismissalReason: a signal is not dismissed without saying why.
	ErrDismissalReason = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "reason", Code: "dismissal-reason-required"}}}
	// ErrNotFollowed: no checklist was judged to need support or another look.
	ErrNotFollowed = refusal.Refusal{Kind: refusal.Untimely, Code: "no-support-judged"}
	// ErrSupportDay: the day is given and lies not ahead.
	ErrSupportDay = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "begun", Code: "in-the-future"}}}
)

// mayCheck refuses what every command of the checklist refuses.
func mayCheck(m Matter, by Worker) error {
	switch {
	case !m.Registered:
		return ErrNotFound
	case !by.ChildProtection():
		return ErrNotChildProtectionWorker
	case m.ended():
		return ErrMatterEnded
	}
	return nil
}

func (cmd FillChecklist) decide(m Matter) ([]Event, error) {
	if err := mayCheck(m, cmd.By); err != nil {
		return nil, err
	}
	age, err := twelveToSeventeen(cmd.Born, cmd.On)
	switch {
	case err != nil:
		return nil, err
	case m.Risk.unjudged():
		return nil, ErrUnjudged
	}
	if err := allAnswered(cmd.Form, cmd.Answers); err != nil {
		return nil, err
	}
	return []Event{ChecklistFilled{
		Form: FormID{cmd.Form.Code, cmd.Form.Version}, Answers: cmd.Answers, More: cmd.More, Signal: signalOf(cmd.Answers), Age: age, On: cmd.On,
	}}, nil
}

func (e ChecklistFilled) evolve(m Matter) Matter {
	m.Risk = Risk{Filled: true, Signal: e.Signal}
	return m
}

// twelveToSeventeen returns the age of who was born on that day (YYYY-MM-DD), from
// the 12th birthday on and until the day before the 18th.
func twelveToSeventeen(born string, on calendar.Date) (int, error) {
	day, err := calendar.Parse(born)
	if err != nil {
		return 0, ErrBirthDateUnknown
	}
	age := person.Age(day, on)
	if age < 12 || age > 17 {
		return age, ErrOutsideAges
	}
	return age, nil
}

// allAnswered refuses a checklist in which a question was left out.
func allAnswered(form contracts.AssessmentForm, answers []Answer) error {
	no := refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields"}
	for _, field := range fieldsOf(form) {
		if !slices.ContainsFunc(answers, func(a Answer) bool { return a.Field == field.Code && a.Code != "" }) {
			no.Fields = append(no.Fields, refusal.Field{Name: "answers." + field.Code, Code: "required"})
		}
	}
	if len(no.Fields) > 0 {
		return no
	}
	return nil
}

// signalOf names the answers that a signal is made of: all that were seen, in the
// order of the form, none weighed against another.
func signalOf(answers []Answer) []string {
	signal := []string{}
	for _, a := range answers {
		if a.Code == answeredSeen {
			signal = append(signal, a.Field)
		}
	}
	return signal
}

func (cmd JudgeChecklist) decide(m Matter) ([]Event, error) {
	if err := mayCheck(m, cmd.By); err != nil {
		return nil, err
	}
	switch {
	case !m.Risk.unjudged():
		return nil, ErrNothingToJudge
	case cmd.Judgement.IsZero():
		return nil, ErrJudgementRequired
	case cmd.Conclusion == Dismissed && len(m.Risk.Signal) > 0 && cmd.Reason.IsZero():
		return nil, ErrDismissalReason
	}
	return []Event{ChecklistJudged{Conclusion: cmd.Conclusion, Judgement: cmd.Judgement, Reason: cmd.Reason, On: cmd.On}}, nil
}

func (e ChecklistJudged) evolve(m Matter) Matter {
	m.Risk.Conclusion = e.Conclusion
	return m
}

func (cmd BeginSupport) decide(m Matter) ([]Event, error) {
	if err := mayCheck(m, cmd.By); err != nil {
		return nil, err
	}
	switch {
	case m.Risk.Conclusion != ConcludeSupport && m.Risk.Conclusion != ConcludeFollow:
		return nil, ErrNotFollowed
	case cmd.Begun.IsZero() || cmd.Begun.After(cmd.On):
		return nil, ErrSupportDay
	}
	return []Event{SupportBegun{Support: cmd.Support, Begun: cmd.Begun}}, nil
}

func (e SupportBegun) evolve(m Matter) Matter { return m }
