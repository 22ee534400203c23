package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

// Daily life, part of the HTTP interface of services/transitions.
//
//	GET  /cases/{case}/daily           –          → DailyLife
//	POST /cases/{case}/daily/contacts  NewContact → Receipt
//	POST /cases/{case}/daily/contacts/withdrawn WithdrawnContact → Receipt
//	POST /cases/{case}/daily/situations NewSituation → Receipt
//	POST /cases/{case}/daily/housing   NewHousingNeed → Receipt
//	POST /cases/{case}/daily/housing/ended EndedHousingNeed → Receipt
//	POST /cases/{case}/daily/ratings   NewRating  → Receipt
//	GET  /my/daily                     –          → DailyLife  (the young person's own)
//	POST /my/ratings                   OwnRating  → Receipt    (the young person's own)
//	GET  /cases/{case}/network?day=    –          → Network
//	POST /cases/{case}/network/ties    NewTie     → Receipt
//	POST /cases/{case}/network/ties/changed ChangedTie → Receipt
//	GET  /my/network?day=              –          → Network    (the young person's own)
//	POST /my/network/ties              NewTie     → Receipt    (the young person's own)
//	POST /my/network/ties/changed      ChangedTie → Receipt    (the young person's own)
//	GET  /daily/wellbeing?year=        –          → WellbeingReport (for who leads a unit)
//	GET  /daily/contacts?year=         –          → ContactReport (for who leads a unit)
//	GET  /daily/situations?day=        –          → SituationReport (for who leads a unit)

// DailyLife is what is recorded of a young person's everyday life in a case, as
// far as it is in the reader's view.
type DailyLife struct {
	Case     es.ID         `json:"case"`
	Person   es.ID         `json:"person"`
	Shows    string        `json:"shows"` // one of CaseShows
	Task     string        `json:"task"`  // service task that has the case: what is recorded now belongs to its record
	Today    calendar.Date `json:"today"`
	Contacts []Contacted   `json:"contacts"` // held meetings among them, the newest first
	Modes    ModeFigures   `json:"modes"`    // of the contacts that stand; nothing is hidden
	May      []string      `json:"may"`      // contact, contact-withdraw, situation, housing, housing-end, rating; to the young person: rating

	Situations []SituationRecord `json:"situations"` // the newest first, by the day from which they were

	Housing       []HousingNeed `json:"housing"`        // open ones first, by their day
	HousingTarget int           `json:"housing_target"` // days: the area's own target; the law says "without delay"

	Ratings []WellbeingRating `json:"ratings"` // those of plans among them, oldest first
}

// NewContact records a contact of a worker and the young person that was no
// planned meeting: a visit, a call, a message that was answered.
type NewContact struct {
	Day     calendar.Date `json:"day"`            // not in the future
	Offered string        `json:"offered"`        // one of MeetingModes
	Chosen  string        `json:"chosen"`         // one of MeetingModes
	Who     string        `json:"who,omitempty"`  // id of the worker who had it; empty: who records it
	Note    string        `json:"note,omitempty"` // sealed
	Task    string        `json:"task,omitempty"` // service task to whose record it belongs: the one that has the case; empty: that one
}

// WithdrawnContact takes back a contact that was recorded wrongly. The record is
// kept; a contact that was otherwise is recorded anew.
type WithdrawnContact struct {
	Contact es.ID  `json:"contact"`
	Reason  string `json:"reason"`         // required, sealed
	Task    string `json:"task,omitempty"` // as of NewContact
}

// ContactWithdrawal says why a contact was taken back.
type ContactWithdrawal struct {
	By     string        `json:"by"` // id of the worker
	On     calendar.Date `json:"on"`
	Reason string        `json:"reason"`
}

// Contacted is one contact, or one meeting that was held.
type Contacted struct {
	Contact es.ID         `json:"contact"`
	Day     calendar.Date `json:"day"`
	Offered string        `json:"offered"` // one of MeetingModes
	Chosen  string        `json:"chosen"`  // one of MeetingModes
	Who     string        `json:"who"`     // id of the worker who had it
	Meeting bool          `json:"meeting"` // it was a meeting with the worker
	Note    string        `json:"note,omitempty"`
	At      time.Time     `json:"at"`   // when it was recorded; UTC
	Task    string        `json:"task"` // service task to whose record it belongs

	Withdrawn *ContactWithdrawal `json:"withdrawn,omitempty"` // it was recorded wrongly, and is not counted; nil: it stands
}

