package conformance

import "time"

var metadataCases = []aCase{
	{"is a stream of its own, with its own revisions", func(t *trial) {
		stream, _ := t.filled("a", 1)
		t.setMetadata(stream, none, `{"$maxCount":5}`)
		t.setMetadata(stream, 0, `{"$maxCount":6}`)
		t.refused("$$"+stream, none, newEvent("$metadata", `{}`))
		if last := t.lastMetadata(stream); string(last.GetEvent().GetData()) != `{"$maxCount":6}` || last.GetEvent().GetStreamRevision() != 1 {
			t.Fatalf("the last is %v", last)
		}
		t.missing("$$" + t.stream("none"))
	}},
	{"$maxCount keeps the last so many events", func(t *trial) {
		stream, _ := t.filled("a", 5)
		t.setMetadata(stream, none, `{"$maxCount":2}`)
		t.revisions(t.all(stream), 3, 4)
		t.append(stream, 4, newEvents(1)...)
		t.revisions(t.all(stream), 4, 5)
		t.revisions(t.read(span{stream: stream, from: 1, count: plenty}), 4, 5)
		t.revisions(t.read(span{stream: stream, from: end, backwards: true, count: plenty}), 5, 4)
	}},
	{"$tb keeps the events from a revision on", func(t *trial) {
		stream, _ := t.filled("a", 5)
		t.setMetadata(stream, none, `{"$tb":3}`)
		t.revisions(t.all(stream), 3, 4)
		t.revisions(t.read(span{stream: stream, from: end, backwards: true, count: plenty}), 4, 3)
		t.revisions(t.read(span{stream: stream, from: 1, backwards: true, count: plenty}))
	}},
	{"$tb behind the end leaves a stream that is there, and empty", func(t *trial) {
		stream, _ := t.filled("a", 3)
		t.setMetadata(stream, none, `{"$tb":3}`)
		t.revisions(t.all(stream))
		if done := t.append(stream, 2, newEvents(1)...); done.GetCurrentRevision() != 3 {
			t.Fatalf("the answer is %v", done)
		}
		t.revisions(t.all(stream), 3)
	}},
	{"$maxAge keeps events for so many seconds", func(t *trial) {
		stream, _ := t.filled("a", 3)
		t.setMetadata(stream, none, `{"$maxAge":1}`)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for len(t.all(stream)) > 0 {
			select {
			case <-tick.C:
			case <-t.ctx.Done():
				t.Fatal("they are still there")
			}
		}
		t.setMetadata(stream, 0, `{"$maxAge":86400}`)
		t.append(stream, 2, newEvents(1)...)
		found := t.all(stream)
		if n := len(found); n == 0 || found[n-1].GetEvent().GetStreamRevision() != 3 {
			t.Fatalf("%d events", n)
		}
	}},
	{"the last counts alone, and what is no JSON counts as none", func(t *trial) {
		stream, _ := t.filled("a", 5)
		t.setMetadata(stream, none, `{"$maxCount":1,"$tb":2}`)
		t.setMetadata(stream, 0, `{"$maxCount":3}`)
		t.revisions(t.all(stream), 2, 3, 4)
		t.setMetadata(stream, 1, `{"$maxCount":`)
		t.revisions(t.all(stream), 0, 1, 2, 3, 4)
	}},
	{"metadata of others does not matter, nor what the protocol does not know of", func(t *trial) {
		stream, _ := t.filled("a", 3)
		t.setMetadata(t.stream("b"), none, `{"$maxCount":1}`)
		t.setMetadata(stream, none, `{"maxCount":1,"$cacheControl":5,"$acl":{"$r":"$all"},"own":{"a":[1]}}`)
		t.revisions(t.all(stream), 0, 1, 2)
	}},
	{"a subscription from the start brings what is left", func(t *trial) {
		stream, events := t.filled("a", 5)
		t.setMetadata(stream, none, `{"$maxCount":2}`)
		s := t.subscribe(span{stream: stream, from: start}.options())
		s.brings(events[3:]...)
		s.catchesUp()
	}},
}

// setMetadata appends metadata of stream.
func (t *trial) setMetadata(stream string, at expected, data string) {
	t.Helper()
	e := newEvent("$metadata", data)
	e.CustomMetadata = nil
	t.append("$$"+stream, at, e)
}
