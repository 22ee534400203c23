// Package engine is a durable, append-only log of events in one directory.
//
// It owns
//   - [Engine.Append]: all or none of some events to one stream, at an expected
//     revision, answered only after the disk has them; the same events again are
//     the same append (append.go, writer.go);
//   - [Engine.Delete] and [Engine.Tombstone]: a stream that may begin again, and
//     one that may not (delete.go);
//   - what a stream shows: its metadata, the last event of "$$" and its name, hides
//     events by revision, number or age, and the age is the clock's (metadata.go,
//     streams.go);
//   - [Engine.ReadStream] and [Engine.ReadAll]: pages of a stream or of the whole
//     log, both ways; nothing is held between two pages (read.go);
//   - [Engine.Changed]: how a subscriber hears of news (engine.go);
//   - [Filter]: which events of the log a reader wants (filter.go);
//   - [Engine.Scavenge]: what is hidden leaves the disk, and what is missing is on
//     record (scavenge.go, removed.go);
//   - [Engine.Backup], [Copy] and [Engine.Verify]: a copy that is known to be whole
//     (backup.go, verify.go).
//
// Data lies in one SQLite file in WAL mode, fully synchronous (store.go), whose
// version is in its header: another version is refused. One
// goroutine writes: whatever is asked while the disk works on one commit goes
// into the next one together. A lock file keeps a second engine out.
//
// A failed commit ends the engine: it takes no more appends and closes
// [Engine.Done], for after a failed fsync nobody knows what the disk holds. A full
// disk is the one exception: nothing was written, so the append is refused and
// the next one may succeed.
//
// Every event carries a checksum of all its parts, and a page may miss no
// position and no revision but those that a scavenge recorded, with checksums,
// by position and by stream: any other is damage, reported by place, never served
// and never skipped. What an event's checksum cannot show (a tail that was cut off, an index
// that lost an entry) a book beside the store does (book.go): how far the log went,
// written behind each commit, and a sum of each page of the store, brought up to
// date at each checkpoint. The start compares the whole store with it before it
// writes anything, and [Engine.Found] says what it saw (check.go). After a power
// cut the book may lag behind the log, by what was appended since the last
// checkpoint at most; it never leads. [Engine.Verify] looks into a log in use.
//
// So nothing but the writer's own checkpoint may move the write-ahead log (wal.go)
// into the store, and no other program may write to the files.
//
// While a scavenge writes the file anew, SQLite keeps a copy of the events that
// stay in the system's folder for temporary files, in a file without a name.
// Backups are other folders, which no scavenge reaches.
//
// It never interprets an event but the metadata of a stream, never changes one,
// and knows nothing of gRPC.
package engine
