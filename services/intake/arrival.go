package intake

import (
	"time"

	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// RegisterArrival records what reached the county in another way than as a child
// welfare notification. The way has a legal basis; the clock hangs on Basis, and
// where the law gives no number of days it is the area's own target.
type RegisterArrival struct {
	Notification RegisterNotification // the parts that all ways have in common
	Way          Way
	Basis        Basis
	Unit         string // in whose queue it lies; empty: in the shared one
	OutsideHours bool
	Own          area.Target
	Born         calendar.Date // zero: not known

	Consent       Consent
	PendingSince  calendar.Date
	LastClientDay calendar.Date
	ExpectedBirth calendar.Date
}

// Consent is on what a contact rests; see contracts.Consents.
type Consent string

// ArrivalRegistered says what arrived, on what basis, and with what clock. An
// anticipatory notification has no clock yet: it is not pending.
type ArrivalRegistered struct {
	Received       time.Time         `json:"received"`
	Way            Way               `json:"way"`
	Basis          Basis             `json:"basis"`
	Unit           string            `json:"unit,omitempty"` // code: of the unit; empty: the shared queue
	Channel        Channel           `json:"channel"`
	Task           ServiceTask       `json:"task"`
	ReporterBody   ReporterBody      `json:"reporter_body"`
	Anonymous      bool              `json:"anonymous,omitempty"`
	ReporterSecret bool              `json:"reporter_secret,omitempty"`
	NonDisclosure  bool              `json:"non_disclosure,omitempty"`
	OutsideHours   bool              `json:"outside_hours,omitempty"`
	Consent        Consent           `json:"consent,omitempty"`
	ChildTold      Told              `json:"child_told,omitempty"`
	GuardianTold   Told              `json:"guardian_told,omitempty"`
	Person         es.ID             `json:"person"`
	Origin         es.ID             `json:"origin,omitzero"`
	Texts          Texts             `json:"texts"`
	ExpectedBirth  calendar.Date     `json:"expected_birth,omitzero"`
	Pending        calendar.Date     `json:"pending,omitzero"`
	Start          calendar.Deadline `json:"start,omitzero"`
	Completion     calendar.Deadline `json:"completion,omitzero"`
	Finding        law.Finding       `json:"finding"`
}

// What RegisterArrival refuses.
var (
	// ErrNotAChild: the basis is for children, and the person is 18 or older.
	ErrNotAChild = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "LSL 417/2007 6 §",
		Fields: []refusal.Field{{Name: "clock_basis", Code: "not-a-child"}}}
	// ErrNotOver75: the basis is for people over 75 years.
	ErrNotOver75 = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "SHL 1301/2014 36 § 2 mom",
		Fields: []refusal.Field{{Name: "clock_basis", Code: "not-over-75"}}}
	// ErrNoConsent: a contact rests on consent or on a ground to do without.
	ErrNoConsent = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "SHL 1301/2014 35 §",
		Fields: []refusal.Field{{Name: "consent", Code: "required"}}}
	// ErrNoClientDay: a return needs the last day as a client and the birth date.
	ErrNoClientDay = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "LSL 417/2007 75 § 3 mom",
		Fields: []refusal.Field{{Name: "last_client_day", Code: "return-facts-missing"}}}
	// ErrRightEnded: the right to return has ended. Detail: end.
	ErrRightEnded = refusal.Refusal{Kind: refusal.Untimely, Code: "right-ended", Law: "LSL 417/2007 75 § 3 mom"}
	// ErrPendingAfterReceipt: a matter cannot have become pending elsewhere after it came here.
	ErrPendingAfterReceipt = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields",
		Fields: []refusal.Field{{Name: "pending_since", Code: "in-the-future"}}}
	// ErrNoExpectedBirth: an anticipatory notification says when the child is expected.
	ErrNoExpectedBirth = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "LSL 417/2007 25 c §",
		Fields: []refusal.Field{{Name: "expected_birth", Code: "required"}}}
)

func (cmd RegisterArrival) decide(m Matter) ([]Event, error) {
	if m.Registered {
		return nil, ErrAlreadyRegistered
	}
	received := calendar.On(cmd.Notification.Received)
	if err := cmd.check(received); err != nil {
		return nil, err
	}
	e := cmd.event()
	e.Pending = received
	switch {
	case cmd.Way == WayAnticipatory:
		e.Pending = calendar.Date{}
	case cmd.Way == WayOtherArea && !cmd.PendingSince.IsZero():
		e.Pending = cmd.PendingSince
	}
	days := clockOf(cmd.Basis, e.Pending, cmd.Own)
	e.Start, e.Completion = days.Start, days.Completion
	e.Finding = cmd.finding(received, e.Pending)
	return []Event{e}, nil
}

