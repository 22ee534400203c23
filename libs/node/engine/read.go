package engine

import (
	"context"
	"errors"
	"fmt"
	"math"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	pageRows  = 1000    // rows that one page looks at
	pageBytes = 4 << 20 // and the data it holds; one event more may go over it
)

// StreamQuery asks for a page of a stream.
type StreamQuery struct {
	Stream    string
	From      int64 // first revision wanted; it need not exist
	Backwards bool
	Rows      int // at most so many events; 0: a page's worth
}

// AllQuery asks for a page of the log.
type AllQuery struct {
	From      uint64 // exclusive: forwards what lies behind it, backwards what lies before it
	Backwards bool
	Rows      int // look at so many events at most; 0: a page's worth
	Filter    Filter
}

// End is the From of an AllQuery that reads backwards from the end.
const End uint64 = math.MaxInt64

// StreamPage is a part of a stream, in the order asked for.
type StreamPage struct {
	Events []Event
	Next   int64 // From of the page behind this one
	Last   bool  // there was nothing more when it was read
}

// AllPage is a part of the log, in the order asked for.
type AllPage struct {
	Events []Event // those that the filter wants
	Looked int     // events looked at
	Next   uint64  // From of the page behind this one: where looking ended
	Last   bool    // there was nothing more when it was read
}

// columns begins each query for events. A parameter that stands alone where SQLite
// would plan by its value, as behind LIMIT or equal to a column, makes it prepare the
// statement anew for each value, which takes longer than to read a short stream:
// such a parameter is written ?+0.
const columns = `SELECT e.pos, s.name, e.revision, t.name, e.json, e.created, e.id, e.data, e.meta, e.sum
	FROM events e JOIN streams s ON s.id = e.stream JOIN types t ON t.id = e.type `

// ReadStream returns one page of what a stream shows: not what was deleted, nor
// what its metadata hides. A stream that hides everything has empty pages.
// Errors: ErrNoStream; ErrDeleted; ErrDamaged; ctx's.
func (e *Engine) ReadStream(ctx context.Context, q StreamQuery) (StreamPage, error) {
	var page StreamPage
	err := e.read(ctx, func(conn *sqlite.Conn) error {
		v, err := e.look(conn, q.Stream)
		if err == nil {
			page, err = v.page(conn, q)
		}
		return err
	})
	return page, err
}

// page reads a page of a stream. Between the oldest revision shown and the last
// none may be missing.
func (v view) page(conn *sqlite.Conn, q StreamQuery) (page StreamPage, err error) {
	sql, step := columns+"WHERE e.stream = ?+0 AND e.revision BETWEEN ? AND ? ORDER BY e.revision LIMIT ?+0", int64(1)
	from, to := max(q.From, v.oldest), v.last
	page.Next = from
	if q.Backwards {
		sql, step = columns+"WHERE e.stream = ?+0 AND e.revision BETWEEN ? AND ? ORDER BY e.revision DESC LIMIT ?+0", -1
		from, to = v.oldest, min(q.From, v.last)
		page.Next = to
	}
	rows := rowsOf(q.Rows)
	r := rowReader{rows: rows}
	page.Last, err = r.run(conn, sql, []any{v.id, from, to, rows}, func(stmt *sqlite.Stmt) error {
		if revision := stmt.ColumnInt64(2); revision != page.Next {
			return damaged("read %s revision %d, found %d", q.Stream, page.Next, revision)
		}
		page.Next += step
		if stmt.ColumnInt64(5) < v.since {
			return nil
		}
		return r.keep(stmt)
	})
	page.Events = r.events
	if err == nil && page.Last && from <= page.Next && page.Next <= to {
		return page, damaged("read %s, revision %d is missing", q.Stream, page.Next)
	}
	return page, err
}

// ReadAll returns one page of the log: everything that was appended and not
// removed, also what its stream no longer shows, metadata and tombstones.
// Errors: ErrBadPosition; ErrDamaged; ctx's.
func (e *Engine) ReadAll(ctx context.Context, q AllQuery) (AllPage, error) {
	head := e.Head()
	if q.Backwards && q.From == End {
		q.From = head + 1
	} else if q.From > head {
		return AllPage{Next: q.From}, ErrBadPosition
	}
	page := AllPage{Next: q.From}
	err := e.read(ctx, func(conn *sqlite.Conn) error { return page.fill(conn, q, head) })
	return page, err
}

