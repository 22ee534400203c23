package engine

import (
	"context"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Verify reads the whole store: every event by its checksum and its place, and
// every index against what it points to. A read finds damage in what it reads, and
// the start what was damaged before it; only Verify finds what an index lost since.
// It takes seconds for a
// million events, and others read and append meanwhile.
// Errors: ErrDamaged with what was found first; ctx's.
func (e *Engine) Verify(ctx context.Context) error {
	for q := (AllQuery{}); ; {
		page, err := e.ReadAll(ctx, q)
		if err != nil {
			return err
		}
		if page.Last {
			break
		}
		q.From = page.Next
	}
	return e.read(ctx, func(conn *sqlite.Conn) error {
		if err := verifyRemoved(conn); err != nil {
			return err
		}
		return sqlitex.ExecuteTransient(conn, "PRAGMA integrity_check(1)", &sqlitex.ExecOptions{
			ResultFunc: func(stmt *sqlite.Stmt) error {
				if found := stmt.ColumnText(0); found != "ok" {
					return damaged("verify: %s", found)
				}
				return nil
			},
		})
	})
}
