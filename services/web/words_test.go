package web

import (
	"strings"
	"testing"
)

// TestSwedish_OneWordForOneThing keeps out of the texts what would call a thing by a
// second name: a summary is a sammanfattning, as in the glossary; and who works with a
// young person is on their own pages the handläggare, by no other word.
func TestSwedish_OneWordForOneThing(t *testing.T) {
	barred := []struct {
		where func(string) bool
		words []string
	}{
		{everything, []string{"sammandrag", "egen anställd", "egna anställd"}},
		{isOma, []string{"kontaktperson", "arbetstagar", "egen kontakt", "byte av kontakt", "din socialarbetare"}},
	}
	for _, b := range barred {
		for key, said := range catalog(t, "sv", b.where) {
			for _, word := range b.words {
				if strings.Contains(strings.ToLower(said), word) {
					t.Errorf("%s says %q", key, word)
				}
			}
		}
	}
}
