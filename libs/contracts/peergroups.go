package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// The HTTP interface of services/peergroups.
//
//	POST   /groups                    NewGroup → Receipt      (workers)
//	GET    /groups?from=&after=       –        → GroupPage    (workers and young people; experts by experience: their own groups)
//	GET    /groups/{group}?after=     –        → Group        (the young see their own place)
//	GET    /groups/{group}/people     –        → GroupPeople  (who leads the group)
//	POST   /groups/{group}/seat       –        → SeatReceipt  (the young person who asks)
//	DELETE /groups/{group}/seat       –        → SeatReceipt

// NewGroup founds a peer group (vertaisryhmä) with its weekly sessions.
type NewGroup struct {
	Name     map[string]string `json:"name"`      // by language; fi is required; no personal data
	Place    string            `json:"place"`     // a public place; no personal data
	Seats    int               `json:"seats"`     // 1 to 50
	FirstDay calendar.Date     `json:"first_day"` // of the first session, not in the past
	At       string            `json:"at"`        // HH:MM, local time, the same over a change of clocks
	Minutes  int               `json:"minutes"`   // 15 to 480
	Sessions int               `json:"sessions"`  // weekly, 1 to 52
}

// Group is one peer group.
type Group struct {
	GroupRow
	Leader   string    `json:"leader"`   // id of the worker
	Sessions []Session `json:"sessions"` // by time
}

// GroupPeople says who is in a group, by opaque id.
type GroupPeople struct {
	Members []es.ID `json:"members"` // persons with a seat, in the order in which they got it
	Queue   []es.ID `json:"queue"`   // persons waiting, first in line first
}

// Version returns what the edge puts into ETag and Nivel-Position.
func (g Group) Version() (es.Revision, es.Position) { return g.Revision, es.Position{} }

// Session is one meeting of a group.
type Session struct {
	Starts time.Time `json:"starts"` // with the offset of Europe/Helsinki on that day
	Ends   time.Time `json:"ends"`
}

// GroupRow is one group in a list.
type GroupRow struct {
	Group    es.ID             `json:"group"`
	Name     map[string]string `json:"name"`
	Seats    int               `json:"seats"`
	Free     int               `json:"free"`
	Waiting  int               `json:"waiting"`
	First    time.Time         `json:"first"` // start of the first session
	Last     time.Time         `json:"last"`  // start of the last session
	Place    string            `json:"place"`
	Mine     string            `json:"mine"`    // of the young person who asks: "", seat or queue
	InLine   int               `json:"in_line"` // the place in the queue, 1 is next; 0: not in it
	Revision es.Revision       `json:"revision"`
}

// GroupPage is a list of groups, by first session.
type GroupPage struct {
	Rows  []GroupRow `json:"rows"`
	Next  string     `json:"next,omitempty"`
	Stale bool       `json:"stale"`
}

// SeatReceipt answers a sign-up or a cancellation.
type SeatReceipt struct {
	Receipt        // Matter holds the group's id
	Mine    string `json:"mine"` // "", seat or queue
	InLine  int    `json:"in_line"`
}

// Facts of services/peergroups. Subjects are groups.
const (
	FactGroupFounded = "peergroups.group-founded.v1"
	FactSeatReserved = "peergroups.seat-reserved.v1"
	FactQueued       = "peergroups.queued.v1"
	FactSeatReleased = "peergroups.seat-released.v1"
	FactPromoted     = "peergroups.promoted.v1"
	FactQueueLeft    = "peergroups.queue-left.v1"
)

// GroupFounded tells who leads a group.
type GroupFounded struct {
	Leader string `json:"leader"` // id of the worker
}

// QueueLeft tells that a young person waits no longer.
type QueueLeft struct {
	Person es.ID `json:"person"`
}

// SeatTold tells what became of one young person's sign-up.
type SeatTold struct {
	Person es.ID     `json:"person"`
	First  time.Time `json:"first"` // start of the first session
}
