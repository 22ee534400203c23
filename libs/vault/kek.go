package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrWrongKEK says that the key-encryption key is not the one under which this
// key store was made.
var ErrWrongKEK = errors.New("key-encryption key does not open this key store")

// loadKEK reads the key-encryption key: a Tink keyset in clear JSON. It makes
// one only for a key store that is new, since any other is lost without its own.
func loadKEK(path string, isNew bool) (tink.AEAD, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !isNew {
			return nil, fmt.Errorf("the key store holds keys but its key-encryption key is gone: %w", err)
		}
		return makeKEK(path)
	}
	if err != nil {
		return nil, fmt.Errorf("look for the key-encryption key: %w", err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return nil, fmt.Errorf("key-encryption key %s may be read by everybody (mode %o)", path, info.Mode().Perm())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key-encryption key: %w", err)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(data)))
	if err != nil {
		return nil, fmt.Errorf("read the key-encryption key %s: %w", path, err)
	}
	return aead.New(handle)
}

func makeKEK(path string) (tink.AEAD, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a key-encryption key: %w", err)
	}
	var clear bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&clear)); err != nil {
		return nil, fmt.Errorf("write the key-encryption key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make room for the key-encryption key: %w", err)
	}
	if err := replaceFile(path, clear.Bytes()); err != nil {
		return nil, fmt.Errorf("write the key-encryption key: %w", err)
	}
	return aead.New(handle)
}

// wrapped and unwrapped turn a person's key into what the key store keeps, and
// back. The record's identity is authenticated, so that no key can be passed off
// as another's by somebody who can write to the key store.
func wrapped(handle *keyset.Handle, kek tink.AEAD, identity []byte) ([]byte, error) {
	var out bytes.Buffer
	err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&out), kek, identity)
	return out.Bytes(), err
}

func unwrapped(r Record, kek tink.AEAD) (tink.AEAD, error) {
	reader := keyset.NewBinaryReader(bytes.NewReader(r.Wrapped))
	handle, err := keyset.ReadWithAssociatedData(reader, kek, r.identity())
	if err != nil {
		return nil, fmt.Errorf("unwrap key %s: %w", r.Key, err)
	}
	return aead.New(handle)
}
