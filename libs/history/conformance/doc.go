// Package conformance holds a server of the EventStoreDB protocol against what
// Nivel relies on and what libs/node claims to serve.
//
// It owns
//   - [Run]: every case, against the server at an address.
//
// A case speaks the protocol itself, through the stubs that ship with the
// official client, because that client keeps back much of what a server says:
// trailers, both generations of fields, whole kinds of messages. What a server
// does not serve fails; no case is left out for a server that cannot pass it.
//
// Each case writes to streams of its own, whose names hold a random id, and
// looks at nothing else, so it may run against a cluster that others use. It
// leaves its streams there (some hundred events). The server needs its default
// limit of 1 MiB for an append.
//
// Its own test runs it against libs/node through a socket and through TCP, and
// against the server that the environment variable NIVEL_EVENTSTORE names.
//
// It is imported by tests only. It knows nothing of the domain.
package conformance
