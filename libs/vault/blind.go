package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"nivel/libs/es"
)

// Token stands for a value that must be found again without being readable:
// HMAC-SHA-256, 43 characters of URL-safe base64.
type Token string

// Blind returns the token of value in a domain, such as "person.phone". Equal
// input gives an equal token, for the life of the service; values of different
// domains never meet. Bring value to one spelling first.
func (v *Vault) Blind(domain, value string) Token {
	mac := hmac.New(sha256.New, v.blind)
	fmt.Fprintf(mac, "%d:%s%s", len(domain), domain, value)
	return Token(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// PersonID returns the opaque id of whoever has an identity code, the same each
// time. Letter case and surrounding space do not matter. Nobody can try out codes
// against it without the key.
func (v *Vault) PersonID(identityCode string) es.ID {
	code := strings.ToUpper(strings.TrimSpace(identityCode))
	return es.ID{}.Derive("person", string(v.Blind("person.identity_code", code)))
}
