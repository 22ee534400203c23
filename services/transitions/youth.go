package transitions

import (
	"crypto/rand"
	"strings"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// InviteYouth gives the young person a code to sign in with. It takes the place
// of one that was given before.
type InviteYouth struct {
	Token vault.Token // the code, blinded
	At    time.Time
	By    Worker
}

// YouthInvited says which code signs in, blinded, and until when.
type YouthInvited struct {
	Token   vault.Token `json:"token"`
	Expires time.Time   `json:"expires"` // UTC; the first moment at which it is too late
}

// SignInYouth uses a code.
type SignInYouth struct {
	Token vault.Token
	At    time.Time
}

// YouthSignedIn says that the code was used: it works once.
type YouthSignedIn struct {
	At time.Time `json:"at"` // UTC
}

// Invitation is the code that signs in. The zero value: there is none.
type Invitation struct {
	Token   vault.Token
	Expires time.Time
}

// What signing in refuses.
var (
	// ErrUnknownCode: no such code was given, or it has been used or replaced.
	ErrUnknownCode = refusal.Refusal{Kind: refusal.Missing, Code: "code-unknown"}
	// ErrCodeExpired: the code came too late.
	ErrCodeExpired = refusal.Refusal{Kind: refusal.Untimely, Code: "code-expired"}
)

// codeDays is how long a code is valid.
const codeDays = 7

func (cmd InviteYouth) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	expires := cmd.At.In(calendar.Helsinki()).AddDate(0, 0, codeDays)
	return []Event{YouthInvited{Token: cmd.Token, Expires: expires.UTC()}}, nil
}

func (e YouthInvited) evolve(c Case) Case {
	c.Invitation = Invitation(e)
	return c
}

func (cmd SignInYouth) decide(c Case) ([]Event, error) {
	switch {
	case cmd.Token == "" || cmd.Token != c.Invitation.Token:
		return nil, ErrUnknownCode
	case !cmd.At.Before(c.Invitation.Expires):
		return nil, ErrCodeExpired
	}
	return []Event{YouthSignedIn{At: cmd.At.UTC()}}, nil
}

func (e YouthSignedIn) evolve(c Case) Case {
	c.Invitation = Invitation{}
	return c
}

const (
	// codeAlphabet has no characters that look like another: no 0 and O, 1, I and
	// L, 2 and Z, 5 and S, 8 and B, U and V.
	codeAlphabet = "ACDEFGHJKMNPQRTVWXY34679"
	codeLength   = 10 // 45 bits
)

// newCode makes a code.
func newCode() string {
	const fair = 256 - 256%len(codeAlphabet) // a byte above would favour the first characters
	var code strings.Builder
	for b := make([]byte, 1); code.Len() < codeLength; {
		if rand.Read(b); int(b[0]) < fair {
			code.WriteByte(codeAlphabet[int(b[0])%len(codeAlphabet)])
		}
	}
	return code.String()
}

// readCode brings what somebody typed to the one spelling of a code: letter
// case, spaces and dashes do not matter. False: it can be no code.
func readCode(typed string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	if len(code) != codeLength || strings.Trim(code, codeAlphabet) != "" {
		return "", false
	}
	return code, true
}
