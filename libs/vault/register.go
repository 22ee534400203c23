package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"nivel/libs/es"
)

// register is the file that outlives every backup: the ids of the keys that were
// destroyed, one a line, added to and never changed. When history is restored as
// it was before a destruction, the keys in here are destroyed again.
type register struct{ path string }

// all returns every key in the register. A last line that a crash cut off is no
// key: nobody was told that it stands there.
func (r register) all() ([]es.ID, error) {
	raw, err := os.ReadFile(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the register of destroyed keys: %w", err)
	}
	var keys []es.ID
	lines := bytes.Split(raw, []byte("\n"))
	for i, line := range lines[:len(lines)-1] {
		if len(line) == 0 {
			continue // ends one that a crash cut off
		}
		key, err := es.ParseID(string(line))
		if err != nil && len(line) >= 36 {
			return nil, fmt.Errorf("register of destroyed keys %s, line %d: %w", r.path, i+1, err)
		}
		if err == nil {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// add puts keys into the register, durably, unless they stand there.
func (r register) add(keys ...es.ID) error {
	if len(keys) == 0 {
		return nil
	}
	known, err := r.all()
	if err != nil {
		return err
	}
	stands := map[es.ID]bool{}
	for _, key := range known {
		stands[key] = true
	}
	lines := []byte("\n") // after a line that a crash cut off
	for _, key := range keys {
		if !stands[key] {
			lines = append(lines, key.String()+"\n"...)
		}
	}
	if len(lines) == 1 {
		return nil
	}
	dir := filepath.Dir(r.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make room for the register of destroyed keys: %w", err)
	}
	f, err := os.OpenFile(r.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the register of destroyed keys: %w", err)
	}
	_, err = f.Write(lines)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the register of destroyed keys: %w", err)
	}
	return syncDir(dir)
}
