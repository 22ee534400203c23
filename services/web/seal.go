package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// derive makes 256 bits for one purpose out of a secret of at least as many.
func derive(purpose, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// seal hides value under a secret: AES-256-GCM, for one purpose.
func seal(purpose, secret string, value []byte) ([]byte, error) {
	box, err := boxOf(purpose, secret)
	if err != nil {
		return nil, err
	}
	return box.Seal(nil, nil, value, []byte(purpose)), nil
}

// unseal is seal undone. False: it was sealed otherwise, or changed since.
func unseal(purpose, secret string, sealed []byte) ([]byte, bool) {
	box, err := boxOf(purpose, secret)
	if err != nil {
		return nil, false
	}
	value, err := box.Open(nil, nil, sealed, []byte(purpose))
	return value, err == nil
}

// boxOf returns an AEAD that chooses and carries its nonces itself.
func boxOf(purpose, secret string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(derive("seal "+purpose, secret))
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	return box, nil
}
