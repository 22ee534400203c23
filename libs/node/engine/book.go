package engine

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// The book lies beside the store and says what must be in it, so that a start
// finds what the store's own file cannot show: a tail that was cut off, a page
// that was changed where no event's checksum reaches.
const (
	headFile = "head"  // one mark
	sumsFile = "pages" // CRC-32C of each page of the store, 4 bytes each, little-endian
)

// mark says how far the log went. It is written behind each commit, before
// anybody is answered, and synced only when it is sealed: after a power cut it
// may lag behind the log, and never leads it.
type mark struct {
	pos    uint64 // of the last event
	sum    int64  // its checksum
	wal    walPlace
	sealed bool // the store and its sums have all of the log; the frames may go
}

const markSize = 56 // within a disk's sector, which is written as a whole or not

func (m mark) encode() []byte {
	b := make([]byte, 0, markSize)
	b = append(b, "nivelhd1"...)
	b = binary.LittleEndian.AppendUint64(b, m.pos)
	b = binary.LittleEndian.AppendUint64(b, uint64(m.sum))
	b = binary.LittleEndian.AppendUint64(b, m.wal.salt)
	b = binary.LittleEndian.AppendUint64(b, uint64(m.wal.frames))
	sealed := uint64(0)
	if m.sealed {
		sealed = 1
	}
	b = binary.LittleEndian.AppendUint64(b, sealed)
	sum := crc32.Checksum(b, castagnoli)
	return binary.LittleEndian.AppendUint64(b, uint64(sum))
}

func decodeMark(b []byte) (mark, error) {
	if len(b) != markSize {
		return mark{}, damaged("head record has %d bytes, not %d", len(b), markSize)
	}
	word := func(n int) uint64 { return binary.LittleEndian.Uint64(b[8*n:]) }
	m := mark{
		pos: word(1), sum: int64(word(2)), sealed: word(5) == 1,
		wal: walPlace{salt: word(3), frames: uint32(word(4))},
	}
	if string(m.encode()) != string(b) {
		return mark{}, damaged("head record, checksum")
	}
	return m, nil
}

// book is the open book of one store.
type book struct {
	mark
	dir   string
	pages []uint32 // sums of the store's pages; page 1 first
	head  *os.File
	sums  *os.File
	index *os.File // of the write-ahead log, to see where it ends
}

// readBook reads what lies in dir; nil if there is no book.
func readBook(dir string) (*book, error) {
	record, err := os.ReadFile(filepath.Join(dir, headFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read head record: %w", err)
	}
	b := &book{dir: dir}
	if b.mark, err = decodeMark(record); err != nil {
		return nil, err
	}
	sums, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, damaged("sums of pages are gone")
	}
	if err != nil {
		return nil, fmt.Errorf("read sums of pages: %w", err)
	}
	if len(sums)%4 != 0 {
		return nil, damaged("sums of pages end in the middle of one")
	}
	b.pages = make([]uint32, len(sums)/4)
	for i := range b.pages {
		b.pages[i] = binary.LittleEndian.Uint32(sums[4*i:])
	}
	return b, nil
}

// newBook makes a book of the store as it is. The write-ahead log must be empty.
func newBook(dir string, last mark) (*book, error) {
	b := &book{dir: dir, mark: last}
	b.sealed = true
	f, err := os.Open(filepath.Join(dir, dataFile))
	if err != nil {
		return nil, fmt.Errorf("read store: %w", err)
	}
	defer f.Close()
	err = eachPage(f, func(_ uint32, page []byte) error {
		b.pages = append(b.pages, crc32.Checksum(page, castagnoli))
		return nil
	})
	if err != nil {
		return nil, err
	}
	// The head goes last: without one a start makes the book anew.
	if err := replaceFile(filepath.Join(dir, sumsFile), encodeSums(b.pages)); err != nil {
		return nil, err
	}
	return b, replaceFile(filepath.Join(dir, headFile), b.encode())
}

func encodeSums(sums []uint32) []byte {
	raw := make([]byte, 0, 4*len(sums))
	for _, sum := range sums {
		raw = binary.LittleEndian.AppendUint32(raw, sum)
	}
	return raw
}

