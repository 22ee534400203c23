package contracts

import "nivel/libs/calendar"

// Absence is a time in which the responsible worker is away.
type Absence struct {
	From       calendar.Date `json:"from"`
	Until      calendar.Date `json:"until"`                // inclusive
	Substitute string        `json:"substitute,omitempty"` // id of the worker who stands in; empty: nobody
}

// Continuity is how steady a young person's worker has been.
type Continuity struct {
	Changes   int           `json:"changes"`   // of the responsible worker
	Since     calendar.Date `json:"since"`     // from which the present one is responsible
	Uncovered int           `json:"uncovered"` // days so far on which the worker was away and nobody stood in
}

// Gap is a day from which what was to be there is not.
type Gap struct {
	Kind string        `json:"kind"` // one of GapKinds
	On   calendar.Date `json:"on"`   // its first day
	Open bool          `json:"open"` // it has begun
}

// GapKinds are what may be missing.
func GapKinds() []string {
	return []string{"no-worker", "unanswered", "right-ends", "right-unknown", "no-plan", "review-missing", "milestone-late", "follow-up-missing", "no-meeting", "decision-ends"}
}

// GapRow is a case with its gaps, the first to open first.
type GapRow struct {
	CaseRow
	Gaps []Gap    `json:"gaps"`           // at least one
	Away *Absence `json:"away,omitempty"` // of the responsible worker, today or later
}

// GapPage is one page of a board of gaps, those open for longest first.
type GapPage struct {
	View    string        `json:"view"` // mine or unit
	Rows    []GapRow      `json:"rows"`
	Next    string        `json:"next,omitempty"`
	Workers []WorkerGaps  `json:"workers,omitempty"` // of view unit for who leads it, and of mine
	Stale   bool          `json:"stale"`
	Today   calendar.Date `json:"today"`
	Until   calendar.Date `json:"until"` // how far ahead the board looks
}

// WorkerGaps counts a worker's cases by their first gap.
type WorkerGaps struct {
	Worker string `json:"worker"` // id
	Open   int    `json:"open"`
	Coming int    `json:"coming"`
}
