// Package engine is a durable, append-only log of events in one directory.
//
// It owns
//   - [Engine.Append]: all or none of some events to one stream, at an expected
//     revision, answered only after the disk has them; the same events again are
//     the same append (append.go, writer.go);
//   - [Engine.ReadStream] and [Engine.ReadAll]: pages of a stream or of the whole
//     log, both ways; nothing is held between two pages (read.go);
//   - [Engine.Changed]: how a subscriber hears of news (engine.go);
//   - [Filter]: which events of the log a reader wants (filter.go).
//
// Data lies in one SQLite file in WAL mode, fully synchronous (store.go). One
// goroutine writes: whatever is asked while the disk works on one commit goes
// into the next one together. A lock file keeps a second engine out.
//
// A failed commit ends the engine: it takes no more appends and closes
// [Engine.Done], for after a failed fsync nobody knows what the disk holds. A full
// disk is the one exception: nothing was written, so the append is refused and
// the next one may succeed.
//
// Every event carries a checksum of all its parts, and a page may miss no
// position and no revision: damage is reported by place, never served and never
// skipped. What cannot be seen from inside one file is a log whose tail was cut
// off, such as by a damaged write-ahead log; that needs a head kept elsewhere.
//
// It never interprets an event, never changes or removes one, and knows nothing
// of gRPC.
package engine
