package person

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unique"

	"nivel/libs/calendar"
	"nivel/libs/refusal"
)

// IdentityCode is a Finnish personal identity code (henkilötunnus): date of
// birth, separator, number and check character, DDMMYYcNNNq.
//
// Codes are comparable with ==: the same text is the same code, and all eleven
// characters matter, for two people may differ by the separator alone. The zero
// value is no code. A code that does exist may still belong to nobody.
//
// No form of printing shows the text (see sealed.go); Reveal alone does.
//
// Source: act 661/2009, section 11; the separators in use since 2023-01-01.
type IdentityCode struct {
	// A handle and not a string: fmt cannot call the methods of a value in an
	// unexported field of another struct and prints what it finds, here an address.
	text unique.Handle[string]
}

// What is wrong with an identity code. Each names the first part that is wrong,
// from left to right; a character that only looks right is wrong in its part.
var (
	// ErrIdentityCodeLength: not eleven characters.
	ErrIdentityCodeLength = refusal.Refusal{Kind: refusal.Invalid, Code: "identity-code-length"}
	// ErrIdentityCodeDate: the first six characters are not digits, or not a day of
	// the century that the separator tells.
	ErrIdentityCodeDate = refusal.Refusal{Kind: refusal.Invalid, Code: "identity-code-date"}
	// ErrIdentityCodeSeparator: the seventh character tells no century.
	ErrIdentityCodeSeparator = refusal.Refusal{Kind: refusal.Invalid, Code: "identity-code-separator"}
	// ErrIdentityCodeNumber: characters eight to ten are not a number from 002 to 999.
	ErrIdentityCodeNumber = refusal.Refusal{Kind: refusal.Invalid, Code: "identity-code-number"}
	// ErrIdentityCodeCheck: the last character is not the one that follows from the others.
	ErrIdentityCodeCheck = refusal.Refusal{Kind: refusal.Invalid, Code: "identity-code-check"}
	// ErrIdentityCodeFuture: the day of birth has not come yet.
	ErrIdentityCodeFuture = refusal.Refusal{Kind: refusal.Invalid, Code: "identity-code-future"}
)

// Separators tell the century of birth. Those of one century mean the same, and
// are not interchangeable.
const (
	separators1800 = "+"
	separators1900 = "-YXWVU"
	separators2000 = "ABCDEF"
)

// checkCharacters are indexed by the nine digits as one number, modulo 31. The
// separator has no part in it.
const checkCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY"

const (
	firstNumber     = 2   // lowest number given to a person
	firstArtificial = 900 // lowest number never given to anybody for good
	lastNumber      = 999
)

// ParseIdentityCode reads an identity code. It forgives white space anywhere and
// lower case, and nothing else.
//
// Errors: one of the ErrIdentityCode refusals, which says what part is wrong and
// never repeats the text. A day of birth in the future is for BornBy to refuse.
func ParseIdentityCode(s string) (IdentityCode, error) {
	text := tidy(s)
	if err := judge([]rune(text)); err != nil {
		return IdentityCode{}, err
	}
	return IdentityCode{unique.Make(text)}, nil
}

// tidy drops white space and raises ASCII letters. Other letters stay as they
// are: some would become ASCII ones when raised.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// judge returns what is wrong with a tidy text, from left to right.
func judge(text []rune) error {
	if len(text) != 11 {
		return ErrIdentityCodeLength
	}
	date, ok := digits(text[:6])
	if !ok {
		return ErrIdentityCodeDate
	}
	century, ok := centuryOf(text[6])
	if !ok {
		return ErrIdentityCodeSeparator
	}
	if _, ok := birth(date, century); !ok {
		return ErrIdentityCodeDate
	}
	number, ok := digits(text[7:10])
	if !ok || number < firstNumber {
		return ErrIdentityCodeNumber
	}
	if text[10] != rune(checkCharacter(date, number)) {
		return ErrIdentityCodeCheck
	}
	return nil
}

// digits reads ASCII digits only: a digit of another script is not one here.
func digits(text []rune) (number int, ok bool) {
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
		number = number*10 + int(r-'0')
	}
	return number, true
}

// centuryOf returns the first year of the century that a separator tells.
func centuryOf(separator rune) (year int, ok bool) {
	switch {
	case strings.ContainsRune(separators1800, separator):
		return 1800, true
	case strings.ContainsRune(separators1900, separator):
		return 1900, true
	case strings.ContainsRune(separators2000, separator):
		return 2000, true
	}
	return 0, false
}

// birth reads DDMMYY.
func birth(date, century int) (calendar.Date, bool) {
	return calendar.Of(century+date%100, time.Month(date/100%100), date/10000)
}

func checkCharacter(date, number int) byte {
	return checkCharacters[(date*1000+number)%len(checkCharacters)]
}

// MakeArtificial makes an identity code that belongs to nobody, for tests and
// demonstration data: number is 900 to 999, and separator one that tells the
// century of birth.
//
// Errors: ErrIdentityCodeNumber for a number that a person could have,
// ErrIdentityCodeSeparator for one of another century, ErrIdentityCodeDate for
// no date.
func MakeArtificial(birth calendar.Date, number int, separator rune) (IdentityCode, error) {
	if birth.IsZero() {
		return IdentityCode{}, ErrIdentityCodeDate
	}
	if number < firstArtificial || number > lastNumber {
		return IdentityCode{}, ErrIdentityCodeNumber
	}
	if century, ok := centuryOf(separator); !ok || century != birth.Year()/100*100 {
		return IdentityCode{}, ErrIdentityCodeSeparator
	}
	date := birth.Day()*10000 + int(birth.Month())*100 + birth.Year()%100
	text := fmt.Sprintf("%06d%c%03d%c", date, separator, number, checkCharacter(date, number))
	return IdentityCode{unique.Make(text)}, nil
}

// IsZero reports whether c is no code.
func (c IdentityCode) IsZero() bool { return c == IdentityCode{} }

// Reveal returns the code as it is written officially, in upper case, and nothing
// for no code. Whoever calls it answers for where the text goes.
func (c IdentityCode) Reveal() string {
	if c.IsZero() {
		return ""
	}
	return c.text.Value()
}

// BirthDate returns the day of birth that the code tells, and no date for no
// code.
func (c IdentityCode) BirthDate() calendar.Date {
	if c.IsZero() {
		return calendar.Date{}
	}
	text := []rune(c.text.Value())
	date, _ := digits(text[:6])
	century, _ := centuryOf(text[6])
	day, _ := birth(date, century)
	return day
}

// Artificial reports whether the code is a temporary or a test one, which no
// person has for good: its number is 900 to 999.
func (c IdentityCode) Artificial() bool {
	return !c.IsZero() && c.text.Value()[7] == '9'
}

// BornBy refuses, with ErrIdentityCodeFuture, a code whose day of birth is later
// than today.
func (c IdentityCode) BornBy(today calendar.Date) error {
	if c.BirthDate().After(today) {
		return ErrIdentityCodeFuture
	}
	return nil
}
