package engine

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
)

// kind is what a pending append does.
type kind int

const (
	appendEvents kind = iota
	softDelete        // hides a stream until the next append to it
	hardDelete        // ends a stream for good
)

// deletedType is the type of the event that ends a stream.
const deletedType = "$streamDeleted"

// Delete hides all that a stream holds: it reads as one that does not exist. The
// next append begins it again, with the next revision. The answer's position is
// that of the event in the metadata stream that says so.
// Errors: those of Append; *WrongRevision also if there is nothing to delete.
func (e *Engine) Delete(ctx context.Context, stream string, expected Expected) (Appended, error) {
	return e.delete(ctx, softDelete, stream, expected)
}

// Tombstone ends a stream for good, whether it exists or not: nothing of it can
// be read any more, except in the whole log, and nothing appended. The answer's
// position is that of the tombstone. Errors: those of Append.
func (e *Engine) Tombstone(ctx context.Context, stream string, expected Expected) (Appended, error) {
	return e.delete(ctx, hardDelete, stream, expected)
}

func (e *Engine) delete(ctx context.Context, how kind, stream string, expected Expected) (Appended, error) {
	if strings.HasPrefix(stream, metaPrefix) {
		return Appended{}, ErrBadName
	}
	event := NewEvent{ID: newID(), Type: deletedType}
	if how == softDelete {
		event.Type, event.JSON = metadataType, true
		event.Data = []byte(`{"` + keyTruncate + `":` + strconv.FormatInt(tombstone, 10) + `}`)
	}
	return e.enqueue(&pending{ctx: ctx, kind: how, stream: stream, expected: expected, events: []NewEvent{event}})()
}

// newID returns a random UUID.
func newID() (id [16]byte) {
	rand.Read(id[:])
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id
}

// write inserts p's events. Where they begin a deleted stream again, its metadata
// says so afterwards; so does metadata that is written to a deleted stream.
func (w *writer) write(p *pending, at place) (err error) {
	of, meta := strings.CutPrefix(p.stream, metaPrefix)
	var original place
	if meta {
		if original, err = w.placeOf(of); err != nil {
			return err
		}
	}
	p.result = Appended{Revision: at.last}
	if len(p.events) > 0 {
		if p.result, err = w.add(p.stream, at, p.events); err != nil {
			return err
		}
	}
	switch {
	case at.soft:
		return w.revive(p.stream, at.last+1)
	case original.soft:
		return w.revive(of, original.last+1)
	}
	return nil
}

// revive gives a stream that was deleted the metadata of one that begins at from.
func (w *writer) revive(stream string, from int64) error {
	raw, _, _, err := readMetadata(w.conn, stream)
	if err != nil {
		return err
	}
	raw, ok := revived(raw, from)
	if !ok {
		return nil
	}
	at, err := w.placeOf(metaPrefix + stream)
	if err == nil {
		_, err = w.add(metaPrefix+stream, at, []NewEvent{{ID: newID(), Type: metadataType, JSON: true, Data: raw}})
	}
	return err
}

func (w *writer) softDelete(p *pending, at place) error {
	if at.last == NoRevision && at.meta == NoRevision {
		p.err = &WrongRevision{Expected: p.expected, Current: NoRevision}
		return nil
	}
	meta, err := w.placeOf(metaPrefix + p.stream)
	if err == nil {
		p.result, err = w.add(metaPrefix+p.stream, meta, p.events)
	}
	return err
}

func (w *writer) hardDelete(p *pending, at place) (err error) {
	row, err := findStream(w.conn, p.stream)
	if err != nil {
		return err
	}
	row.name, row.deleted = p.stream, true
	if at.id, err = w.saveStream(row); err != nil {
		return err
	}
	at.last = tombstone - 1
	p.result, err = w.add(p.stream, at, p.events)
	delete(w.streams, metaPrefix+p.stream)
	return err
}

// add inserts events behind the last one of a stream, and makes the stream if
// there is none.
func (w *writer) add(stream string, at place, events []NewEvent) (result Appended, err error) {
	if at.id == 0 {
		if at.id, err = w.saveStream(streamRow{name: stream}); err != nil {
			return Appended{}, err
		}
	}
	created := fromTicks(Ticks(w.clock()))
	for _, e := range events {
		at.last++
		event := Event{NewEvent: e, Stream: stream, Revision: at.last, Position: w.next, Created: created}
		if err := w.insert(at.id, &event); err != nil {
			return Appended{}, err
		}
		w.recent.add(e.ID, spot{stream: at.id, revision: at.last, position: w.next})
		w.next++
	}
	w.remember(stream, at)
	if of, meta := strings.CutPrefix(stream, metaPrefix); meta {
		delete(w.streams, of) // its metadata is another now
	}
	return Appended{Revision: at.last, Position: w.next - 1}, nil
}
