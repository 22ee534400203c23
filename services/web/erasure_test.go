package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
)

func someErasures() contracts.Erasures {
	return contracts.Erasures{Person: personOne, Refused: []contracts.ErasureRefused{{
		Asked: calendar.MustParse("2026-11-16"), On: calendar.MustParse("2026-11-20"), By: "w-tuula",
		Classes:  []contracts.Kept{{Class: "child-protection", Years: 2, From: "client-death"}},
		Findings: []law.Finding{{Provision: law.Provision{Act: "2016/679", Section: "17(3)(b)", InForce: "2018-05-25"}}},
	}}}
}

func TestErasure(t *testing.T) {
	at := "/people/" + personOne.String() + "/erasures"
	t.Run("a request is recorded by its day", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-tuula")
		page := b.get(at)
		page.says(t, "Request to erase data", "Decision of 20 Nov 2026")
		p := b.send(page, at, url.Values{"asked": {"16.11.2026"}})
		asked := d.intake.commands()
		if p.status != http.StatusSeeOther || len(asked) != 1 || asked[0].path != at || string(asked[0].body) != `{"asked":"2026-11-16"}` {
			t.Fatalf("answered %d, asked %+v", p.status, asked)
		}
		b.get(p.header.Get("Location")).says(t, "The request was recorded.")
	})
	t.Run("what cannot be read comes back as it was typed", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-tuula")
		p := b.send(b.get(at), at, url.Values{"asked": {"last week"}})
		if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "last week") {
			t.Errorf("answered %d without what was typed", p.status)
		}
	})
	t.Run("the decision says why, how long and where to complain, in Finnish and in Swedish", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-tuula")
		b.get(at+"/1").says(t, "Tietoja ei poisteta.", "artikla 17(3)(b)", "703/2023", "24 § ja liite", "säilytetään 2 vuotta, alkaa: asiakkaan kuolema",
			"Tuula Tarkkala", "tietosuojavaltuutetulle")
		b.get(at+"/1?lang=sv").says(t, "Uppgifterna raderas inte.", "artikel 17(3)(b)", "24 § och bilagan", "dataombudsmannen")
		if p := b.get(at + "/2"); p.status != http.StatusNotFound {
			t.Errorf("a decision that was not made answers %d", p.status)
		}
	})
}
