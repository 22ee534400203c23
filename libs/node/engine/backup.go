package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Copied says what a backup holds.
type Copied struct {
	Head  uint64 // position of the last event
	Bytes int64  // size of the store's file
}

// Backup copies the log as it is now to the folder to, while others read and
// append, and verifies the copy, which another engine can open as it is. The
// folder must not be there yet, or be empty; after an error it is left so.
// Errors: ErrDamaged, of the log or of its copy; os.ErrExist; ctx's.
func (e *Engine) Backup(ctx context.Context, to string) (Copied, error) {
	return Copy(ctx, e.dir, to)
}

// Copy is Backup of the log in the folder from, which an engine, of this process
// or another, may have open or not; the other way round it restores one.
func Copy(ctx context.Context, from, to string) (Copied, error) {
	made, err := makeEmpty(to)
	if err != nil {
		return Copied{}, fmt.Errorf("copy event store: %w", err)
	}
	copied, err := copyStore(ctx, from, to)
	if err == nil {
		copied.Head, err = verifyCopy(ctx, to)
	}
	if err != nil {
		return Copied{}, errors.Join(fmt.Errorf("copy event store: %w", err), empty(to, made))
	}
	return copied, nil
}

// makeEmpty makes a folder, unless there is an empty one.
func makeEmpty(dir string) (made bool, err error) {
	err = os.Mkdir(dir, 0o700)
	if !errors.Is(err, os.ErrExist) {
		return true, err
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty: %w", dir, os.ErrExist)
	}
	return false, err
}

// empty takes back what was begun in a folder.
func empty(dir string, made bool) error {
	var err error
	for _, name := range []string{dataFile, dataFile + "-wal", dataFile + "-shm", dataFile + "-journal", lockFile, headFile, sumsFile} {
		if failed := os.Remove(filepath.Join(dir, name)); !errors.Is(failed, os.ErrNotExist) {
			err = errors.Join(err, failed)
		}
	}
	if made {
		err = errors.Join(err, os.Remove(dir))
	}
	return err
}

func copyStore(ctx context.Context, from, to string) (copied Copied, err error) {
	source, err := sqlite.OpenConn(filepath.Join(from, dataFile), sqlite.OpenReadOnly)
	if err != nil {
		return Copied{}, err
	}
	defer source.Close()
	source.SetInterrupt(ctx.Done())
	target, err := sqlite.OpenConn(filepath.Join(to, dataFile), sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		return Copied{}, err
	}
	err = atOnce(source, func(source *sqlite.Conn) error {
		// The first read settles of what time the copy is, however long it takes.
		version, err := queryInt(source, "PRAGMA user_version")
		if err == nil && version != schemaVersion {
			err = fmt.Errorf("event store has version %d, this release reads version %d", version, schemaVersion)
		}
		if err != nil {
			return err
		}
		return copyPages(ctx, target, source)
	})
	if err = errors.Join(err, target.Close()); err != nil {
		return Copied{}, err
	}
	info, err := os.Stat(filepath.Join(to, dataFile))
	if err != nil {
		return Copied{}, err
	}
	return Copied{Bytes: info.Size()}, os.Chmod(filepath.Join(to, dataFile), 0o600)
}

const copyAtOnce = 1000 // pages between two looks at the context

func copyPages(ctx context.Context, target, source *sqlite.Conn) error {
	if _, err := queryInt(source, "SELECT count(*) FROM removed"); err != nil {
		return err
	}
	if err := sqlitex.ExecuteTransient(target, "PRAGMA synchronous=FULL", nil); err != nil {
		return err
	}
	backup, err := sqlite.NewBackup(target, "main", source, "main")
	if err != nil {
		return err
	}
	for more := true; more && err == nil; {
		if err = ctx.Err(); err == nil {
			more, err = backup.Step(copyAtOnce)
		}
	}
	return errors.Join(err, backup.Close())
}

// verifyCopy opens the copy, which makes its names durable, and reads it whole.
func verifyCopy(ctx context.Context, dir string) (head uint64, err error) {
	e, err := Open(ctx, Options{Dir: dir, Clock: func() time.Time { return time.Time{} }})
	if err != nil {
		return 0, err
	}
	err = e.Verify(ctx)
	return e.Head(), errors.Join(err, e.Close())
}
