package web_test

import (
	"net/http"
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func TestOma_WhoHasLooked(t *testing.T) {
	t.Run("says who, at what, when and that the glass was broken, by no name", func(t *testing.T) {
		o := newOma(t)
		p := o.come(t).get("/looks")
		p.says(t, "Who has looked at my data", "Social worker, Intake, south", "Your aftercare details", "This is not your own worker",
			"Social counsellor, Intake, north", "Your plan", "It was passed on", "Child protection and aftercare")
		notSaying(t, text(p.root), "Elin", "w-elin", "social-worker", "child-protection")
		if asked := o.oversight.was(http.MethodGet); len(asked) != 1 || o.actor(t, asked[0]).ID != youthOne.String() {
			t.Errorf("asked %+v", asked)
		}
	})
	t.Run("stands in the menu, and leads to what is earlier", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		links := []string{}
		for _, a := range all(b.get("/").root, tag("a")) {
			links = append(links, attr(a, "href"))
		}
		if !strings.Contains(strings.Join(links, " "), "/looks") {
			t.Errorf("the links are %v", links)
		}
		for _, a := range all(b.get("/looks").root, tag("a")) {
			if attr(a, "rel") == "next" {
				b.get(attr(a, "href"))
			}
		}
		if asked := o.oversight.was(http.MethodGet); len(asked) != 2 || asked[1].query != "page=cursor-2" {
			t.Errorf("asked %+v", asked)
		}
	})
	t.Run("says so where nobody has", func(t *testing.T) {
		o := newOma(t)
		o.oversight.set(func() { o.looks = contracts.OwnLookPage{} })
		o.come(t).get("/looks").says(t, "Nobody has looked at your data yet")
	})
	t.Run("begins again where the address is of no page", func(t *testing.T) {
		o := newOma(t)
		o.oversight.set(func() { o.oversight.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "no-cursor"} })
		if p := o.come(t).get("/looks?page=nonsense"); p.status != http.StatusSeeOther || p.header.Get("Location") != "/looks" {
			t.Errorf("answered %d", p.status)
		}
	})
}
