package person

import (
	"errors"
	"fmt"
	"log/slog"
)

// sealedText is all that a log, an error or a debugger's print may show.
const sealedText = "[sealed]"

// String returns "[sealed]", also for no code.
func (c IdentityCode) String() string { return sealedText }

// Format writes "[sealed]" for every verb, so that %d and %#v show no more than
// %s does.
func (c IdentityCode) Format(f fmt.State, _ rune) { fmt.Fprint(f, sealedText) }

// LogValue is "[sealed]" in every log.
func (c IdentityCode) LogValue() slog.Value { return slog.StringValue(sealedText) }

// MarshalText fails: a code that is to be sent or stored is said with Reveal,
// never by leaving it in a larger value.
func (c IdentityCode) MarshalText() ([]byte, error) {
	return nil, errors.New("write identity code: it is sealed")
}
