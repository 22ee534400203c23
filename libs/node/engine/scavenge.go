package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Scavenged says how far a scavenge got.
type Scavenged struct {
	Streams int   // looked at: those with metadata, and those deleted for good
	Events  int64 // removed
	Bytes   int64 // of data and metadata of the removed events
	Clean   bool  // the files were written anew since: what was removed is nowhere in the folder
}

// job is work on the store for the writer, between two batches of appends.
type job struct {
	run  func(*writer) error
	bare bool       // not in a transaction
	done chan error // of room for one
}

// Scavenge physically removes the events that their streams no longer show: of
// deleted streams all, but for a tombstone, of others what their metadata hides.
// Their places in the log stay empty, and are recorded as such; the log's very
// last event stays until there is a later one, so that the end of the log can be
// told. Then it writes
// the store's file anew and empties the write-ahead log, so that nothing of them
// is left in the folder; appends wait for that, some seconds for a million
// events, and the disk needs room for a second store. The names of streams and
// of types stay.
//
// One that was stopped has removed what it says; the next one goes on.
// Errors: ErrFull; ErrStopped; ctx's.
func (e *Engine) Scavenge(ctx context.Context) (Scavenged, error) {
	var done Scavenged
	for after := int64(0); ; {
		rows, err := e.candidates(ctx, after)
		if err != nil {
			return done, fmt.Errorf("scavenge: %w", err)
		}
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			if err := e.scavengeStream(ctx, row.name, &done); err != nil {
				return done, fmt.Errorf("scavenge: %w", err)
			}
			done.Streams++
		}
		after = rows[len(rows)-1].id
	}
	if err := e.compact(ctx); err != nil {
		return done, fmt.Errorf("scavenge, write the store anew: %w", err)
	}
	done.Clean = true
	return done, nil
}

// candidates returns the next streams behind a number of which something may have
// to go: metadata streams stand for the streams that they are of, too.
func (e *Engine) candidates(ctx context.Context, after int64) (rows []streamRow, err error) {
	err = e.read(ctx, func(conn *sqlite.Conn) error {
		return sqlitex.Execute(conn, streamColumns+"WHERE id > ? AND (deleted OR name GLOB '$$*') ORDER BY id LIMIT 1000", &sqlitex.ExecOptions{
			Args: []any{after}, ResultFunc: func(stmt *sqlite.Stmt) error {
				row, err := scanStream(stmt)
				rows = append(rows, row)
				return err
			},
		})
	})
	return rows, err
}

// slice is how many events are removed in one transaction: appends wait for it.
const slice = 1000

// scavengeStream removes what is to go of a stream, and, if it is a metadata
// stream, of the stream that it is of.
func (e *Engine) scavengeStream(ctx context.Context, name string, done *Scavenged) error {
	if of, meta := strings.CutPrefix(name, metaPrefix); meta {
		if err := e.scavengeStream(ctx, of, done); err != nil {
			return err
		}
	}
	for more := true; more; {
		var n, bytes int64
		err := e.do(ctx, &job{run: func(w *writer) (err error) {
			n, bytes, err = w.removeSlice(name)
			return err
		}})
		if err != nil {
			return err
		}
		done.Events, done.Bytes = done.Events+n, done.Bytes+bytes
		more = n == slice
	}
	return nil
}

// removeSlice removes the next events of a stream that are to go.
func (w *writer) removeSlice(name string) (n, bytes int64, err error) {
	row, err := findStream(w.conn, name)
	if err != nil || row.id == 0 {
		return 0, 0, err
	}
	before, since, err := w.doomed(row)
	if err != nil {
		return 0, 0, err
	}
	var gone []uint64
	next, kept := row.first, false
	err = sqlitex.Execute(w.conn, "SELECT pos, revision, created, length(data) + length(meta) FROM events WHERE stream = ? AND revision < ? ORDER BY revision LIMIT ?",
		&sqlitex.ExecOptions{Args: []any{row.id, tombstone, slice}, ResultFunc: func(stmt *sqlite.Stmt) error {
			revision := stmt.ColumnInt64(1)
			kept = kept || revision >= before && stmt.ColumnInt64(2) >= since || uint64(stmt.ColumnInt64(0)) == w.next-1
			switch {
			case kept: // and so is all behind it
				return nil
			case revision != next:
				return damaged("scavenge %s revision %d, found %d", name, next, revision)
			}
			gone, next, bytes = append(gone, uint64(stmt.ColumnInt64(0))), next+1, bytes+stmt.ColumnInt64(3)
			return nil
		}})
	if err != nil || len(gone) == 0 {
		return 0, 0, err
	}
	err = sqlitex.Execute(w.conn, "DELETE FROM events WHERE stream = ? AND revision < ?", &sqlitex.ExecOptions{Args: []any{row.id, next}})
	if err != nil {
		return 0, 0, err
	}
	row.first = next
	if _, err = w.saveStream(row); err != nil {
		return 0, 0, err
	}
	return int64(len(gone)), bytes, w.recordAll(gone)
}

