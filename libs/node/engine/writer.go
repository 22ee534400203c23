package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	maxBatch         = 512     // appends in one commit
	maxBatchBytes    = 8 << 20 // and their size; one append more may go over it
	checkpointFrames = 4000    // of the write-ahead log: just under what one block of its index holds
	maxKnown         = 50_000  // streams whose place the writer remembers
)

// place is where a stream stands.
type place struct {
	id   int64 // 0: it has no row
	last int64 // revision of its last event, removed or not; tombstone when it is deleted for good
	meta int64 // the same of its metadata stream
	soft bool  // it is deleted until the next append
}

// writer is the one goroutine that changes the store. What it remembers runs
// ahead of the disk by the batch under way; after a rollback it forgets it all.
type writer struct {
	*Engine
	conn    *sqlite.Conn
	book    *book
	owed    bool   // the store has all of the write-ahead log, and the book does not say so yet
	next    uint64 // position of the next event
	sum     int64  // checksum of the one before it
	streams map[string]place
	types   map[string]int64
	recent  recent

	frames uint32 // of the write-ahead log, between two checkpoints
	due    uint32 // frames of the write-ahead log at which the next checkpoint is tried
}

func (w *writer) forget() {
	w.next, w.sum = w.book.pos+1, w.book.sum
	w.streams, w.types, w.recent = map[string]place{}, map[string]int64{}, recent{}
}

func (w *writer) run() {
	defer close(w.stopped)
	defer w.end()
	for {
		select {
		case p := <-w.queue:
			w.commit(w.batch(p))
		case j := <-w.jobs:
			j.done <- w.perform(j)
		case <-w.closing:
			return
		}
		if w.Err() != nil {
			return
		}
	}
}

// end answers what is still queued and closes the connection. Appends that were
// taken before Close are finished; after a failure nothing is.
func (w *writer) end() {
	for len(w.queue) > 0 && w.Err() == nil {
		w.commit(w.batch(<-w.queue))
	}
	if w.Err() == nil {
		w.checkpoint()
		w.truncate()
	}
	if err := w.close(); err != nil {
		w.fail(err)
	}
}

// close lets the store go. A last connection moves what is left of the
// write-ahead log into the store when it is closed, behind the book's back, and
// after a failure nothing must be written at all: then the connection is left to
// the end of the process.
func (w *writer) close() error {
	err := w.book.close()
	if w.Err() == nil && w.book.sealed && !w.owed {
		err = errors.Join(err, w.conn.Close())
	}
	return err
}

