package uselog

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"nivel/libs/es"
)

// Hash is a SHA-256.
type Hash [sha256.Size]byte

// String returns hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	if n, err := hex.Decode(h[:], text[:min(len(text), 2*len(h))]); err != nil || n != len(h) || len(text) != 2*len(h) {
		return errors.New("not a hash of 64 hexadecimal digits")
	}
	return nil
}

// Head is the end of a stream.
type Head struct {
	Stream   string      `json:"stream"`
	Revision es.Revision `json:"revision"`
	Hash     Hash        `json:"hash"`
}

// hash is over everything of an event that its writer chose, each part led by its
// length: stream, revision, id, name, ids of the metadata, and the data byte by
// byte. The purpose keeps a hash that is signed apart from one that is chained.
func hash(purpose string, r es.Recorded, data []byte) Hash {
	sum := sha256.New()
	for _, part := range [][]byte{
		[]byte("nivel/uselog/1 " + purpose), []byte(r.Stream), binary.BigEndian.AppendUint64(nil, uint64(r.Revision)), r.ID[:],
		[]byte(r.Name), r.Meta.Command[:], r.Meta.Correlation[:], r.Meta.Causation[:], []byte(r.Meta.Actor), data,
	} {
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		sum.Write(part)
	}
	return Hash(sum.Sum(nil))
}

// chained is what the next event names as the one before.
func chained(r es.Recorded) Hash { return hash("chained", r, r.Data) }

// The last event of an append, and every checkpoint, is a JSON object whose last
// field is a signature over the object without it.
const (
	signatureField = `,"sig":"`
	signatureTail  = len(signatureField) + 88 + len(`"}`) // 64 bytes in base64
)

// withSignature adds a signature to a JSON object that has other fields.
func withSignature(object, signature []byte) []byte {
	signed := append(bytes.Clone(object[:len(object)-1]), signatureField...)
	signed = base64.StdEncoding.AppendEncode(signed, signature)
	return append(signed, `"}`...)
}

// splitSignature undoes withSignature; signature is nil where there is none.
func splitSignature(data []byte) (object, signature []byte) {
	at := len(data) - signatureTail
	if at < 1 || !bytes.HasPrefix(data[at:], []byte(signatureField)) {
		return data, nil
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(string(data[at+len(signatureField) : len(data)-2]))
	if err != nil {
		return data, nil
	}
	return append(bytes.Clone(data[:at]), '}'), signature
}

// Keys are the public keys that a log may be signed with: today's and those
// before it.
type Keys []ed25519.PublicKey

func (keys Keys) verify(message Hash, signature []byte) bool {
	for _, key := range keys {
		if ed25519.Verify(key, message[:], signature) {
			return true
		}
	}
	return false
}

// walker goes along one stream from a place whose hash is known.
type walker struct {
	keys    Keys
	vouched es.Revision // a checkpoint speaks for all up to here: their signatures say nothing more
	stream  string
	next    es.Revision // that comes next
	prev    Hash        // that it must name
	link    Link        // of the last event
	last    Event       // nil: none yet
	signed  bool        // whether the last event is
}

// step goes over one event. It always goes on; the error says what is wrong.
func (w *walker) step(r es.Recorded) error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if r.Stream != w.stream || r.Revision != w.next {
		say("is revision %d of %s where %d of %s should be", r.Revision, r.Stream, w.next, w.stream)
	}
	event, err := Decode(r)
	if err != nil {
		say("cannot be read: %w", err)
		event = Resumed{}
	}
	opened, isOpened := event.(Opened)
	link := event.link()
	switch {
	case isOpened != (r.Revision == 0):
		say("is an opening in the middle, or none at the start")
	case isOpened && opened.After != nil && link.Prev != opened.After.Hash, isOpened && opened.After == nil && link.Prev != Hash{}:
		say("does not name what it comes after")
	case !isOpened && link.Prev != w.prev:
		say("does not name the event before it")
	}
	object, signature := splitSignature(r.Data)
	if w.signed = signature != nil; w.signed && r.Revision > w.vouched && !w.keys.verify(hash("signed", r, object), signature) {
		say("has a signature that is not by a known key")
	}
	if link.Checkpoints < w.link.Checkpoints {
		say("knows of fewer checkpoints than the event before it")
	}
	w.next, w.prev, w.link, w.last = r.Revision+1, chained(r), link, event
	return errors.Join(wrong...)
}

// head is where the walker stands.
func (w *walker) head() Head { return Head{w.stream, w.next - 1, w.prev} }
