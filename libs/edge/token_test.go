package edge

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"nivel/libs/access"
)

func tokensAt(t *testing.T, secret string, now *time.Time) *Tokens {
	t.Helper()
	tokens, err := NewTokens(bytes.Repeat([]byte(secret), 32), func() time.Time { return *now })
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func TestTokens(t *testing.T) {
	now := noon
	tokens := tokensAt(t, "s", &now)
	good, err := tokens.Issue(worker, time.Minute)
	if err != nil {
		t.Fatal(err)
	}

	t.Run("prove who asks", func(t *testing.T) {
		if actor, err := tokens.Verify(good); err != nil || actor != worker {
			t.Fatal(actor, err)
		}
	})

	t.Run("hold no longer than they say", func(t *testing.T) {
		defer func() { now = noon }()
		now = noon.Add(2 * time.Minute)
		if _, err := tokens.Verify(good); !errors.Is(err, ErrNotSignedIn) {
			t.Fatal(err)
		}
	})

	t.Run("hold between clocks that differ a little, and not a lot", func(t *testing.T) {
		defer func() { now = noon }()
		now = noon.Add(-20 * time.Second)
		if _, err := tokens.Verify(good); err != nil {
			t.Fatal(err)
		}
		now = noon.Add(-2 * time.Minute)
		if _, err := tokens.Verify(good); !errors.Is(err, ErrNotSignedIn) {
			t.Fatal("a token from the future holds")
		}
	})

	// forge signs other claims, as whoever has the secret of something else might.
	forge := func(t *testing.T, alg jose.SignatureAlgorithm, secret string, c claims) string {
		t.Helper()
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: bytes.Repeat([]byte(secret), 64)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		token, err := jwt.Signed(signer).Claims(c).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	claim := func(change func(*claims)) claims {
		c := claims{Actor: worker, Claims: jwt.Claims{
			Audience: jwt.Audience{tokenAudience}, IssuedAt: jwt.NewNumericDate(noon), Expiry: jwt.NewNumericDate(noon.Add(time.Minute)),
		}}
		change(&c)
		return c
	}
	secret := bytes.Repeat([]byte("s"), 64)
	wide, err := NewTokens(secret, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Run("are good when nothing is wrong with them", func(t *testing.T) {
		if _, err := wide.Verify(forge(t, jose.HS256, "s", claim(func(*claims) {}))); err != nil {
			t.Fatal("the forge itself is broken: ", err)
		}
	})
	parts := strings.Split(good, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	for says, token := range map[string]string{
		"nothing":                  "",
		"nonsense":                 "a.b.c",
		"another key":              forge(t, jose.HS256, "x", claim(func(*claims) {})),
		"another algorithm":        forge(t, jose.HS512, "s", claim(func(*claims) {})),
		"no algorithm":             none + "." + parts[1] + ".",
		"no algorithm, signed":     none + "." + parts[1] + "." + parts[2],
		"another audience":         forge(t, jose.HS256, "s", claim(func(c *claims) { c.Audience = jwt.Audience{"elsewhere"} })),
		"no audience":              forge(t, jose.HS256, "s", claim(func(c *claims) { c.Audience = nil })),
		"no end":                   forge(t, jose.HS256, "s", claim(func(c *claims) { c.Expiry = nil })),
		"no beginning":             forge(t, jose.HS256, "s", claim(func(c *claims) { c.IssuedAt = nil })),
		"too long a life":          forge(t, jose.HS256, "s", claim(func(c *claims) { c.Expiry = jwt.NewNumericDate(noon.Add(24 * time.Hour)) })),
		"nobody":                   forge(t, jose.HS256, "s", claim(func(c *claims) { c.Actor = access.Actor{} })),
		"a changed claim":          parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"actor":{"id":"x"}}`)) + "." + parts[2],
		"a signature that was cut": good[:len(good)-4],
	} {
		t.Run("are refused with "+says, func(t *testing.T) {
			for _, verifier := range []*Tokens{wide, tokens} {
				if actor, err := verifier.Verify(token); !errors.Is(err, ErrNotSignedIn) || actor != (access.Actor{}) {
					t.Fatal(actor, err)
				}
			}
		})
	}

	t.Run("are not made for nobody, for ever or of a short secret", func(t *testing.T) {
		if _, err := tokens.Issue(access.Actor{Role: access.Ops}, time.Minute); err == nil {
			t.Error("made for nobody")
		}
		if _, err := tokens.Issue(worker, 24*time.Hour); err == nil {
			t.Error("made for a day")
		}
		if _, err := tokens.Issue(worker, 0); err == nil {
			t.Error("made for no time")
		}
		if _, err := NewTokens([]byte("short"), nil); err == nil {
			t.Error("made of a short secret")
		}
	})
}

func FuzzVerify(f *testing.F) {
	tokens, err := NewTokens(bytes.Repeat([]byte("s"), 32), func() time.Time { return noon })
	if err != nil {
		f.Fatal(err)
	}
	good, err := tokens.Issue(worker, time.Minute)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good, "", "a.b.c", "..", strings.ToUpper(good)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if actor, err := tokens.Verify(token); err == nil && actor != worker {
			t.Fatalf("%q proves %v", token, actor)
		} else if err != nil && !errors.Is(err, ErrNotSignedIn) {
			t.Fatal(err)
		}
	})
}
