package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

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

	CapGrounds string `json:"cap_grounds,omitempty"` // why the colleague is to have more children than the cap; sealed
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
	Children int    `json:"children"` // children of matters on a basis that only children have, each once
	Others   int    `json:"others"`   // matters of others: not in the statutory count
	Overdue  int    `json:"overdue"`  // of both: the last day has passed
	OverCap  bool   `json:"over_cap"` // a social worker with more children than the cap

	Unexplained int `json:"unexplained"` // of Overdue: nobody has recorded why

	Overrides []CapOverride `json:"overrides,omitempty"` // why, in the order of their list
}

// CapOverride is the record of a matter that a worker got above the cap.
type CapOverride struct {
	On       calendar.Date `json:"on"`
	Decided  string        `json:"decided"`  // id of who decided it: the worker or a manager
	Children int           `json:"children"` // that the worker then had, with this one
	Grounds  string        `json:"grounds"`  // opened
}

// TakeOver asks to take a matter; its body may be left out.
type TakeOver struct {
	CapGrounds string `json:"cap_grounds,omitempty"` // why one is to have more children than the cap; sealed
}

// Delay asks to record why what is next with a matter was not done by its last day.
type Delay struct {
	Grounds string `json:"grounds"` // required, sealed
}
