package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// oversight stands for services/oversight.
type oversight struct {
	backend
	glass   contracts.Glass
	looks   contracts.LookPage
	report  contracts.DailyReport
	extract contracts.LogExtract
}

var glassOne = es.ID{}.Derive("glass one")

func newOversight(t testing.TB) *oversight {
	o := &oversight{
		glass: contracts.Glass{
			Glass: glassOne, Person: personOne, Actor: "w-elin", Task: "child-protection", Reason: "The mother called.",
			At: now.Add(-time.Minute), Until: now.Add(59 * time.Minute),
		},
		looks: contracts.LookPage{From: calendar.MustParse("2024-11-20"), To: calendar.On(now), Next: "cursor-2", Looks: []contracts.Look{
			{At: now, Actor: "w-elin", Role: "social-worker", Unit: "intake-south", Object: "case", Purpose: "child-protection",
				Relation: "glass-broken", Outcome: "glass", Persons: []es.ID{personOne}},
			{At: now, Actor: youthOne.String(), Role: "youth", Object: "own", Purpose: "own-or-basics", Relation: "self", Outcome: "allowed"},
			{At: now, Actor: "w-oskari", Role: "social-counsellor", Object: "matter", Purpose: "child-protection", Outcome: "denied", Protected: true},
		}},
		report: contracts.DailyReport{Day: calendar.On(now), Alerts: []contracts.Alert{
			{Kind: "glass-broken", Actor: "w-elin", Unit: "intake-south", Persons: 1, Looks: 4, First: now, Last: now},
		}},
		extract: contracts.LogExtract{Name: "use-log.csv", CSV: "\uFEFFtime;user\n", From: calendar.MustParse("2024-11-20"), To: calendar.On(now),
			Lines: []contracts.ExtractLine{
				{At: now, User: "Elin Björkskog", Role: "social-worker", Unit: "intake-south", Object: "case", Purpose: "child-protection",
					Relation: "glass-broken", Glass: true, To: "Kela", What: "plan", On: "417/2007 76 §"},
				{At: now, Role: "guardian", Object: "own", Purpose: "own-or-basics", Relation: "guardian"},
			}},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /glass", o.command(func() any {
		return contracts.GlassReceipt{Receipt: contracts.Receipt{Matter: glassOne}, Until: now.Add(time.Hour)}
	}))
	mux.HandleFunc("DELETE /people/{person}/glass", o.command(func() any { return contracts.GlassReceipt{Until: now} }))
	mux.HandleFunc("GET /glass/{glass}", o.answer(func() any { return o.glass }))
	mux.HandleFunc("GET /people/{person}/looks", o.answer(func() any { return o.looks }))
	mux.HandleFunc("GET /people/{person}/looks/extract", o.answer(func() any { return o.extract }))
	mux.HandleFunc("GET /workers/{worker}/looks", o.answer(func() any { return o.looks }))
	mux.HandleFunc("GET /report", o.answer(func() any { return o.report }))
	o.serve(t, mux)
	return o
}

// read returns what was asked to read.
func (b *backend) read() []asked {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.asked), func(a asked) bool { return a.method != http.MethodGet })
}

