package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrWrongKEK says that the key-encryption key is not one under which this
// service's keys were wrapped.
var ErrWrongKEK = errors.New("key-encryption key does not open the keys of this service")

// Wrapper wraps keys. What it wrapped with an identity unwraps with that
// identity only.
type Wrapper interface {
	// Wrap returns key under the newest key-encryption key.
	Wrap(ctx context.Context, key, identity []byte) ([]byte, error)
	// Unwrap returns what was wrapped. Errors: ErrWrongKEK; a server's or file's.
	Unwrap(ctx context.Context, wrapped, identity []byte) ([]byte, error)
}

// Keeper looks after a key-encryption key over the years.
type Keeper interface {
	// Make makes the first key where there is none. It is called for a service
	// that has no keys yet; any other is lost without its own.
	Make(context.Context) error
	// Rotate makes a newer key, which wraps from then on. Older ones unwrap on.
	Rotate(context.Context) error
	// Newest reports whether wrapped was wrapped by the newest key.
	Newest(ctx context.Context, wrapped []byte) (bool, error)
}

// KEK is a key-encryption key: [FileKEK], [Transit].
type KEK interface {
	Wrapper
	Keeper
}

// newKey makes a key, and its form to be kept.
func newKey(ctx context.Context, kek Wrapper, r Record) (tink.AEAD, Record, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, r, fmt.Errorf("make a key: %w", err)
	}
	var clear bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&clear)); err != nil {
		return nil, r, fmt.Errorf("encode a key: %w", err)
	}
	if r.Wrapped, err = kek.Wrap(ctx, clear.Bytes(), r.identity()); err != nil {
		return nil, r, fmt.Errorf("wrap a key: %w", err)
	}
	ready, err := aead.New(handle)
	return ready, r, err
}

func unwrapped(ctx context.Context, kek Wrapper, r Record) (tink.AEAD, error) {
	clear, err := kek.Unwrap(ctx, r.Wrapped, r.identity())
	if err != nil {
		return nil, fmt.Errorf("unwrap key %s: %w", r.Key, err)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(clear)))
	if err != nil {
		return nil, fmt.Errorf("read key %s: not as it was written", r.Key)
	}
	return aead.New(handle)
}
