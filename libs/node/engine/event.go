package engine

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"time"
	"unicode/utf8"
)

// What callers branch on. Everything else is a plain fault.
var (
	// ErrNoStream: nothing was ever appended to the stream, or it was deleted and
	// may begin again.
	ErrNoStream = errors.New("stream not found")
	// ErrDeleted: the stream was deleted for good; or it was deleted, and who
	// appends to it expects it to exist.
	ErrDeleted = errors.New("stream is deleted")
	// ErrTooLarge: the append exceeds MaxAppend. Nothing was appended.
	ErrTooLarge = errors.New("append is too large")
	// ErrFull: the disk has no room. Nothing was appended; reads go on, and a
	// later append may succeed.
	ErrFull = errors.New("disk is full")
	// ErrStopped: the engine was closed or has failed. The append may or may not
	// have happened when it was under way.
	ErrStopped = errors.New("engine has stopped")
	// ErrBadName: no stream may be called that.
	ErrBadName = errors.New("not a name for a stream")
	// ErrDamaged: stored data is not what was once written.
	ErrDamaged = errors.New("stored data is damaged")
	// ErrBadPosition: the position is not of this log.
	ErrBadPosition = errors.New("position is not in the log")
)

// MaxAppend is the size in bytes that one append may have: of each event its
// data, its metadata and twice its type's name.
const MaxAppend = 1 << 20

// maxName is how many bytes a stream's name may have.
const maxName = 1024

// validName reports whether a stream may be called name. A metadata stream has
// no metadata of its own.
func validName(name string) bool {
	of, meta := strings.CutPrefix(name, metaPrefix)
	if meta && strings.HasPrefix(of, metaPrefix) {
		return false
	}
	return of != "" && name != "$all" && len(of) <= maxName && utf8.ValidString(of) && !strings.ContainsRune(of, 0)
}

// NoRevision is the revision of a stream to which nothing was appended.
const NoRevision int64 = -1

// NewEvent is an event on its way into the log.
type NewEvent struct {
	ID   [16]byte // UUID; tells a repeated append from a new one
	Type string   // not empty
	JSON bool     // what the writer said of Data; not checked
	Data []byte
	Meta []byte
}

// Event is an event as the log holds it.
type Event struct {
	NewEvent
	Stream   string
	Revision int64     // in its stream, counted from 0
	Position uint64    // in the log; rises, starts at 1
	Created  time.Time // when it was appended, UTC, in steps of 100 ns
}

// size is what an append of events counts against MaxAppend.
func size(events []NewEvent) int {
	n := 0
	for _, e := range events {
		n += len(e.Data) + len(e.Meta) + 2*len(e.Type)
	}
	return n
}

const ticksPerSecond = 10_000_000 // a tick is 100 ns

// Ticks returns t as the protocol and the store count it: steps of 100 ns since 1970.
func Ticks(t time.Time) int64 {
	return t.Unix()*ticksPerSecond + int64(t.Nanosecond()/100)
}

func fromTicks(ticks int64) time.Time {
	return time.Unix(ticks/ticksPerSecond, ticks%ticksPerSecond*100).UTC()
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum covers every part of e, each with its length, so that no part can
// change, or move into another, unseen.
func (e *Event) checksum() int64 {
	var head [57]byte
	binary.LittleEndian.PutUint64(head[0:], e.Position)
	binary.LittleEndian.PutUint64(head[8:], uint64(e.Revision))
	binary.LittleEndian.PutUint64(head[16:], uint64(Ticks(e.Created)))
	copy(head[24:], e.ID[:])
	binary.LittleEndian.PutUint32(head[40:], uint32(len(e.Stream)))
	binary.LittleEndian.PutUint32(head[44:], uint32(len(e.Type)))
	binary.LittleEndian.PutUint32(head[48:], uint32(len(e.Data)))
	binary.LittleEndian.PutUint32(head[52:], uint32(len(e.Meta)))
	if e.JSON {
		head[56] = 1
	}
	sum := crc32.Update(0, castagnoli, head[:])
	sum = crc32.Update(sum, castagnoli, []byte(e.Stream))
	sum = crc32.Update(sum, castagnoli, []byte(e.Type))
	sum = crc32.Update(sum, castagnoli, e.Data)
	return int64(crc32.Update(sum, castagnoli, e.Meta))
}

// damaged names the place of damage.
func damaged(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrDamaged)...)
}