// ModeFigures counts contacts by what was offered and what was chosen. A number
// that is nil is hidden: a cell under the smallest, or a sum over such a cell.
type ModeFigures struct {
	Cells  []ModeCell `json:"cells"`  // one for each pair of MeetingModes, by offered, then by chosen
	Chosen []ModeSum  `json:"chosen"` // one for each of MeetingModes
	Other  *int       `json:"other"`  // another mode was chosen than offered
	Total  *int       `json:"total"`
}

// ModeCell counts the contacts that were offered in one mode and had in one.
type ModeCell struct {
	Offered string `json:"offered"` // one of MeetingModes
	Chosen  string `json:"chosen"`  // one of MeetingModes
	Count   *int   `json:"count"`
}

// ModeSum counts the contacts that were had in a mode, whatever was offered.
type ModeSum struct {
	Mode  string `json:"mode"` // one of MeetingModes
	Count *int   `json:"count"`
}

// ContactReport counts the contacts of a year, by the unit in which the worker who
// had them is today. It is about whole years only.
type ContactReport struct {
	Year     int           `json:"year"`
	Through  calendar.Date `json:"through"`  // the last day of which it counts what was recorded: the end of the last month
	Smallest int           `json:"smallest"` // the least number that is shown, besides none
	Units    []UnitOfModes `json:"units"`    // with contacts, in the order of the area's register
	All      ModeFigures   `json:"all"`
}

// UnitOfModes is a unit's line.
type UnitOfModes struct {
	Unit string `json:"unit"` // code; empty: small units together, and workers whom the register knows no more
	ModeFigures
}

// Situation is what a young person does: work, studies, military or civilian
// service, and what else fills the days. Who does none of the first three is
// counted as NEET.
type Situation struct {
	Work    string `json:"work"`    // one of Works
	Study   string `json:"study"`   // one of Studies
	Service string `json:"service"` // one of ServicesToTheState
	Other   string `json:"other"`   // one of OtherActivities
}

// Works are how somebody works.
func Works() []string { return []string{"full", "part", "gig", "none"} }

// Studies are what somebody studies at: comprehensive school, education that
// prepares for more, vocational, general upper secondary, higher, another.
func Studies() []string {
	return []string{"comprehensive", "preparatory", "vocational", "upper-secondary", "higher", "other", "none"}
}

// ServicesToTheState are military and civilian service.
func ServicesToTheState() []string { return []string{"conscript", "civil", "none"} }

// OtherActivities are what else fills the days: rehabilitation, parental leave, a
// youth workshop, rehabilitative work.
func OtherActivities() []string {
	return []string{"rehabilitation", "parental-leave", "workshop", "rehabilitative-work", "none"}
}

// SituationSources are from where a situation is known: the young person's own
// word, a register, what the worker found out.
func SituationSources() []string { return []string{"own-word", "register", "worker"} }

// NewSituation records from when on a situation was, or corrects what was recorded.
type NewSituation struct {
	From     calendar.Date `json:"from"`              // not in the future
	Source   string        `json:"source"`            // one of SituationSources
	Corrects es.ID         `json:"corrects,omitzero"` // a record that was wrong; zero: none was
	Task     string        `json:"task,omitempty"`    // as of NewContact
	Situation
}

// SituationRecord is a situation as it was recorded once. A correction keeps what
// it corrects.
type SituationRecord struct {
	Record es.ID         `json:"record"`
	From   calendar.Date `json:"from"`
	Source string        `json:"source"` // one of SituationSources
	Situation
	Group     string    `json:"group"`               // one of SituationGroups, but unknown
	Now       bool      `json:"now"`                 // it is so today, as far as is known
	Corrects  es.ID     `json:"corrects,omitzero"`   // the record that it corrects
	Corrected bool      `json:"corrected,omitempty"` // another record corrects it
	By        string    `json:"by"`                  // id of the worker who recorded it
	At        time.Time `json:"at"`                  // when; UTC
	Task      string    `json:"task"`                // service task to whose record it belongs
}

// SituationGroups are what situations are counted as: in work, studies or service;
// in none of them; in none of them, but in a workshop or rehabilitation; nothing
// is recorded.
func SituationGroups() []string { return []string{"engaged", "neet", "neet-active", "unknown"} }

