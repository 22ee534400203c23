package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// someChecklist has two questions; one checklist was filled in and is not judged.
func someChecklist() contracts.RiskChecklist {
	choices := []contracts.FormChoice{{Code: "seen", Label: worded("Has been seen")}, {Code: "not-seen", Label: worded("Not seen")}, {Code: "unknown", Label: worded("Not known")}}
	form := contracts.AssessmentForm{Code: "placement-risk", Version: 2, Sections: []contracts.FormSection{{Code: "one", Title: worded("Everyday"), Fields: []contracts.FormField{
		{Code: "school", Label: worded("Absent from school"), Required: true, Choices: choices},
		{Code: "lonely", Label: worded("Lonely"), Hint: worded("Few friends"), Required: true, Choices: choices},
	}}}}
	old := form
	old.Version, old.Sections = 1, []contracts.FormSection{{Code: "one", Title: worded("Everyday"), Fields: []contracts.FormField{{Code: "school", Label: worded("The old words about school"), Choices: choices}}}}
	return contracts.RiskChecklist{
		Matter: matterOne, Revision: 4, ChildName: "Virtasalo, Venla Testi", Age: years(15), Form: form, May: []string{"fill", "judge", "begin-support"},
		Filled: []contracts.FilledChecklist{{
			Form: old, Answers: []contracts.ChecklistAnswer{{Field: "school", Code: "seen"}}, More: "A <strength>", Signal: []string{"school"}, Age: 15,
			By: "w-elin", At: time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC),
		}},
		Supports: []contracts.BegunSupport{{Support: "school", By: "w-aino"}},
	}
}

func TestChecklistPage(t *testing.T) {
	path := matterOnePath + "/checklist"
	t.Run("names the answers behind the signal in the words of their own version", func(t *testing.T) {
		p := newDesk(t).signedIn(t, "w-aino").get(path)
		p.says(t, "counts no points and decides nothing", "Signal Has been seen: The old words about school", "A <strength>", "Nobody has judged this yet", "Absent from school", "Few friends", "Work together with the school")
	})
	t.Run("sends all answers, the judgement, the support", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		b.submit(path, path+"/fill", url.Values{"answers.school": {"seen"}, "answers.lonely": {"unknown"}, "more": {"m"}})
		b.submit(path, path+"/judge", url.Values{"conclusion": {"dismissed"}, "judgement": {"j"}, "reason": {"r"}})
		b.submit(path, path+"/support", url.Values{"support": {"school"}, "begun": {"16.11.2026"}})
		sent := d.intake.commands()
		var answers contracts.ChecklistAnswers
		if err := json.Unmarshal(sent[0].body, &answers); err != nil || answers.Version != 2 || len(answers.Answers) != 2 || answers.Answers[0].Code != "unknown" || answers.More != "m" || sent[0].ifMatch == "" {
			t.Errorf("sent %s, %v", sent[0].body, err)
		}
		var judged contracts.ChecklistJudgement
		if err := json.Unmarshal(sent[1].body, &judged); err != nil || judged != (contracts.ChecklistJudgement{Conclusion: "dismissed", Judgement: "j", Reason: "r"}) || !strings.HasSuffix(sent[1].path, "/checklist/judgement") {
			t.Errorf("sent %s to %s", sent[1].body, sent[1].path)
		}
		var support contracts.RiskSupport
		if err := json.Unmarshal(sent[2].body, &support); err != nil || support.Begun.String() != "2026-11-16" {
			t.Errorf("sent %s", sent[2].body)
		}
	})
	t.Run("says once that questions were left out, and keeps what was written", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(path)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "answers.school", Code: "required"}, {Name: "answers.lonely", Code: "required"}}}
		})
		p := b.send(open, path+"/fill", url.Values{"more": {"typed <at length>"}})
		if n := strings.Count(text(p.root), "Answer every question"); n != 3 || p.status != http.StatusUnprocessableEntity { // the summary and the two fields
			t.Errorf("said %d times, answered %d", n, p.status)
		}
		p.says(t, "typed <at length>")
	})
	t.Run("is led to from the matter of somebody of these ages only", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		for age, leads := range map[int]bool{11: false, 12: true, 17: true, 18: false} {
			d.intake.set(func() { d.intake.matter.Age = years(age) })
			if got := strings.Contains(text(b.get(matterOnePath).root), "Checklist of the risk of placement"); got != leads {
				t.Errorf("at %d: %v", age, got)
			}
		}
	})
}

func TestSignalsPage(t *testing.T) {
	d := newDesk(t)
	p := d.signedIn(t, "w-maria").get("/signals")
	p.says(t, "From signal to support", "Support began under 5 12", "Other placements are not in the numbers")
	if strings.Contains(text(p.root), "children in all") {
		t.Error("a total is shown beside a hidden number")
	}
	if got := d.intake.last(); got.query != "year=2025" {
		t.Errorf("asked %s", got.query)
	}
}
