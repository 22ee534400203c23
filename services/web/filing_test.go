package web_test

import (
	"net/url"
	"strings"
	"testing"

	"nivel/libs/refusal"
)

// TestFiling: what is recorded says to which service task's record it belongs, and
// what is shown, too.
func TestFiling(t *testing.T) {
	path := caseOnePath + caseOneDaily
	d := newDesk(t)
	d.transitions.set(func() {
		life := &d.transitions.living.life
		life.Task, life.Contacts[0].Task, life.May = "working-age", "child-protection", []string{"contact", "housing", "rating"}
	})
	b := d.signedIn(t, "w-aino")
	b.get(path).says(t, "In person (offered: Online) · Oskari Lampisuo Service task: Child protection")
	typed := url.Values{"contact_offered": {"online"}, "contact_chosen": {"online"}, "note": {"Pitkä teksti"}}
	for form, fields := range map[string]url.Values{
		"contact": typed, "housing": {"housing_what": {"no-home"}},
		"rating": {"rating_of": {"worker"}, "points": {"5"}, "rating_day": {"16.11.2026"}},
	} {
		b.submit(path, path+"/"+form, fields)
		if got := string(d.transitions.last().body); !strings.Contains(got, `"task":"working-age"`) {
			t.Errorf("%s asked %s", form, got)
		}
	}
	t.Run("and the timeline says it of what is of another service than the case", func(t *testing.T) {
		d.transitions.set(func() {
			d.transitions.one.Timeline[0].Task, d.transitions.one.Timeline[1].Task = "child-protection", "working-age"
		})
		said := text(b.get(caseOnePath).root)
		if strings.Count(said, "Service task: ") != 1 || !strings.Contains(said, "Aino Virtaharju Service task: Services for people of working age") {
			t.Errorf("%s", said)
		}
	})
	t.Run("and when the case has moved meanwhile, nothing is recorded and nothing typed is lost", func(t *testing.T) {
		d.transitions.set(func() { d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "other-task"} })
		b.submit(path, path+"/contact", typed).says(t, "The case has moved to another service meanwhile", "Pitkä teksti")
	})
}
