package vault

import (
	"context"
	"errors"
	"fmt"

	"nivel/libs/es"
)

// What callers branch on when a sealed value does not open.
var (
	// ErrKeyDestroyed: the data was disposed of; nobody can read it any more.
	ErrKeyDestroyed = errors.New("key was destroyed")
	// ErrKeyMissing: history has never heard of the key. It is lost, which is an
	// alarm; or the key's name was made up.
	ErrKeyMissing = errors.New("key is not in history")
	// ErrForged: the value was changed, or moved from where it was sealed.
	ErrForged = errors.New("sealed value was changed or moved")
)

// Place is where a sealed value belongs. It opens nowhere else.
type Place struct {
	Stream  string // full name of the stream, such as "intake-…"
	Command es.ID  // the command whose event holds the value: Meta.Command of the event
	Field   string // path of the field in the request, such as "child.family_name"
}

func (p Place) complete() bool { return p.Stream != "" && !p.Command.IsZero() && p.Field != "" }

func (p Place) bytes() []byte {
	return fmt.Appendf(nil, "nivel/sealed/1 %d:%s %s %d:%s", len(p.Stream), p.Stream, p.Command, len(p.Field), p.Field)
}

// Sealed is personal data that may lie anywhere. The zero value says that
// nothing was given; store it with omitzero.
type Sealed struct {
	Key    string `json:"k"` // opaque id of the key
	Cipher []byte `json:"c"` // Tink ciphertext, AES-256-GCM
}

// IsZero reports whether nothing was given.
func (s Sealed) IsZero() bool { return s.Key == "" && len(s.Cipher) == 0 }

// Seal seals plain under subject's key for place. The key is made, and durable,
// if there is none yet. Empty text gives the zero Sealed. After Destroy the same
// subject gets a new key: what is sealed later is a new record.
// Errors: ErrNoTask; history's; the key-encryption key's. Nothing was sealed then.
func (v *Vault) Seal(ctx context.Context, subject Subject, place Place, plain Plain) (Sealed, error) {
	if plain == "" {
		return Sealed{}, nil
	}
	if subject.Class == "" {
		return Sealed{}, ErrNoTask
	}
	if !subject.valid() || !place.complete() {
		return Sealed{}, fmt.Errorf("seal %s of %s: subject or place is incomplete", place.Field, place.Stream)
	}
	key, aead, err := v.keyFor(ctx, subject)
	if err != nil {
		return Sealed{}, fmt.Errorf("key for %s of %s: %w", place.Field, place.Stream, err)
	}
	cipher, err := aead.Encrypt([]byte(plain), place.bytes())
	if err != nil {
		return Sealed{}, fmt.Errorf("seal %s of %s: %w", place.Field, place.Stream, err)
	}
	return Sealed{Key: key.String(), Cipher: cipher}, nil
}

// Open returns what was sealed for place; the zero Sealed gives empty text.
// Errors: ErrKeyDestroyed, ErrKeyMissing, ErrForged; a key that the
// key-encryption key does not open.
func (v *Vault) Open(ctx context.Context, place Place, sealed Sealed) (Plain, error) {
	if sealed.IsZero() {
		return "", nil
	}
	key, err := es.ParseID(sealed.Key)
	if err != nil || key.String() != sealed.Key {
		return "", fmt.Errorf("open %s of %s: %w", place.Field, place.Stream, ErrForged)
	}
	aead, err := v.open(ctx, key)
	if err != nil {
		return "", fmt.Errorf("open %s of %s: %w", place.Field, place.Stream, err)
	}
	text, err := aead.Decrypt(sealed.Cipher, place.bytes())
	if err != nil {
		return "", fmt.Errorf("open %s of %s: %w", place.Field, place.Stream, ErrForged)
	}
	return Plain(text), nil
}

// Batch seals or opens the fields of one command, one line each, and keeps the
// first error for the end:
//
//	b := vault.Batch(ctx, stream, command)
//	cmd := Receive{
//		Name: b.Seal(child, "child.family_name", req.Child.FamilyName),
//		Told: b.Seal(child, "reporter.name", req.Reporter.Name),
//	}
//	if err := b.Err(); err != nil { … }
//
// It lives inside one request and is not for several goroutines.
type Batch struct {
	vault   *Vault
	ctx     context.Context
	stream  string
	command es.ID
	err     error
	gone    bool
}

// Batch starts a batch for one command on one stream.
func (v *Vault) Batch(ctx context.Context, stream string, command es.ID) *Batch {
	return &Batch{vault: v, ctx: ctx, stream: stream, command: command}
}

// Seal is Vault.Seal for a field of the batch's command. After an error it
// returns zero values.
func (b *Batch) Seal(subject Subject, field string, plain Plain) Sealed {
	if b.err != nil {
		return Sealed{}
	}
	var sealed Sealed
	sealed, b.err = b.vault.Seal(b.ctx, subject, b.place(field), plain)
	return sealed
}

// Open is Vault.Open for a field of the batch's command. After an error it
// returns empty text. So it does for what was destroyed, which is no error: a
// record that has reached its end shows nothing, and a list goes on; see Gone.
func (b *Batch) Open(field string, sealed Sealed) Plain {
	if b.err != nil {
		return ""
	}
	var plain Plain
	plain, b.err = b.vault.Open(b.ctx, b.place(field), sealed)
	if errors.Is(b.err, ErrKeyDestroyed) {
		b.err, b.gone = nil, true
	}
	return plain
}

// Gone reports whether something that Open was asked for was destroyed.
func (b *Batch) Gone() bool { return b.gone }

// Err returns the first error of the batch. Nothing that it gave may be used if
// there is one.
func (b *Batch) Err() error { return b.err }

func (b *Batch) place(field string) Place {
	return Place{Stream: b.stream, Command: b.command, Field: field}
}
