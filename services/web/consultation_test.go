package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

var consultedAt = time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC)

// someConsultation is open; Pertti has answered.
func someConsultation() contracts.Consultation {
	filled := someChecklist().Filled[0]
	return contracts.Consultation{
		Matter: matterOne, Revision: 7, ChildName: "Virtasalo, Venla Testi", Age: years(15), May: []string{"ask", "close"},
		Rounds: []contracts.ConsultationOnce{{
			Purpose: "consult-risk", Question: "What <do> you see?", Asker: "w-aino", Asked: consultedAt, Until: calendar.MustParse("2026-11-30"), Open: true,
			Members: []contracts.TeamMember{{Role: "social-worker", Worker: "w-sirkka"}, {Role: "family-therapist", Worker: "w-pertti"}, {Role: "psychiatric-nurse", Worker: "w-saga"}},
			Views:   []contracts.TeamView{{Role: "family-therapist", Worker: "w-pertti", View: "A family that <talks>", At: consultedAt}}, Checklist: &filled,
		}},
	}
}

func TestConsultationPage(t *testing.T) {
	path := matterOnePath + "/consultation"
	t.Run("shows the question, who was asked, each view, and what was shown", func(t *testing.T) {
		p := newDesk(t).signedIn(t, "w-aino").get(path)
		p.says(t, "Team consultation: Virtasalo, Venla Testi", "To recognise the risk of placement", "Open until 30", "What <do> you see?",
			"Psychiatric nurse Saga Stillström", "Family therapist, Pertti Perhokoski A family that <talks>", "The newest checklist", "The old words about school")
	})
	t.Run("asks one of each role, for a purpose, until a day", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		b.submit(path, path+"/ask", url.Values{"consult_purpose": {"consult-support"}, "question": {"What helps?"}, "shows": {"checklist"}})
		var got contracts.ConsultationAsked
		if err := json.Unmarshal(d.intake.commands()[0].body, &got); err != nil {
			t.Fatal(err)
		}
		if got.Purpose != "consult-support" || got.Question != "What helps?" || strings.Join(got.Shows, "") != "checklist" || got.Until.String() != "2026-12-01" ||
			len(got.Members) != 3 || got.Members[1] != (contracts.TeamMember{Role: "family-therapist", Worker: "w-pertti"}) {
			t.Errorf("sent %+v", got)
		}
		p := b.submit(path, path+"/ask", url.Values{"question": {"kept <question>"}, "members.psychiatric-nurse": {""}})
		if p.says(t, "Choose one of each profession", "Choose what the team is asked for", "kept <question>"); p.status != http.StatusUnprocessableEntity || len(d.intake.commands()) != 1 {
			t.Errorf("answered %d", p.status)
		}
	})
	t.Run("a member answers, and recommends with the others", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() {
			c := &d.intake.consultation
			c.Member, c.May = true, []string{"view", "recommend"}
		})
		b := d.signedIn(t, "w-pertti")
		p := b.get(path)
		if form, ok := p.form(path + "/view"); !ok || form.Get("view") != "A family that <talks>" {
			t.Errorf("the form of the view holds %v", form)
		}
		if strings.Contains(text(p.root), "Close the consultation") {
			t.Error("a member is offered to close it")
		}
		b.submit(path, path+"/view", url.Values{"view": {"Another"}})
		b.submit(path, path+"/recommend", url.Values{"recommendation": {"Together"}})
		sent := d.intake.commands()
		if !strings.Contains(string(sent[0].body), "Another") || !strings.HasSuffix(sent[1].path, "/recommendation") || sent[1].ifMatch == "" {
			t.Errorf("sent %s to %s", sent[1].body, sent[1].path)
		}
	})
	t.Run("closing without a recommendation takes a reason", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(path)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "close_reason", Code: "close-reason-required"}}}
		})
		b.send(open, path+"/close", nil).says(t, "Write why it is closed without a joint recommendation")
	})
	t.Run("after it closed a member is told what everybody is told who looks for nothing", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.consultationRefuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		if p := d.signedIn(t, "w-saga").get(path); p.status != http.StatusNotFound || strings.Contains(text(p.root), "Virtasalo") {
			t.Errorf("answered %d", p.status)
		}
	})
}

func TestConsultationsPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-saga")
	b.get("/consultations").says(t, "Consultations", "Virtasalo, Venla Testi", "To recognise the risk", "You have answered")
	home := b.get("/")
	if home.header.Get("Location") != "/consultations" {
		t.Errorf("the work of a consultant begins at %d %q", home.status, home.header.Get("Location"))
	}
}
