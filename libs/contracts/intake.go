package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// The HTTP interface of services/intake.
//
//	POST /notifications              Notification        → Registered
//	POST /notifications/batch        NotificationBatch   → BatchResult
//	GET  /matters?view=&after=&from= –                   → MatterPage
//	GET  /matters/{matter}?after=    –                   → Matter
//	POST /matters/{matter}/urgency   UrgencyAssessment   → Receipt
//	POST /matters/{matter}/start     StartDecision       → Receipt
//	POST /matters/{matter}/outcome   Outcome             → Receipt
//	GET  /people?person=&person=     –                   → People
//	GET  /group-people?person=       –                   → People
//	POST /people/search              PeopleSearch        → PeopleFound
//	POST /matters/{matter}/holder    TakeOver, or none   → Receipt
//	PUT  /matters/{matter}/holder    NewHolder           → Receipt
//	POST /matters/{matter}/delay     Delay               → Receipt
//	POST /identifications            Identification      → Identified  (the own pages of young people only)
//	POST /people/{person}/death      Death               → LifeReceipt
//	GET  /retention?view=&after=&from= –                 → RetentionPage
//	POST /retention/{subject}/destruction  –             → LifeReceipt

// Notification asks to register a child welfare notification
// (lastensuojeluilmoitus, LSL 417/2007 25 §). Texts are readable here and only
// here: they are sealed before anything is decided or stored.
type Notification struct {
	ReceivedAt   time.Time  `json:"received_at"`             // when it reached the county; not in the future
	Channel      string     `json:"channel"`                 // one of Channels
	Child        Child      `json:"child"`                   //
	Guardians    []Guardian `json:"guardians,omitempty"`     // or others who care for the child
	Anonymous    bool       `json:"anonymous"`               // a private person who gives no name
	Reporter     Reporter   `json:"reporter"`                //
	Content      string     `json:"content"`                 // why there is worry; required
	ChildTold    *bool      `json:"child_told,omitempty"`    // was the child told; nil: not known
	GuardianTold *bool      `json:"guardian_told,omitempty"` // was at least one guardian told; nil: not known
	ToldMore     string     `json:"told_more,omitempty"`     // more about the telling
	SourceRef    string     `json:"source_ref,omitempty"`    // the sender's own id of it; sealed too
	ServiceTask  string     `json:"service_task,omitempty"`  // palvelutehtävä; empty: child-protection
	Siblings     []Child    `json:"siblings,omitempty"`      // other children whom it concerns too: a matter each; at most MaxSiblings
}

// MaxSiblings is how many children beside the first one notification may concern.
const MaxSiblings = 10

// Child is the child whom a notification concerns.
type Child struct {
	FamilyName    string `json:"family_name"`
	GivenNames    string `json:"given_names"`
	IdentityCode  string `json:"identity_code,omitempty"`  // henkilötunnus; empty: not known
	BirthDate     string `json:"birth_date,omitempty"`     // YYYY-MM-DD; taken from the identity code where there is one
	AgeText       string `json:"age_text,omitempty"`       // an estimate in words when nothing better is known
	Municipality  string `json:"municipality,omitempty"`   // three-digit code
	Language      string `json:"language,omitempty"`       // fi, sv, se or other
	Address       string `json:"address,omitempty"`        //
	Phone         string `json:"phone,omitempty"`          //
	LivesWith     string `json:"lives_with,omitempty"`     // where and with whom, in words
	NonDisclosure bool   `json:"non_disclosure,omitempty"` // turvakielto is said to be in force: it hides from then on, until its dates are recorded
}

// Guardian is a guardian or another person who cares for the child.
type Guardian struct {
	FamilyName string `json:"family_name"`
	GivenNames string `json:"given_names"`
	Relation   string `json:"relation,omitempty"` // in words
	Address    string `json:"address,omitempty"`
	Phone      string `json:"phone,omitempty"`

	NonDisclosure bool `json:"non_disclosure,omitempty"` // the guardian is under a safety non-disclosure of their own; of a matter that is read: today

	NonDisclosureUntil calendar.Date `json:"non_disclosure_until,omitzero"` // its last day; zero: until further notice, or nobody said
}

