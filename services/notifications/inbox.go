package notifications

import (
	"nivel/libs/es"
)

// Inbox is what the rules need to know of one recipient. The zero value: nobody
// told them anything.
type Inbox struct {
	Unread    int      `json:"unread"`              // notices posted since the last reading
	Reachable bool     `json:"reachable,omitempty"` // has chosen an e-mail address; workers' are in the area's file
	Owed      []Letter `json:"owed,omitempty"`      // e-mails that are neither sent nor given up, oldest first
}

// Event is something that happened to an inbox. Every event says how it changes
// the inbox, or it does not compile.
type Event interface{ evolve(Inbox) Inbox }

// Command is something asked of an inbox.
type Command interface{ decide(Inbox) ([]Event, error) }

// Decider is everything an inbox can do.
var Decider = es.Decider[Inbox, Command, Event]{
	Decide: func(in Inbox, cmd Command) ([]Event, error) { return cmd.decide(in) },
	Evolve: func(in Inbox, e Event) Inbox { return e.evolve(in) },
}

// Streams is the only way to write to inboxes. A stream's id is its recipient.
type Streams = es.Streams[Inbox, Command, Event]
