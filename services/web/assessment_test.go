package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func worded(text string) map[string]string {
	return map[string]string{"fi": text, "sv": text, "en": text}
}

// someAssessment has a question of each kind; Elin has written into one.
func someAssessment() contracts.Assessment {
	return contracts.Assessment{
		Matter: matterOne, MayEdit: true, Twelve: "yes", Missing: []string{"hearing"},
		Form: contracts.AssessmentForm{Code: "child-needs", Version: 1, Sections: []contracts.FormSection{{
			Code: "one", Title: worded("Part one"), Law: "SHL 1301/2014 37 §",
			Fields: []contracts.FormField{
				{Code: "needs", Label: worded("What is needed?"), Hint: worded("A hint"), Required: true},
				{Code: "hearing", Label: worded("How was the child heard?"), Required: true, Choices: []contracts.FormChoice{
					{Code: "heard", Label: worded("In person")}, {Code: "found-out", Label: worded("Otherwise")},
				}},
			},
		}}},
		Answers: []contracts.AssessmentAnswer{
			{Field: "needs", Text: "Elin wrote <this>", Revision: 2, By: "w-elin", At: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)},
			{Field: "hearing"},
		},
	}
}

func TestAssessmentPage(t *testing.T) {
	path := matterOnePath + "/assessment"
	typed := url.Values{"answers.needs": {"What I <typed>\nfor an hour"}, "answers.hearing": {"heard"}}
	t.Run("asks what the form asks, shows what stands there and who wrote it", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").get(path)
		p.says(t, "Virtasalo, Venla Testi", "Part one", "Social Welfare", "What is needed?", "A hint", "Elin wrote <this>", "Last written by Elin", "opportunity to be heard", "In person")
		p.says(t, "Still to be written How was the child heard?")
	})
	t.Run("saves each answer with the revision that it was typed on top of", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").submit(path, path, typed)
		if p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), path+"?") {
			t.Fatalf("answered %d to %q", p.status, p.header.Get("Location"))
		}
		var got contracts.AssessmentDraft
		if err := json.Unmarshal(d.intake.commands()[0].body, &got); err != nil {
			t.Fatal(err)
		}
		want := []contracts.DraftAnswer{{Field: "hearing", Code: "heard"}, {Field: "needs", Text: "What I <typed>\nfor an hour", Revision: 2}}
		if got.Form != "child-needs" || got.Version != 1 || !slices.Equal(got.Answers, want) {
			t.Errorf("sent %+v", got)
		}
	})
	t.Run("shows both texts where somebody wrote meanwhile, and sends mine on top of theirs", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(path)
		d.intake.set(func() {
			d.intake.assessment.Answers[0].Text, d.intake.assessment.Answers[0].Revision = "Elin was faster", 3
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Conflict, Code: "written-since", Fields: []refusal.Field{{Name: "answers.needs", Code: "changed-since"}}}
		})
		p := b.send(open, path, typed)
		if p.status != http.StatusConflict {
			t.Fatalf("answered %d", p.status)
		}
		p.says(t, "Elin was faster", "What I <typed> for an hour", "A colleague wrote here meanwhile", "bring them together")
		d.intake.set(func() { d.intake.refuse = nil })
		b.send(p, path, nil)
		var again contracts.AssessmentDraft
		sent := d.intake.commands()
		if err := json.Unmarshal(sent[1].body, &again); err != nil {
			t.Fatal(err)
		}
		if a := again.Answers[1]; a.Revision != 3 || a.Text != "What I <typed>\nfor an hour" || again.Answers[0].Code != "heard" {
			t.Errorf("sent again %+v", again)
		}
		if sent[0].command == sent[1].command {
			t.Error("another draft is the same command")
		}
	})
	t.Run("keeps what was typed while the service is away, and sends the same again", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(path)
		d.intake.set(func() { d.intake.broken = true })
		p := b.send(open, path, typed)
		p.says(t, "What I <typed> for an hour")
		form := values(all(p.root, tag("form"))[len(all(p.root, tag("form")))-1])
		if form.Get("answers.needs") == "" || form.Get("basis.needs") != "2" || form.Get("command") == "" {
			t.Errorf("kept %v", form)
		}
	})
	t.Run("keeps what was typed when it can be written no more", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(path)
		d.intake.set(func() {
			d.intake.assessment.MayEdit = false
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "already-completed"}
		})
		p := b.send(open, path, typed)
		p.says(t, "What I <typed> for an hour", "Elin wrote <this>")
		if _, ok := p.form(path); ok {
			t.Error("a completed assessment is offered to be written into")
		}
	})
}
