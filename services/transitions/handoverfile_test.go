package transitions

import (
	"testing"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/services/transitions/consent"
)

// TestLaw_703_2023_55_ToAnotherControllerByPermit: in force from 2024-01-01.
func TestLaw_703_2023_55_ToAnotherControllerByPermit(t *testing.T) {
	permit := es.ID{}.Derive("permit")
	open := []Event{CaseOpened(opening), PlanMade{}, RightAssessed{Right: Statutory}, ConsentRecorded{Person: youth, Asked: monday, May: []string{"plan", "right"}}}
	issue := IssueHandoverFile{
		Own: "21", To: "19", Documents: []string{"plan"}, Has: []consent.Paper{{Name: "plan", Task: "child-protection"}, {Name: "right", Task: "child-protection"}}, Consent: consent.Consent{Permitted: true}, Permit: permit, Digest: "ff", On: monday, By: aino,
	}
	t.Run("what was agreed is given, and the permit is named", func(t *testing.T) {
		happened, err := issue.decide(after(open))
		if err != nil || len(happened) != 1 {
			t.Fatalf("%+v, %v", happened, err)
		}
		e := happened[0].(HandoverFileIssued)
		if e.Person != youth || e.To != "19" || len(e.Documents) != 1 || e.Permit != permit || e.Digest != "ff" || e.On != monday ||
			e.Finding.Act != "703/2023" || e.Finding.Section != "55 §" || e.Finding.InForce != "2024-01-01" || e.Finding.Inputs["to-area"] != "19" {
			t.Errorf("%+v", e)
		}
	})
	t.Run("responsibility moves by no file", func(t *testing.T) {
		before := after(open)
		happened, _ := issue.decide(before)
		if now := happened[0].evolve(before); now.Responsible != aino.ID || now.Offer != before.Offer || now.Task != before.Task {
			t.Errorf("the case is %+v", now)
		}
	})
	t.Run("without a permit nothing is", func(t *testing.T) {
		without := issue
		without.Consent = consent.Consent{}
		given(t, open...).When(without).ThenRefused(ErrNoPermit)
	})
	t.Run("by who is responsible", func(t *testing.T) {
		other := issue
		other.By = elin
		given(t, open...).When(other).ThenRefused(ErrNotResponsible)
	})
	for name, x := range map[string]struct {
		change      func(*IssueHandoverFile)
		field, code string
	}{
		"to no area":                   {func(i *IssueHandoverFile) { i.To = "" }, "to_area", "required"},
		"to the own area":              {func(i *IssueHandoverFile) { i.To = "21" }, "to_area", "other-area"},
		"to an area that there is not": {func(i *IssueHandoverFile) { i.To = "99" }, "to_area", "other-area"},
		"nothing":                      {func(i *IssueHandoverFile) { i.Documents = nil }, "documents", "required"},
		"what there is not":            {func(i *IssueHandoverFile) { i.Documents = []string{"summary"} }, "documents", "no-such-document"},
		"what the young person forbade": {func(i *IssueHandoverFile) {
			i.Consent.Bans = []consent.Ban{{Toward: consent.Others, Scope: consent.Document, Of: "plan"}}
		}, "documents", "forbidden-by-client"},
		"what belongs to a task that they forbade": {func(i *IssueHandoverFile) {
			i.Consent.Bans = []consent.Ban{{Toward: consent.Others, Scope: consent.Task, Of: "child-protection"}}
		}, "documents", "forbidden-by-client"},
	} {
		t.Run("refused: "+name, func(t *testing.T) {
			wrong := issue
			x.change(&wrong)
			thenWrong(t, open, wrong, x.field, x.code)
		})
	}
	t.Run("a ban on a service task is about whose the document is, not about where the case is now", func(t *testing.T) {
		moved := append(open, HandoverAccepted{Person: youth, From: aino.ID, To: aino.ID, Task: access.WorkingAge, On: monday},
			ConsentRecorded{Person: youth, Asked: monday, May: []string{"plan", "right"}})
		banned := issue
		banned.Consent.Bans = []consent.Ban{{Toward: consent.Others, Scope: consent.Task, Of: "child-protection"}}
		thenWrong(t, moved, banned, "documents", "forbidden-by-client")
		banned.Has = []consent.Paper{{Name: "plan", Task: "working-age"}, {Name: "plan", Task: "child-protection"}} // a part of it is of the other
		thenWrong(t, moved, banned, "documents", "forbidden-by-client")
		banned.Consent.Bans[0].Of = "working-age"
		banned.Has = issue.Has
		if happened, err := banned.decide(after(moved)); err != nil || len(happened) != 1 {
			t.Errorf("a ban on another task keeps it back: %v", err)
		}
	})
	t.Run("refused: what they did not agree to", func(t *testing.T) {
		thenWrong(t, append(open, ConsentRecorded{Person: youth, Asked: monday, May: []string{"right"}}), issue, "documents", "consent-missing")
	})
}

func after(events []Event) (c Case) {
	for _, e := range events {
		c = e.evolve(c)
	}
	return c
}
