package uselog

import (
	"encoding/json"

	"nivel/libs/es"
)

// Event is something that a stream of the log holds.
type Event interface{ link() Link }

// Link ties an event to what came before it.
type Link struct {
	Prev        Hash `json:"prev"`        // of the event before; of the last stream's last event; zero: there is none
	Checkpoints int  `json:"checkpoints"` // that the writer had put into the second place by then
}

func (l Link) link() Link { return l }

// Opened is the first event of a stream.
type Opened struct {
	Link
	Writer string `json:"writer"`          // service and instance, such as "intake-a"
	Month  string `json:"month"`           // YYYY-MM
	After  *Head  `json:"after,omitempty"` // where the writer's stream before ended; nil: there was none
}

// Noted holds one entry.
type Noted struct {
	Link
	Entry Entry `json:"entry"`
}

// Stopped says that the writer rests or goes on in another stream, and that a
// checkpoint follows.
type Stopped struct {
	Link
	Promised int    `json:"promised"`       // number of the checkpoint that follows
	Next     string `json:"next,omitempty"` // stream in which the writer goes on; empty: in this one
}

// Resumed says that a process took the stream over, at its start.
type Resumed struct{ Link }

// history lists every name the log has ever stored an event under. Lines are
// added and turned from Current to Retired; none is changed or removed.
var history = es.NewCatalog(
	es.Current[Opened, Event]("uselog.opened.v1"),
	es.Current[Noted, Event](notedName),
	es.Current[Stopped, Event]("uselog.stopped.v1"),
	es.Current[Resumed, Event]("uselog.resumed.v1"),
)

const notedName = "uselog.noted.v1"

// Decode reads an event of the log, for read models.
func Decode(r es.Recorded) (Event, error) { return history.Decode(r.Name, r.Data) }

// rawNoted is a Noted whose entry was encoded when it was asked for.
type rawNoted struct {
	Link
	Entry json.RawMessage `json:"entry"`
}

func encode(event Event) (string, json.RawMessage, error) {
	if raw, ok := event.(rawNoted); ok {
		data, err := json.Marshal(raw)
		return notedName, data, err
	}
	return history.Encode(event)
}
