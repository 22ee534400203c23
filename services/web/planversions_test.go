package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
)

// somePlans are three versions, the first of which is not the reader's to see.
func somePlans() contracts.PlanVersions {
	today := calendar.On(now)
	finding := law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "30 §", InForce: "2020-01-01"},
		Inputs:    map[string]string{"on": today.AddDays(-40).String()}, Outcome: map[string]string{"latest": "2027-10-08", "review-by": "2027-10-08"},
	}
	older, newer := *someCase().Plan, *someCase().Plan
	older.Situation, older.OwnRating, older.Goals, older.ReviewBy = "Etsii asuntoa.", 4, []string{"Oma asunto"}, calendar.MustParse("2027-10-08")
	return contracts.PlanVersions{
		Case: caseOne, Person: personOne, Shows: contracts.ShowsCase, Versions: []contracts.PlanVersion{
			{Number: 1, At: monday.AddDate(0, -6, 0), By: "w-elin"},
			{Number: 2, At: monday.Add(-40 * 24 * time.Hour), By: "w-elin", On: today.AddDays(-40), Finding: finding, Plan: &older},
			{Number: 3, At: monday, By: "w-aino", On: today, Finding: finding, Plan: &newer},
		},
	}
}

// comparedPart returns the part of the page under a heading.
func comparedPart(p page, heading string) string {
	for _, n := range all(p.root, func(n *html.Node) bool { return attr(n, "class") == "compare-part" }) {
		if said := text(n); strings.HasPrefix(said, heading) {
			return said
		}
	}
	return ""
}

func TestPlansPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	p := b.get(caseOnePath + "/plans")
	t.Run("lists every version: when, by whom, reviewed by when and why", func(t *testing.T) {
		p.says(t, "Virtasalo, Venla Testi", "Version 3, 17 Nov 2026", "Made by Aino Virtaharju", "Version 2, 8 Oct 2026", "Made by Elin Björkskog",
			"Reviewed by 8 Oct 2027", "section 30", "Version 1, 16 May 2026", "The plan has not been disclosed to you")
	})
	t.Run("shows the newest beside the one before it, part by part, and marks what changed", func(t *testing.T) {
		for heading, want := range map[string]string{
			"The young person’s situation": "Changed Version 2, 8 Oct 2026 Etsii asuntoa. Version 3, 17 Nov 2026 Asuu tuetusti, opiskelee lähihoitajaksi.",
			"Goals":                        "Changed Version 2, 8 Oct 2026 Oma asunto Version 3, 17 Nov 2026 Oma asunto Ajokortti",
			"The young person’s own view":  "Version 2, 8 Oct 2026 Haluan asua yksin. Version 3, 17 Nov 2026 Haluan asua yksin.",
		} {
			if got := comparedPart(p, heading); !strings.HasSuffix(got, want) || strings.Contains(want, "Changed") != strings.Contains(got, "Changed") {
				t.Errorf("%s: %q", heading, got)
			}
		}
	})
	t.Run("shows any two that are asked for, but none that the reader may not read", func(t *testing.T) {
		if got := comparedPart(b.get(caseOnePath+"/plans?older=3&newer=2"), "The young person’s situation"); !strings.HasSuffix(got, "Version 2, 8 Oct 2026 Etsii asuntoa.") {
			t.Error(got)
		}
		for _, odd := range []string{"?older=1&newer=3", "?older=x", "?older=2&newer=99", "?older=-1&newer=2"} {
			if got := comparedPart(b.get(caseOnePath+"/plans"+odd), "The young person’s situation"); !strings.Contains(got, "Version 3, 17 Nov 2026 Asuu") {
				t.Errorf("%s: %s", odd, got)
			}
		}
	})
	t.Run("says why there is nothing to compare", func(t *testing.T) {
		d.transitions.set(func() { d.transitions.plans.Versions = d.transitions.plans.Versions[:2] })
		b.get(caseOnePath+"/plans").says(t, "when there are two versions to read")
		d.transitions.set(func() { d.transitions.plans.Versions = nil })
		b.get(caseOnePath+"/plans").says(t, "There is no plan yet")
	})
	t.Run("is one click from the case, and needs a session", func(t *testing.T) {
		if len(all(b.get(caseOnePath).root, func(n *html.Node) bool { return attr(n, "href") == caseOnePath+"/plans" })) != 1 {
			t.Error("there is no link")
		}
		if p := d.browser(t).get(caseOnePath + "/plans"); p.status == http.StatusOK {
			t.Error("shown to nobody")
		}
	})
}

// TestPlanPaper is a version to print, in Finnish and Swedish; and a file in the
// national structure, where the client's identity code is known.
func TestPlanPaper(t *testing.T) {
	at := caseOnePath + "/plans/2"
	t.Run("the versions lead to it, those that may be read", func(t *testing.T) {
		page := newDesk(t).signedIn(t, "w-aino").get(caseOnePath + "/plans").body
		if !strings.Contains(page, `href="`+at+`"`) || strings.Contains(page, `href="`+caseOnePath+`/plans/1"`) {
			t.Error("it leads elsewhere")
		}
	})
	t.Run("says all that the version says, in the language asked for", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-aino")
		b.get(at+"?lang=fi").says(t, "Jälkihuollon asiakassuunnitelma", "Virtasalo, Venla Testi", "Etsii asuntoa.", "Oma asunto", "Elin Björkskog", "8.10.2027", "30 §", "76 §")
		b.get(at+"?lang=sv").says(t, "Klientplan för eftervård", "Etsii asuntoa.", "Den unga")
	})
	t.Run("there is none of a version that is not there, or not disclosed", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-aino")
		for _, number := range []string{"1", "4", "0", "x"} {
			for _, what := range []string{"", "/national"} {
				if p := b.get(caseOnePath + "/plans/" + number + what); p.status != http.StatusNotFound {
					t.Errorf("%s%s answered %d", number, what, p.status)
				}
			}
		}
	})
	t.Run("there is no file now where nobody can be asked who the client is", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.server.Close()
		p := b.get(at + "/national")
		if p.status != http.StatusServiceUnavailable {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "The service is not answering right now")
		if n := len(d.transitions.commands()); n != 0 {
			t.Errorf("asked %d times", n)
		}
	})
	t.Run("the file is asked for with who the client is", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() { d.intake.matter.CurrentCode = "010190-900P" })
		if p := b.get(at + "/national"); p.body != `{"plan":2}` || !strings.Contains(p.header.Get("Content-Disposition"), "plan-1.2.15010.json") {
			t.Errorf("the file is %q, %v", p.body, p.header)
		}
		if got := string(d.transitions.last().body); !strings.Contains(got, `"identity_code":"010190-900P"`) || !strings.Contains(got, `"language":"fi"`) {
			t.Errorf("asked with %s", got)
		}
		for _, lang := range []string{"sv", "fi"} {
			link := at + "/national?lang=" + lang
			if paper := b.get(at + "?lang=" + lang); len(all(paper.root, func(n *html.Node) bool { return attr(n, "href") == link })) != 1 {
				t.Errorf("the paper does not lead to %s", link)
			}
			b.get(link)
			if got := string(d.transitions.last().body); !strings.Contains(got, `"language":"`+lang+`"`) {
				t.Errorf("asked with %s", got)
			}
		}
		d.intake.set(func() { d.intake.matter.CurrentCode = "" })
		p := b.get(at + "/national")
		if p.status != http.StatusConflict {
			t.Errorf("answered %d without an identity code", p.status)
		}
		p.says(t, "asks for an identity code")
	})
}
