package contracts

import (
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Documents of intake, part of the HTTP interface of services/intake. A matter
// that has not come as far has no such document.
//
//	GET /matters/{matter}/documents/{document}             – → IntakeDocument
//	GET /matters/{matter}/documents/{document}/party-copy?recipient=  – → IntakeDocument (CopyToClient, or another of CopyRecipients with ".n" of the guardian)
//	GET /matters/{matter}/documents/{document}/national    – → NationalDocument (not of the outcome, which is in the assessment)

// The documents of intake.
const (
	DocumentNotification = "notification" // what arrived (ilmoitus, yhteydenotto, hakemus)
	DocumentEvaluation   = "evaluation"   // how urgent it is, and is the need assessed (ilmoituksen arvio)
	DocumentAssessment   = "assessment"   // of the need of services (palvelutarpeen arvio)
	DocumentOutcome      = "outcome"      // what the assessment ended in
)

// IntakeDocuments lists them, in the order in which they come to be.
func IntakeDocuments() []string {
	return []string{DocumentNotification, DocumentEvaluation, DocumentAssessment, DocumentOutcome}
}

// IntakeDocument is a document of a matter as it is printed. What a law asks for
// is always in it: with what is on record, or with why nothing is shown. Whatever
// a safety non-disclosure (turvakielto) hides is left out for everybody: paper
// has no access rights.
type IntakeDocument struct {
	Matter    es.ID  `json:"matter"`
	Document  string `json:"document"`            // one of IntakeDocuments
	Way       string `json:"way"`                 // one of Ways: what the notification is called
	Party     bool   `json:"party"`               // a copy for a party: the reporter is left out
	Draft     bool   `json:"draft,omitempty"`     // of an assessment that is not completed
	Protected bool   `json:"protected,omitempty"` // a safety non-disclosure is in force

	Recipient     string `json:"recipient,omitempty"`      // of a copy for a party: one of CopyRecipients
	RecipientName string `json:"recipient_name,omitempty"` // of the guardian; empty: the client

	Sections []DocumentSection `json:"sections"` // in the order of the page
}

// DocumentSection is what one provision asks for, or one part of a form.
type DocumentSection struct {
	Section string            `json:"section"`         // code: of DocumentSections, or of a part of a form
	Title   map[string]string `json:"title,omitempty"` // of a form's part, by language
	Laws    []string          `json:"laws"`            // such as "703/2023 38 § 1 mom"
	Items   []DocumentItem    `json:"items"`
}

// DocumentSections are the sections that are no parts of a form.
func DocumentSections() []string {
	return []string{"document", "client", "circumstances", "source", "need", "telling", "evaluation", "course", "outcome"}
}

// DocumentItem is one datum of a document; of its values one is set, or Left.
type DocumentItem struct {
	Item   string            `json:"item"`            // code: of DocumentItems, or of a field of a form
	Label  map[string]string `json:"label,omitempty"` // of a form's field, by language
	Text   string            `json:"text,omitempty"`  // in words
	Words  map[string]string `json:"words,omitempty"` // by language
	Of     string            `json:"of,omitempty"`    // what Code is a code of, such as reporter
	Code   string            `json:"code,omitempty"`
	Day    calendar.Date     `json:"day,omitzero"`
	At     time.Time         `json:"at,omitzero"`
	Worker string            `json:"worker,omitempty"` // id: of whom name, role and unit are shown
	Left   string            `json:"left,omitempty"`   // one of DocumentReasons: why nothing else is shown
}

// DocumentItems lists the data that are no fields of a form.
func DocumentItems() []string {
	return slices.Concat(
		[]string{"service-task", "client-name", "client-id", "organiser", "producer", "author", "drawn-up"},
		[]string{"home-area", "relationship-start", "responsible", "non-disclosure", "representative-non-disclosure", "relationship-end", "relationship-end-ground"},
		[]string{"language", "mother-tongue", "contact", "home-municipality", "guardian", "guardian-contact", "guardian-powers", "information-right", "lives-with"},
		[]string{"source-what", "source-who", "source-name", "source-contact", "source-when", "source-asked", "source-ground", "source-purpose"},
		[]string{"need", "raised-by", "raised-when", "channel", "pending", "child-told", "guardian-told", "told-more"},
		[]string{"urgency", "urgency-grounds", "urgency-by", "urgency-when", "start", "start-grounds", "start-by", "start-on", "start-limit", "in-time"},
		[]string{"started-on", "completion-limit", "twelve", "completed-on"},
		[]string{"outcome", "outcome-grounds", "outcome-by", "outcome-on", "provision", "more-information", "services-decided"},
	)
}

// DocumentReasons are why a datum is not shown: nobody recorded it; the copy is
// for a party and must not tell of the reporter; a safety non-disclosure hides it;
// the copy is for somebody to whom it is not given; there is none, because the
// notification was anonymous, nobody asked for it, it is not decided yet, no client
// relationship has begun, or it goes on.
func DocumentReasons() []string {
	return []string{"not-recorded", "reporter-withheld", "protected", "anonymous", "own-initiative", "not-decided", "no-relationship", "since-before", "goes-on", "nobody", "left-out-of-copy"}
}

// Who gets a copy for a party.
const (
	CopyToClient   = "client"         // the client themself
	CopyToGuardian = "guardian"       // a guardian, as the legal representative of a minor: what the minor forbade is left out
	CopyToParty    = "guardian-party" // a guardian who is a party themself, in a right of their own
)

// CopyRecipients are who may get a copy for a party.
func CopyRecipients() []string { return []string{CopyToClient, CopyToGuardian, CopyToParty} }