// batch returns first and what was queued behind it while the disk was busy.
func (w *writer) batch(first *pending) []*pending {
	batch, bytes := []*pending{first}, size(first.events)
	for len(batch) < maxBatch && bytes < maxBatchBytes {
		select {
		case p := <-w.queue:
			batch, bytes = append(batch, p), bytes+size(p.events)
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch in one transaction and answers each of it after the disk
// has it: also those refused, for what refused them may be in the same batch.
func (w *writer) commit(batch []*pending) {
	err := w.transact(batch)
	if err != nil {
		err = w.undo(err)
	} else if err = w.note(); err == nil {
		w.publish(w.next - 1)
	}
	for _, p := range batch {
		if err != nil {
			p.result, p.err = Appended{}, err
		}
		close(p.done)
	}
	if err == nil && w.book.wal.frames >= w.due {
		w.checkpoint()
	}
}

// note brings the book up to the commit just made. A book that lags is none the
// worse, so a full disk is no matter here.
func (w *writer) note() error {
	if err := w.book.note(w.next-1, w.sum); err != nil && !isFull(err) {
		w.fail(fmt.Errorf("note commit: %w", err))
		return ErrStopped
	}
	return nil
}

func (w *writer) transact(batch []*pending) error {
	if err := w.settle(); err != nil {
		return err
	}
	if err := sqlitex.Execute(w.conn, "BEGIN IMMEDIATE", nil); err != nil {
		return err
	}
	for _, p := range batch {
		if p.err = p.ctx.Err(); p.err != nil {
			continue
		}
		if err := w.append(p); err != nil {
			return err
		}
	}
	return sqlitex.Execute(w.conn, "COMMIT", nil)
}

// undo rolls back after err and returns what the batch is told. Only a full disk
// is survived: its write was refused as a whole, while after any other error
// nobody knows what the disk holds.
func (w *writer) undo(err error) error {
	full := isFull(err)
	if full && !w.conn.AutocommitEnabled() {
		full = sqlitex.Execute(w.conn, "ROLLBACK", nil) == nil
	}
	w.forget()
	if full {
		return ErrFull
	}
	w.fail(fmt.Errorf("commit: %w", err))
	return ErrStopped
}

func isFull(err error) bool {
	return sqlite.ErrCode(err).ToPrimary() == sqlite.ResultFull || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// checkpoint moves the write-ahead log into the store and takes its pages into
// the book. SQLite does the first by itself, but hides it when the store's fsync
// fails, and knows nothing of the book: nothing else may run a checkpoint. On a
// full disk it does what it can; the next one goes on from there.
func (w *writer) checkpoint() {
	err := w.settle()
	if err == nil && w.note() != nil {
		return
	}
	if err == nil {
		w.owed, err = w.moveLog("PASSIVE")
	}
	if err == nil {
		err = w.settle()
	}
	if err != nil && !isFull(err) {
		w.fail(fmt.Errorf("checkpoint: %w", err))
	}
	if w.due = w.frames; !w.book.sealed { // a full disk, or a reader that holds on
		w.due += w.book.wal.frames
	}
}

// settle pays what a checkpoint owes the book. Before that no commit may be
// made: it might overwrite the write-ahead log.
func (w *writer) settle() error {
	if !w.owed {
		return nil
	}
	if err := w.book.seal(); err != nil {
		return err
	}
	w.owed = false
	return nil
}

// truncate empties a write-ahead log that the store and the book have all of, and
// reports whether it is empty now: a reader may hold it for the length of a page.
func (w *writer) truncate() bool {
	if !w.book.sealed || w.owed || w.Err() != nil {
		return false
	}
	if _, err := w.moveLog("TRUNCATE"); err != nil {
		if !isFull(err) {
			w.fail(fmt.Errorf("truncate write-ahead log: %w", err))
		}
		return false
	}
	info, err := os.Stat(filepath.Join(w.book.dir, walFile))
	return err == nil && info.Size() == 0
}

// moveLog runs SQLite's checkpoint and reports whether there was something in
// the write-ahead log and the store now has all of it.
func (w *writer) moveLog(mode string) (all bool, err error) {
	err = sqlitex.ExecuteTransient(w.conn, "PRAGMA wal_checkpoint("+mode+")", &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		frames, moved := stmt.ColumnInt64(1), stmt.ColumnInt64(2)
		all = frames > 0 && frames == moved
		return nil
	}})
	return all, err
}

// append decides p and inserts its events. The error is the disk's; a refusal
// goes into p.
func (w *writer) append(p *pending) error {
	at, err := w.placeOf(p.stream)
	if err != nil {
		return err
	}
	var done bool
	if p.result, done, p.err, err = w.decide(p, at); err != nil || p.err != nil || done {
		return err
	}
	switch p.kind {
	case softDelete:
		return w.softDelete(p, at)
	case hardDelete:
		return w.hardDelete(p, at)
	}
	return w.write(p, at)
}

// decide says whether p is refused (refusal), was done before (done), or is to
// be written.
func (w *writer) decide(p *pending, at place) (result Appended, done bool, refusal, err error) {
	wrong := &WrongRevision{Expected: p.expected, Current: at.last}
	switch exp := p.expected; {
	case at.last == tombstone, exp == ExpectExists && at.soft:
		return Appended{}, false, ErrDeleted, nil
	case exp == ExpectExists && at.last == NoRevision && at.meta == NoRevision:
		return Appended{}, false, wrong, nil
	case exp == ExpectAny || exp == ExpectExists:
		result, seen, all := w.recent.find(at.id, p.events)
		if seen && !all {
			return Appended{}, false, wrong, nil
		}
		return result, seen, nil, nil
	case int64(exp) == at.last:
		return Appended{}, false, nil, nil
	case int64(exp) > at.last || len(p.events) == 0:
		return Appended{}, false, wrong, nil
	}
	result, same, err := w.stored(at.id, int64(p.expected), p.events)
	switch {
	case err != nil:
		return Appended{}, false, nil, err
	case same == len(p.events):
		return result, true, nil, nil
	case same == 0 && p.expected == ExpectNone && at.soft: // to who deleted it, there is none
		return Appended{}, false, nil, nil
	}
	return Appended{}, false, wrong, nil
}

// stored tells how many of these events, from the first on, lie behind revision
// after, and where they end.
func (w *writer) stored(stream, after int64, events []NewEvent) (result Appended, same int, err error) {
	stmt, err := w.conn.Prepare("SELECT id, pos FROM events WHERE stream = ? AND revision = ?")
	if err != nil {
		return Appended{}, 0, err
	}
	defer stmt.Reset()
	result = Appended{Revision: after, Repeated: true}
	for _, e := range events {
		result.Revision++
		stmt.Reset()
		stmt.BindInt64(1, stream)
		stmt.BindInt64(2, result.Revision)
		found, err := stmt.Step()
		if err != nil || !found {
			return Appended{}, same, err
		}
		var id [16]byte
		if stmt.ColumnBytes(0, id[:]); id != e.ID {
			return Appended{}, same, nil
		}
		result.Position = uint64(stmt.ColumnInt64(1))
		same++
	}
	return result, same, nil
}

func (w *writer) remember(stream string, at place) {
	if len(w.streams) >= maxKnown {
		clear(w.streams)
	}
	w.streams[stream] = at
}

// typeID returns the number of a type, and adds it if need be.
func (w *writer) typeID(name string) (int64, error) {
	id, err := queryInt(w.conn, "SELECT id FROM types WHERE name = ?", name)
	if err != nil || id != 0 {
		return id, err
	}
	err = sqlitex.Execute(w.conn, "INSERT INTO types (name) VALUES (?)", &sqlitex.ExecOptions{Args: []any{name}})
	return w.conn.LastInsertRowID(), err
}

func (w *writer) insert(stream int64, e *Event) error {
	typ, ok := w.types[e.Type]
	if !ok {
		var err error
		if typ, err = w.typeID(e.Type); err != nil {
			return err
		}
		if len(w.types) >= maxKnown {
			clear(w.types)
		}
		w.types[e.Type] = typ
	}
	stmt, err := w.conn.Prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	numbers := []int64{int64(e.Position), stream, e.Revision, typ, 0, Ticks(e.Created)}
	if e.JSON {
		numbers[4] = 1
	}
	for i, n := range numbers {
		stmt.BindInt64(i+1, n)
	}
	for i, b := range [][]byte{e.ID[:], e.Data, e.Meta} {
		stmt.BindBytes(i+7, b)
	}
	w.sum = e.checksum()
	stmt.BindInt64(10, w.sum)
	_, err = stmt.Step()
	return err
}