// SituationReport counts the young people with an open case on the first day of a
// month, by the unit in which who was responsible is today: as it was recorded by
// the end of that day, and as it is known now, corrections included.
type SituationReport struct {
	Day      calendar.Date    `json:"day"`
	Smallest int              `json:"smallest"` // the least number that is shown, besides none
	Then     SituationFigures `json:"then"`
	Now      SituationFigures `json:"now"`
}

// SituationFigures are the figures of one of the two views.
type SituationFigures struct {
	Units []UnitOfSituations `json:"units"` // with young people in either view, in the order of the area's register
	All   SituationCounts    `json:"all"`
}

// UnitOfSituations is a unit's line.
type UnitOfSituations struct {
	Unit string `json:"unit"` // code; empty: small units together, and workers whom the register knows no more
	SituationCounts
}

// SituationCounts are the figures of a line, as far as they are shown. Where one
// of them, in either view, would be small, the line is told in fewer parts.
type SituationCounts struct {
	Parts       string `json:"parts"`        // one of SituationParts
	Engaged     *int   `json:"engaged"`      // in work, studies or service
	Neet        *int   `json:"neet"`         // in none of them
	NeetActive  *int   `json:"neet_active"`  // of those, in a workshop or rehabilitation
	NeetWithout *int   `json:"neet_without"` // of those, the others
	Unknown     *int   `json:"unknown"`      // nothing is recorded
	Total       *int   `json:"total"`
}

// SituationParts are in how many parts a line is told: in all groups; without
// telling who of the NEET is in a workshop or rehabilitation; the total alone;
// nothing.
func SituationParts() []string { return []string{"groups", "neet", "total", "nothing"} }

// HousingNeeds are what may prevent a young person's rehabilitation: no home, a
// home with defects, too little income; and a need of supported housing.
//
// Law: 417/2007, section 76 a; 1301/2014, section 21 a.
func HousingNeeds() []string { return []string{"no-home", "poor-home", "income", "supported"} }

// HousingEnds are how such a need ends: it was arranged, the young person found a
// way, it is needed no more.
func HousingEnds() []string { return []string{"arranged", "own-way", "not-needed"} }

// HousingHandedOver is how a need ends that was open when the case moved into
// another service task: it is opened anew there, if it is needed.
const HousingHandedOver = "handed-over"

// NewHousingNeed opens a need of housing.
type NewHousingNeed struct {
	What   string        `json:"what"`             // one of HousingNeeds
	Opened calendar.Date `json:"opened"`           // when it became known; not in the future
	Detail string        `json:"detail,omitempty"` // sealed
	Task   string        `json:"task,omitempty"`   // as of NewContact
}

// EndedHousingNeed says that a need of housing has ended.
type EndedHousingNeed struct {
	Need  es.ID         `json:"need"`
	How   string        `json:"how"`            // one of HousingEnds
	Ended calendar.Date `json:"ended"`          // not in the future, not before it was opened
	Task  string        `json:"task,omitempty"` // as of NewContact
}

// HousingNeed is a need of housing, open or ended.
type HousingNeed struct {
	Need     es.ID         `json:"need"`
	What     string        `json:"what"` // one of HousingNeeds
	Opened   calendar.Date `json:"opened"`
	Due      calendar.Date `json:"due"`  // the last day within the area's own target, as it was when the need was opened
	Late     bool          `json:"late"` // it was open after that day
	Detail   string        `json:"detail,omitempty"`
	Ended    calendar.Date `json:"ended,omitzero"`
	How      string        `json:"how,omitempty"` // one of HousingEnds, or HousingHandedOver; empty: it is open
	By       string        `json:"by"`            // id of the worker who opened it
	Findings []law.Finding `json:"findings"`      // of its opening, and of its end
	Task     string        `json:"task"`          // service task to whose record it belongs
}

// RatersOfWellbeing are whose view of a young person's wellbeing a rating is.
func RatersOfWellbeing() []string { return []string{"own", "worker"} }

// NewRating is a worker's rating, or the young person's own as they told it.
type NewRating struct {
	Of     string        `json:"of"`              // one of RatersOfWellbeing
	Points int           `json:"points"`          // 1 to 10
	Day    calendar.Date `json:"day"`             // not in the future
	Words  string        `json:"words,omitempty"` // sealed
	Task   string        `json:"task,omitempty"`  // as of NewContact
}

// OwnRating is a young person's own rating of today.
type OwnRating struct {
	Points int    `json:"points"`          // 1 to 10
	Words  string `json:"words,omitempty"` // sealed
}

