// Package node is a small server of the EventStoreDB gRPC protocol, in our own
// process, for one machine: the official clients for Go and Node.js cannot tell it
// from a database in what is served below.
//
// It owns the protocol: what a call means, how it is refused and with which
// trailers. What is stored, and when it counts as stored, is package engine's.
//
// Served:
//   - Streams.Append: every kind of expected revision; wrong ones are an answer,
//     not an error; up to 1 MiB a call (append.go)
//   - Streams.BatchAppend: any number of appends on one call, in one message or
//     several, with deadlines, each answered by itself with its detail (batch.go)
//   - Streams.Delete and Streams.Tombstone (delete.go)
//   - Streams.Read of a stream and of $all, both ways, from any place, and of $all
//     through a filter on stream or type, by prefixes or a regular expression; links
//     go with what they stand for, if that is asked for (read.go, links.go)
//   - Streams.Read as a subscription to a stream or to $all, with confirmation,
//     events, checkpoints (filtered $all), caught-up and fell-behind (subscribe.go)
//   - the metadata of a stream: what is appended to "$$" and its name is obeyed
//   - Operations.StartScavenge, one at a time; its options count for nothing, and
//     how it ended is in the log (operations.go)
//   - ServerFeatures.GetSupportedMethods; Gossip.Read where there is a TCP address
//     (about.go)
//
// Refused with Unimplemented:
//   - persistent subscriptions, projections, users, monitoring, all other operations
//
// Refused with InvalidArgument, besides what is malformed: to delete a metadata
// stream, or to append to the metadata of one; an event without an id, a type and
// a content type; a read that leaves open where it starts, how much it wants,
// through which filter, or in what form it wants ids.
//
// Different from a cluster:
//   - regular expressions are Go's: no look-around
//   - with "any" and "stream exists", a repeated append is recognised among the
//     latest thousands of events only, and not after a restart
//   - a scavenge removes also the last event of a stream that hides it; a cluster
//     keeps it for its number, which is kept apart here
//   - any position up to the end is taken for one of the log, as positions here
//     are numbers of events and not of bytes
//   - a subscription to a stream that hides its older events may pass over one that
//     was hidden before it could be sent
//   - access lists are stored and obeyed by nobody
//   - no TLS and no users: it listens on a unix socket that only its own user may
//     open, or on a loopback address
//
// Nothing here was compared with a real cluster side by side.
//
// It never decides on anybody's rights and never logs what an event holds.
package node
