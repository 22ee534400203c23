package engine

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math/bits"
	"os"
)

const (
	pageSize      = 4096 // SQLite's default, which the store is made with
	walHeaderSize = 32
	frameSize     = 24 + pageSize
	walFile       = dataFile + "-wal"
	indexFile     = dataFile + "-shm"
)

// wal is what a write-ahead log holds, read as SQLite reads it at a start.
// Source: sqlite.org/walformat.html and sqlite.org/fileformat2.html, section 4.
type wal struct {
	salt    uint64            // of this generation of the file; 0: no valid header, so no frames
	frames  uint32            // up to the last commit
	pages   uint32            // of the store after the last commit
	sums    map[uint32]uint32 // CRC-32C of each page in those frames, as last written
	dropped uint32            // frames of this generation behind the last commit: torn or unfinished
}

// readWAL reads the write-ahead log at path; one that is missing holds nothing.
// SQLite itself takes the frames up to the first one whose running checksum is
// wrong and says nothing of the rest, so their number must be known elsewhere.
func readWAL(path string) (wal, error) {
	w := wal{sums: map[uint32]uint32{}}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, fmt.Errorf("open write-ahead log: %w", err)
	}
	defer f.Close()
	if err := w.read(bufio.NewReaderSize(f, 1<<20)); err != nil {
		return w, fmt.Errorf("read write-ahead log: %w", err)
	}
	return w, nil
}

func (w *wal) read(r io.Reader) error {
	header := make([]byte, walHeaderSize)
	if _, err := io.ReadFull(r, header); err != nil {
		return ended(err)
	}
	magic := binary.BigEndian.Uint32(header)
	sum := walSum{big: magic&1 == 1}
	sum.add(header[:24])
	if magic&^1 != 0x377f0682 || binary.BigEndian.Uint32(header[8:]) != pageSize || !sum.is(header[24:]) {
		return nil
	}
	w.salt = binary.BigEndian.Uint64(header[16:])
	open := map[uint32]uint32{} // pages of the transaction not yet seen committed
	frame := make([]byte, frameSize)
	for n := uint32(1); ; n++ {
		if _, err := io.ReadFull(r, frame); err != nil {
			return ended(err)
		}
		if binary.BigEndian.Uint64(frame[8:]) != w.salt {
			return nil // what an earlier generation left
		}
		sum.add(frame[:8])
		sum.add(frame[24:])
		w.dropped = n - w.frames
		page, pages := binary.BigEndian.Uint32(frame), binary.BigEndian.Uint32(frame[4:])
		if page == 0 || !sum.is(frame[16:]) {
			return nil
		}
		open[page] = crc32.Checksum(frame[24:], castagnoli)
		if pages != 0 {
			for page, sum := range open {
				w.sums[page] = sum
			}
			clear(open)
			w.frames, w.pages, w.dropped = n, pages, 0
		}
	}
}

// ended turns the end of a file, also in the middle of a frame, into none.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// walSum is the running checksum of a write-ahead log.
type walSum struct {
	big    bool // which end of a word comes first; the writer's machine decides
	s0, s1 uint32
}

func (s *walSum) add(b []byte) {
	s0, s1 := s.s0, s.s1
	for ; len(b) >= 8; b = b[8:] {
		one, other := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
		if s.big {
			one, other = bits.ReverseBytes32(one), bits.ReverseBytes32(other)
		}
		s0 += one + s1
		s1 += other + s0
	}
	s.s0, s.s1 = s0, s1
}

func (s *walSum) is(stored []byte) bool {
	return binary.BigEndian.Uint32(stored) == s.s0 && binary.BigEndian.Uint32(stored[4:]) == s.s1
}

// walPlace is where the write-ahead log in use ends.
type walPlace struct {
	salt   uint64
	frames uint32
}

// walEnd reads where the log ends from its index, which SQLite shares between
// connections as a file. Only the writer changes it, so the writer may ask
// between two commits.
func walEnd(index *os.File) (walPlace, error) {
	var header [48]byte
	if _, err := index.ReadAt(header[:], 0); err != nil {
		return walPlace{}, fmt.Errorf("read index of write-ahead log: %w", err)
	}
	if version := binary.NativeEndian.Uint32(header[:]); version != 3007000 {
		return walPlace{}, fmt.Errorf("index of write-ahead log has version %d", version)
	}
	// The salt lies there as in the log itself, bytes unturned.
	return walPlace{salt: binary.BigEndian.Uint64(header[32:]), frames: binary.NativeEndian.Uint32(header[16:])}, nil
}
