// Package node is a small server of the EventStoreDB gRPC protocol, in our own
// process, for one machine: the official client cannot tell it from a database.
//
// It owns the protocol: what a call means, how it is refused and with which
// trailers. What is stored, and when it counts as stored, is package engine's.
//
// Served:
//   - Streams.Append: every kind of expected revision; wrong ones are an answer,
//     not an error; up to 1 MiB a call
//   - Streams.Read of a stream and of $all, both ways, from any place, and of $all
//     through a filter on stream or type, by prefixes or a regular expression
//   - Streams.Read as a subscription to a stream or to $all, with confirmation,
//     events, checkpoints (filtered $all), caught-up and fell-behind
//   - ServerFeatures.GetSupportedMethods; Gossip.Read where there is a TCP address
//
// Refused with Unimplemented:
//   - Streams.Delete, Streams.Tombstone, Streams.BatchAppend
//   - appends to metadata streams ("$$…"), for nothing here would obey them
//   - persistent subscriptions, projections, users, operations, monitoring
//
// Different from a cluster:
//   - regular expressions are Go's: no look-around
//   - links are not resolved: an event of type "$>" is read as it is
//   - with "any" and "stream exists", a repeated append is recognised among the
//     latest thousands of events only, and not after a restart
//   - no TLS and no users: it listens on a unix socket that only its own user may
//     open, or on a loopback address
//
// It never decides on anybody's rights and never logs what an event holds.
package node
