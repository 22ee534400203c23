package intake

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// RegisterNotification records a child welfare notification
// (lastensuojeluilmoitus) that has reached the county. The matter becomes
// pending on the day on which it arrived.
//
// Law: 417/2007, section 25: who notifies; section 26, subsection 1: a matter
// becomes pending when a child-protection worker learns of a child possibly in
// need.
type RegisterNotification struct {
	Received       time.Time // when it reached the county
	Channel        Channel
	Task           ServiceTask
	ReporterBody   ReporterBody
	Anonymous      bool
	ReporterSecret bool
	NonDisclosure  bool
	ChildTold      Told
	GuardianTold   Told
	Person         es.ID // the child
	Origin         es.ID // names the notification where it concerns several children; zero: it does not
	Texts          Texts
}

// Texts are the parts of a notification that a person wrote or that name a
// person, each sealed under the child's key. A zero part was not given.
type Texts struct {
	Identity  vault.Sealed `json:"identity,omitzero"`  // names, identity code, birth date, language
	Contact   vault.Sealed `json:"contact,omitzero"`   // municipality, address, phone, with whom the child lives
	Guardians vault.Sealed `json:"guardians,omitzero"` //
	Reporter  vault.Sealed `json:"reporter,omitzero"`  // name, title, organisation, phone, grounds for secrecy
	Content   vault.Sealed `json:"content,omitzero"`   // why there is worry
	ToldMore  vault.Sealed `json:"told_more,omitzero"` // more about the telling
	SourceRef vault.Sealed `json:"source_ref,omitzero"`
}

// Channel is the way in which a notification arrived; see contracts.Channels.
type Channel string

// ReporterBody is who notified; see contracts.ReporterBodies.
type ReporterBody string

// ServiceTask (palvelutehtävä) is the task that a document belongs to.
//
// Law: 703/2023, section 37: every client document states its service task.
type ServiceTask string

// ChildProtection (lastensuojelu) is the service task of a notification.
const ChildProtection ServiceTask = "child-protection"

// Told says whether somebody was told of the notification; empty: not known.
type Told string

// The answers.
const (
	ToldYes Told = "yes"
	ToldNo  Told = "no"
)

// NotificationRegistered says that a matter is pending, with the two time
// limits that run from that day and how each was counted.
type NotificationRegistered struct {
	Received       time.Time         `json:"received"`
	Channel        Channel           `json:"channel"`
	Task           ServiceTask       `json:"task"`
	ReporterBody   ReporterBody      `json:"reporter_body"`
	Anonymous      bool              `json:"anonymous,omitempty"`
	ReporterSecret bool              `json:"reporter_secret,omitempty"`
	NonDisclosure  bool              `json:"non_disclosure,omitempty"`
	ChildTold      Told              `json:"child_told,omitempty"`
	GuardianTold   Told              `json:"guardian_told,omitempty"`
	Person         es.ID             `json:"person"`
	Origin         es.ID             `json:"origin,omitzero"` // the same in the matters of all its children
	Texts          Texts             `json:"texts"`
	Pending        calendar.Date     `json:"pending"`
	Start          calendar.Deadline `json:"start"`
	Completion     calendar.Deadline `json:"completion"`
}

// ErrAlreadyRegistered: the matter has its notification.
var ErrAlreadyRegistered = refusal.Refusal{Kind: refusal.Conflict, Code: "already-registered"}

func (cmd RegisterNotification) decide(m Matter) ([]Event, error) {
	if m.Registered {
		return nil, ErrAlreadyRegistered
	}
	pending := calendar.On(cmd.Received)
	return []Event{NotificationRegistered{
		Received: cmd.Received.UTC(), Channel: cmd.Channel, Task: cmd.Task,
		ReporterBody: cmd.ReporterBody, Anonymous: cmd.Anonymous, ReporterSecret: cmd.ReporterSecret,
		NonDisclosure: cmd.NonDisclosure, ChildTold: cmd.ChildTold, GuardianTold: cmd.GuardianTold,
		Person: cmd.Person, Origin: cmd.Origin, Texts: cmd.Texts,
		Pending:    pending,
		Start:      calendar.AssessmentStart(pending),
		Completion: calendar.AssessmentCompletion(pending),
	}}, nil
}

func (e NotificationRegistered) evolve(m Matter) Matter {
	m.Registered, m.Person, m.Task, m.NonDisclosure = true, e.Person, e.Task, e.NonDisclosure
	m.Way, m.Basis, m.Queue = WayNotification, ChildWelfare, sharedQueue
	m.Received, m.Pending = calendar.On(e.Received), e.Pending
	m.StartDue, m.CompletionDue = e.Start.Due, e.Completion.Due
	return m
}
