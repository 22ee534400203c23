package transitions

import (
	"slices"

	"nivel/libs/access"
	"nivel/libs/refusal"
)

// To which service task's record it belongs what is written of everyday life.

// filed is an event that names the service task to whose record it belongs. In
// histories before 2026-11-24 none does: then it is the one that had the case.
type filed interface{ filedIn() access.Task }

func (e ContactHad) filedIn() access.Task        { return e.Task }
func (e SituationRecorded) filedIn() access.Task { return e.Task }
func (e HousingNeedOpened) filedIn() access.Task { return e.Task }
func (e HousingNeedEnded) filedIn() access.Task  { return e.Task }
func (e WellbeingRated) filedIn() access.Task    { return e.Task }
func (e TieDrawn) filedIn() access.Task          { return e.Task }
func (e TieChanged) filedIn() access.Task        { return e.Task }

// taskOf is the service task to whose record an event belongs: the one that it
// names, else the one that had the case.
func taskOf(event Event, had access.Task) access.Task {
	if e, names := event.(filed); names && e.filedIn() != "" {
		return e.filedIn()
	}
	return had
}

// taskFor is the service task for a document: the one that was stated or, where
// none was, the one that has the case. That is child protection, aftercare
// included, until a worker of another service has accepted the case; from then on
// it is the service in which they took it.
//
// Law: 703/2023, section 37, as in force from 2024-01-01: a client document is
// stored in the service task to which it belongs.
func (c Case) taskFor(stated string) access.Task {
	if stated == "" {
		return c.Task
	}
	return access.Task(stated)
}

// ErrOtherTask: the document is meant for the record of a service that does not
// have the case. Its text is sealed under that record's key, and whoever reads that
// record would read it without having been told it.
var ErrOtherTask = refusal.Refusal{Kind: refusal.Untimely, Code: "other-task", Law: "703/2023 37 §"}

// files refuses a document that says no service task, and one that says another
// than the one that has the case.
func (c Case) files(task access.Task) error {
	var fields refusal.Check
	fields.Require(task != "", "task", "required")
	fields.Require(task == "" || slices.Contains(access.Tasks(), task), "task", "unknown-code")
	if err := fields.Refusal(); err != nil {
		return err
	}
	if task != c.Task {
		return ErrOtherTask
	}
	return nil
}