// WellbeingMoments are when wellbeing is compared: at the start of a case, and 6
// and 12 months later.
func WellbeingMoments() []string { return []string{"start", "6-months", "12-months"} }

// WellbeingRating is one rating.
type WellbeingRating struct {
	Rating es.ID         `json:"rating,omitzero"` // zero: of a plan
	Of     string        `json:"of"`              // one of RatersOfWellbeing
	Points int           `json:"points"`
	Day    calendar.Date `json:"day"`
	Words  string        `json:"words,omitempty"`
	Plan   bool          `json:"plan,omitempty"`   // it stands in the plan of that day
	Moment string        `json:"moment,omitempty"` // one of WellbeingMoments; empty: none of them
	By     string        `json:"by"`               // id of the worker who recorded it, or youth
	Task   string        `json:"task"`             // service task to whose record it belongs
}

// WellbeingReport compares wellbeing at the start, 6 and 12 months of the cases
// that were opened in a year, by the unit of who was responsible then. Of each
// case the rating nearest to the moment counts.
type WellbeingReport struct {
	Year     int                 `json:"year"`     // of the opening
	Through  calendar.Date       `json:"through"`  // the last day of which it counts what was recorded: the end of the last month
	Smallest int                 `json:"smallest"` // the least number that is shown, besides none
	Units    []UnitOfWellbeing   `json:"units"`    // with ratings, in the order of the area's register
	All      []MomentOfWellbeing `json:"all"`
}

// UnitOfWellbeing is a unit's part.
type UnitOfWellbeing struct {
	Unit    string              `json:"unit"` // code; empty: of workers whom the register knows no more
	Moments []MomentOfWellbeing `json:"moments"`
}

// MomentOfWellbeing is one of WellbeingMoments.
type MomentOfWellbeing struct {
	Moment string        `json:"moment"` // one of WellbeingMoments
	Own    WellbeingMean `json:"own"`
	Worker WellbeingMean `json:"worker"`
}

// WellbeingMean is how many ratings there are, and their mean. Both are nil where
// the number is hidden; the mean is nil where there are none.
type WellbeingMean struct {
	Count  *int `json:"count"`
	Tenths *int `json:"tenths"` // of a point
}

// Network are the people around a young person on a day.
type Network struct {
	Case   es.ID         `json:"case"`
	Person es.ID         `json:"person"`
	Shows  string        `json:"shows"` // one of CaseShows
	Task   string        `json:"task"`  // service task that has the case: what is recorded now belongs to its record
	Day    calendar.Date `json:"day"`
	Today  calendar.Date `json:"today"`
	People []Tie         `json:"people"` // who was there on that day, the nearest first
	May    []string      `json:"may"`    // tie, tie-change; to the young person, too
}

// Version returns what the edge puts into ETag and Nivel-Position: a day has none.
func (n Network) Version() (es.Revision, es.Position) { return es.NoStream, es.Position{} }

// Tie is a person around a young person, as they stood to each other on a day.
type Tie struct {
	Tie       es.ID         `json:"tie"`
	Kind      string        `json:"kind"`          // one of TieKinds
	Closeness int           `json:"closeness"`     // 1 nearest, 3 farthest
	Name      string        `json:"name"`          //
	From      calendar.Date `json:"from,omitzero"` // zero: for as long as anybody knows
	Self      bool          `json:"self"`          // the young person drew it
	Task      string        `json:"task"`          // service task to whose record it belongs
}

// TieKinds are how a person stands to the young person.
func TieKinds() []string {
	return []string{"parent", "sibling", "relative", "partner", "child", "friend", "carer", "worker", "support-person", "other"}
}

// NewTie draws a person into the network.
type NewTie struct {
	Kind      string        `json:"kind"`           // one of TieKinds
	Closeness int           `json:"closeness"`      // 1 nearest, 3 farthest
	Name      string        `json:"name"`           // required, sealed
	From      calendar.Date `json:"from,omitzero"`  // not in the future; zero: for as long as anybody knows
	Task      string        `json:"task,omitempty"` // as of NewContact
}

// ChangedTie says how near a person is from a day on, or that they are no more.
type ChangedTie struct {
	Tie       es.ID         `json:"tie"`
	Closeness int           `json:"closeness,omitempty"` // 1 nearest, 3 farthest; 0 with gone
	Gone      bool          `json:"gone,omitempty"`      // from that day on they are not in the network
	From      calendar.Date `json:"from"`                // not in the future, not before they were in it
	Task      string        `json:"task,omitempty"`      // as of NewContact
}
