package backbone

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keepFile returns what a file of the data folder holds, and makes it first
// where there is none: all or nothing, durably, readable by nobody else. Of
// several processes that make it at once one does, and all return the same.
// Errors: a file that everybody may read.
func keepFile(path string, fresh []byte) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeFile(path, fresh); err != nil {
			return nil, err
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o007 != 0 {
		return nil, fmt.Errorf("%s may be read by everybody (mode %o)", path, mode)
	}
	return os.ReadFile(path)
}

// makeFile leaves a file alone that is there by now.
func makeFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	fresh, err := os.CreateTemp(dir, filepath.Base(path)+"-*.new") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(fresh.Name())
	_, err = fresh.Write(content)
	if err = errors.Join(err, fresh.Sync(), fresh.Close()); err == nil {
		err = os.Link(fresh.Name(), path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
