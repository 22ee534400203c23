package vault

import (
	"context"
	"fmt"

	"nivel/libs/es"
)

// Keys is where wrapped keys lie. It sees no key in the clear.
type Keys interface {
	// Load returns every record, in the order in which they were added. A store
	// that is damaged returns an error, never fewer records.
	Load(context.Context) ([]Record, error)
	// Add keeps a record. It is durable when Add returns without an error.
	Add(context.Context, Record) error
	// Destroy removes the wrapped keys of these records, keeping the rest as a
	// tombstone. They are gone from the store when Destroy returns.
	Destroy(ctx context.Context, keys ...es.ID) error
}

// Record is one key as a store keeps it.
type Record struct {
	Key     es.ID  `json:"key"`
	Person  es.ID  `json:"person,omitzero"`   // zero: the key of the blind index
	Class   Class  `json:"class"`             //
	Wrapped []byte `json:"wrapped,omitempty"` // Tink keyset under the key-encryption key; nil: destroyed
}

// Destroyed reports whether only the tombstone is left.
func (r Record) Destroyed() bool { return len(r.Wrapped) == 0 }

func (r Record) subject() Subject { return Subject{r.Person, r.Class} }

func (r Record) identity() []byte {
	return fmt.Appendf(nil, "nivel/key/1 %s %s %s", r.Key, r.Person, r.Class)
}

// blindIndex marks the one record that holds the key of the blind index.
const blindIndex Class = "blind-index"
