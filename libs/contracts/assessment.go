package contracts

import (
	"time"

	"nivel/libs/es"
)

// The assessment of the need of services, as services/intake takes it.
//
//	GET /matters/{matter}/assessment   –                → Assessment
//	PUT /matters/{matter}/assessment   AssessmentDraft  → Receipt

// AssessmentForm is the form of an assessment of the need of services
// (palvelutarpeen arviointi) in one version. What was answered with a version is
// shown with that version, whatever came later.
type AssessmentForm struct {
	Code     string        `json:"code"`    // such as child-needs
	Version  int           `json:"version"` // from 1
	Sections []FormSection `json:"sections"`
}

// FormSection is one part of a form.
type FormSection struct {
	Code   string            `json:"code"`
	Title  map[string]string `json:"title"`         // by language: fi, sv, en
	Law    string            `json:"law,omitempty"` // what asks for it, such as "SHL 1301/2014 37 §"
	Fields []FormField       `json:"fields"`
}

// FormField is one question.
type FormField struct {
	Code     string            `json:"code"`              // unique in the form
	Label    map[string]string `json:"label"`             // by language
	Hint     map[string]string `json:"hint,omitempty"`    // by language
	Required bool              `json:"required"`          // the assessment is not completed without it
	Choices  []FormChoice      `json:"choices,omitempty"` // none: it is answered in words
}

// FormChoice is one of a closed set of answers.
type FormChoice struct {
	Code  string            `json:"code"`
	Label map[string]string `json:"label"` // by language
}

// Assessment is the form of one matter with what has been written into it.
type Assessment struct {
	Matter  es.ID              `json:"matter"`
	Form    AssessmentForm     `json:"form"`
	Answers []AssessmentAnswer `json:"answers"` // one of each field of the form, in its order
	Missing []string           `json:"missing"` // fields without which it is not completed
	Twelve  string             `json:"twelve"`  // is the child 12 or older today: yes, no or unknown
	MayEdit bool               `json:"may_edit"`
}

// AssessmentAnswer is what stands in one field now. A field that nobody has
// written into is empty, at revision 0.
type AssessmentAnswer struct {
	Field    string    `json:"field"`
	Text     string    `json:"text,omitempty"` // in words, opened
	Code     string    `json:"code,omitempty"` // of the choice
	Revision int       `json:"revision"`       // how often it was written
	By       string    `json:"by,omitempty"`   // id of who wrote it last
	At       time.Time `json:"at,omitzero"`    // when
}

// AssessmentDraft asks to save answers. A field that stands as it stood at the
// revision it was typed on top of is left alone; one that somebody else has
// written since is refused with its name (answers.<field>, changed-since), and
// then nothing of the draft is saved: send it again with the revision that was read.
type AssessmentDraft struct {
	Form    string        `json:"form"`    // code of the form
	Version int           `json:"version"` // of the form
	Answers []DraftAnswer `json:"answers"` // fields that are not among them stay
}

// DraftAnswer is what somebody wrote into one field.
type DraftAnswer struct {
	Field    string `json:"field"`
	Text     string `json:"text,omitempty"`
	Code     string `json:"code,omitempty"`
	Revision int    `json:"revision"` // of the answer that it was typed on top of
}
