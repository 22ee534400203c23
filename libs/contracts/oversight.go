package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// The HTTP interface of services/oversight. Days are Helsinki's, both included.
//
//	POST   /glass                                      GlassAsked → GlassReceipt (colleagues without a relation)
//	GET    /glass/{glass}                              –          → Glass        (the privacy officer and who is responsible)
//	DELETE /people/{person}/glass                      –          → GlassReceipt (who broke it)
//	GET    /people/{person}/looks?from=&to=&page=      –          → LookPage     (the privacy officer)
//	GET    /people/{person}/looks/extract?from=&to=    –          → LogExtract   (who makes the extract that the person asked for)
//	GET    /workers/{worker}/looks?from=&to=&page=     –          → LookPage     (the privacy officer)
//	GET    /my/looks?page=                             –          → OwnLookPage  (the young person's own)
//	GET    /report?day=                                –          → DailyReport  (the privacy officer)

// GlassAsked asks to see one person's data without a relation to them.
type GlassAsked struct {
	Person es.ID  `json:"person"`
	Task   string `json:"task"`   // service task, one of access.Tasks
	Reason string `json:"reason"` // required; sealed before it is stored
}

// GlassReceipt says until when the data is open.
type GlassReceipt struct {
	Receipt           // Matter is the glass
	Until   time.Time `json:"until"` // UTC
}

// Glass is how and why a glass was broken, the last time.
type Glass struct {
	Glass    es.ID       `json:"glass"`
	Person   es.ID       `json:"person"`
	Actor    string      `json:"actor"` // id of the worker
	Task     string      `json:"task"`
	Reason   string      `json:"reason"`
	Told     []string    `json:"told"` // ids of the workers who were told
	At       time.Time   `json:"at"`
	Until    time.Time   `json:"until"` // when it closes or was closed
	Revision es.Revision `json:"revision"`
}

// Version returns what the edge puts into ETag and Nivel-Position.
func (g Glass) Version() (es.Revision, es.Position) { return g.Revision, es.Position{} }

// Look is one line of the use log: ids and codes, no names.
type Look struct {
	At        time.Time `json:"at"`
	Action    string    `json:"action"`
	Actor     string    `json:"actor"` // id of a worker or a person
	Role      string    `json:"role"`
	Unit      string    `json:"unit,omitempty"`
	Object    string    `json:"object"`              // kind of the document or view
	ObjectID  string    `json:"object_id,omitempty"` // opaque
	Persons   []es.ID   `json:"persons,omitempty"`   // whose data
	Purpose   string    `json:"purpose"`
	Relation  string    `json:"relation,omitempty"` // one of access.Relations; empty: none
	Outcome   string    `json:"outcome"`            // allowed, denied or glass
	Protected bool      `json:"protected,omitempty"`
	Near      []string  `json:"near,omitempty"` // in what the person seems near to the worker: access.Nearnesses
}

// LookPage is a part of the use log, newest first.
type LookPage struct {
	From  calendar.Date `json:"from"`
	To    calendar.Date `json:"to"`
	Looks []Look        `json:"looks"`
	Next  string        `json:"next,omitempty"` // ask with ?page= for the earlier ones; empty: there are none
}

// LogExtract is the formal extract of the use log: to be printed, and as a file.
//
// Law: 703/2023, section 11.
type LogExtract struct {
	Name  string        `json:"name"` // of the file
	CSV   string        `json:"csv"`  // UTF-8 with its mark, semicolons
	From  calendar.Date `json:"from"`
	To    calendar.Date `json:"to"`
	Lines []ExtractLine `json:"lines"` // as in the file
}

// ExtractLine is one line of the extract. No other client is in it.
type ExtractLine struct {
	At       time.Time `json:"at"`
	User     string    `json:"user,omitempty"` // name; empty: a client or a guardian
	Role     string    `json:"role"`
	Unit     string    `json:"unit,omitempty"` // code
	Provider string    `json:"provider,omitempty"`
	Object   string    `json:"object"`             // kind of the document or view
	Purpose  string    `json:"purpose"`            // service task
	Relation string    `json:"relation,omitempty"` // one of access.Relations; empty: none
	Policy   string    `json:"policy"`             // of the county's rules, that allowed it
	Glass    bool      `json:"glass,omitempty"`
	To       string    `json:"to,omitempty"`   // to whom it was disclosed
	What     string    `json:"what,omitempty"` // that was disclosed
	On       string    `json:"on,omitempty"`   // provision or permit that it was disclosed on
}

// OwnLook is one time that somebody used the data of who asks.
type OwnLook struct {
	At        time.Time `json:"at"`
	Role      string    `json:"role"`
	Unit      string    `json:"unit,omitempty"`
	Purpose   string    `json:"purpose"`
	Object    string    `json:"object"`
	Glass     bool      `json:"glass,omitempty"`     // somebody without a relation broke the glass
	Disclosed bool      `json:"disclosed,omitempty"` // it was given out
}

// OwnLookPage is a part of it, newest first.
type OwnLookPage struct {
	Looks []OwnLook `json:"looks"`
	Next  string    `json:"next,omitempty"`
}

// DailyReport is what a privacy officer should look at.
type DailyReport struct {
	Day    calendar.Date `json:"day"`
	Alerts []Alert       `json:"alerts"`
}

// Alert is one kind of thing that one worker did on the day.
type Alert struct {
	Kind    string    `json:"kind"`  // one of uselog.AlertKind
	Actor   string    `json:"actor"` // id of the worker
	Unit    string    `json:"unit,omitempty"`
	Persons int       `json:"persons"` // how many they were
	Looks   int       `json:"looks"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
	Near    []string  `json:"near,omitempty"` // in what they seem near to the worker, a hint: access.Nearnesses
}

// FactGlassBroken tells that a worker opened a person's data without a relation.
// The subject is the glass.
const FactGlassBroken = "oversight.glass-broken.v1"

// GlassBroken tells who did it and who is to hear of it.
type GlassBroken struct {
	Person es.ID     `json:"person"`
	Actor  string    `json:"actor"` // id of the worker
	Task   string    `json:"task"`
	Told   []string  `json:"told"`  // ids of workers: the responsible, the privacy officers
	Until  time.Time `json:"until"` // UTC
}
