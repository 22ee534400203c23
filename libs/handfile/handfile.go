package handfile

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"nivel/libs/contracts"
)

// Why a file is not to be trusted.
var (
	// ErrFormat: it is no file of this kind, or of a format that is not known.
	ErrFormat = errors.New("not a handover file of a format that is known")
	// ErrUnknownKey: none of the given keys signed it.
	ErrUnknownKey = errors.New("the file was signed by none of the given keys")
	// ErrSignature: it is not what was signed.
	ErrSignature = errors.New("the file was changed after it was signed")
)

// KeyID names a public key: 16 hexadecimal digits of its SHA-256.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// Seal writes a case as a file that key signs. Errors: a key that is none of
// Ed25519; a signer that fails; a case that cannot be written.
func Seal(key crypto.Signer, handed contracts.HandedCase) (contracts.HandoverFile, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return contracts.HandoverFile{}, errors.New("seal a handover: the key is no Ed25519 key")
	}
	content, err := json.Marshal(handed)
	if err != nil {
		return contracts.HandoverFile{}, fmt.Errorf("write a handover: %w", err)
	}
	file := contracts.HandoverFile{Format: contracts.HandoverFormat, Key: KeyID(public), Content: string(content)}
	signature, err := key.Sign(nil, message(file), crypto.Hash(0))
	if err != nil {
		return contracts.HandoverFile{}, fmt.Errorf("sign a handover: %w", err)
	}
	file.Signature = base64.StdEncoding.EncodeToString(signature)
	return file, nil
}

// Open reads a file and returns the case in it, if one of the keys signed it and
// nothing was changed. Errors: ErrFormat, ErrUnknownKey, ErrSignature.
func Open(raw []byte, keys ...ed25519.PublicKey) (contracts.HandedCase, error) {
	var file contracts.HandoverFile
	var handed contracts.HandedCase
	if err := strictly(raw, &file); err != nil || file.Format != contracts.HandoverFormat {
		return handed, ErrFormat
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(file.Signature)
	if err != nil {
		return handed, ErrSignature
	}
	for _, key := range keys {
		switch {
		case KeyID(key) != file.Key:
			continue
		case !ed25519.Verify(key, message(file), signature):
			return handed, ErrSignature
		}
		if err := strictly([]byte(file.Content), &handed); err != nil {
			return contracts.HandedCase{}, ErrFormat
		}
		return handed, nil
	}
	return handed, ErrUnknownKey
}

// strictly decodes one JSON value that has no fields but the known ones, and
// nothing behind it.
func strictly[T any](raw []byte, into *T) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) { // of } and ], More says that nothing comes
		return errors.New("there is more behind the value")
	}
	return nil
}

// message is what is signed: the format with it, so that the content is not read
// in another one.
func message(file contracts.HandoverFile) []byte {
	return []byte(file.Format + "\n" + file.Content)
}
