package web

import "testing"

func TestProvisionsAreSaidInTheReadersLanguage(t *testing.T) {
	catalogs, err := loadCatalogs(translated())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ lang, cited, want string }{
		{"fi", "26 § 5 mom", "26 § 5 mom"},
		{"sv", "26 § 5 mom", "26 § 5 mom."},
		{"en", "26 § 5 mom", "section 26, subsection 5"},
		{"en", "30 §", "section 30"},
		{"sv", "voimaantulosäännös 2 mom", "ikraftträdandebestämmelsen 2 mom."},
		{"en", "voimaantulosäännös 2 mom", "transitional provision, subsection 2"},
		{"en", "24 §, annex", "section 24 and annex"},
		{"fi", "24 §, annex", "24 § ja liite"},
		{"en", "24 §, elsewhere", "24 §, elsewhere"},
	} {
		if got := catalogs.texts[c.lang].section(c.cited); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.lang, c.cited, got, c.want)
		}
	}
	for cited, want := range map[string]string{
		"LSL 417/2007 26 § 4 mom": "Child Welfare Act 417/2007, section 26, subsection 4",
		"elsewhere 1":             "elsewhere 1",
	} {
		if got := catalogs.texts["en"].provision(cited); got != want {
			t.Errorf("%q becomes %q, want %q", cited, got, want)
		}
	}
}
