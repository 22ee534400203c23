package es

import (
	"crypto/rand"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
)

// ID is a UUID: of a command, an event, a matter, a person. The zero value
// means "none".
type ID [16]byte

// NewID returns a random (version 4) id.
func NewID() ID {
	var id ID
	rand.Read(id[:])
	return id.stamp(4)
}

// Derive returns the name-based (version 5) id of parts under base. Equal input
// gives an equal id, on every machine and in every release: that is what makes
// a repeated command one append.
func (id ID) Derive(parts ...string) ID {
	h := sha1.New()
	h.Write(id[:])
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	var out ID
	copy(out[:], h.Sum(nil))
	return out.stamp(5)
}

func (id ID) stamp(version byte) ID {
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	return id
}

// ParseID reads the usual 36-character form.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, fmt.Errorf("not an id of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
	}
	if _, err := hex.Decode(id[:], []byte(s[0:8]+s[9:13]+s[14:18]+s[19:23]+s[24:])); err != nil {
		return ID{}, fmt.Errorf("not an id: %w", err)
	}
	return id, nil
}

// IsZero reports whether there is no id.
func (id ID) IsZero() bool { return id == ID{} }

// String returns the usual 36-character form, lower case.
func (id ID) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// MarshalText writes an id as its 36-character form and no id as empty text.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return []byte{}, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	parsed, err := ParseID(string(b))
	*id = parsed
	return err
}
