package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"nivel/libs/es"
)

var (
	// ErrDamaged says that the key store does not read as it was written.
	ErrDamaged = errors.New("key store is damaged")
	// ErrInUse says that another process, or another Vault, has the key store open.
	ErrInUse = errors.New("key store is in use")
)

// file keeps wrapped keys in one append-only file. Those who add at the same
// time share one write and one fsync.
type file struct {
	path   string
	dir    *os.File // its lock keeps other processes out
	cutOff int64    // bytes cut off at the end when opened

	joining sync.Mutex
	next    *batch // what the next write will hold

	writing sync.Mutex // guards what follows; taken before joining
	f       *os.File
	atStart []Record // what start read, for the first Load
	size    int64    // of what is whole and durable
	sum     string
	broken  error // an fsync failed: what is on the disk is unknown until the store is opened anew
}

// batch is what one write holds.
type batch struct {
	records []Record
	written bool
	err     error
}

func openFile(dir string) (*file, error) {
	if err := private(dir); err != nil {
		return nil, err
	}
	lock, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the key store: %w", err)
	}
	k := &file{path: filepath.Join(dir, "keys"), dir: lock, next: &batch{}}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s", ErrInUse, dir), lock.Close())
	}
	if err := k.start(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return k, nil
}

// private makes dir, readable by nobody else.
func private(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the key store: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at the key store: %w", err)
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("close the key store to others: %w", err)
	}
	return nil
}

// start makes the file if there is none, and cuts off what a crash left of a
// write that nobody was told had succeeded.
func (k *file) start() error {
	if err := os.Remove(unfinished(k.path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove an unfinished copy of the key store: %w", err)
	}
	if _, err := os.Stat(k.path); errors.Is(err, os.ErrNotExist) {
		data, _ := encode(nil)
		if err := replaceFile(k.path, data); err != nil {
			return fmt.Errorf("make the key store: %w", err)
		}
	}
	content, err := k.read()
	if err != nil {
		return err
	}
	if err := k.use(content); err != nil {
		return err
	}
	k.atStart = content.records
	info, err := k.f.Stat()
	if err != nil {
		return fmt.Errorf("look at the key store: %w", err)
	}
	if k.cutOff = info.Size() - k.size; k.cutOff == 0 {
		return nil
	}
	if err := errors.Join(k.f.Truncate(k.size), k.f.Sync()); err != nil {
		return fmt.Errorf("cut off an unfinished write: %w", err)
	}
	return nil
}

// use takes the file that lies at path, holding c, as the one to append to.
func (k *file) use(c content) error {
	f, err := os.OpenFile(k.path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("open the key store: %w", err)
	}
	if k.f != nil {
		k.f.Close() // read only from here on; everything in it was synced
	}
	k.f, k.size, k.sum = f, c.size, c.sum
	return nil
}

func (k *file) read() (content, error) {
	data, err := os.ReadFile(k.path)
	if err != nil {
		return content{}, fmt.Errorf("read the key store: %w", err)
	}
	c, err := parse(data)
	if err != nil {
		return content{}, fmt.Errorf("%s: %w", k.path, err)
	}
	return c, nil
}

// Load reads the whole file; the first time it gives what was read at the start.
func (k *file) Load(context.Context) ([]Record, error) {
	k.writing.Lock()
	defer k.writing.Unlock()
	if records := k.atStart; records != nil {
		k.atStart = nil
		return records, nil
	}
	c, err := k.read()
	return c.records, err
}

// Add joins the next batch. Whoever gets to write first writes it for all.
func (k *file) Add(_ context.Context, r Record) error {
	k.joining.Lock()
	mine := k.next
	mine.records = append(mine.records, r)
	k.joining.Unlock()

	k.writing.Lock()
	defer k.writing.Unlock()
	if !mine.written {
		k.joining.Lock()
		k.next = &batch{}
		k.joining.Unlock()
		mine.err = k.append(mine.records)
		mine.written = true
	}
	return mine.err
}

// append writes one line and syncs it. A write that fails (a full disk) is taken
// back and the store goes on; after a failed sync it does not.
func (k *file) append(records []Record) error {
	if k.broken != nil {
		return k.broken
	}
	line, sum := encodeLine(records, k.sum)
	if _, err := k.f.Write(line); err != nil {
		if undo := k.f.Truncate(k.size); undo != nil {
			k.broken = fmt.Errorf("take back a write: %w", undo)
		}
		return fmt.Errorf("write keys: %w", err)
	}
	if err := k.f.Sync(); err != nil {
		k.broken = fmt.Errorf("sync keys: %w", err)
		return k.broken
	}
	k.size, k.sum = k.size+int64(len(line)), sum
	return nil
}

// Destroy writes the file anew without the wrapped keys of these records.
func (k *file) Destroy(_ context.Context, keys ...es.ID) error {
	k.writing.Lock()
	defer k.writing.Unlock()
	if k.broken != nil {
		return k.broken
	}
	c, err := k.read()
	if err != nil {
		return err
	}
	doomed := map[es.ID]bool{}
	for _, key := range keys {
		doomed[key] = true
	}
	for i := range c.records {
		if doomed[c.records[i].Key] {
			c.records[i].Wrapped = nil
		}
	}
	data, sum := encode(c.records)
	if err = replaceFile(k.path, data); err == nil {
		err = k.use(content{size: int64(len(data)), sum: sum})
	}
	if err != nil {
		k.broken = fmt.Errorf("replace the key store: %w", err)
	}
	return k.broken
}

// Close lets other processes have the store.
func (k *file) Close() error {
	k.writing.Lock()
	defer k.writing.Unlock()
	k.broken = os.ErrClosed
	return errors.Join(k.f.Close(), k.dir.Close())
}

func unfinished(path string) string { return path + ".new" }

// replaceFile puts data at path, all or nothing, durably, readable by nobody
// else.
func replaceFile(path string, data []byte) error {
	fresh, err := os.OpenFile(unfinished(path), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = fresh.Write(data)
	if err = errors.Join(err, fresh.Sync(), fresh.Close()); err != nil {
		return err
	}
	if err := os.Rename(unfinished(path), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