func (page *AllPage) fill(conn *sqlite.Conn, q AllQuery, head uint64) (err error) {
	sql := columns + "WHERE e.pos > ? AND e.pos <= ? ORDER BY e.pos LIMIT ?+0"
	if q.Backwards {
		sql = columns + "WHERE e.pos < ? AND e.pos <= ? ORDER BY e.pos DESC LIMIT ?+0"
	}
	rows := rowsOf(q.Rows)
	r := rowReader{rows: rows}
	page.Last, err = r.run(conn, sql, []any{int64(q.From), int64(head), rows}, func(stmt *sqlite.Stmt) error {
		if err := page.reach(conn, uint64(stmt.ColumnInt64(0)), q.Backwards); err != nil {
			return err
		}
		page.Looked++
		if !q.Filter.Wants(stmt.ColumnText(1), stmt.ColumnText(3)) {
			return nil
		}
		return r.keep(stmt)
	})
	page.Events = r.events
	switch {
	case err != nil || !page.Last || head == 0:
		return err
	case q.Backwards && page.Next > 1:
		return allRemoved(conn, 1, page.Next-1)
	case !q.Backwards && page.Next < head: // which a scavenge leaves
		return damaged("read the log, which goes to %d, ends at %d", head, page.Next)
	}
	return nil
}

// reach moves the page on to pos; what it passes by must have been removed.
func (page *AllPage) reach(conn *sqlite.Conn, pos uint64, backwards bool) error {
	from, to := page.Next+1, pos-1
	if backwards {
		from, to = pos+1, page.Next-1
	}
	page.Next = pos
	if from > to {
		return nil
	}
	return allRemoved(conn, from, to)
}

// LastRevision returns the revision of a stream's last event, shown or not;
// NoRevision if there is none. Errors: ErrDeleted; ErrDamaged; ctx's.
func (e *Engine) LastRevision(ctx context.Context, stream string) (int64, error) {
	last := NoRevision
	err := e.read(ctx, func(conn *sqlite.Conn) error {
		row, err := findStream(conn, stream)
		if err == nil {
			last, err = row.last(conn)
		}
		if last == tombstone {
			return ErrDeleted
		}
		return err
	})
	return last, err
}

func rowsOf(asked int) int {
	if asked <= 0 || asked > pageRows {
		return pageRows
	}
	return asked
}

// read lends query a connection and gives it back before anybody else sees the
// result: a reader that holds on would keep the write-ahead log from shrinking.
func (e *Engine) read(ctx context.Context, query func(*sqlite.Conn) error) error {
	conn, err := e.readers.Take(ctx)
	if err == nil {
		defer e.readers.Put(conn)
		err = atOnce(conn, query)
	}
	if err == nil {
		return nil
	}
	select {
	case <-e.closing: // which interrupts
		return ErrStopped
	default:
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if spoiled := named(err); errors.Is(spoiled, ErrDamaged) && !errors.Is(err, ErrDamaged) {
		e.fail(fmt.Errorf("read: %w", err))
		return fmt.Errorf("read: %w", spoiled)
	}
	return named(err)
}

// atOnce runs query in one transaction, so that all that it reads is of one time.
func atOnce(conn *sqlite.Conn, query func(*sqlite.Conn) error) error {
	if err := sqlitex.Execute(conn, "BEGIN", nil); err != nil {
		return err
	}
	defer func() {
		interrupt := conn.SetInterrupt(nil) // which would leave the transaction open
		sqlitex.Execute(conn, "ROLLBACK", nil)
		conn.SetInterrupt(interrupt)
	}()
	return query(conn)
}

// rowReader gathers the events of one page.
type rowReader struct {
	rows   int
	events []Event
	bytes  int
}

// errPageFull ends a page before its rows are used up.
var errPageFull = errors.New("page is full")

// run steps through query's rows and reports whether they were all there are.
func (r *rowReader) run(conn *sqlite.Conn, query string, args []any, row func(*sqlite.Stmt) error) (last bool, err error) {
	n := 0
	err = sqlitex.Execute(conn, query, &sqlitex.ExecOptions{Args: args, ResultFunc: func(stmt *sqlite.Stmt) error {
		n++
		return row(stmt)
	}})
	if errors.Is(err, errPageFull) {
		return false, nil
	}
	return err == nil && n < r.rows, err
}

// keep takes the event that stmt stands at, if it is what was once written.
func (r *rowReader) keep(stmt *sqlite.Stmt) error {
	e := Event{
		NewEvent: NewEvent{Type: stmt.ColumnText(3), JSON: stmt.ColumnBool(4), Data: columnBytes(stmt, 7), Meta: columnBytes(stmt, 8)},
		Stream:   stmt.ColumnText(1),
		Revision: stmt.ColumnInt64(2),
		Position: uint64(stmt.ColumnInt64(0)),
		Created:  fromTicks(stmt.ColumnInt64(5)),
	}
	stmt.ColumnBytes(6, e.ID[:])
	if e.checksum() != stmt.ColumnInt64(9) {
		return damaged("read position %d, checksum", e.Position)
	}
	r.events = append(r.events, e)
	if r.bytes += len(e.Data) + len(e.Meta); r.bytes > pageBytes {
		return errPageFull
	}
	return nil
}

func columnBytes(stmt *sqlite.Stmt, col int) []byte {
	b := make([]byte, stmt.ColumnLen(col))
	stmt.ColumnBytes(col, b)
	return b
}
