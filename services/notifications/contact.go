package notifications

import (
	"net/mail"
	"slices"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Language is a language that e-mails are written in.
type Language string

// Languages are the languages that e-mails are written in; the first one serves
// whoever reads none of them.
func Languages() []Language { return []Language{"fi", "sv", "en"} }

// languageOr returns l where e-mails are written in it, and the first language
// otherwise.
func languageOr(l Language) Language {
	if slices.Contains(Languages(), l) {
		return l
	}
	return Languages()[0]
}

// SetContact chooses how the young person wants to be told.
type SetContact struct {
	Address  vault.Sealed // e-mail; zero: in the pages only
	Language Language
}

// ContactChosen says how the young person wants to be told from now on.
type ContactChosen struct {
	Address  vault.Sealed `json:"address,omitzero"`
	Language Language     `json:"language"`
}

func (cmd SetContact) decide(Inbox) ([]Event, error) {
	return []Event{ContactChosen(cmd)}, nil
}

// evolve also forgets what was still to be mailed to who no longer wants mail.
func (e ContactChosen) evolve(in Inbox) Inbox {
	in.Reachable = !e.Address.IsZero()
	if !in.Reachable {
		in.Owed = nil
	}
	return in
}

// longestAddress is what SMTP carries: a path of 256 octets, its brackets included.
const longestAddress = 254

// CheckContact refuses a contact with all fields that are wrong:
//
//	email: malformed-email, too-long; language: required, unknown-code
func CheckContact(c contracts.Contact) error {
	var check refusal.Check
	check.Require(len(c.Email) <= longestAddress, "email", "too-long")
	check.Require(c.Email == "" || len(c.Email) > longestAddress || isAddress(c.Email), "email", "malformed-email")
	check.Require(c.Language != "", "language", "required")
	check.Require(c.Language == "" || slices.Contains(Languages(), Language(c.Language)), "language", "unknown-code")
	return check.Refusal()
}

// isAddress reports whether s is one bare address in ASCII, such as every server
// takes: no name, no brackets, no comment, no quoted or internationalised part.
func isAddress(s string) bool {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r) }) {
		return false
	}
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Name == "" && parsed.Address == s
}
