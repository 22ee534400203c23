package vault

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// FileKEK is a key-encryption key in a file: a Tink keyset in clear JSON, whose
// primary key is the newest. It belongs on another volume than history, and is
// backed up apart. Use NewFileKEK. It is safe for any number of goroutines, and
// hears of a rotation by another process when the file changes.
type FileKEK struct {
	path string

	mu     sync.Mutex // guards what follows
	handle *keyset.Handle
	aead   tink.AEAD
	at     time.Time // when the file was changed that was read last
}

// NewFileKEK names the file. It is read when first needed.
func NewFileKEK(path string) *FileKEK { return &FileKEK{path: path} }

// Make implements Keeper. Of several processes that make it at once, one does.
func (k *FileKEK) Make(context.Context) error {
	if _, err := os.Stat(k.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a key-encryption key: %w", err)
	}
	return k.write(handle, os.Link)
}

// Rotate implements Keeper.
func (k *FileKEK) Rotate(context.Context) error {
	handle, _, err := k.now()
	if err != nil {
		return err
	}
	keys := keyset.NewManagerFromHandle(handle)
	id, err := keys.Add(aead.AES256GCMKeyTemplate())
	if err == nil {
		err = keys.SetPrimary(id)
	}
	if err == nil {
		handle, err = keys.Handle()
	}
	if err != nil {
		return fmt.Errorf("add a newer key-encryption key: %w", err)
	}
	return k.write(handle, os.Rename)
}

// write puts a keyset into the file, all or nothing, durably, readable by nobody
// else. With os.Link it leaves a file that is there alone.
func (k *FileKEK) write(handle *keyset.Handle, put func(from, to string) error) error {
	var clear bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&clear)); err != nil {
		return fmt.Errorf("encode the key-encryption key: %w", err)
	}
	dir := filepath.Dir(k.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make room for the key-encryption key: %w", err)
	}
	fresh, err := os.CreateTemp(dir, "kek-*.new") // mode 0600
	if err != nil {
		return fmt.Errorf("write the key-encryption key: %w", err)
	}
	defer os.Remove(fresh.Name())
	_, err = fresh.Write(clear.Bytes())
	if err = errors.Join(err, fresh.Sync(), fresh.Close()); err == nil {
		err = put(fresh.Name(), k.path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write the key-encryption key: %w", err)
	}
	return syncDir(dir)
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync a folder: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// now returns the keyset as the file has it now.
func (k *FileKEK) now() (*keyset.Handle, tink.AEAD, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	info, err := os.Stat(k.path)
	if err != nil {
		return nil, nil, fmt.Errorf("look for the key-encryption key: %w", err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return nil, nil, fmt.Errorf("key-encryption key %s may be read by everybody (mode %o)", k.path, info.Mode().Perm())
	}
	if k.handle != nil && info.ModTime().Equal(k.at) {
		return k.handle, k.aead, nil
	}
	data, err := os.ReadFile(k.path)
	if err != nil {
		return nil, nil, fmt.Errorf("read the key-encryption key: %w", err)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("read the key-encryption key %s: it is no keyset", k.path)
	}
	ready, err := aead.New(handle)
	if err != nil {
		return nil, nil, fmt.Errorf("use the key-encryption key %s: %w", k.path, err)
	}
	k.handle, k.aead, k.at = handle, ready, info.ModTime()
	return handle, ready, nil
}

// Wrap implements Wrapper.
func (k *FileKEK) Wrap(_ context.Context, key, identity []byte) ([]byte, error) {
	_, ready, err := k.now()
	if err != nil {
		return nil, err
	}
	return ready.Encrypt(key, identity)
}

// Unwrap implements Wrapper. Errors: ErrWrongKEK; the file's.
func (k *FileKEK) Unwrap(_ context.Context, wrapped, identity []byte) ([]byte, error) {
	_, ready, err := k.now()
	if err != nil {
		return nil, err
	}
	key, err := ready.Decrypt(wrapped, identity)
	if err != nil {
		return nil, ErrWrongKEK
	}
	return key, nil
}

// Newest implements Keeper: a Tink ciphertext begins with a version and the id
// of its key.
func (k *FileKEK) Newest(_ context.Context, wrapped []byte) (bool, error) {
	handle, _, err := k.now()
	if err != nil {
		return false, err
	}
	return len(wrapped) > 5 && binary.BigEndian.Uint32(wrapped[1:5]) == handle.KeysetInfo().GetPrimaryKeyId(), nil
}
