package area

import (
	"strings"

	"nivel/libs/access"
)

// own is who a worker is in private: as the provider says, else as the area file
// does.
func (c WorkerClaims) own(listed access.Own, claims Claims) access.Own {
	text := func(claim, standard string) string {
		said, _ := claims[claim].(string)
		return orElse(strings.TrimSpace(said), standard)
	}
	own := access.Own{
		FamilyName: text("family_name", listed.FamilyName), Address: orElse(addressOf(claims["address"]), listed.Address), IdentityCode: listed.IdentityCode,
	}
	if c.IdentityCode != "" {
		own.IdentityCode = text(c.IdentityCode, listed.IdentityCode)
	}
	return own
}

// addressOf reads the claim of OpenID Connect (Core 1.0, 5.1.1), or one that is a text.
func addressOf(claim any) string {
	if parts, ok := claim.(map[string]any); ok {
		street, _ := parts["street_address"].(string)
		code, _ := parts["postal_code"].(string)
		if street = strings.TrimSpace(street); street != "" {
			return strings.TrimSuffix(street+", "+strings.TrimSpace(code), ", ")
		}
		claim = parts["formatted"]
	}
	text, _ := claim.(string)
	return strings.TrimSpace(text)
}

// OwnLife returns who a worker is in private. A family name that nobody said is
// taken from the name: what stands before a comma, else the last word.
func (w Worker) OwnLife() access.Own {
	own := w.Own
	if own.FamilyName == "" {
		before, _, inverted := strings.Cut(w.Name, ",")
		if words := strings.Fields(before); inverted {
			own.FamilyName = strings.Join(words, " ")
		} else if len(words) > 1 {
			own.FamilyName = words[len(words)-1]
		}
	}
	return own
}
