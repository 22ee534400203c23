package intake

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/person"
)

// noteNear notes with the look itself in what the person who was opened seems near to
// the worker who looks: here both are readable, and only here. The use log gets codes,
// never what was compared. Lists and searches that find several are not judged: they
// show whoever stands in them.
func (s *Service) noteNear(ctx context.Context, id es.ID, child contracts.Child) error {
	own := edge.OwnOf(ctx)
	if own == (access.Own{}) {
		return nil
	}
	how := nearBy(own, child)
	if code, err := person.ParseIdentityCode(own.IdentityCode); err == nil {
		ids, err := s.idsOf(ctx, id)
		if err != nil {
			return err
		}
		if slices.Contains(ids, s.vault.PersonID(code.Reveal())) {
			how = append(how, access.OwnPerson)
		}
	}
	edge.Near(ctx, id.String(), how...)
	return nil
}

// noteNearName is noteNear of a part of a matter that shows who the child is, and not
// where.
func (s *Service) noteNearName(ctx context.Context, id es.ID, child identity) error {
	return s.noteNear(ctx, id, contracts.Child{FamilyName: child.FamilyName, IdentityCode: child.IdentityCode})
}

// noteNearNamed is noteNear of somebody who was named without a matter.
func (s *Service) noteNearNamed(ctx context.Context, id es.ID) error {
	if edge.OwnOf(ctx) == (access.Own{}) {
		return nil
	}
	child, _, err := s.whoIs(ctx, id)
	if err != nil {
		return err
	}
	return s.noteNearName(ctx, id, child)
}

// nearBy says in what somebody seems near to a worker, by what is recorded of both.
func nearBy(own access.Own, child contracts.Child) (how []access.Nearness) {
	if sameFamily(own.FamilyName, child.FamilyName) {
		how = append(how, access.OwnFamilyName)
	}
	if sameAddress(own.Address, child.Address) {
		how = append(how, access.OwnAddress)
	}
	return how
}

// particles are parts of family names that make nobody a relative.
var particles = []string{"af", "av", "von", "van", "der", "den", "del", "della", "los", "las", "dos", "das", "bin", "ibn", "abu", "saint"}

// sameFamily reports whether two family names are the same, or have a part of a double
// name in common; spelled as a search spells them.
func sameFamily(a, b string) bool {
	mine, theirs := nameWords(a), nameWords(b)
	if len(mine) == 0 || len(theirs) == 0 {
		return false
	}
	if slices.Equal(mine, theirs) {
		return true
	}
	return slices.ContainsFunc(mine, func(word string) bool {
		return len([]rune(word)) >= shortest && !slices.Contains(particles, word) && slices.Contains(theirs, word)
	})
}

// postalCode is one of Finland.
var postalCode = regexp.MustCompile(`(?:^|[^0-9])([0-9]{5})(?:[^0-9]|$)`)

// flatWords are written before the number of a flat, or not.
var flatWords = []string{"as", "asunto", "bst", "bostad", "lgh", "lägenhet"}

// sameAddress reports whether two addresses may be one: the same street and number,
// and no other postal code, staircase or flat where both say one.
func sameAddress(a, b string) bool {
	mine, theirs := streetWords(a), streetWords(b)
	if len(mine) > len(theirs) {
		mine, theirs = theirs, mine
	}
	if len(mine) < 2 || !slices.ContainsFunc(mine, isNumber) || !slices.Equal(mine, theirs[:len(mine)]) {
		return false
	}
	one, other := postalCode.FindStringSubmatch(a), postalCode.FindStringSubmatch(b)
	return one == nil || other == nil || one[1] == other[1]
}

// streetWords are street, number, staircase and flat of an address, each apart: what
// stands before the postal code, a comma or the end of the line.
func streetWords(address string) (words []string) {
	street, _, _ := strings.Cut(strings.TrimSpace(address), "\n")
	street, _, _ = strings.Cut(street, ",")
	if at := postalCode.FindStringSubmatchIndex(street); at != nil {
		street = street[:at[2]]
	}
	var spaced strings.Builder
	var before rune
	for _, r := range spelledStreet(street) {
		if unicode.IsDigit(r) != unicode.IsDigit(before) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(r)
		before = r
	}
	for _, word := range strings.Fields(spaced.String()) {
		if !slices.Contains(flatWords, word) {
			words = append(words, word)
		}
	}
	return words
}

// spelledStreet is a street in the spelling of names, with a space for every sign.
func spelledStreet(street string) string {
	return spelled(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			return r
		}
		return ' '
	}, street))
}

func isNumber(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}
