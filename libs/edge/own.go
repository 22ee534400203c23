package edge

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"nivel/libs/access"
)

type ownKey struct{}

// WithOwn returns a context in which who asks is own in private.
func WithOwn(ctx context.Context, own access.Own) context.Context {
	return context.WithValue(ctx, ownKey{}, own)
}

// OwnOf returns who asks in private. Zero: nothing is known of it.
func OwnOf(ctx context.Context) access.Own {
	own, _ := ctx.Value(ownKey{}).(access.Own)
	return own
}

// Near notes in what a person whose data the request shows seems near to who asks:
// of all that it shows of that person, before and after. What was denied stays as it
// is, for nothing was shown.
func Near(ctx context.Context, person string, how ...access.Nearness) {
	x := exchangeOf(ctx)
	if x == nil || len(how) == 0 {
		return
	}
	if x.near == nil {
		x.near = map[string][]access.Nearness{}
	}
	for _, one := range how {
		if !slices.Contains(x.near[person], one) {
			x.near[person] = append(x.near[person], one)
		}
	}
}

// noteNear puts what Near was told on what was shown.
func (x *exchange) noteNear() {
	for i, use := range x.uses {
		if use.Decision.Allowed && use.Resource.Person != "" {
			x.uses[i].Near = x.near[use.Resource.Person]
		}
	}
}

// IssueFor is Issue of somebody of whom it is known who they are in private: that is
// sealed, as a token goes through headers.
func (t *Tokens) IssueFor(actor access.Actor, own access.Own, ttl time.Duration) (string, error) {
	sealed, err := t.sealOwn(actor.ID, own)
	if err != nil {
		return "", err
	}
	return t.issue(actor, sealed, ttl)
}

// ownCipher seals under a key of its own, made of the secret.
func (t *Tokens) ownCipher() (cipher.AEAD, error) {
	key := hmac.New(sha256.New, t.secret)
	key.Write([]byte("nivel: who somebody is in private\x00"))
	block, err := aes.NewCipher(key.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

// sealOwn seals who an actor is in private, for that actor only; nil: nothing is known.
func (t *Tokens) sealOwn(actor string, own access.Own) ([]byte, error) {
	if own == (access.Own{}) {
		return nil, nil
	}
	aead, err := t.ownCipher()
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(own)
	if err != nil {
		return nil, errors.New("encode who somebody is in private")
	}
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, plain, []byte(actor)), nil
}

// openOwn is sealOwn undone. What does not open says nothing of who asks, but that
// something is wrong with the token. Errors: ErrNotSignedIn.
func (t *Tokens) openOwn(actor string, sealed []byte) (own access.Own, err error) {
	if len(sealed) == 0 {
		return own, nil
	}
	aead, err := t.ownCipher()
	if err != nil || len(sealed) < aead.NonceSize() {
		return own, ErrNotSignedIn
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(actor))
	if err != nil || json.Unmarshal(plain, &own) != nil {
		return access.Own{}, ErrNotSignedIn
	}
	return own, nil
}
