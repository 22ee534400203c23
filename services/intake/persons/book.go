package persons

import (
	"context"
	"slices"
	"sync"

	"nivel/libs/es"
)

// Book is the list from history, for when the list cannot be asked. What was read of
// history is kept, and each time it is read on from there: it is never late. It may
// be shared by goroutines; the zero value has read nothing.
type Book struct {
	mu   sync.Mutex
	next es.Revision // that was not read yet
	rows map[es.ID]Identity
	to   map[es.ID][]es.ID // who was ever linked to an id
}

// Read reads on to the end of history. Errors: those of history.
func (b *Book) Read(ctx context.Context, all Streams) error {
	b.mu.Lock()
	from := b.next
	b.mu.Unlock()
	recorded, err := all.Store.Read(ctx, all.Stream(Everybody), from) // nobody waits for another's read
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range recorded {
		event, err := all.Catalog.Decode(r.Name, r.Data)
		switch {
		case err != nil:
			return err
		case r.Revision < b.next:
			continue // another has read it meanwhile
		}
		b.take(r, event)
		b.next = r.Revision + 1
	}
	return nil
}

func (b *Book) take(r es.Recorded, event Event) {
	if b.rows == nil {
		b.rows, b.to = map[es.ID]Identity{}, map[es.ID][]es.ID{}
	}
	id := about(event)
	row := apply(b.rows[id], r, event)
	b.rows[id] = row
	if !row.To.IsZero() && !slices.Contains(b.to[row.To], id) {
		b.to[row.To] = append(b.to[row.To], id)
	}
}

// Of is the row of an id, as it stands Now.
func (b *Book) Of(id es.ID) Identity {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.of(id)
}

func (b *Book) of(id es.ID) Identity {
	row := b.rows[id]
	return row.Now(b.rows[row.To])
}

// All returns all ids of a person, the one that goes on first.
func (b *Book) All(id es.ID) []es.ID {
	for to := b.Of(id).To; !to.IsZero(); to = b.Of(id).To { // links lead in no circle
		id = to
	}
	all := []es.ID{id}
	for next := 0; next < len(all); next++ {
		all = append(all, b.LinkedTo(all[next])...)
	}
	return all
}

// LinkedTo returns the ids that are linked to one, in the order of their first links.
func (b *Book) LinkedTo(id es.ID) []es.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []es.ID
	for _, one := range b.to[id] {
		if b.of(one).To == id {
			all = append(all, one)
		}
	}
	return all
}
