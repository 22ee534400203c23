package engine

import (
	"encoding/binary"
	"hash/crc32"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// span is a range of positions, both ends included, whose events were removed.
type span struct{ first, last uint64 }

func (s span) checksum() int64 {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[0:], s.first)
	binary.LittleEndian.PutUint64(b[8:], s.last)
	return int64(crc32.Checksum(b[:], castagnoli))
}

// findSpan returns the one span that query yields; the zero span if there is none.
func findSpan(conn *sqlite.Conn, query string, args ...any) (s span, err error) {
	err = sqlitex.Execute(conn, "SELECT first, last, sum FROM removed "+query, &sqlitex.ExecOptions{Args: args, ResultFunc: func(stmt *sqlite.Stmt) error {
		s = span{uint64(stmt.ColumnInt64(0)), uint64(stmt.ColumnInt64(1))}
		if s.checksum() != stmt.ColumnInt64(2) {
			return damaged("read removed positions from %d, checksum", s.first)
		}
		return nil
	}})
	return s, err
}

// allRemoved returns damage unless a scavenge removed all positions from first to last.
func allRemoved(conn *sqlite.Conn, first, last uint64) error {
	s, err := findSpan(conn, "WHERE first <= ? ORDER BY first DESC LIMIT 1", int64(first))
	if err == nil && (s.last < last || s.last == 0) {
		return damaged("read position %d, which is missing", max(first, s.last+1))
	}
	return err
}

// record writes down that the positions of s are removed, as one range with those
// that touch it.
func (w *writer) record(s span) error {
	before, err := findSpan(w.conn, "WHERE first < ? ORDER BY first DESC LIMIT 1", int64(s.first))
	if err != nil {
		return err
	}
	behind, err := findSpan(w.conn, "WHERE first = ?", int64(s.last)+1)
	if err != nil {
		return err
	}
	if before.last != 0 && before.last == s.first-1 {
		s.first = before.first
	}
	if behind.last != 0 {
		s.last = behind.last
	}
	err = sqlitex.Execute(w.conn, "DELETE FROM removed WHERE first BETWEEN ? AND ?", &sqlitex.ExecOptions{Args: []any{int64(s.first), int64(s.last)}})
	if err != nil {
		return err
	}
	return sqlitex.Execute(w.conn, "INSERT INTO removed (first, last, sum) VALUES (?, ?, ?)",
		&sqlitex.ExecOptions{Args: []any{int64(s.first), int64(s.last), s.checksum()}})
}

// verifyRemoved checks that what is missing is what was removed, no more and no
// less: by position, by stream, and that both agree on how much that is.
func verifyRemoved(conn *sqlite.Conn) error {
	var byPosition, byStream, events, end int64
	err := sqlitex.ExecuteTransient(conn, "SELECT first, last, sum FROM removed ORDER BY first", &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		s := span{uint64(stmt.ColumnInt64(0)), uint64(stmt.ColumnInt64(1))}
		if s.checksum() != stmt.ColumnInt64(2) || s.last < s.first || int64(s.first) <= end {
			return damaged("verify: removed positions from %d", s.first)
		}
		byPosition, end = byPosition+int64(s.last-s.first)+1, int64(s.last)+1 // ranges never touch
		return nil
	}})
	if err != nil {
		return err
	}
	err = sqlitex.ExecuteTransient(conn, `SELECT s.id, s.name, s.first, s.deleted, s.sum, count(e.revision), count(e.revision) FILTER (WHERE e.revision = ?1),
			min(e.revision), max(e.revision) FILTER (WHERE e.revision < ?1)
		FROM streams s LEFT JOIN events e ON e.stream = s.id GROUP BY s.id`, &sqlitex.ExecOptions{Args: []any{tombstone}, ResultFunc: func(stmt *sqlite.Stmt) error {
		s, err := scanStream(stmt)
		n, tombs := stmt.ColumnInt64(5), stmt.ColumnInt64(6)
		byStream, events = byStream+s.first, events+n
		whole := n == tombs || stmt.ColumnInt64(7) == s.first && stmt.ColumnInt64(8)-s.first+1 == n-tombs
		if err == nil && (!whole || (tombs == 1) != s.deleted || tombs > 1) {
			return damaged("verify: revisions of %s", s.name)
		}
		return err
	}})
	if err != nil {
		return err
	}
	head, err := queryInt(conn, "SELECT max(pos) FROM events") // a scavenge leaves the last event
	if err == nil && (byPosition != byStream || events+byPosition != head) {
		return damaged("verify: %d events and %d removed (by stream %d), up to position %d", events, byPosition, byStream, head)
	}
	return err
}
