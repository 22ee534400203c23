package engine

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"strings"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// tombstone is the revision of the event that deletes a stream for good.
const tombstone int64 = math.MaxInt64

// streamRow is what the store says of a stream apart from its events.
type streamRow struct {
	id      int64 // 0: nothing
	name    string
	first   int64 // revisions before this one were removed
	deleted bool  // for good
}

// checksum covers every part of s.
func (s streamRow) checksum() int64 {
	var head [17]byte
	binary.LittleEndian.PutUint64(head[0:], uint64(s.id))
	binary.LittleEndian.PutUint64(head[8:], uint64(s.first))
	if s.deleted {
		head[16] = 1
	}
	return int64(crc32.Update(crc32.Checksum(head[:], castagnoli), castagnoli, []byte(s.name)))
}

const streamColumns = "SELECT id, name, first, deleted, sum FROM streams "

// scanStream reads the row that stmt stands at.
func scanStream(stmt *sqlite.Stmt) (streamRow, error) {
	s := streamRow{id: stmt.ColumnInt64(0), name: stmt.ColumnText(1), first: stmt.ColumnInt64(2), deleted: stmt.ColumnBool(3)}
	if s.checksum() != stmt.ColumnInt64(4) {
		return s, damaged("read stream %d, checksum", s.id)
	}
	return s, nil
}

// findStream returns the row of a stream; the zero row if there is none.
func findStream(conn *sqlite.Conn, name string) (s streamRow, err error) {
	err = sqlitex.Execute(conn, streamColumns+"WHERE name = ?", &sqlitex.ExecOptions{Args: []any{name}, ResultFunc: func(stmt *sqlite.Stmt) (err error) {
		s, err = scanStream(stmt)
		return err
	}})
	return s, err
}

// last returns the revision of the stream's last event, removed or not.
func (s streamRow) last(conn *sqlite.Conn) (int64, error) {
	switch {
	case s.id == 0:
		return NoRevision, nil
	case s.deleted:
		return tombstone, nil
	}
	last := s.first - 1
	err := sqlitex.Execute(conn, "SELECT revision FROM events WHERE stream = ?+0 ORDER BY revision DESC LIMIT 1", &sqlitex.ExecOptions{
		Args: []any{s.id}, ResultFunc: func(stmt *sqlite.Stmt) error {
			last = stmt.ColumnInt64(0)
			return nil
		},
	})
	return last, err
}

// placeOf returns where a stream stands, the batch under way included.
func (w *writer) placeOf(stream string) (place, error) {
	if at, ok := w.streams[stream]; ok {
		return at, nil
	}
	row, err := findStream(w.conn, stream)
	if err != nil {
		return place{}, err
	}
	at := place{id: row.id}
	if at.last, err = row.last(w.conn); err != nil {
		return place{}, err
	}
	if of, ok := strings.CutPrefix(stream, metaPrefix); ok { // it ends with the stream that it is of
		original, err := w.placeOf(of)
		if err != nil {
			return place{}, err
		}
		if original.last == tombstone {
			at.last = tombstone
		}
	}
	var m metadata
	if _, m, at.meta, err = readMetadata(w.conn, stream); err != nil {
		return place{}, err
	}
	at.soft = m.soft()
	w.remember(stream, at)
	return at, nil
}

// saveStream writes the row of a stream, and gives it a number if it has none.
func (w *writer) saveStream(s streamRow) (int64, error) {
	if s.id == 0 {
		highest, err := queryInt(w.conn, "SELECT max(id) FROM streams")
		if err != nil {
			return 0, err
		}
		s.id = highest + 1
	}
	return s.id, sqlitex.Execute(w.conn, "INSERT INTO streams (id, name, first, deleted, sum) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET first = excluded.first, deleted = excluded.deleted, sum = excluded.sum",
		&sqlitex.ExecOptions{Args: []any{s.id, s.name, s.first, s.deleted, s.checksum()}})
}

// view is what a reader may see of a stream.
type view struct {
	id     int64
	oldest int64 // first revision shown, by revision alone
	last   int64
	since  int64 // ticks; what was appended earlier is not shown
}

// look returns what may be seen of a stream now. Errors: ErrNoStream; ErrDeleted;
// ErrDamaged.
func (e *Engine) look(conn *sqlite.Conn, stream string) (view, error) {
	row, err := findStream(conn, stream)
	if err != nil {
		return view{}, err
	}
	of, meta := strings.CutPrefix(stream, metaPrefix)
	if meta && !row.deleted {
		original, err := findStream(conn, of)
		if err != nil {
			return view{}, err
		}
		row.deleted = original.deleted
	}
	if row.deleted {
		return view{}, ErrDeleted
	}
	_, m, _, err := readMetadata(conn, stream)
	if err != nil {
		return view{}, err
	}
	if row.id == 0 || m.soft() {
		return view{}, ErrNoStream
	}
	last, err := row.last(conn)
	v := view{id: row.id, oldest: max(row.first, m.oldest(last)), last: last}
	if m.age > 0 {
		v.since = Ticks(e.clock()) - m.age
	}
	return v, err
}
