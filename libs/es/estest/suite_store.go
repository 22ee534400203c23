package estest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"nivel/libs/es"
)

func testEmpty(b *bench) {
	stream := b.stream()
	b.expect(b.read(stream, 0))
	b.expect(b.read(stream, 7))
}

func testReadBack(b *bench) {
	stream, events := b.stream(), fresh(2)
	events[0].Data = json.RawMessage("{ \"spaced\" : [1,  2],\t\"text\": \"čáđŋ öäå 😀 \\u0000\" }")
	events[0].Meta.Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	events[0].Meta.Tracestate = "nivel=1"
	events[1].Meta = es.Meta{}
	done := b.must(stream, es.NoStream, events...)
	got := b.read(stream, 0)
	b.expect(got, events...)
	for i, e := range got {
		switch {
		case e.Stream != stream || e.Name != events[i].Name || e.Meta != events[i].Meta:
			b.Errorf("event %d came back as %+v, was %+v", i, e, events[i])
		case !bytes.Equal(e.Data, events[i].Data):
			b.Errorf("data came back as %s, was %s", e.Data, events[i].Data)
		case e.RecordedAt.IsZero() || e.RecordedAt.Location() != time.UTC:
			b.Errorf("recorded at %v, wanted a time in UTC", e.RecordedAt)
		}
	}
	if last := got[1]; done != (es.Appended{Revision: last.Revision, Position: last.Position}) {
		b.Errorf("append ended at %+v, its last event is at %+v", done, last)
	}
	if !got[1].Position.After(got[0].Position) || !got[0].Position.After(es.Position{}) {
		b.Errorf("positions %v, %v do not rise", got[0].Position, got[1].Position)
	}
}

func testContiguous(b *bench) {
	stream, events := b.stream(), fresh(6)
	b.must(stream, es.NoStream, events[0])
	b.must(stream, 0, events[1:4]...)
	b.must(stream, 3, events[4])
	if done := b.must(stream, 4, events[5]); done.Revision != 5 {
		b.Errorf("appended at %d, wanted 5", done.Revision)
	}
	got := b.read(stream, 0)
	b.expect(got, events...)
	for i, e := range got {
		if e.Revision != es.Revision(i) {
			b.Errorf("event %d has revision %d", i, e.Revision)
		}
	}
}

func testReadFrom(b *bench) {
	stream, events := b.stream(), fresh(5)
	b.must(stream, es.NoStream, events...)
	for from := range 7 {
		got := b.read(stream, es.Revision(from))
		b.expect(got, events[min(from, 5):]...)
		if len(got) > 0 && got[0].Revision != es.Revision(from) {
			b.Errorf("read from %d starts at %d", from, got[0].Revision)
		}
	}
}

func testApart(b *bench) {
	one, other, events := b.stream(), b.stream(), fresh(2)
	b.must(one, es.NoStream, events[0])
	b.must(other, es.NoStream, events[1])
	b.expect(b.read(one, 0), events[0])
	b.expect(b.read(other, 0), events[1])
}

func testConflict(b *bench) {
	stream, events := b.stream(), fresh(3)
	_, err := b.store.Append(b.ctx, stream, 0, fresh(1)...)
	b.refused(err, es.ErrConflict)
	b.must(stream, es.NoStream, events...)
	for _, expected := range []es.Revision{es.NoStream, 0, 1, 3, 99} {
		_, err := b.store.Append(b.ctx, stream, expected, fresh(1)...)
		b.refused(err, es.ErrConflict)
	}
	b.expect(b.read(stream, 0), events...)
}

func testRepeat(b *bench) {
	stream, events := b.stream(), fresh(5)
	first := b.must(stream, es.NoStream, events[:2]...)
	second := b.must(stream, 1, events[2:4]...)
	b.must(stream, 3, events[4])
	if again := b.must(stream, es.NoStream, events[:2]...); again != first {
		b.Errorf("repeated append answers %+v, the first answered %+v", again, first)
	}
	if again := b.must(stream, 1, events[2:4]...); again != second {
		b.Errorf("repeated append answers %+v, the first answered %+v", again, second)
	}
	b.expect(b.read(stream, 0), events...)
}

