package persons

import "nivel/libs/es"

// byID is what is kept by id. It is never written into: with and without return
// another one, which shares all with it but the few branches on the way to the id. A
// copy of all for each event would let the one stream of everybody take the square of
// its length to fold. What holds the same is the same, however it came to be. The zero
// value holds nothing.
type byID[V comparable] struct{ root *branch[V] }

// branch holds one id with its value, or, where next is set, those that go on from it.
type branch[V comparable] struct {
	next  *[16]*branch[V] // by the next four bits
	id    es.ID
	value V
}

// turn is where an id goes on at a depth.
func turn(id es.ID, depth int) int { return int(id[depth/2]>>(4*(1-depth%2))) & 15 }

// get returns what is kept of an id.
func (m byID[V]) get(id es.ID) (value V, ok bool) {
	at := m.root
	for depth := 0; at != nil && at.next != nil; depth++ {
		at = at.next[turn(id, depth)]
	}
	if at == nil || at.id != id {
		return value, false
	}
	return at.value, true
}

// with is m with that value for an id; m is unchanged.
func (m byID[V]) with(id es.ID, value V) byID[V] {
	return byID[V]{m.root.with(&branch[V]{id: id, value: value}, 0)}
}

func (b *branch[V]) with(leaf *branch[V], depth int) *branch[V] {
	if b == nil || b.next == nil && b.id == leaf.id {
		return leaf
	}
	var next [16]*branch[V]
	if b.next != nil {
		next = *b.next
	} else {
		next[turn(b.id, depth)] = b
	}
	at := turn(leaf.id, depth)
	next[at] = next[at].with(leaf, depth+1)
	return &branch[V]{next: &next}
}

// without is m with nothing for an id; m is unchanged.
func (m byID[V]) without(id es.ID) byID[V] { return byID[V]{m.root.without(id, 0)} }

func (b *branch[V]) without(id es.ID, depth int) *branch[V] {
	switch {
	case b == nil || b.next == nil && b.id == id:
		return nil
	case b.next == nil:
		return b
	}
	next, at := *b.next, turn(id, depth)
	next[at] = next[at].without(id, depth+1)
	var only *branch[V]
	for _, one := range next {
		switch {
		case one == nil:
		case only != nil || one.next != nil:
			return &branch[V]{next: &next} // it still parts two
		default:
			only = one
		}
	}
	return only
}
