package web_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/contracts"
)

// stepNow is what the page says of the step that is now.
func stepNow(p page) (said []string) {
	for _, n := range all(p.root, func(n *html.Node) bool { return attr(n, "aria-current") == "step" }) {
		said = append(said, text(n))
	}
	return said
}

func TestPlanSteps_AreShownToBoth(t *testing.T) {
	d, o := newDesk(t), newOma(t)
	worker, young := d.signedIn(t, "w-aino"), o.come(t)
	for step, words := range map[string][2]string{
		"prepare": {"Prepare Now Ask for", "Preparing Now Think about"}, "meet": {"Meet Now Make the plan together", "Meeting Now You make the plan together"},
		"follow-up": {"Follow up Now Meet as agreed", "Following up Now The plan is made"},
	} {
		d.transitions.set(func() { d.transitions.one.Step = step })
		o.mine.Step = step
		if said := stepNow(worker.get(caseOnePath)); len(said) != 1 || !strings.HasPrefix(said[0], words[0]) {
			t.Errorf("%s: the worker reads %v", step, said)
		}
		if said := stepNow(young.get("/plan")); len(said) != 1 || !strings.HasPrefix(said[0], words[1]) {
			t.Errorf("%s: the young person reads %v", step, said)
		}
	}
}

func TestClosingPlan_SaysHowItEndsAndWhatFollows(t *testing.T) {
	d, o := newDesk(t), newOma(t)
	after := &contracts.ClosingPlan{Ends: "Tuki loppuu keväällä.", NotNeeded: true, Grounds: "Pärjää itse.", WithYouth: true}
	d.transitions.set(func() { d.transitions.one.After = after })
	o.mine.After = after
	worker := d.signedIn(t, "w-aino")
	worker.get(caseOnePath).says(t, "How aftercare ends Tuki loppuu keväällä.", "Why no services are needed Pärjää itse.")
	o.come(t).get("/").says(t, "How your aftercare ends Tuki loppuu keväällä.", "Why you need no services after it Pärjää itse.")
	p := worker.submit(caseOnePath, caseOnePath+"/closing-plan", url.Values{"ends": {""}, "not_needed": {"yes"}, "grounds": {""}, "services": {"Kesken"}})
	p.says(t, "Write how aftercare ends")
	p.pointsTo(t, "closing-plan-grounds", "Write")
	if form, _ := p.form(caseOnePath + "/closing-plan"); form.Get("services") != "Kesken" || form.Get("not_needed") != "yes" {
		t.Errorf("what was typed is lost: %v", form)
	}
}