func testPartialRepeat(b *bench) {
	stream, events, other := b.stream(), fresh(4), fresh(1)
	b.must(stream, es.NoStream, events...)
	for name, attempt := range map[string][]es.NewEvent{
		"one that differs":    {events[0], other[0]},
		"others in between":   {other[0], events[0]},
		"another order":       {events[1], events[0]},
		"more than there was": append(append([]es.NewEvent{}, events...), other[0]),
	} {
		if _, err := b.store.Append(b.ctx, stream, es.NoStream, attempt...); !errors.Is(err, es.ErrConflict) {
			b.Errorf("%s: error is %v, wanted %v", name, err, es.ErrConflict)
		}
	}
	_, err := b.store.Append(b.ctx, stream, 1, events[0]) // right id, wrong place
	b.refused(err, es.ErrConflict)
	b.expect(b.read(stream, 0), events...)
}

func testConcurrentRepeat(b *bench) {
	stream, events := b.stream(), fresh(3)
	var answers [8]es.Appended
	var errs [8]error
	together(len(answers), func(i int) {
		answers[i], errs[i] = b.store.Append(b.ctx, stream, es.NoStream, events...)
	})
	for i := range answers {
		if errs[i] != nil || answers[i] != answers[0] {
			b.Errorf("writer %d got %+v, %v; writer 0 got %+v", i, answers[i], errs[i], answers[0])
		}
	}
	b.expect(b.read(stream, 0), events...)
}

func testConcurrentWriters(b *bench) {
	stream := b.stream()
	var won []es.NewEvent
	for round := range 10 {
		var winner atomic.Pointer[es.NewEvent]
		together(8, func(int) {
			event := fresh(1)
			_, err := b.store.Append(b.ctx, stream, es.Revision(round-1), event...)
			switch {
			case err == nil && !winner.CompareAndSwap(nil, &event[0]):
				b.Errorf("two writers were given revision %d", round)
			case err != nil && !errors.Is(err, es.ErrConflict):
				b.Errorf("append at %d: %v", round-1, err)
			}
		})
		if winner.Load() == nil {
			b.Fatalf("no writer was given revision %d", round)
		}
		won = append(won, *winner.Load())
	}
	b.expect(b.read(stream, 0), won...)
}

func testTooLarge(b *bench) {
	stream, events := b.stream(), fresh(3)
	b.must(stream, es.NoStream, events[0])
	events[2].Data = json.RawMessage(`"` + strings.Repeat("x", 1<<20) + `"`)
	_, err := b.store.Append(b.ctx, stream, 0, events[1:]...)
	b.refused(err, es.ErrTooLarge)
	b.expect(b.read(stream, 0), events[0])
}

func testNothing(b *bench) {
	stream := b.stream()
	if _, err := b.store.Append(b.ctx, stream, es.NoStream); err == nil {
		b.Error("an append of no events was accepted")
	}
	unnamed := fresh(2)
	unnamed[1].ID = es.ID{}
	if _, err := b.store.Append(b.ctx, stream, es.NoStream, unnamed...); err == nil {
		b.Error("an event without an id was accepted")
	}
	b.expect(b.read(stream, 0))
}

func testCutRead(b *bench) {
	stream := b.stream()
	events := fresh(200)
	b.must(stream, es.NoStream, events...)
	for i := range 40 {
		ctx, cancel := context.WithTimeout(b.ctx, time.Duration(i)*200*time.Microsecond)
		got, err := b.store.Read(ctx, stream, 0)
		cancel()
		if err == nil {
			b.expect(got, events...)
		} else if len(got) > 0 {
			b.Fatalf("a read that broke off (%v) returned %d events", err, len(got))
		}
	}
}

func testEnded(b *bench) {
	ctx, cancel := context.WithCancel(b.ctx)
	cancel()
	stream := b.stream()
	_, err := b.store.Append(ctx, stream, es.NoStream, fresh(1)...)
	b.refused(err, context.Canceled)
	_, err = b.store.Read(ctx, stream, 0)
	b.refused(err, context.Canceled)
	b.expect(b.read(stream, 0))
}
