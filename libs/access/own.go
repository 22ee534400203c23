package access

import (
	"fmt"
	"log/slog"
)

// Own is what is known of a worker as a private person: by it a service sees that
// they look at somebody near to them. It is readable inside a request only: never
// in an event, a fact, a log or an address, and not in [Actor], which is in all of
// these. Zero: nothing is known.
type Own struct {
	FamilyName   string `json:"family_name,omitempty"`
	Address      string `json:"address,omitempty"`       // street, number and flat, as it is written
	IdentityCode string `json:"identity_code,omitempty"` // of the worker themself
}

const hiddenOwn = "[own]"

// String hides what it holds, as the other ways of printing it do.
func (Own) String() string { return hiddenOwn }

// GoString is String.
func (Own) GoString() string { return hiddenOwn }

// Format is String, whatever the verb.
func (Own) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hiddenOwn)) }

// LogValue is String.
func (Own) LogValue() slog.Value { return slog.StringValue(hiddenOwn) }

// Nearness is in what somebody whose data is shown seems near to who looks. It is a
// hint and no more: a name is shared by many, and so is a house.
type Nearness string

// The ways to be near.
const (
	OwnPerson     Nearness = "own-person"      // the worker themself, by identity code
	OwnFamilyName Nearness = "own-family-name" // who bears the family name, or a part of a double one
	OwnAddress    Nearness = "own-address"     // who lives at the address
)

// Nearnesses lists every way to be near, the nearest first.
func Nearnesses() []Nearness { return []Nearness{OwnPerson, OwnFamilyName, OwnAddress} }
