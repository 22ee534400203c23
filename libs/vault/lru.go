package vault

import (
	"container/list"

	"github.com/tink-crypto/tink-go/v2/tink"

	"nivel/libs/es"
)

// lru keeps the keys that were used last in the clear: unwrapping costs twenty
// times what sealing does. Its user holds a lock.
type lru struct {
	size  int
	order *list.List // of opened, last used first
	byKey map[es.ID]*list.Element
}

type opened struct {
	key  es.ID
	aead tink.AEAD
}

func newLRU(size int) *lru {
	return &lru{size: size, order: list.New(), byKey: map[es.ID]*list.Element{}}
}

func (l *lru) get(key es.ID) (tink.AEAD, bool) {
	at, ok := l.byKey[key]
	if !ok {
		return nil, false
	}
	l.order.MoveToFront(at)
	return at.Value.(opened).aead, true
}

func (l *lru) put(key es.ID, aead tink.AEAD) {
	l.drop(key)
	l.byKey[key] = l.order.PushFront(opened{key, aead})
	if l.order.Len() > l.size {
		l.drop(l.order.Back().Value.(opened).key)
	}
}

func (l *lru) drop(key es.ID) {
	if at, ok := l.byKey[key]; ok {
		l.order.Remove(at)
		delete(l.byKey, key)
	}
}
