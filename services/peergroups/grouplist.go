package peergroups

import (
	"strings"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// Row is a group in the list: the group itself, and its words sealed. What a
// reader sees of it is computed for that reader.
type Row struct {
	Group
	Command  es.ID        `json:"command"` // that founded it, to open Words
	Words    vault.Sealed `json:"words"`
	Revision es.Revision  `json:"revision"`
}

// listed is the one list: all groups by first session.
const listed = "groups"

// grouplist answers "which groups are there, and is there room?"
var grouplist = readmodel.Model[Row, Event]{
	Name:     "peergroups-list",
	Version:  2,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return groupOf(r.Stream) },
	Apply:    applyRow,
	Index: func(_ string, row Row) []readmodel.Entry {
		return []readmodel.Entry{{Set: listed, Score: scoreOf(row.First)}}
	},
}

func groupOf(stream string) string { return strings.TrimPrefix(stream, Category+"-") }

func applyRow(row Row, r es.Recorded, event Event) Row {
	row.Group, row.Revision = event.evolve(row.Group), r.Revision
	if e, ok := event.(GroupFounded); ok {
		row.Command, row.Words = r.Meta.Command, e.Words
	}
	return row
}

// scoreOf orders by instant.
func scoreOf(t time.Time) float64 { return float64(t.Unix()) }

// earliest is the lowest score at which a group may stand that still meets on a
// day or after it: the longest series back.
func earliest(today calendar.Date) float64 {
	return scoreOf(today.AddDays(-7 * (maxSessions - 1)).Midnight())
}

// past reports whether the last session was on a day before today. Such a group
// is no longer listed.
func (r Row) past(today calendar.Date) bool { return calendar.On(r.Last).Before(today) }
