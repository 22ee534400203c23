package contracts

import "nivel/libs/es"

// The HTTP interface of services/intake, the work of a unit.
//
//	GET  /board                    –       → Board
//	POST /workers/{worker}/matters MoveAll → MovedAll

// MoveAll asks to give all that a worker has to a colleague, or into a queue: when
// somebody is away, or leaves. Each matter's history says so.
type MoveAll struct {
	To   string `json:"to,omitempty"`   // id of the colleague; empty: into a queue
	Unit string `json:"unit,omitempty"` // code, when To is empty; empty: the shared queue
	Note string `json:"note,omitempty"` // a word on the way, sealed in each matter
}

// MovedAll says what became of it.
type MovedAll struct {
	Moved    int     `json:"moved"`
	Left     []es.ID `json:"left"`     // matters that stayed: a rule said no to each
	Position string  `json:"position"` // in the log
}

// Board is the load of each worker of the reader's unit.
type Board struct {
	Unit    string `json:"unit"`
	Workers []Load `json:"workers"`
	Cap     int    `json:"cap"` // children for one responsible social worker, LSL 417/2007 13 b §
}

// Load is what one worker has to do.
type Load struct {
	Worker   string `json:"worker"`   // id
	Children int    `json:"children"` // matters on a basis that only children have
	Others   int    `json:"others"`   // matters of others: not in the statutory count
	Overdue  int    `json:"overdue"`  // of both: the last day has passed
	OverCap  bool   `json:"over_cap"` // a social worker with more children than the cap
}