// Reporter is who made the notification.
type Reporter struct {
	Body           string `json:"body"` // one of ReporterBodies
	FamilyName     string `json:"family_name,omitempty"`
	GivenNames     string `json:"given_names,omitempty"`
	Title          string `json:"title,omitempty"`
	Organisation   string `json:"organisation,omitempty"`
	Phone          string `json:"phone,omitempty"`
	Secret         bool   `json:"secret,omitempty"`          // asks that the reporter's details be kept from the parties
	SecrecyGrounds string `json:"secrecy_grounds,omitempty"` // required when Secret
}

// Channels are the ways in which a notification arrives.
func Channels() []string { return []string{"phone", "letter", "email", "visit", "electronic"} }

// ReporterBodies are the bodies that make notifications.
//
// Law: 417/2007, section 25, subsection 1: the authorities and professions with
// the duty to notify, in the order of the act; subsection 2: anybody else may.
func ReporterBodies() []string {
	return []string{
		"health-or-social-care", "education", "youth-services", "police", "criminal-sanctions", "rescue",
		"private-care-provider", "education-provider", "parish", "reception-centre", "emergency-centre",
		"school-day-care", "customs", "border-guard", "enforcement", "kela", "private-person",
	}
}

// Registered answers a Notification.
type Registered struct {
	Receipt
	Pending    calendar.Date     `json:"pending"`            // the day on which the matter became pending, Europe/Helsinki
	Start      calendar.Deadline `json:"start"`              // the assessment starts at latest
	Completion calendar.Deadline `json:"completion"`         // the assessment is complete at latest
	Repeated   bool              `json:"repeated"`           // it had been registered before; nothing changed
	Siblings   []Registered      `json:"siblings,omitempty"` // the matters of the other children, in the order asked
}

// NotificationBatch brings notifications from another system. What one of them
// holds is also its identity: the same content again changes nothing.
type NotificationBatch struct {
	Rows []NotificationRow `json:"rows"` // at most MaxBatch
}

// MaxBatch is how many notifications one batch may bring.
const MaxBatch = 100

// NotificationRow is one notification of a batch.
type NotificationRow struct {
	Line         int          `json:"line"` // of the sender's file, given back in the answer
	Notification Notification `json:"notification"`
}

// BatchResult answers a NotificationBatch, a row each, in the same order. Rows
// are taken one by one: a wrong one keeps no other from being registered.
type BatchResult struct {
	Rows []RowResult `json:"rows"`
}

// RowResult says what became of one row.
type RowResult struct {
	Line     int             `json:"line"`
	Matter   es.ID           `json:"matter"`           // zero when refused
	Repeated bool            `json:"repeated"`         // it was there already
	Position string          `json:"position"`         // in the log
	Code     string          `json:"code,omitempty"`   // why it was refused; empty: it was not
	Fields   []refusal.Field `json:"fields,omitempty"` // what was wrong
}

// Receipt answers a command that was carried out (or had been already).
type Receipt struct {
	Matter   es.ID       `json:"matter"`
	Revision es.Revision `json:"revision"`
	Position string      `json:"position"` // wait for it with ?after= to see the effect in lists
}

// Version returns what the edge puts into ETag and Nivel-Position.
func (r Receipt) Version() (es.Revision, es.Position) {
	position, _ := es.ParsePosition(r.Position)
	return r.Revision, position
}

// Location returns the path of the matter.
func (r Registered) Location() string { return "/matters/" + r.Matter.String() }

// UrgencyAssessment asks to record the assessment of urgency.
type UrgencyAssessment struct {
	Urgent  bool   `json:"urgent"`
	Grounds string `json:"grounds"` // why; required
}

// StartDecision asks to decide whether a service-needs assessment starts.
type StartDecision struct {
	Start   bool   `json:"start"`             // false: clearly unnecessary
	Grounds string `json:"grounds,omitempty"` // required when Start is false
}

// Outcome asks to complete the service-needs assessment.
type Outcome struct {
	Outcome string `json:"outcome"` // one of Outcomes
	Grounds string `json:"grounds"` // required, sealed
}

// Outcomes are what an assessment may end in.
func Outcomes() []string {
	return []string{"aftercare", "child-protection", "services-for-families", "no-need"}
}

