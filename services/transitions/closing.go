package transitions

import (
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// MakeClosingPlan writes down, with the young person, how aftercare ends, and
// which services and support there are after it, or why none are needed.
type MakeClosingPlan struct {
	Ends      vault.Sealed // how aftercare ends
	Services  vault.Sealed // what follows
	NotNeeded bool         // nothing is to follow
	Grounds   vault.Sealed // why nothing is to
	WithYouth bool         // made together
	On        calendar.Date
	By        Worker
}

// ClosingPlanMade says that there is a plan for the time after.
type ClosingPlanMade struct {
	Services  vault.Sealed  `json:"services"`
	On        calendar.Date `json:"on"`
	Finding   law.Finding   `json:"finding"`
	Ends      vault.Sealed  `json:"ends,omitzero"` // how aftercare ends; none: it was not asked then
	NotNeeded bool          `json:"not_needed,omitempty"`
	Grounds   vault.Sealed  `json:"grounds,omitzero"` // why nothing is needed
}

// CloseCase ends the case. What is left of the right is kept.
type CloseCase struct {
	Reason  string        // of contracts.ClosingReasons
	Grounds vault.Sealed  // required where there is no closing plan
	Born    calendar.Date // as the right was judged on; zero: it was not
	On      calendar.Date
	By      Worker
}

// CaseClosed says that the case has ended, why, and until when the young person
// may come back.
type CaseClosed struct {
	Person      es.ID         `json:"person"`
	Reason      string        `json:"reason"` // code: of contracts.ClosingReasons
	Grounds     vault.Sealed  `json:"grounds,omitzero"`
	ClosingPlan bool          `json:"closing_plan"`
	On          calendar.Date `json:"on"`
	ReturnUntil calendar.Date `json:"return_until,omitzero"` // the first day without the duty; zero: no right is left
	Findings    []law.Finding `json:"findings,omitempty"`
	Tasks       []access.Task `json:"tasks,omitempty"` // code: that the case was in, whose terms of retention run from now
}

// ReturnToAftercare opens a case again for who comes back while the duty lasts.
type ReturnToAftercare struct {
	On calendar.Date
	By Worker
}

// CaseReopened says that somebody came back, and whose the case is. All that was
// before is still there.
type CaseReopened struct {
	Person      es.ID         `json:"person"`
	Responsible string        `json:"responsible"` // id: of the worker
	On          calendar.Date `json:"on"`
	Finding     law.Finding   `json:"finding"`
}

// What closing and coming back refuse.
var (
	// ErrClosed: the case has ended. Detail: on.
	ErrClosed = refusal.Refusal{Kind: refusal.Untimely, Code: "case-closed"}
	// ErrNotClosed: the case is open.
	ErrNotClosed = refusal.Refusal{Kind: refusal.Untimely, Code: "case-open"}
	// ErrNoReturn: there is no right left to come back to.
	ErrNoReturn = refusal.Refusal{Kind: refusal.Untimely, Code: "no-return", Law: "LSL 417/2007 75 § 3 mom"}
	// ErrNotAftercare: only who works in child protection takes somebody back.
	ErrNotAftercare = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-child-protection-worker"}
)

// section76 is the provision on the plan for the time after. The day is that of
// the act: no later wording of this subsection was seen.
var section76 = law.Provision{Act: "417/2007", Section: "76 § 2 mom", InForce: "2008-01-01"}

// lsl76 is the finding that the plan for the time after was made as it should.
//
// Law: 417/2007, section 76, subsection 2: when aftercare ends, the social worker
// draws up, when needed and with the young person, a plan of services and support
// after it. House rule: the plan says how aftercare ends and what follows, or on
// what grounds nothing is needed.
func lsl76(by Worker, withYouth bool) law.Finding {
	return law.Finding{
		Provision: section76,
		Inputs:    map[string]string{"role": string(by.Role), "with-youth": yesNo(withYouth)},
		Outcome:   map[string]string{"closing-plan": "made"},
	}
}

func (cmd MakeClosingPlan) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if cmd.By.Role != access.SocialWorker {
		return nil, ErrNotSocialWorker
	}
	var fields refusal.Check
	fields.Require(!cmd.Ends.IsZero(), "ends", "required")
	fields.Require(cmd.NotNeeded || !cmd.Services.IsZero(), "services", "required")
	fields.Require(!cmd.NotNeeded || !cmd.Grounds.IsZero(), "grounds", "required")
	fields.Require(cmd.WithYouth, "with_youth", "with-the-young-person")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	finding := lsl76(cmd.By, cmd.WithYouth)
	if cmd.NotNeeded {
		finding.Outcome["follows"] = "not-needed"
	} else {
		cmd.Grounds = vault.Sealed{} // they say why nothing is needed
	}
	return []Event{ClosingPlanMade{
		Services: cmd.Services, On: cmd.On, Finding: finding, Ends: cmd.Ends, NotNeeded: cmd.NotNeeded, Grounds: cmd.Grounds,
	}}, nil
}

