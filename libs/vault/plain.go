package vault

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Plain is readable personal data inside a request. It can be read from JSON,
// compared and measured like any string; every way of printing, logging or
// encoding it says "[sealed]" or fails. Keep it out of unexported struct fields
// and map keys: there fmt and encoding/json see the bare string.
type Plain string

const masked = "[sealed]"

// ErrPlain says that somebody tried to encode readable personal data.
var ErrPlain = errors.New("plain text of a person is not to be encoded")

// Reveal returns the text itself: for sealing it, for checking it, and for the
// page of somebody who may see it.
func (p Plain) Reveal() string { return string(p) }

// String returns "[sealed]", also for an empty text.
func (p Plain) String() string { return masked }

// GoString returns "[sealed]".
func (p Plain) GoString() string { return masked }

// Format writes "[sealed]" whatever the verb.
func (p Plain) Format(f fmt.State, _ rune) { io.WriteString(f, masked) }

// LogValue returns "[sealed]".
func (p Plain) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalJSON fails with ErrPlain.
func (p Plain) MarshalJSON() ([]byte, error) { return nil, ErrPlain }

// MarshalText fails with ErrPlain.
func (p Plain) MarshalText() ([]byte, error) { return nil, ErrPlain }
