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

const columns = `SELECT e.pos, s.name, e.revision, t.name, e.json, e.created, e.id, e.data, e.meta, e.sum
	FROM events e JOIN streams s ON s.id = e.stream JOIN types t ON t.id = e.type `

// ReadStream returns one page of a stream. Errors: ErrNoStream; ErrDamaged; ctx's.
func (e *Engine) ReadStream(ctx context.Context, q StreamQuery) (StreamPage, error) {
	page := StreamPage{Next: q.From}
	err := e.read(ctx, func(conn *sqlite.Conn) error {
		id, err := queryInt(conn, "SELECT id FROM streams WHERE name = ?", q.Stream)
		if err != nil {
			return err
		}
		if id == 0 {
			return ErrNoStream
		}
		sql, step := columns+"WHERE e.stream = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?", int64(1)
		if q.Backwards {
			sql, step = columns+"WHERE e.stream = ? AND e.revision <= ? ORDER BY e.revision DESC LIMIT ?", -1
		}
		rows := rowsOf(q.Rows)
		r := rowReader{rows: rows}
		page.Last, err = r.run(conn, sql, []any{id, q.From, rows}, func(stmt *sqlite.Stmt) error {
			if revision := stmt.ColumnInt64(2); revision != page.Next && (len(r.events) > 0 || !q.Backwards) {
				return damaged("read %s revision %d, found %d", q.Stream, page.Next, revision)
			}
			page.Next = stmt.ColumnInt64(2) + step
			return r.keep(stmt)
		})
		page.Events = r.events
		if err == nil && page.Last && q.Backwards && page.Next > NoRevision && q.From >= 0 {
			return damaged("read %s, which begins at revision 0, ends at %d", q.Stream, page.Next+1)
		}
		return err
	})
	return page, err
}

// ReadAll returns one page of the log. Errors: ErrBadPosition; ErrDamaged; ctx's.
func (e *Engine) ReadAll(ctx context.Context, q AllQuery) (AllPage, error) {
	head := e.Head()
	if q.Backwards && q.From == End {
		q.From = head + 1
	} else if q.From > head {
		return AllPage{Next: q.From}, ErrBadPosition
	}
	page := AllPage{Next: q.From}
	err := e.read(ctx, func(conn *sqlite.Conn) (err error) {
		sql, step := columns+"WHERE e.pos > ? AND e.pos <= ? ORDER BY e.pos LIMIT ?", uint64(1)
		if q.Backwards {
			sql, step = columns+"WHERE e.pos < ? AND e.pos <= ? ORDER BY e.pos DESC LIMIT ?", math.MaxUint64 // minus one
		}
		rows := rowsOf(q.Rows)
		r := rowReader{rows: rows}
		page.Last, err = r.run(conn, sql, []any{int64(q.From), int64(head), rows}, func(stmt *sqlite.Stmt) error {
			pos := uint64(stmt.ColumnInt64(0))
			if pos != page.Next+step {
				return damaged("read position %d, found %d", page.Next+step, pos)
			}
			page.Next, page.Looked = pos, page.Looked+1
			if !q.Filter.Wants(stmt.ColumnText(1), stmt.ColumnText(3)) {
				return nil
			}
			return r.keep(stmt)
		})
		page.Events = r.events
		if err == nil && page.Last && head > 0 && (q.Backwards && page.Next > 1 || !q.Backwards && page.Next < head) {
			return damaged("read the log, which goes from 1 to %d, ends at %d", head, page.Next)
		}
		return err
	})
	return page, err
}

// LastRevision returns the revision of a stream's last event; NoRevision if
// there is none.
func (e *Engine) LastRevision(ctx context.Context, stream string) (int64, error) {
	page, err := e.ReadStream(ctx, StreamQuery{Stream: stream, From: math.MaxInt64, Backwards: true, Rows: 1})
	if errors.Is(err, ErrNoStream) || err == nil && len(page.Events) == 0 {
		return NoRevision, nil
	}
	if err != nil {
		return NoRevision, err
	}
	return page.Events[0].Revision, nil
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
		err = query(conn)
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
