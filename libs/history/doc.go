// Package history is where Nivel keeps what has happened: an es.Store and es.Log
// over the official client of the EventStoreDB protocol. In production the
// server is a cluster, on one machine and in tests it is libs/node; nothing but
// the address knows the difference.
//
// It owns
//   - [History]: Read, Append, Follow and Tombstone, with their errors, retries and spans;
//   - the session: one client at a time, replaced when its server goes away;
//   - conformance, below it: what any server of the protocol must do.
//
// The client has faults that the session exists for: it ignores contexts while
// it looks for a server, closes itself for good when it finds none, may panic
// when closed with calls in flight, and lets subscriptions die. So each call
// runs in a goroutine of its own and is left behind when its context ends;
// calls in flight are counted and bounded; a client whose server went away gets
// no new calls and is closed after its last one; a new client is made only when
// a server answers. An append is sent again with the same ids at the same
// revision, which history recognises; Follow goes on from its last position,
// both parts of it, once a small read was answered. After a silence it asks
// whether there was something to hear, and gives the connection up if nobody
// answers that.
//
// Errors to branch on, by errors.Is; an append that may have happened is never
// told as one of those of which nothing was appended:
//
//	es.ErrConflict        the answer "wrong expected version"
//	es.ErrDeleted         the trailer "stream-deleted": a tombstone
//	es.ErrTooLarge        counted here, before anything is sent
//	es.ErrUnavailable     nobody to ask, or ResourceExhausted, such as a full disk; nothing was appended
//	es.ErrUnknownOutcome  sent, and no answer that tells: send the same again
//	ErrNotFound           the status NotFound: what answers is not history
//
// A stream that is not there, or was deleted softly, reads as empty. Everything
// else is a plain fault. Unavailable, DeadlineExceeded, Aborted, Canceled,
// Unknown, and being sent on to a leader, are no answers: the call is made again.
//
// Its tests run against libs/node, and against a real cluster where the
// environment variable NIVEL_EVENTSTORE holds a connection string. Where NIVEL_SOAK
// is set they also take their time: a server away for a minute, silences at the
// defaults (100 s more).
//
// It never decides, never knows what an event means, never appends at "any"
// revision, and never puts data or metadata of an event into a span or a log.
package history
