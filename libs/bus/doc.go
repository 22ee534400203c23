// Package bus carries facts between services over NATS JetStream.
//
// It owns
//   - [Open]: the connection, and on one machine the server itself, inside this
//     process and on no network;
//   - [Relay]: publishes what a service's history holds, after the commit, in
//     the order of the log;
//   - [Consumer]: hands facts to a service, durably and in order;
//   - [Watch]: tells a live page that something new happened;
//   - the envelope: a fact as a CloudEvent in message headers (envelope.go).
//
// It never holds anything that history could not restore. Where a relay stands
// is read off the stream itself, so a wiped or rolled-back store is filled again
// from history, and consumers then hear everything again. A consumer must
// therefore take each fact more than once and late without harm: by (stream,
// revision), or by commands whose ids derive from the fact's id.
//
// A history that was restored from a backup may be older than what NATS holds:
// delete the NATS store then, as the relay cannot tell.
//
// It is the only package that knows NATS. It never decides and never reads
// what a fact's data means.
package bus