// check is what the law asks of a way and of a basis.
func (cmd RegisterArrival) check(received calendar.Date) error {
	age, known := cmd.age(received)
	switch {
	case cmd.Basis.ofChild() && known && age >= adultAge:
		return ErrNotAChild
	case cmd.Basis == Over75 && known && !olderThan(75, cmd.Born, received):
		return ErrNotOver75
	}
	switch cmd.Way {
	case WayContact:
		if cmd.Consent == "" {
			return ErrNoConsent
		}
	case WayOtherArea:
		if cmd.PendingSince.After(received) {
			return ErrPendingAfterReceipt
		}
	case WayAnticipatory:
		if cmd.ExpectedBirth.IsZero() {
			return ErrNoExpectedBirth
		}
	case WayReturn:
		if cmd.LastClientDay.IsZero() || cmd.Born.IsZero() {
			return ErrNoClientDay
		}
		if end := rightToReturnEnds(cmd.Born, cmd.LastClientDay); !received.Before(end) {
			return ErrRightEnded.With("end", end.String())
		}
	}
	return nil
}

// adultAge ends childhood (LSL 417/2007 6 §, SHL 1301/2014 3 §).
const adultAge = 18

func (cmd RegisterArrival) age(on calendar.Date) (years int, known bool) {
	if cmd.Born.IsZero() {
		return 0, false
	}
	for years = 0; !cmd.Born.AddYears(years + 1).After(on); years++ {
	}
	return years, true
}

// olderThan reports whether somebody has passed the day on which they turned so
// many years: the words of the law are "over 75 years old".
func olderThan(years int, born, on calendar.Date) bool { return on.After(born.AddYears(years)) }

// rightToReturnEnds is the first day without the duty to arrange aftercare: the
// 23rd birthday, or five years after the last day as a client, whichever is first.
//
// Law: 417/2007, section 75, subsection 3, as in force from 2024-01-01.
func rightToReturnEnds(born, lastClientDay calendar.Date) calendar.Date {
	birthday, five := born.AddYears(23), lastClientDay.AddYears(5)
	if five.Before(birthday) {
		return five
	}
	return birthday
}

// finding says by which provision the way is open and what the clock hangs on.
func (cmd RegisterArrival) finding(received, pending calendar.Date) law.Finding {
	f := law.Finding{
		Provision: cmd.Way.provision(),
		Inputs:    map[string]string{"received": received.String(), "way": string(cmd.Way)},
		Outcome:   map[string]string{"clock-basis": string(cmd.Basis)},
	}
	if age, known := cmd.age(received); known {
		f.Inputs["adult"] = yesOrNo(age >= adultAge)
	}
	if cmd.Consent != "" {
		f.Inputs["consent"] = string(cmd.Consent)
	}
	if !pending.IsZero() {
		f.Outcome["pending"] = pending.String()
	} else {
		f.Inputs["expected-birth"] = cmd.ExpectedBirth.String()
		f.Outcome["pending"] = "not-yet"
	}
	if cmd.Way == WayReturn {
		f.Inputs["last-client-day"] = cmd.LastClientDay.String()
		f.Outcome["within-right"] = "yes"
	}
	return f
}

func yesOrNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

func (cmd RegisterArrival) event() ArrivalRegistered {
	n := cmd.Notification
	return ArrivalRegistered{
		Received: n.Received.UTC(), Way: cmd.Way, Basis: cmd.Basis, Unit: cmd.Unit, Channel: n.Channel, Task: n.Task,
		ReporterBody: n.ReporterBody, Anonymous: n.Anonymous, ReporterSecret: n.ReporterSecret, NonDisclosure: n.NonDisclosure,
		OutsideHours: cmd.OutsideHours, Consent: cmd.Consent, ChildTold: n.ChildTold, GuardianTold: n.GuardianTold,
		Person: n.Person, Origin: n.Origin, Texts: n.Texts, ExpectedBirth: cmd.ExpectedBirth,
	}
}

func (e ArrivalRegistered) evolve(m Matter) Matter {
	m.Registered, m.Person, m.Task, m.NonDisclosure = true, e.Person, e.Task, e.NonDisclosure
	m.Way, m.Basis = e.Way, e.Basis
	m.Received, m.Queue = calendar.On(e.Received), queueOf(e.Unit)
	m.Pending, m.StartDue, m.CompletionDue, m.ExpectedBirth = e.Pending, e.Start.Due, e.Completion.Due, e.ExpectedBirth
	return m
}

// arrivedBy returns what an event registered, in the parts that all ways have in
// common; of any other event, nothing.
func arrivedBy(event Event) (NotificationRegistered, bool) {
	switch e := event.(type) {
	case NotificationRegistered:
		return e, true
	case ArrivalRegistered:
		return NotificationRegistered{
			Received: e.Received, Channel: e.Channel, Task: e.Task, ReporterBody: e.ReporterBody, Anonymous: e.Anonymous,
			ReporterSecret: e.ReporterSecret, NonDisclosure: e.NonDisclosure, ChildTold: e.ChildTold, GuardianTold: e.GuardianTold,
			Person: e.Person, Origin: e.Origin, Texts: e.Texts, Pending: e.Pending, Start: e.Start, Completion: e.Completion,
		}, true
	}
	return NotificationRegistered{}, false
}
