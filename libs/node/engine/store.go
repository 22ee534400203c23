package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// schema is version 2 of the store. Positions and revisions have no holes but
// those that a scavenge made and recorded; a reader takes any other for damage.
const schema = `
CREATE TABLE streams (
	id      INTEGER PRIMARY KEY,
	name    TEXT NOT NULL UNIQUE,
	first   INTEGER NOT NULL, -- revisions before this one were removed
	deleted INTEGER NOT NULL, -- 1: for good; its last event has the revision 2^63-1
	sum     INTEGER NOT NULL  -- CRC-32C of all of the above
) STRICT;
CREATE TABLE removed ( -- positions whose events were removed; ranges never touch
	first INTEGER PRIMARY KEY,
	last  INTEGER NOT NULL,
	sum   INTEGER NOT NULL -- CRC-32C of the above
) STRICT;
CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE events (
	pos      INTEGER PRIMARY KEY,
	stream   INTEGER NOT NULL REFERENCES streams(id),
	revision INTEGER NOT NULL,
	type     INTEGER NOT NULL REFERENCES types(id),
	json     INTEGER NOT NULL,
	created  INTEGER NOT NULL, -- 100 ns since 1970
	id       BLOB NOT NULL,    -- UUID, 16 bytes
	data     BLOB NOT NULL,
	meta     BLOB NOT NULL,
	sum      INTEGER NOT NULL, -- CRC-32C of all of the above, with the names
	UNIQUE (stream, revision)
) STRICT;
PRAGMA user_version = 2;
`

const (
	schemaVersion = 2
	dataFile      = "events.db"
	lockFile      = "lock"
)

// lockDir makes dir and takes the lock in it, so that no second engine can.
func lockDir(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock data directory, which another node may be using: %w", err)
	}
	return f, nil
}

// openWriter opens the one connection that writes, and makes or checks the schema.
func openWriter(dir string) (*sqlite.Conn, error) {
	if err := keepPrivate(filepath.Join(dir, dataFile)); err != nil {
		return nil, err
	}
	conn, err := sqlite.OpenConn(filepath.Join(dir, dataFile), sqlite.OpenReadWrite|sqlite.OpenCreate|sqlite.OpenWAL)
	if err != nil {
		return nil, fmt.Errorf("open event store: %w", err)
	}
	// Nobody else may write; one who does is a fault, not something to wait for.
	conn.SetBusyTimeout(time.Second)
	if err := prepareWriter(conn); err != nil {
		conn.Close()
		return nil, err
	}
	if err := syncDirs(dir); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// openStore opens the store for its writer, brings its book up to date,
// or makes one where b is nil, and leaves the write-ahead log empty if it can.
func openStore(e *Engine, opts Options, b *book) (*writer, error) {
	conn, err := openWriter(opts.Dir)
	if err != nil {
		return nil, err
	}
	w := &writer{Engine: e, conn: conn, book: b, frames: uint32(opts.Frames)}
	pos, sum, err := lastEvent(conn)
	if err == nil && b == nil {
		if _, err = w.moveLog("TRUNCATE"); err == nil {
			w.book, err = newBook(opts.Dir, mark{pos: pos, sum: sum})
		}
	}
	if err == nil {
		err = w.book.open()
	}
	if err != nil {
		return nil, err // the connection is left alone, see close
	}
	e.head, w.next, w.sum = pos, pos+1, sum
	w.checkpoint()
	w.truncate()
	w.forget()
	return w, w.Err()
}

// keepPrivate makes the file of events, or finds it, readable by nobody else.
// SQLite gives the files beside it the mode of this one.
func keepPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make the event store: %w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return fmt.Errorf("keep the event store from others: %w", err)
	}
	for _, beside := range []string{"-wal", "-shm"} { // as an earlier release left them
		if err := os.Chmod(path+beside, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("keep the event store from others: %w", err)
		}
	}
	return nil
}

func prepareWriter(conn *sqlite.Conn) error {
	// Checkpoints are the writer's own: SQLite's automatic ones swallow a failed fsync.
	for _, setting := range []string{"synchronous=" + synchronous, "wal_autocheckpoint=0", "cache_size=-32000", "secure_delete=ON"} {
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA "+setting, nil); err != nil {
			return fmt.Errorf("set %s: %w", setting, err)
		}
	}
	var mode string
	err := sqlitex.ExecuteTransient(conn, "PRAGMA journal_mode", &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		mode = stmt.ColumnText(0)
		return nil
	}})
	if err != nil || mode != "wal" { // SQLite falls back silently where a file system cannot do it
		return fmt.Errorf("event store is in journal mode %q, not wal (%v)", mode, err)
	}
	version, err := queryInt(conn, "PRAGMA user_version")
	switch {
	case err != nil:
		return fmt.Errorf("read version of event store: %w", err)
	case version == 0:
		if err := sqlitex.ExecuteScript(conn, schema, nil); err != nil {
			return fmt.Errorf("create event store: %w", err)
		}
	case version != schemaVersion:
		return fmt.Errorf("event store has version %d, this release reads version %d", version, schemaVersion)
	}
	return nil
}

// syncDirs makes the names of new files and of the directory itself durable.
func syncDirs(dir string) error {
	for _, name := range []string{dir, filepath.Dir(filepath.Clean(dir))} {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("open directory: %w", err)
		}
		err = errors.Join(f.Sync(), f.Close())
		if err != nil {
			return fmt.Errorf("sync directory: %w", err)
		}
	}
	return nil
}

func openReaders(dir string, n int) (*sqlitex.Pool, error) {
	pool, err := sqlitex.NewPool(filepath.Join(dir, dataFile), sqlitex.PoolOptions{Flags: sqlite.OpenReadOnly, PoolSize: n})
	if err != nil {
		return nil, fmt.Errorf("open readers: %w", err)
	}
	return pool, nil
}

// queryInt returns the first column of the only row that query yields; 0 for NULL.
func queryInt(conn *sqlite.Conn, query string, args ...any) (int64, error) {
	var n int64
	err := sqlitex.Execute(conn, query, &sqlitex.ExecOptions{Args: args, ResultFunc: func(stmt *sqlite.Stmt) error {
		n = stmt.ColumnInt64(0)
		return nil
	}})
	return n, err
}
