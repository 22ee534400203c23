package engine

import (
	"errors"
	"fmt"
	"hash/crc32"
	"log/slog"
	"os"
	"path/filepath"

	"zombiezen.com/go/sqlite"
)

// Found is what the check at a start saw, where nothing was damaged.
type Found struct {
	Head    uint64 // position of the last event; 0: there is none
	Pages   int    // pages of the store that were compared with their sums
	Frames  int    // frames of the write-ahead log that were taken over: work of a run that was not closed
	Dropped int    // frames behind the last commit, torn or unfinished: never answered, so dropped
	NoBook  bool   // the store was new, or nothing said how far it went and what its pages were: now something does
}

// LogValue names each part.
func (f Found) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Uint64("head", f.Head), slog.Int("pages_compared", f.Pages), slog.Int("frames_recovered", f.Frames),
		slog.Int("frames_dropped", f.Dropped), slog.Bool("no_book", f.NoBook))
}

// advice ends every report of damage at a start.
const advice = "nothing was changed; restore a backup, or remove the files head and pages to go on with what is there"

// check compares the log in dir with its book, before anything is written. It
// reads the whole store once, at the disk's speed. The book is nil if there is
// none, or no store yet.
// Errors: ErrDamaged with the place.
func check(dir string) (*book, Found, error) {
	b, err := readBook(dir)
	if err != nil {
		return nil, Found{}, fmt.Errorf("%w (%s)", err, advice)
	}
	log, err := readWAL(filepath.Join(dir, walFile))
	if err != nil {
		return nil, Found{}, err
	}
	found := Found{Frames: int(log.frames), Dropped: int(log.dropped), NoBook: b == nil}
	if b == nil {
		return nil, found, nil
	}
	if err = b.checkWAL(log); err == nil {
		found.Pages, err = b.checkPages(log)
	}
	if err == nil {
		err = b.checkEnd()
	}
	if errors.Is(err, ErrDamaged) {
		err = fmt.Errorf("%w (%s)", err, advice)
	}
	return b, found, err
}

// checkWAL finds a write-ahead log that lost frames. Also frames that the store
// has already matter while they lie there: what is left of them would hide newer
// pages of the store.
func (b *book) checkWAL(log wal) error {
	same := log.salt == b.wal.salt
	switch {
	case same && log.frames < b.wal.frames:
		return damaged("write-ahead log holds %d of %d frames: its tail is lost", log.frames, b.wal.frames)
	case !same && !b.sealed:
		return damaged("write-ahead log with %d frames is gone or has another beginning", b.wal.frames)
	}
	return nil
}

// checkPages compares each page of the store with its sum, but for those that
// the write-ahead log has anew.
func (b *book) checkPages(log wal) (compared int, err error) {
	f, err := os.Open(filepath.Join(b.dir, dataFile))
	if errors.Is(err, os.ErrNotExist) {
		return 0, damaged("%s is gone", dataFile)
	}
	if err != nil {
		return 0, fmt.Errorf("open store: %w", err)
	}
	defer f.Close()
	pages := uint32(len(b.pages))
	end := pages // of what must be there
	if log.frames > 0 {
		end = log.pages
	}
	var seen uint32
	err = eachPage(f, func(number uint32, page []byte) error {
		seen = number
		if _, anew := log.sums[number]; anew || log.frames > 0 && number > min(pages, end) {
			return nil
		}
		switch {
		case number > pages:
			return damaged("%s has more than its %d pages", dataFile, pages)
		case crc32.Checksum(page, castagnoli) != b.pages[number-1]:
			return damaged("%s page %d, checksum", dataFile, number)
		}
		compared++
		return nil
	})
	for number := seen + 1; err == nil && number <= min(pages, end); number++ {
		if _, anew := log.sums[number]; !anew {
			err = damaged("%s ends at page %d of %d", dataFile, seen, pages)
		}
	}
	return compared, err
}

// checkEnd compares the log's last event with the mark. It looks through a
// connection that can write nothing.
func (b *book) checkEnd() error {
	if b.pos == 0 {
		return nil
	}
	conn, err := sqlite.OpenConn(filepath.Join(b.dir, dataFile), sqlite.OpenReadOnly)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	defer conn.Close()
	head, _, err := lastEvent(conn)
	var sum int64 // of the event at the mark
	if err == nil {
		sum, err = queryInt(conn, "SELECT sum FROM events WHERE pos = ?", int64(b.pos))
	}
	switch {
	case err != nil:
		return fmt.Errorf("read last event: %w", named(err))
	case head < b.pos:
		return damaged("log ends at position %d, its head record says %d", head, b.pos)
	case sum != 0 && sum != b.sum:
		return damaged("event at position %d is not the one that was written", b.pos)
	}
	return nil
}

// lastEvent returns the position and the checksum of the last event; 0, 0 if
// there is none.
func lastEvent(conn *sqlite.Conn) (pos uint64, sum int64, err error) {
	head, err := queryInt(conn, "SELECT max(pos) FROM events")
	if err == nil && head > 0 {
		sum, err = queryInt(conn, "SELECT sum FROM events WHERE pos = ?", head)
	}
	return uint64(head), sum, err
}

// named turns an error by which SQLite says that the store cannot be what was
// written, or cannot be read, into an ErrDamaged, and one that it has no room for
// its shared memory into an ErrFull; others stay as they are.
func named(err error) error {
	code := sqlite.ErrCode(err)
	if code == sqlite.ResultIOErrSHMSize {
		return fmt.Errorf("%w: %v", ErrFull, err)
	}
	switch code.ToPrimary() {
	case sqlite.ResultCorrupt, sqlite.ResultNotADB, sqlite.ResultIOErr:
		return damaged("%v", err)
	}
	return err
}