func (e ClosingPlanMade) evolve(c Case) Case {
	c.ClosingPlan = true
	return c
}

func (cmd CloseCase) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if c.Offer.Pending() {
		return nil, ErrOfferPending.With("to", c.Offer.To)
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.ClosingReasons(), cmd.Reason), "reason", "unknown-code")
	aftercare := c.Task == access.ChildProtection && c.Right != NoRight
	fields.Require(!aftercare || c.ClosingPlan || !cmd.Grounds.IsZero(), "grounds", "closing-plan-or-grounds")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	closed := CaseClosed{Person: c.Person, Reason: cmd.Reason, Grounds: cmd.Grounds, ClosingPlan: c.ClosingPlan, On: cmd.On}
	closed.ReturnUntil, closed.Findings = c.returnUntil(cmd.Born, cmd.On)
	closed.Tasks = c.tasks()
	return []Event{closed}, nil
}

// tasks are the service tasks that the case is or was in, sorted: its documents
// belong to them.
func (c Case) tasks() []access.Task {
	tasks := []access.Task{c.Task}
	for _, part := range c.Former {
		tasks = append(tasks, part.Task)
	}
	slices.Sort(tasks)
	return slices.Compact(tasks)
}

// returnUntil is the first day without the duty for a case that ends: five years
// after its last day as a case of child protection, and at the age limit at
// latest. Zero: no right is left.
//
// Law: 417/2007, section 75, subsection 3; being in aftercare is being a client
// (section 3).
func (c Case) returnUntil(born, on calendar.Date) (calendar.Date, []law.Finding) {
	if c.Right != Statutory || born.IsZero() {
		return calendar.Date{}, nil
	}
	b := c.Judged
	b.Born, b.LastClientDay = born, on
	if !c.LeftProtection.IsZero() {
		b.LastClientDay = c.LeftProtection
	}
	end, finding := lsl75Subsection3(b)
	if !on.Before(end) {
		return calendar.Date{}, []law.Finding{finding}
	}
	return end, []law.Finding{finding}
}

func (e CaseClosed) evolve(c Case) Case {
	c.Closed, c.ReturnUntil = e.On, e.ReturnUntil
	c.Invitation = Invitation{}
	return c
}

func (cmd ReturnToAftercare) decide(c Case) ([]Event, error) {
	switch {
	case c.Person.IsZero():
		return nil, ErrNotFound
	case c.Closed.IsZero():
		return nil, ErrNotClosed
	case !cmd.On.Before(c.ReturnUntil):
		return nil, ErrNoReturn
	case !cmd.By.caseWorker() || !cmd.By.Tasks.Has(access.ChildProtection):
		return nil, ErrNotAftercare
	}
	return []Event{CaseReopened{Person: c.Person, Responsible: cmd.By.ID, On: cmd.On, Finding: law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "75 § 3 mom", InForce: since2024.String()},
		Inputs:    map[string]string{"on": cmd.On.String(), "duty-end": c.ReturnUntil.String()},
		Outcome:   map[string]string{"right": string(c.Right)},
	}}}, nil
}

func (e CaseReopened) evolve(c Case) Case {
	before, now := Part{Holder: c.Responsible, Task: c.Task}, Part{Holder: e.Responsible, Task: access.ChildProtection}
	if before != now {
		c.Former = append(slices.Clip(c.Former), before)
	}
	c = c.moved(now) // and nobody handed it over
	c.Closed, c.ReturnUntil, c.LeftProtection = calendar.Date{}, calendar.Date{}, calendar.Date{}
	c.ClosingPlan = false // it was for that end
	return c
}
