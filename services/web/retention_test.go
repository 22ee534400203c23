package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

func someRetention() contracts.RetentionPage {
	finding := law.Finding{
		Provision: law.Provision{Act: "703/2023", Section: "24 §, annex", InForce: "2024-01-01"},
		Inputs:    map[string]string{"client-death": "2024-11-10", "class": "child-protection", "years": "2"},
		Outcome:   map[string]string{"kept-to": "2026-11-10", "destroy-from": "2026-11-11"},
	}
	row := contracts.RetentionRow{Person: personOne, Died: calendar.MustParse("2024-11-10"), Due: calendar.MustParse("2026-11-11"), Reached: true, Findings: []law.Finding{finding}, Revision: 3}
	proposed := row
	proposed.Person, proposed.ProposedOn, proposed.ProposedBy = personTwo, calendar.MustParse("2026-11-16"), "w-maria"
	running := row
	running.Person, running.Died, running.Due, running.Reached = caseOne, calendar.MustParse("2026-11-01"), calendar.MustParse("2028-11-02"), false
	return contracts.RetentionPage{
		View: "endings", Rows: []contracts.RetentionRow{row, proposed, running}, Next: "cursor-2", Today: calendar.On(now),
		Months: []contracts.MonthCount{{Month: "2026-11", Total: 2}, {Month: "2026-12"}},
	}
}

func TestRetention(t *testing.T) {
	t.Run("the menu of who decides leads to it, and of nobody else", func(t *testing.T) {
		d := newDesk(t)
		for who, leads := range map[string]bool{"w-tuula": true, "w-maria": true, "w-aino": false} {
			p := d.signedIn(t, who).get("/inbox")
			if p.status == http.StatusSeeOther {
				p = d.signedIn(t, who).get(p.header.Get("Location"))
			}
			if got := strings.Contains(text(p.root), "Destroying data"); got != leads {
				t.Errorf("for %s: %v", who, got)
			}
		}
	})
	t.Run("says what ends when and why, and names nobody", func(t *testing.T) {
		p := newDesk(t).signedIn(t, "w-tuula").get("/retention?view=endings")
		p.says(t, "Child protection data, aftercare included", "Reference "+personOne.String()[:8], "10 Nov 2024", "Client Data Act 703/2023, section 24 and annex",
			"11/2026", "2 people", "Maria", "The time of keeping is still running", "cannot be brought back")
		notSaying(t, text(p.root), "Virtasalo")
	})
	t.Run("is proposed with what the page showed, and leads back", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-tuula")
		p := b.send(b.get("/retention"), "/retention", url.Values{"person": {personOne.String()}, "if": {"3"}})
		asked := d.intake.commands()
		if p.status != http.StatusSeeOther || len(asked) != 1 || asked[0].path != "/retention/"+personOne.String()+"/destruction" || asked[0].ifMatch != `"3"` || asked[0].command == "" {
			t.Fatalf("answered %d, asked %+v", p.status, asked)
		}
		b.get(p.header.Get("Location")).says(t, "Destruction was proposed. Another person approves it.")
	})
	t.Run("says why not, beside the list", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.refuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "second-person-required"} })
		b := d.signedIn(t, "w-tuula")
		p := b.send(b.get("/retention"), "/retention", url.Values{"person": {personOne.String()}, "if": {"3"}})
		p.says(t, "Another person than the one who proposed", "Reference ")
	})
	t.Run("who proposed is not asked to approve", func(t *testing.T) {
		p := newDesk(t).signedIn(t, "w-maria").get("/retention")
		p.says(t, "You proposed it. Another person approves it.")
		if strings.Contains(text(p.root), "Approve destruction") {
			t.Error("they are")
		}
	})
}

func TestDeath(t *testing.T) {
	address := "/people/" + personOne.String() + "/death"
	t.Run("is recorded from the client's page, with its day and source", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		b.get(caseOnePath).says(t, "Record the client’s death")
		p := b.submit(address, address, url.Values{"on": {"10.11.2026"}, "source": {"population-register"}})
		asked := d.intake.commands()
		if p.status != http.StatusSeeOther || len(asked) != 1 || !strings.Contains(string(asked[0].body), `"on":"2026-11-10"`) || !strings.Contains(string(asked[0].body), "population-register") {
			t.Fatalf("answered %d, asked %+v", p.status, asked)
		}
		b.get(p.header.Get("Location")).says(t, "The day of death was recorded.")
	})
	t.Run("says what is wrong at its field", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").submit(address, address, url.Values{"on": {"soon"}, "source": {""}})
		if p.status != http.StatusUnprocessableEntity || len(d.intake.commands()) != 0 {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Choose where it is known from.")
	})
}