func TestGlass(t *testing.T) {
	form := "/glass?person=" + personOne.String() + "&task=child-protection&back=%2Fcases%2F" + caseOne.String()
	t.Run("a page that is refused for lack of a relation leads to it", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.oneRefuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "no-relation", Detail: map[string]string{"person": personOne.String(), "task": "child-protection"}}
		})
		p := d.signedIn(t, "w-elin").get(caseOnePath)
		if p.status != http.StatusForbidden {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "This is another worker’s client")
		links := ""
		for _, a := range all(p.root, tag("a")) {
			links += attr(a, "href") + "\n"
		}
		want := "/glass?" + url.Values{"person": {personOne.String()}, "task": {"child-protection"}, "back": {caseOnePath}}.Encode()
		if !strings.Contains(links, want) {
			t.Errorf("no link %s among\n%s", want, links)
		}
	})
	t.Run("is broken with a task and a reason, and leads back", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-elin")
		b.get(form).says(t, "60 minutes at most", "data protection officer", "shown to the young person")
		p := b.submit(form, "/glass", url.Values{"task": {"child-protection"}, "reason": {"The mother called."}})
		if p.status != http.StatusSeeOther {
			t.Fatalf("answered %d", p.status)
		}
		asked := d.oversight.commands()
		if len(asked) != 1 || asked[0].command == "" || !strings.Contains(string(asked[0].body), `"reason":"The mother called."`) || !strings.Contains(string(asked[0].body), personOne.String()) {
			t.Errorf("asked %+v", asked)
		}
		if strings.Contains(p.header.Get("Location"), "mother") {
			t.Error("the reason is in the address")
		}
		done := b.get(p.header.Get("Location"))
		done.says(t, "The data is open to you until", "Go on to the client’s data")
		if mended := b.send(done, "/glass/mend", nil); mended.status != http.StatusSeeOther {
			t.Errorf("closing answered %d", mended.status)
		}
		if asked := d.oversight.commands(); len(asked) != 2 || asked[1].method != http.MethodDelete {
			t.Errorf("asked %+v", asked)
		}
	})
	t.Run("says what is wrong at its field, and keeps what was typed", func(t *testing.T) {
		d := newDesk(t)
		d.oversight.set(func() {
			d.oversight.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "task", Code: "required"}, {Name: "reason", Code: "required"}}}
		})
		p := d.signedIn(t, "w-elin").submit(form, "/glass", url.Values{"task": {""}, "reason": {" "}})
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Choose the service task.")
	})
	t.Run("says that it is open already", func(t *testing.T) {
		d := newDesk(t)
		d.oversight.set(func() { d.oversight.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "glass-open"} })
		d.signedIn(t, "w-elin").submit(form, "/glass", url.Values{"reason": {"Again."}}).says(t, "open to you already")
	})
	t.Run("who was told reads who and why", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-tuula").get("/glass/" + glassOne.String())
		p.says(t, "Elin Björkskog", "The mother called.", "Child protection", "Who has looked at this person’s data")
	})
	t.Run("never leads off the desk", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-elin").get("/glass?person=" + personOne.String() + "&until=2026-11-20T10:00:00Z&back=https://elsewhere.example/")
		for _, a := range all(p.root, tag("a")) {
			if strings.Contains(attr(a, "href"), "elsewhere") {
				t.Error("it does")
			}
		}
	})
}

func TestOversight(t *testing.T) {
	t.Run("the privacy officer comes to the report of the day, and has no other work here", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-tuula")
		if p := b.get("/inbox"); p.header.Get("Location") != "/oversight" {
			t.Errorf("answered %d", p.status)
		}
		p := b.get("/oversight")
		p.says(t, "Data opened without a relation", "Elin Björkskog", "1 person", "4 looks")
		if strings.Contains(text(p.root), "Inbox") {
			t.Error("the menu leads to clients")
		}
	})
	t.Run("a day is typed as people write it", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-tuula")
		b.get("/oversight?day=2.11.2026")
		if p := b.get("/oversight?day=soon"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("answered %d", p.status)
		}
		if asked := d.oversight.read(); asked[0].query != "day=2026-11-02" {
			t.Errorf("asked %+v", asked)
		}
	})
	t.Run("what a worker has looked at leads to whom, without names of clients", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-tuula").get("/oversight/worker?worker=w-elin")
		p.says(t, "What Elin Björkskog has looked at", "Opened without a relation", "Denied", "No relation", "Purpose: Child protection")
		notSaying(t, text(p.root), "Virtasalo")
		links := ""
		for _, a := range all(p.root, tag("a")) {
			links += attr(a, "href") + "\n"
		}
		if !strings.Contains(links, "/oversight/people/"+personOne.String()) || !strings.Contains(links, "/oversight/worker?page=cursor-2&worker=w-elin") {
			t.Errorf("the links are\n%s", links)
		}
	})
	t.Run("who has looked at a person leads to the extract, which is a file", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-tuula")
		b.get("/oversight/people/"+personOne.String()).says(t, "Who has looked", "Elin Björkskog", "young person", "Download the log extract")
		p := b.get("/oversight/people/" + personOne.String() + "/extract")
		if p.header.Get("Content-Type") != "text/csv; charset=utf-8" || p.header.Get("Content-Disposition") != `attachment; filename="use-log.csv"` {
			t.Errorf("answered %v", p.header)
		}
	})
	t.Run("the extract can be printed, in Finnish and in Swedish", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-tuula")
		at := "/oversight/people/" + personOne.String() + "/extract/print"
		b.get(at).says(t, "Lokiote", "703/2023) 11 §", "Elin Björkskog", "Luovutettu: Kela. Mitä: plan. Peruste: 417/2007 76 §.", "Yksityishenkilö")
		b.get(at+"?lang=sv").says(t, "Loggutdrag", "703/2023) 11 §", "Utlämnat till: Kela.", "En privatperson")
	})
}
