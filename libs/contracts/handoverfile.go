package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// A handover to another area, as a signed file. Within an area a handover moves
// responsibility; between areas the file is what the receiving one starts from.
//
//	POST /cases/{case}/handover/file  HandoverFileFor  → HandoverFile

// HandoverFileFor asks for a file: for whom, and what is in it. Who the client is
// comes from who asks, and is stored nowhere.
type HandoverFileFor struct {
	ToArea       string   `json:"to_area"`   // code of another wellbeing services county
	Documents    []string `json:"documents"` // of HandoverConsents: exactly these are disclosed; at least one
	FamilyName   string   `json:"family_name"`
	GivenNames   string   `json:"given_names"`
	IdentityCode string   `json:"identity_code"`
}

// HandoverFormat names the format of a file and how its content is read.
const HandoverFormat = "nivel-handover/1"

// HandoverFile is a case on its way to another area. Whoever has the public key of
// the area that signed it can tell that nothing in it was changed.
type HandoverFile struct {
	Format    string `json:"format"`    // HandoverFormat
	Key       string `json:"key"`       // names the key: 16 hexadecimal digits of the SHA-256 of its public half
	Signature string `json:"signature"` // Ed25519 over the format, a line feed and the content; base64
	Content   string `json:"content"`   // a HandedCase, as JSON
}

// HandedCase is what a file holds. What was not named is not in it.
type HandedCase struct {
	FromArea  string        `json:"from_area"` // code of the area that had the case
	ToArea    string        `json:"to_area"`   // code of the area that it is for
	On        calendar.Date `json:"on"`
	Case      es.ID         `json:"case"` // as the area that had it names it
	Client    HandedClient  `json:"client"`
	By        HandedBy      `json:"by"`
	Documents []string      `json:"documents"` // of HandoverConsents, in their order

	Summary *WrittenSummary `json:"summary,omitempty"`
	Right   *HandedRight    `json:"right,omitempty"`
	Plan    *PlanVersion    `json:"plan,omitempty"`
}

// HandedClient is who the case is about.
type HandedClient struct {
	FamilyName   string `json:"family_name"`
	GivenNames   string `json:"given_names"`
	IdentityCode string `json:"identity_code"`
}

// HandedBy is the worker whom the receiver asks.
type HandedBy struct {
	Name  string            `json:"name"`
	Unit  map[string]string `json:"unit,omitempty"` // by language
	Email string            `json:"email,omitempty"`
}

// HandedRight is the right to aftercare as it was found. Which areas are
// responsible and bear the cost is a decision of its own, which nobody names.
type HandedRight struct {
	Right           string        `json:"right"` // one of Rights
	DutyEnd         calendar.Date `json:"duty_end,omitzero"`
	ResponsibleArea string        `json:"responsible_area,omitempty"` // in files from before 2026-11-24 only
	CostArea        string        `json:"cost_area,omitempty"`        // likewise
}
