package es

import (
	"container/list"
	"slices"
	"sync"
)

// Hot keeps the streams that were acted on last, folded, so that a command on
// one of them is one append and no read. What it holds is a guess that the
// expected revision proves or refutes; see Streams.Handle. A nil Hot holds
// nothing. It may be shared by goroutines, not by two categories of streams.
//
// States are handed out as they are: Decide and Evolve must never write into
// one (estest.Of checks it in every rule's test).
type Hot[S any] struct {
	limit int

	mu      sync.Mutex
	cost    int
	streams map[string]*list.Element
	recent  *list.List // of *warm[S], the latest used first
}

// HotLimit is how much a service holds, of each kind of stream: some megabytes.
const HotLimit = 50_000

// held is one folded stream: how it stands, where, and which commands made it.
type held[S any] struct {
	Outcome[S]
	commands []ID // of all its events, none twice in a row
}

type warm[S any] struct {
	stream string
	held[S]
}

// NewHot returns an empty Hot for at most limit streams and commands together:
// a stream weighs one more than it has had commands, for their ids are kept too.
func NewHot[S any](limit int) *Hot[S] {
	return &Hot[S]{limit: limit, streams: map[string]*list.Element{}, recent: list.New()}
}

// get returns what is held of a stream.
func (h *Hot[S]) get(stream string) (held[S], bool) {
	if h == nil {
		return held[S]{}, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	at, ok := h.streams[stream]
	if !ok {
		return held[S]{}, false
	}
	h.recent.MoveToFront(at)
	return at.Value.(*warm[S]).held, true
}

// advance replaces what is held of a stream by what it became through command,
// unless something newer is held.
func (h *Hot[S]) advance(stream string, from held[S], to Outcome[S], command ID) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	commands := slices.Clip(from.commands)
	if at, ok := h.streams[stream]; ok {
		now := at.Value.(*warm[S]).held
		if now.Revision >= to.Revision {
			return
		}
		if now.Revision == from.Revision {
			commands = now.commands // may grow in place: nobody else adds at this revision
		}
	}
	h.put(stream, held[S]{to, append(commands, command)})
}

// drop forgets a stream.
func (h *Hot[S]) drop(stream string) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(stream)
}

func (h *Hot[S]) put(stream string, now held[S]) {
	h.remove(stream)
	h.streams[stream] = h.recent.PushFront(&warm[S]{stream, now})
	h.cost += now.cost()
	for h.cost > h.limit {
		h.remove(h.recent.Back().Value.(*warm[S]).stream)
	}
}

func (h *Hot[S]) remove(stream string) {
	at, ok := h.streams[stream]
	if !ok {
		return
	}
	delete(h.streams, stream)
	h.cost -= h.recent.Remove(at).(*warm[S]).cost()
}

func (h held[S]) cost() int { return 1 + len(h.commands) }