// People answers who somebody is, for pages that know a person by opaque id: as
// a client (/people) or as somebody in a group that the reader leads
// (/group-people).
type People struct {
	People []PersonName `json:"people"` // those whom the reader may know, in the order asked
}

// PeopleSearch asks who is called something. It is sent in a body, as a name must be
// in no address.
type PeopleSearch struct {
	Name string `json:"name"` // words, each the beginning of a family or given name from 3 letters on, or all of it
}

// PeopleFound answers it.
type PeopleFound struct {
	People []PersonName `json:"people"` // those with whom the reader has to do, the latest notified first, 20 at most
	More   bool         `json:"more"`   // there may be others: ask with more of the name
}

// PersonName names a person to who may know.
type PersonName struct {
	Person        es.ID  `json:"person"`
	Name          string `json:"name"`           // family name, given names
	BirthDate     string `json:"birth_date"`     // YYYY-MM-DD; empty: not known
	NonDisclosure bool   `json:"non_disclosure"` // turvakielto is in force today; never told to who leads a group
}

// NewHolder asks to hand the matter to a colleague.
type NewHolder struct {
	Worker string `json:"worker"`         // id of the colleague
	Note   string `json:"note,omitempty"` // a word on the way, sealed

	CapGrounds string `json:"cap_grounds,omitempty"` // why the colleague is to have more children than the cap; sealed
}

// MatterPage is one page of a list of matters, ordered by what is due next.
type MatterPage struct {
	View   string      `json:"view"`           // inbox, mine or assessing
	Rows   []MatterRow `json:"rows"`           //
	Next   string      `json:"next,omitempty"` // give it as ?from= for the next page; empty: this is the last
	Counts []ViewCount `json:"counts"`         // of every view
	AsOf   string      `json:"as_of"`          // log position that the list shows
	Stale  bool        `json:"stale"`          // the position asked for with ?after= was not reached in time
	Today  string      `json:"today"`          // the day that "overdue" was judged on, YYYY-MM-DD
}

// ViewCount says how much work a view holds.
type ViewCount struct {
	View    string `json:"view"`
	Total   int    `json:"total"`
	Overdue int    `json:"overdue"` // due before today
	Today   int    `json:"today"`   // due today
}

// MatterRow is one matter in a list.
type MatterRow struct {
	Matter        es.ID         `json:"matter"`
	ChildName     string        `json:"child_name"`     // family name, given names
	BirthDate     string        `json:"birth_date"`     // YYYY-MM-DD; empty: not known
	Age           *int          `json:"age"`            // full years today; nil: not known
	NonDisclosure bool          `json:"non_disclosure"` // turvakielto is in force today
	ReporterBody  string        `json:"reporter_body"`
	Channel       string        `json:"channel"`
	ReceivedAt    time.Time     `json:"received_at"`
	State         string        `json:"state"`   // one of MatterStates
	Urgency       string        `json:"urgency"` // "", urgent or not-urgent
	Holder        string        `json:"holder"`  // id of the worker; empty: nobody has taken it
	Next          string        `json:"next"`    // await-birth, assess-urgency, decide-start, complete-assessment; empty: nothing
	Due           calendar.Date `json:"due"`     // of Next
	Overdue       bool          `json:"overdue"`
	DaysLeft      int           `json:"days_left"` // working days until Due; 0 when today or overdue
	Revision      es.Revision   `json:"revision"`

	Way          string `json:"way"`                     // one of Ways
	Basis        string `json:"basis"`                   // one of Bases
	Target       bool   `json:"target,omitempty"`        // Due is the area's own target, no limit of law
	Queue        string `json:"queue,omitempty"`         // of the unit of that code, or "shared"; empty: somebody has it
	OutsideHours bool   `json:"outside_hours,omitempty"` // it came when the offices were closed
	Delay        string `json:"delay,omitempty"`         // why Next is overdue, opened; empty: it is not, or nobody said why
}

// MatterStates are the states of a matter, in order: urgency is to be assessed;
// the start is to be decided; the assessment has started; it was clearly
// unnecessary; completed. Before them: a child is not born yet.
func MatterStates() []string {
	return []string{"received", "assessed", "assessing", "not-started", "completed", "anticipated"}
}