// replaceFile puts content in place of the file at path, durably, all or nothing.
func replaceFile(path string, content []byte) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write book: %w", err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write book: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write book: %w", err)
	}
	return syncDirs(filepath.Dir(path))
}

// eachPage shows all pages of a store; the last one may be short.
func eachPage(f io.Reader, see func(number uint32, page []byte) error) error {
	buffer := make([]byte, 256*pageSize)
	for number := uint32(1); ; {
		n, err := io.ReadFull(f, buffer)
		for at := 0; at < n; at += pageSize {
			if err := see(number, buffer[at:min(at+pageSize, n)]); err != nil {
				return err
			}
			number++
		}
		if ended(err) != nil {
			return fmt.Errorf("read store: %w", err)
		}
		if err != nil {
			return nil
		}
	}
}

// open opens the book's files for writing.
func (b *book) open() (err error) {
	if b.head, err = os.OpenFile(filepath.Join(b.dir, headFile), os.O_WRONLY, 0); err == nil {
		b.sums, err = os.OpenFile(filepath.Join(b.dir, sumsFile), os.O_WRONLY, 0)
	}
	if err == nil {
		b.index, err = os.Open(filepath.Join(b.dir, indexFile))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("open book: %w", err), b.close())
	}
	return nil
}

func (b *book) close() error {
	var err error
	for _, f := range []*os.File{b.head, b.sums, b.index} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// note writes down that the log now ends at pos. It costs two system calls and
// no sync.
func (b *book) note(pos uint64, sum int64) error {
	end, err := walEnd(b.index)
	if err != nil {
		return err
	}
	if pos == b.pos && (end == b.wal || end.frames == 0) {
		return nil // nothing was written; what was sealed stays so
	}
	b.mark = mark{pos: pos, sum: sum, wal: end}
	return b.writeHead()
}

func (b *book) writeHead() error {
	if _, err := b.head.WriteAt(b.encode(), 0); err != nil {
		return fmt.Errorf("write head record: %w", err)
	}
	return nil
}

// zeroPage is the sum of a page that was never written: a hole.
var zeroPage = crc32.Checksum(make([]byte, pageSize), castagnoli)

// seal takes the write-ahead log's pages, which now lie in the store too, into
// the sums. Only behind it may the log be overwritten: until then a start takes
// these pages from the log and has no need of their sums.
func (b *book) seal() error {
	w, err := readWAL(filepath.Join(b.dir, walFile))
	if err != nil {
		return err
	}
	if (walPlace{w.salt, w.frames}) != b.wal {
		return damaged("write-ahead log holds %d frames, %d were written", w.frames, b.wal.frames)
	}
	for n := uint32(len(b.pages)) + 1; n <= w.pages; n++ {
		b.pages = append(b.pages, zeroPage)
		if _, written := w.sums[n]; !written {
			w.sums[n] = zeroPage
		}
	}
	b.pages = b.pages[:w.pages]
	maps.DeleteFunc(w.sums, func(number, _ uint32) bool { return number > w.pages })
	for number, sum := range w.sums {
		b.pages[number-1] = sum
	}
	if err := b.writeSums(w.sums); err != nil {
		return fmt.Errorf("write sums of pages: %w", err)
	}
	b.sealed = true
	if err := b.writeHead(); err != nil {
		return err
	}
	if err := b.head.Sync(); err != nil {
		return fmt.Errorf("sync head record: %w", err)
	}
	return nil
}

// writeSums writes the sums of the given pages, neighbours together.
func (b *book) writeSums(changed map[uint32]uint32) error {
	numbers := slices.Sorted(maps.Keys(changed))
	for len(numbers) > 0 {
		run := 1
		for run < len(numbers) && numbers[run] == numbers[run-1]+1 {
			run++
		}
		first := numbers[0] - 1
		if _, err := b.sums.WriteAt(encodeSums(b.pages[first:first+uint32(run)]), int64(first)*4); err != nil {
			return err
		}
		numbers = numbers[run:]
	}
	if err := b.sums.Truncate(int64(len(b.pages)) * 4); err != nil {
		return err
	}
	return b.sums.Sync()
}
