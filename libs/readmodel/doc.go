// Package readmodel keeps what people see: rows and ordered lists in Redis,
// folded from history by pure functions.
//
// It owns
//   - [Open]: the connection to Redis, and on one machine a private Redis as a
//     child process;
//   - [Model]: the declaration of a read model; [Projection]: one that runs;
//   - Run, Rebuild: history into rows, batch by batch, checkpoint and rows in one
//     atomic step (run.go, apply.go, generation.go);
//   - Get, Page, Count, WaitFor: what pages ask (query.go, wait.go).
//   - [Values]: opaque values that expire, such as sessions (values.go).
//
// But for those values, Redis holds nothing that history cannot restore. Rows live in a generation: a
// set of keys with a random name. A pointer per version of the model says which
// generation serves. A new version, or Rebuild, fills a new generation while the
// old one serves and then moves the pointer; a generation that nobody feeds any
// more is deleted. A Redis that was flushed or rolled back has another generation
// or an older checkpoint than the projection expects; it then goes on from what
// Redis says, at worst from the beginning.
//
// A history that was restored from a backup may be older than what Redis holds:
// flush Redis then, as a projection cannot tell.
//
// It is the only package that knows Redis. It never decides, never calls another
// service and never skips an event.
package readmodel
