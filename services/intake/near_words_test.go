package intake

import "testing"

// TestSameFamily_AsASearchSpellsNames: å, ä and ö are letters of their own, a part of a
// double name is enough, and a particle or two letters are not.
func TestSameFamily_AsASearchSpellsNames(t *testing.T) {
	for _, x := range []struct {
		a, b string
		same bool
	}{
		{"Mäkelä", "MÄKELÄ", true}, {"Mäkelä", "Ma\u0308kela\u0308", true}, {"Mäkelä", "Makela", false}, {"Šimek", "Simek", true},
		{"Virtanen-Korhonen", "Korhonen", true}, {"Virtanen", "Virtanen-Korhonen", true}, {"Virtanen Korhonen", "Korhonen-Niemi", true},
		{"VirtanenKorhonen", "Virtanen-Korhonen", true}, {"Virtanen", "Virta", false}, {"Åkerblom", "Öhman", false},
		{"von Essen", "Essen", true}, {"von Essen", "von Wright", false}, {"af Ursin", "af Hällström", false},
		{"Le", "Le", true}, {"Le", "Le Bo", false}, {"", "", false}, {"Mäkelä", "", false},
	} {
		if got := sameFamily(x.a, x.b); got != x.same || sameFamily(x.b, x.a) != x.same {
			t.Errorf("%q and %q are the same family: %v", x.a, x.b, got)
		}
	}
}

// TestSameAddress_StreetAndNumber: flat, staircase and postal code count where both say one.
func TestSameAddress_StreetAndNumber(t *testing.T) {
	for _, x := range []struct {
		a, b string
		same bool
	}{
		{"Keksittykatu 3 A 5", "keksittykatu 3a5", true}, {"Keksittykatu 3 A 5, 99600 Sodankylä", "Keksittykatu 3 A as. 5", true},
		{"Keksittykatu 3 A 5, 99600 Sodankylä", "Keksittykatu 3 A 5\n99600 SODANKYLÄ", true}, {"Keksittykatu 3 99600 Sodankylä", "Keksittykatu 3", true},
		{"Keksittykatu 3 A 5", "Keksittykatu 3", true}, {"Keksittykatu 3 A 5", "Keksittykatu 3 B 5", false}, {"Keksittykatu 3 A 5", "Keksittykatu 3 A 6", false},
		{"Keksittykatu 3, 99600 Sodankylä", "Keksittykatu 3, 00100 Helsinki", false}, {"Keksittykatu 3", "Keksittykatu 31", false},
		{"Keksittykatu", "Keksittykatu", false}, {"3", "3", false}, {"", "", false}, {"Åträsket 1", "Ätträsket 1", false},
	} {
		if got := sameAddress(x.a, x.b); got != x.same || sameAddress(x.b, x.a) != x.same {
			t.Errorf("%q and %q are one address: %v", x.a, x.b, got)
		}
	}
}
