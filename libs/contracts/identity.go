package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Who a person is, in the HTTP interface of services/intake: an id of their own
// until an identity code is recorded, the codes they have had, and ids that are one
// person.
//
//	GET  /people/{person}/identity          –             → PersonIdentity
//	GET  /people/{person}/identity/codes    –             → IdentityCodes
//	POST /people/{person}/identity/code     IdentityCode  → Receipt
//	POST /people/{person}/identity/merge    Merging       → Receipt
//	POST /people/{person}/identity/unmerge  Unmerging     → Receipt
//
// A Receipt's Matter holds the id under which the person goes on.

// PersonIdentity is who a person is known as.
type PersonIdentity struct {
	Person     es.ID          `json:"person"`     // under which they go on, whichever was asked for
	Name       string         `json:"name"`       // family name, given names
	BirthDate  string         `json:"birth_date"` // YYYY-MM-DD; empty: not known
	Temporary  bool           `json:"temporary"`  // the id is one of its own: no identity code is on record
	Matters    []MatterRow    `json:"matters"`    // under all ids, as far as the reader may see them; the latest first
	Merged     []MergedPerson `json:"merged"`     // ids that people said are the same person
	Duplicates []Duplicate    `json:"duplicates"` // who may be the same person; only those whom the reader may see too
	May        []string       `json:"may"`        // what the reader may do now: record-code, merge, unmerge
}

// MergedPerson is an id that counts as another.
type MergedPerson struct {
	Person    es.ID         `json:"person"`
	Name      string        `json:"name"` // as it was known under that id
	By        string        `json:"by"`   // id of who merged it
	On        calendar.Date `json:"on"`
	Reason    string        `json:"reason"`
	OpenCases bool          `json:"open_cases"` // services/transitions has a case under that id, which stays there
}

// Duplicate is somebody who may be the same person.
type Duplicate struct {
	Person        es.ID    `json:"person"`
	Name          string   `json:"name"`
	BirthDate     string   `json:"birth_date"`
	Temporary     bool     `json:"temporary"`
	NonDisclosure bool     `json:"non_disclosure"`
	Why           []string `json:"why"`      // of DuplicateReasons
	Survives      bool     `json:"survives"` // merged, both go on under that id
}

// DuplicateReasons lists why two ids may be one person.
func DuplicateReasons() []string {
	return []string{"same-code", "same-name-and-birth", "same-name-temporary"}
}

// IdentityCodes are the identity codes of a person, the newest first; those of an id
// that was merged after those of who goes on. Earlier ones are for those who need them.
type IdentityCodes struct {
	Codes []IdentityCodeOnce `json:"codes"`
}

// IdentityCodeOnce is one of them.
type IdentityCodeOnce struct {
	Code    string        `json:"code"`
	From    calendar.Date `json:"from,omitzero"` // the day on which it was recorded; zero: they had it when they became known
	By      string        `json:"by,omitempty"`  // id of who recorded it
	Current bool          `json:"current"`
}

// IdentityCode asks to record an identity code.
type IdentityCode struct {
	IdentityCode string `json:"identity_code"`
}

// Merging asks to treat another id as the same person. Who has an identity code
// goes on; of two alike, the one that is asked about.
type Merging struct {
	Other  es.ID  `json:"other"`
	Reason string `json:"reason"`
}

// Unmerging asks to undo a merge.
type Unmerging struct {
	Reason string `json:"reason"`
}

// Facts of who is who. Nothing changes in a matter by them.
const (
	FactPersonMerged   = "intake.person-merged.v1"
	FactPersonUnmerged = "intake.person-unmerged.v1"
)

// PersonMerged tells that an id counts as another from now on.
type PersonMerged struct {
	Person es.ID `json:"person"`
	Into   es.ID `json:"into"`
}

// PersonUnmerged tells that an id counts as itself again.
type PersonUnmerged struct {
	Person es.ID `json:"person"`
	From   es.ID `json:"from"`
}