// recordAll records positions, which rise, in as few spans as they make.
func (w *writer) recordAll(positions []uint64) error {
	for len(positions) > 0 {
		n := 1
		for n < len(positions) && positions[n] == positions[0]+uint64(n) {
			n++
		}
		if err := w.record(span{positions[0], positions[n-1]}); err != nil {
			return err
		}
		positions = positions[n:]
	}
	return nil
}

// doomed says what of a stream is to go: revisions before one, and from its
// beginning on what was appended before a time, in ticks.
func (w *writer) doomed(row streamRow) (before, since int64, err error) {
	last, err := row.last(w.conn)
	if err != nil || last == tombstone {
		return tombstone, 0, err
	}
	if of, meta := strings.CutPrefix(row.name, metaPrefix); meta {
		original, err := findStream(w.conn, of)
		if err != nil || original.deleted {
			return tombstone, 0, err
		}
	}
	_, m, _, err := readMetadata(w.conn, row.name)
	if m.age > 0 {
		since = Ticks(w.clock()) - m.age
	}
	return m.oldest(last), since, err
}

// compact writes the store's file anew without what was removed, and empties the
// write-ahead log. A reader may hold the log for the length of a page.
func (e *Engine) compact(ctx context.Context) error {
	err := e.do(ctx, &job{bare: true, run: func(w *writer) error {
		return sqlitex.ExecuteTransient(w.conn, "VACUUM", nil)
	}})
	for err == nil {
		empty := false
		err = e.do(ctx, &job{bare: true, run: func(w *writer) error {
			w.checkpoint()
			empty = w.truncate()
			return w.Err()
		}})
		if err != nil || empty {
			return err
		}
		retry := time.NewTimer(10 * time.Millisecond)
		select {
		case <-retry.C:
		case <-ctx.Done():
			retry.Stop()
			return ctx.Err()
		}
	}
	return err
}

// do has the writer run a job. Errors: ErrFull, after which nothing of it was
// done; ErrStopped; ErrDamaged; ctx's, before it began.
func (e *Engine) do(ctx context.Context, j *job) error {
	if e.refuses() {
		return ErrStopped
	}
	j.done = make(chan error, 1)
	select {
	case e.jobs <- j:
		return <-j.done
	case <-ctx.Done():
		return ctx.Err()
	case <-e.stopped:
		return ErrStopped
	}
}

// perform runs a job.
func (w *writer) perform(j *job) error {
	err := w.settle()
	if err == nil && !j.bare {
		err = sqlitex.Execute(w.conn, "BEGIN IMMEDIATE", nil)
	}
	if err == nil {
		err = j.run(w)
	}
	if err == nil && !j.bare {
		err = sqlitex.Execute(w.conn, "COMMIT", nil)
	}
	if err = w.survive(err); err == nil {
		err = w.note()
	}
	if err == nil && w.book.wal.frames >= w.due {
		w.checkpoint()
	}
	return err
}

// survive deals with a job's error. Damage that it came across ends the job and
// not the engine, and so does a full disk.
func (w *writer) survive(err error) error {
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, ErrDamaged):
		return w.undo(err)
	}
	if !w.conn.AutocommitEnabled() {
		if failed := sqlitex.Execute(w.conn, "ROLLBACK", nil); failed != nil {
			return w.undo(failed)
		}
	}
	w.forget()
	return err
}
