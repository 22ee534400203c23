package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// nameWords returns the words of a name as they are searched for: small letters,
// one spelling for what people type in several. å, ä and ö are letters of their
// own; a caron or an accent is not (š is found as s); the Danish æ and ø are ä and
// ö. A double name counts as its parts and as one word, so Anna-Liisa is found as
// liisa and as annaliisa. Order as written, none twice.
func nameWords(name string) []string {
	var words []string
	add := func(word string) {
		for _, known := range words {
			if known == word {
				return
			}
		}
		if word != "" {
			words = append(words, word)
		}
	}
	for _, part := range strings.FieldsFunc(spelled(name), func(r rune) bool { return r == ' ' || r == ',' }) {
		halves := strings.Split(part, "-")
		for _, half := range halves {
			add(half)
		}
		add(strings.Join(halves, ""))
	}
	return words
}

// typedWords is nameWords of what somebody types to search: a double name is its
// parts alone, which every way of writing it has.
func typedWords(typed string) []string { return nameWords(strings.ReplaceAll(typed, "-", " ")) }

// spelled brings a name to one spelling, words apart by spaces and commas, the
// parts of a double name by a hyphen.
func spelled(name string) string {
	var out strings.Builder
	for _, r := range norm.NFKC.String(name) {
		r = unicode.ToLower(r)
		switch r {
		case 'å', 'ä', 'ö':
			out.WriteRune(r)
			continue
		}
		if same, ok := otherLetters[r]; ok {
			out.WriteString(same)
			continue
		}
		for _, part := range norm.NFKD.String(string(r)) {
			switch {
			case unicode.Is(unicode.Pd, part):
				out.WriteByte('-')
			case unicode.IsSpace(part), part == ',':
				out.WriteByte(' ')
			case unicode.IsLetter(part), unicode.IsDigit(part):
				out.WriteRune(unicode.ToLower(part))
			}
		}
	}
	return out.String()
}

// otherLetters are letters that no decomposition takes apart, as they are typed
// in Finland.
var otherLetters = map[rune]string{
	'ø': "ö", 'æ': "ä", 'œ': "ö", 'ð': "d", 'đ': "d", 'ŧ': "t", 'þ': "th", 'ß': "ss", 'ł': "l", 'ŋ': "n", 'ı': "i",
}

// What a word is found by.
const (
	shortest = 3 // letters of a beginning that finds a word; fewer find it only whole
	longest  = 8 // of the longest beginning; what is typed beyond is compared when the name is open
)

// beginnings returns what a word of a name is found by: its beginnings, and all
// of it.
func beginnings(word string) []string {
	letters := []rune(word)
	all := []string{word}
	for n := shortest; n <= min(longest, len(letters)-1); n++ {
		all = append(all, string(letters[:n]))
	}
	return all
}

// asTyped returns by which beginning to look for a word that somebody typed.
func asTyped(word string) string {
	letters := []rune(word)
	return string(letters[:min(longest, len(letters))])
}

// matches reports whether every typed word begins a word of a name, or, where it
// is too short for that, is one.
func matches(name string, typed []string) bool {
	words := nameWords(name)
	for _, t := range typed {
		found := false
		for _, w := range words {
			found = found || w == t || len([]rune(t)) >= shortest && strings.HasPrefix(w, t)
		}
		if !found {
			return false
		}
	}
	return true
}

// wholeName is a family name and the first given name as they are compared: one
// spelling, double names as one word. Empty: one of the two is missing.
func wholeName(family, given string) string {
	joined := func(words []string) string { return strings.ReplaceAll(strings.Join(words, " "), "-", "") }
	parts := func(name string) []string {
		return strings.FieldsFunc(spelled(name), func(r rune) bool { return r == ' ' || r == ',' })
	}
	first := parts(given)
	if family = joined(parts(family)); family == "" || len(first) == 0 {
		return ""
	}
	return family + ", " + joined(first[:1])
}