// Matter is everything about one matter, for who may see it.
type Matter struct {
	MatterRow
	Notification Notification      `json:"notification"`
	Pending      calendar.Date     `json:"pending"`
	Start        calendar.Deadline `json:"start"`
	Completion   calendar.Deadline `json:"completion"`
	Person       es.ID             `json:"person"`                          // the child
	Temporary    bool              `json:"temporary,omitempty"`             // the person's id is one of its own: no identity code is on record
	CurrentCode  string            `json:"current_identity_code,omitempty"` // that the child has now, whatever the notification said; empty: none is known
	Withheld     bool              `json:"withheld,omitempty"`              // a safety non-disclosure hides where the child is

	GuardiansWithheld bool `json:"guardians_withheld,omitempty"` // a guardian's own one hides where they are, and the child who is where they are

	Timeline []Happened `json:"timeline"` // oldest first
	May      []string   `json:"may"`      // what the reader may do now: assess-urgency, decide-start, take, hand

	ExpectedBirth calendar.Date       `json:"expected_birth,omitzero"` // of an anticipatory notification that is not pending yet
	Placement     *EmergencyPlacement `json:"placement,omitempty"`     // emergency placement; nil: none
	Siblings      []es.ID             `json:"siblings,omitempty"`      // matters of other children by the same notification, as far as the reader may see them

	Sources []RecordedSource `json:"sources,omitempty"` // information from outside, oldest first
}

// Version returns what the edge puts into ETag and Nivel-Position.
func (m Matter) Version() (es.Revision, es.Position) { return m.Revision, es.Position{} }

// Happened is one entry of a matter's history.
type Happened struct {
	What     string            `json:"what"`               // stored name of the event
	At       time.Time         `json:"at"`                 // when it was recorded
	By       string            `json:"by"`                 // id of who did it
	Text     string            `json:"text,omitempty"`     // grounds or note, opened
	Facts    map[string]string `json:"facts,omitempty"`    // codes, dates and ids that belong to it
	Findings []law.Finding     `json:"findings,omitempty"` // what the law said
	Task     string            `json:"task,omitempty"`     // service task to whose record it belongs; empty: not told, or the text is not seen
}

// Facts of services/intake. Subjects are matters.
const (
	FactMatterOpened    = "intake.matter-opened.v1"
	FactUrgencyAssessed = "intake.urgency-assessed.v1"
	FactStartDecided    = "intake.start-decided.v1"
	FactHolderChosen    = "intake.holder-chosen.v1"
	FactCompleted       = "intake.assessment-completed.v1"
)

// MatterOpened tells that a matter became pending.
type MatterOpened struct {
	Pending       calendar.Date `json:"pending"`
	StartDue      calendar.Date `json:"start_due"`
	CompletionDue calendar.Date `json:"completion_due"`
	ReporterBody  string        `json:"reporter_body"`
	ServiceTask   string        `json:"service_task"`
}

// UrgencyAssessed tells how urgent a matter was found to be.
type UrgencyAssessed struct {
	Urgent bool `json:"urgent"`
}

// StartDecided tells whether a service-needs assessment starts.
type StartDecided struct {
	Started bool          `json:"started"`
	On      calendar.Date `json:"on"`
	Late    bool          `json:"late"` // after the last day that the law allows
}

// HolderChosen tells who has a matter now.
type HolderChosen struct {
	Holder string `json:"holder"`
}

// AssessmentCompleted tells what an assessment ended in.
type AssessmentCompleted struct {
	Outcome string        `json:"outcome"` // one of Outcomes
	Person  es.ID         `json:"person"`
	Holder  string        `json:"holder"` // id of the worker who has the matter
	On      calendar.Date `json:"on"`
	Late    bool          `json:"late"`
}

// Identification asks whose an identity code is, which an identity provider has
// vouched for.
type Identification struct {
	IdentityCode string `json:"identity_code"`
}

// Identified says whose it is.
type Identified struct {
	Person es.ID   `json:"person"`         // the one of their ids that goes on
	Also   []es.ID `json:"also,omitempty"` // ids that people said are the same person
}
