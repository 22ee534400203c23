package edge

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"nivel/libs/access"
)

const (
	tokenAudience = "nivel:services"
	tokenSecret   = 32               // bytes at least: HS256 is as strong as its secret
	tokenLife     = time.Hour        // at most
	tokenSkew     = 30 * time.Second // between the clocks of two machines
)

// Tokens makes and checks the proofs of who asks that our own processes show
// each other: signed with a shared secret, short-lived, holding no name.
type Tokens struct {
	secret []byte
	signer jose.Signer
	clock  func() time.Time
}

// claims are what a token says.
type claims struct {
	jwt.Claims
	Actor access.Actor `json:"actor"`
	Own   []byte       `json:"own,omitempty"` // sealed: who they are in private; see IssueFor
}

// NewTokens returns tokens under secret, which is at least 32 bytes of
// randomness. A nil clock is time.Now.
func NewTokens(secret []byte, clock func() time.Time) (*Tokens, error) {
	if len(secret) < tokenSecret {
		return nil, fmt.Errorf("token secret has %d bytes, needs at least %d", len(secret), tokenSecret)
	}
	if clock == nil {
		clock = time.Now
	}
	key := append([]byte(nil), secret...)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("make a token signer: %w", err)
	}
	return &Tokens{secret: key, signer: signer, clock: clock}, nil
}

// Issue returns a token that says, for ttl (at most an hour), that actor asks.
func (t *Tokens) Issue(actor access.Actor, ttl time.Duration) (string, error) {
	return t.issue(actor, nil, ttl)
}

func (t *Tokens) issue(actor access.Actor, own []byte, ttl time.Duration) (string, error) {
	if actor.ID == "" || actor.Role == "" {
		return "", errors.New("issue a token: the actor has no id or no role")
	}
	if ttl <= 0 || ttl > tokenLife {
		return "", fmt.Errorf("issue a token for %s: more than nothing and at most %s", ttl, tokenLife)
	}
	now := t.clock()
	token, err := jwt.Signed(t.signer).Claims(claims{
		Claims: jwt.Claims{
			Audience: jwt.Audience{tokenAudience},
			IssuedAt: jwt.NewNumericDate(now),
			Expiry:   jwt.NewNumericDate(now.Add(ttl)),
		},
		Actor: actor, Own: own,
	}).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return token, nil
}

// Verify returns who a token says asks.
// Errors: ErrNotSignedIn, whatever is wrong with it.
func (t *Tokens) Verify(token string) (access.Actor, error) {
	c, err := t.verified(token)
	return c.Actor, err
}

// VerifyFor is Verify, with who they are in private as far as the token says it.
// Errors: ErrNotSignedIn, whatever is wrong with it.
func (t *Tokens) VerifyFor(token string) (access.Actor, access.Own, error) {
	c, err := t.verified(token)
	if err != nil {
		return access.Actor{}, access.Own{}, err
	}
	own, err := t.openOwn(c.Actor.ID, c.Own)
	if err != nil {
		return access.Actor{}, access.Own{}, err
	}
	return c.Actor, own, nil
}

// verified returns what a token says, once it is known to be one of ours.
func (t *Tokens) verified(token string) (claims, error) {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return claims{}, ErrNotSignedIn
	}
	var c claims
	if err := parsed.Claims(t.secret, &c); err != nil || !t.valid(c) {
		return claims{}, ErrNotSignedIn
	}
	return c, nil
}

func (t *Tokens) valid(c claims) bool {
	if c.Expiry == nil || c.IssuedAt == nil || c.Actor.ID == "" || c.Actor.Role == "" {
		return false
	}
	if c.Expiry.Time().Sub(c.IssuedAt.Time()) > tokenLife {
		return false
	}
	expected := jwt.Expected{AnyAudience: jwt.Audience{tokenAudience}, Time: t.clock()}
	return c.ValidateWithLeeway(expected, tokenSkew) == nil
}
