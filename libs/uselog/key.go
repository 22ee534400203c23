package uselog

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
)

// Key signs a log. Its public half is what a verifier needs.
type Key struct{ private ed25519.PrivateKey }

// NewKey returns a fresh key.
func NewKey() (Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, fmt.Errorf("make a key: %w", err)
	}
	return Key{private}, nil
}

// Public returns the public half.
func (k Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Signer returns the key as one that signs what is no log.
func (k Key) Signer() crypto.Signer { return k.private }

func (k Key) sign(message Hash) []byte { return ed25519.Sign(k.private, message[:]) }

// KeyID names a public key: 16 hexadecimal digits of its SHA-256.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// The kinds of PEM block in a key file.
const (
	privateBlock = "PRIVATE KEY" // PKCS #8
	publicBlock  = "PUBLIC KEY"  // PKIX
)

// OpenKey reads the key in a PEM file that only its owner may read. Where there
// is none it makes one, and puts its public half beside it, under path + ".pub",
// to be handed to whoever verifies.
func OpenKey(path string) (Key, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("read the signing key: %w", err)
	}
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != privateBlock {
		return Key{}, errors.New("the signing key is no private key in PEM")
	}
	return parsePrivate(block.Bytes)
}

func parsePrivate(der []byte) (Key, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	private, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return Key{}, errors.New("the signing key is no Ed25519 key")
	}
	return Key{private}, nil
}

func makeKey(path string) (Key, error) {
	k, err := NewKey()
	if err != nil {
		return Key{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return Key{}, fmt.Errorf("encode the key: %w", err)
	}
	public, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		return Key{}, fmt.Errorf("encode the key: %w", err)
	}
	if err := writeNew(path+".pub", pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: public}), 0o644); err != nil {
		return Key{}, fmt.Errorf("publish the signing key: %w", err)
	}
	if err := writeNew(path, pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: private}), 0o600); err != nil {
		return Key{}, fmt.Errorf("keep the signing key: %w", err)
	}
	return k, nil
}

// writeNew writes a file through to the disk.
func writeNew(path string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// ReadKeys reads the public keys in a PEM file, one or several; of a private key
// the public half.
func ReadKeys(path string) (Keys, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read public keys: %w", err)
	}
	return parseKeys(raw)
}

func parseKeys(raw []byte) (keys Keys, err error) {
	for rest := bytes.TrimSpace(raw); len(rest) > 0; rest = bytes.TrimSpace(rest) {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, errors.New("read public keys: not PEM")
		}
		if block.Type == privateBlock {
			k, err := parsePrivate(block.Bytes)
			if err != nil {
				return nil, err
			}
			keys = append(keys, k.Public())
			continue
		}
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		public, ok := parsed.(ed25519.PublicKey)
		if err != nil || !ok {
			return nil, errors.New("read public keys: not an Ed25519 key")
		}
		keys = append(keys, public)
	}
	if len(keys) == 0 {
		return nil, errors.New("read public keys: there is none")
	}
	return keys, nil
}
