package web_test

import (
	"net/http"
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

const paperOne = "/matters/%/documents/evaluation"

// someDocument has one item of every kind of value.
func someDocument(party bool) contracts.IntakeDocument {
	return contracts.IntakeDocument{
		Matter: matterOne, Document: contracts.DocumentEvaluation, Way: "notification", Party: party, Protected: party, Draft: party,
		Sections: []contracts.DocumentSection{
			{Section: "document", Laws: []string{"703/2023 38 § 1 mom"}, Items: []contracts.DocumentItem{
				{Item: "client-name", Text: "Virtasalo, Venla <Testi>"},
				{Item: "organiser", Words: map[string]string{"fi": "Keksitty alue", "sv": "Påhittat område"}, Text: "demo"},
				{Item: "author", Worker: "w-aino"}, {Item: "drawn-up", At: monday},
			}},
			{Section: "need", Laws: []string{"703/2023 41 §"}, Items: []contracts.DocumentItem{
				{Item: "raised-by", Of: "reporter", Code: "education"}, {Item: "mother-tongue", Left: "not-recorded"},
				{Item: "child-told", Of: "yes-no", Code: "no"}, {Item: "source-ground", Of: "provision", Code: "417/2007 25 § 1 mom"},
				{Item: "services-decided", Of: "services-decided", Code: "apart"}, {Item: "twelve", Of: "twelve", Code: "yes"},
				{Item: "source-purpose", Of: "purpose", Code: "assess-need"},
			}},
			{Section: "views", Title: map[string]string{"fi": "Oma näkemys", "sv": "Egen syn"}, Laws: []string{"703/2023 42 §", "SHL 1301/2014 37 §"}, Items: []contracts.DocumentItem{
				{Item: "client_view", Label: map[string]string{"fi": "Asiakkaan näkemys", "sv": "Klientens syn"}, Text: "Ensimmäinen rivi.\nToinen rivi."},
			}},
		},
	}
}

// TestPaperPage_PrintsEveryItemInBothLanguages, whatever the worker's language; the
// copy for a party says what it is.
func TestPaperPage_PrintsEveryItemInBothLanguages(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	at := strings.Replace(paperOne, "%", matterOne.String(), 1)
	fi := b.get(at)
	fi.says(t, "Ilmoituksen arvio", "Salassa pidettävä", "Virtasalo, Venla <Testi>", "Keksitty alue (demo)", "Aino Virtaharju, sosiaalityöntekijä", "16.11.2026 klo 9.15",
		"Kuka saattoi asian vireille", "Ei kirjattu", "25 § 1 mom", "Asiakastietolaki 703/2023, 41 §", "Sosiaalihuoltolaki 1301/2014, 37 §",
		"Oma näkemys", "Asiakkaan näkemys", "Toinen rivi.", "Lapsen tuen ja lastensuojelun tarpeen arviointi", "45 §", "puhevaltaa", "Jäljennös asianosaiselle")
	if asked := d.intake.last(); asked.path != at {
		t.Errorf("asked %s", asked.path)
	}
	b.get(at+"?lang=sv").says(t, "Bedömning av anmälan", "Sekretessbelagd", "Påhittat område (demo)", "Egen syn", "Klientens syn", "Inte antecknat")
	copy := b.get(at + "/party-copy?copy_to=client")
	copy.says(t, "Ilmoittajan tiedot on jätetty pois", "Turvakielto on voimassa", "Luonnos", "Lue vapaat tekstit")
	if asked := d.intake.last(); asked.path != at+"/party-copy" || asked.query != "recipient=client" {
		t.Errorf("asked %s?%s", asked.path, asked.query)
	}
	if p := b.get(strings.Replace(at, "evaluation", "everything", 1)); p.status != http.StatusNotFound {
		t.Errorf("a document that is none answered %d", p.status)
	}
}

// TestPaperPage_LeavesOutNoItem: each item of the document that the service gives is
// on the page, and one that is not given is missed.
func TestPaperPage_LeavesOutNoItem(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	page := b.get(strings.Replace(paperOne, "%", matterOne.String(), 1)).body
	var items int
	for _, section := range someDocument(false).Sections {
		items += len(section.Items)
	}
	if got := strings.Count(page, "<dt>"); got != items {
		t.Errorf("the page has %d items of %d", got, items)
	}
	if strings.Contains(page, "paper.") {
		t.Error("a text is missing")
	}
}

// TestMatterPage_LeadsToItsDocuments, and to none that it has not come to.
func TestMatterPage_LeadsToItsDocuments(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	page := "/matters/" + matterOne.String()
	for state, want := range map[string]int{"received": 1, "assessed": 2, "assessing": 3, "not-started": 2, "completed": 4} {
		d.intake.set(func() {
			d.intake.matter.State, d.intake.matter.Urgency = state, "urgent"
			if state == "received" {
				d.intake.matter.Urgency = ""
			}
		})
		if got := strings.Count(b.get(page).body, page+"/documents/"); got != want {
			t.Errorf("%s leads to %d documents", state, got)
		}
	}
}

// TestNationalDocument is a file, or a page that says why there is none.
func TestNationalDocument(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	at := strings.Replace(paperOne, "%", matterOne.String(), 1) + "/national"
	if file := b.get(at); file.body != `{"a":1}` || file.header.Get("Content-Type") != "application/json; charset=utf-8" || !strings.Contains(file.header.Get("Content-Disposition"), "evaluation-1.2.3.json") {
		t.Errorf("the file is %q, %v", file.body, file.header)
	}
	d.intake.set(func() {
		d.intake.matterRefuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "national-code-missing"}
	})
	no := b.get(at)
	if no.status != http.StatusConflict {
		t.Errorf("answered %d", no.status)
	}
	no.says(t, "no code was guessed")
	if p := b.get(strings.Replace(at, "evaluation", "outcome", 1)); p.status != http.StatusNotFound {
		t.Errorf("the outcome, which has no structure, answered %d", p.status)
	}
}
