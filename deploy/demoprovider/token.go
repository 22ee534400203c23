package demoprovider

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// tokens are the answer to a code.
type tokens struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"` // seconds
	ID      string `json:"id_token"`
}

// mistake is how OAuth 2.0 says no (RFC 6749, 5.2).
type mistake struct {
	Error string `json:"error"`
}

// idTokenLife is how long an id token may be shown.
const idTokenLife = 5 * time.Minute

// token answers POST token: a code for an id token, once.
func (p *Provider) token(w http.ResponseWriter, r *http.Request, realm string) {
	id, secret, ok := r.BasicAuth()
	if ok {
		id, secret = unescaped(id), unescaped(secret)
	} else {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	client := p.Clients[realm]
	if id != client.ID || subtle.ConstantTimeCompare([]byte(secret), []byte(client.Secret)) != 1 {
		writeJSON(w, http.StatusUnauthorized, mistake{"invalid_client"})
		return
	}
	if r.PostFormValue("grant_type") != "authorization_code" {
		writeJSON(w, http.StatusBadRequest, mistake{"unsupported_grant_type"})
		return
	}
	g, ok := p.spend(r.PostFormValue("code"))
	if !ok || g.realm != realm || g.back != r.PostFormValue("redirect_uri") || challengeOf(r.PostFormValue("code_verifier")) != g.challenge {
		writeJSON(w, http.StatusBadRequest, mistake{"invalid_grant"})
		return
	}
	signed, err := p.sign(client, g)
	if err != nil {
		http.Error(w, "the id token could not be signed", http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, tokens{Access: random(), Type: "Bearer", Expires: int(idTokenLife.Seconds()), ID: signed})
}

// unescaped undoes the form encoding of client credentials (RFC 6749, 2.3.1).
func unescaped(s string) string {
	plain, err := url.QueryUnescape(s)
	if err != nil {
		return s
	}
	return plain
}

// spend returns what a code is worth, once.
func (p *Provider) spend(code string) (grant, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.codes[code]
	delete(p.codes, code)
	return g, ok && !g.over(p.Clock())
}

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// sign makes the id token of a grant.
func (p *Provider) sign(client Client, g grant) (string, error) {
	p.mu.Lock()
	key := p.keys[0]
	p.mu.Unlock()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("make a signer: %w", err)
	}
	now := p.Clock()
	return jwt.Signed(signer).Claims(struct {
		Issuer   string           `json:"iss"`
		Audience string           `json:"aud"`
		Issued   *jwt.NumericDate `json:"iat"`
		AuthTime *jwt.NumericDate `json:"auth_time"`
		Expires  *jwt.NumericDate `json:"exp"`
		Nonce    string           `json:"nonce"`
		claims
	}{p.Issuer(g.realm), client.ID, jwt.NewNumericDate(now), jwt.NewNumericDate(now), jwt.NewNumericDate(now.Add(idTokenLife)), g.nonce, g.claims}).Serialize()
}
