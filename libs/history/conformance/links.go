package conformance

import (
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// linkCases are about events that stand for others.
var linkCases = []aCase{
	{"are brought with their target to who wants it, and alone to who does not", func(t *trial) {
		stream, events := t.filled("a", 3)
		links := t.linked(stream, 2, 0)
		found := t.read(span{stream: t.stream("links"), from: start, count: plenty, links: true})
		t.ids(found, events[2], events[0])
		for i, e := range found {
			if idOf(e.GetLink()) != idFrom(links[i].GetId()) || e.GetLink().GetMetadata()["type"] != "$>" ||
				e.GetLink().GetStreamRevision() != uint64(i) {
				t.Errorf("link %d is %v", i, e.GetLink())
			}
		}
		plain := t.all(t.stream("links"))
		t.ids(plain, links...)
		if plain[0].GetLink() != nil {
			t.Errorf("there is a link beside: %v", plain[0].GetLink())
		}
	}},
	{"whose target is missing, truncated or deleted are brought without", func(t *trial) {
		gone, _ := t.filled("gone", 1)
		cut, _ := t.filled("cut", 3)
		links := append(t.linked(t.stream("never"), 0), t.linked(gone, 0)...)
		links = append(links, t.linked(cut, 0, 99)...)
		t.setMetadata(cut, none, `{"$tb":2}`)
		t.delete(gone, always)
		found := t.read(span{stream: t.stream("links"), from: start, count: plenty, links: true})
		if len(found) != len(links) {
			t.Fatalf("%d events", len(found))
		}
		for i, e := range found {
			if e.GetEvent() != nil || idOf(e.GetLink()) != idFrom(links[i].GetId()) {
				t.Errorf("link %d is %v", i, e)
			}
		}
	}},
	{"are resolved in subscriptions and in the log", func(t *trial) {
		first, _ := t.laid(0)
		stream, events := t.filled("a", 2)
		t.linked(stream, 1)
		s := t.subscribe(span{stream: t.stream("links"), from: start, links: true}.options())
		t.ids([]*streams.ReadResp_ReadEvent{s.next().GetEvent()}, events[1])
		o := stretch{from: first, count: plenty, filter: t.mine("-links")}.options()
		o.ResolveLinks = true
		found := t.try(o)
		if found.err != nil {
			t.Fatal(found.err)
		}
		t.ids(found.events, events[1])
	}},
}

// linked appends links to these revisions of target.
func (t *trial) linked(target string, revisions ...int) []*event {
	t.Helper()
	links := []*event{}
	for _, r := range revisions {
		e := newEvent("$>", fmt.Sprintf("%d@%s", r, target))
		e.Metadata["content-type"] = "application/octet-stream"
		links = append(links, e)
	}
	t.append(t.stream("links"), always, links...)
	return links
}
