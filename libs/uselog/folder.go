package uselog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// Folder is a SecondPlace in a folder: one append-only file for each writer,
// which stays locked while the process has it. Put it on another disk or mount
// than history, owned by another user where that can be.
type Folder struct {
	dir string

	mu    sync.Mutex
	files map[string]*os.File // by writer; claimed
}

var _ SecondPlace = (*Folder)(nil)

// ending ends the name of a writer's file.
const ending = ".checkpoints"

// OpenFolder returns the second place in dir, and makes dir if it is missing. It
// must be closed.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of checkpoints: %w", err)
	}
	return &Folder{dir: dir, files: map[string]*os.File{}}, nil
}

// Claim implements SecondPlace. A line that was cut off while it was written was
// never answered for; it is removed.
func (f *Folder) Claim(_ context.Context, writer string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	file := f.files[writer]
	if file == nil {
		var err error
		if file, err = f.open(writer); err != nil {
			return nil, fmt.Errorf("claim the checkpoints of %s: %w", writer, err)
		}
		f.files[writer] = file
	}
	last, err := lastLine(file)
	if err != nil {
		return nil, fmt.Errorf("read the last checkpoint of %s: %w", writer, err)
	}
	return last, nil
}

func (f *Folder) open(writer string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(f.dir, writer+ending), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = syncFolder(f.dir) // the name of a new file
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// longestLine is more than a checkpoint takes.
const longestLine = 4096

// lastLine returns the last whole line, nil if there is none, and cuts off what
// comes behind it.
func lastLine(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	from := max(0, info.Size()-2*longestLine)
	tail := make([]byte, info.Size()-from)
	if _, err := io.ReadFull(io.NewSectionReader(file, from, info.Size()), tail); err != nil {
		return nil, err
	}
	end := bytes.LastIndexByte(tail, '\n')
	if end+1 < len(tail) {
		if from > 0 && end < 0 {
			return nil, errors.New("it holds what is no line")
		}
		if err := errors.Join(file.Truncate(from+int64(end)+1), file.Sync()); err != nil {
			return nil, err
		}
	}
	if end < 0 {
		return nil, nil
	}
	return bytes.Clone(tail[bytes.LastIndexByte(tail[:end], '\n')+1 : end]), nil
}

// Add implements SecondPlace.
func (f *Folder) Add(_ context.Context, writer string, line []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	file := f.files[writer]
	switch {
	case file == nil:
		return fmt.Errorf("add a checkpoint of %s: it was not claimed", writer)
	case bytes.IndexByte(line, '\n') >= 0 || len(line) >= longestLine:
		return fmt.Errorf("add a checkpoint of %s: not a line", writer)
	}
	last, err := lastLine(file) // half a line may be left of a try that failed, or all of it
	if err == nil && !bytes.Equal(last, line) {
		_, err = file.Write(append(bytes.Clone(line), '\n'))
	}
	if err = errors.Join(err, file.Sync()); err != nil {
		return fmt.Errorf("add a checkpoint of %s: %w", writer, err)
	}
	return nil
}

// Lines implements SecondPlace. Half a line at the end, which was never answered
// for, is left out.
func (f *Folder) Lines(context.Context) (map[string][][]byte, error) {
	names, err := filepath.Glob(filepath.Join(f.dir, "*"+ending))
	if err != nil {
		return nil, fmt.Errorf("list checkpoints: %w", err)
	}
	all := map[string][][]byte{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read checkpoints: %w", err)
		}
		lines := bytes.Split(raw, []byte("\n"))
		all[strings.TrimSuffix(filepath.Base(name), ending)] = lines[:len(lines)-1]
	}
	return all, nil
}

// Close gives back what was claimed.
func (f *Folder) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for writer, file := range f.files {
		errs = append(errs, file.Close())
		delete(f.files, writer)
	}
	return errors.Join(errs...)
}
