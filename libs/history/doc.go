// Package history is where Nivel keeps what has happened: an es.Store and es.Log
// over the official client of the EventStoreDB protocol. In production the
// server is a cluster, on one machine and in tests it is libs/node; nothing but
// the address knows the difference.
//
// It owns
//   - [History]: Read, Append and Follow, with their errors, retries and spans;
//   - the session: one client at a time, replaced when its server goes away.
//
// The client has faults that the session exists for: it ignores contexts while
// it looks for a server, closes itself for good when it finds none, may panic
// when closed with calls in flight, and lets subscriptions die. So each call
// runs in a goroutine of its own and is left behind when its context ends;
// calls in flight are counted and bounded; a client whose server went away gets
// no new calls and is closed after its last one; a new client is made only when
// a server answers. An append is sent again with the same ids at the same
// revision, which history recognises; Follow goes on from its last position.
//
// Its tests run against libs/node, and against a real cluster where the
// environment variable NIVEL_EVENTSTORE holds a connection string.
//
// It never decides, never knows what an event means, never appends at "any"
// revision, and never puts data or metadata of an event into a span or a log.
package history
