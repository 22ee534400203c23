package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

var someWritings = []contracts.Writing{
	{Writing: es.ID{}.Derive("w1"), Kind: "proposal", Text: "Haluan ajokortin.", On: calendar.On(now), Plan: 1, State: "open"},
	{Writing: es.ID{}.Derive("w2"), Kind: "proposal", Text: "Koira?", On: calendar.On(now), Plan: 1, State: "answered", Answer: "Taloyhtiö kieltää.", Answered: calendar.On(now), By: "w-aino"},
	{Writing: es.ID{}.Derive("w3"), Kind: "proposal", Text: "Jalkapallo.", On: calendar.On(now), Plan: 1, State: "taken", Answered: calendar.On(now), By: "w-aino"},
	{Writing: es.ID{}.Derive("w4"), Kind: "dissent", Text: "Vanha eri mieltä.", On: calendar.On(now), Plan: 1, State: "stands"},
	{Writing: es.ID{}.Derive("w5"), Kind: "dissent", Text: "En tarvitse tukihenkilöä.", On: calendar.On(now), Plan: 2, State: "stands"},
}

// written is what transitions answers to a writing.
func (o *oma) written(body []byte) any {
	var sent contracts.NewWriting
	if err := json.Unmarshal(body, &sent); err != nil {
		return err
	}
	if o.noWrite != nil {
		return *o.noWrite
	}
	o.wrote = append(o.wrote, sent)
	return contracts.Receipt{Matter: o.mine.Case, Revision: 9, Position: "88/88"}
}

func TestWritings_OnTheWorkersPage(t *testing.T) {
	d := newDesk(t)
	d.transitions.set(func() {
		one := &d.transitions.one
		one.Writings, one.PlanNumber, one.May = someWritings, 2, append(one.May, "answer")
	})
	b := d.signedIn(t, "w-aino")
	p := b.get(caseOnePath)
	t.Run("say what became of each", func(t *testing.T) {
		p.says(t, "Proposal Awaits an answer", "Haluan ajokortin.", "Answered 17 Nov 2026 Koira? Aino Virtaharju answered on 17 Nov 2026 Taloyhtiö kieltää.", "Taken into the plan")
	})
	t.Run("show the dissenting view in the plan that it is of, in every language", func(t *testing.T) {
		for lang, words := range map[string]string{
			"fi": "Nuoren eriävä näkemys En tarvitse tukihenkilöä.", "sv": "Den ungas avvikande åsikt En tarvitse tukihenkilöä.", "en": "The young person’s dissenting view En tarvitse tukihenkilöä.",
		} {
			b.submit("/inbox", "/language", url.Values{"language": {lang}})
			p := b.get(caseOnePath)
			p.says(t, words)
			if strings.Contains(text(p.root), "Vanha eri") {
				t.Error("that of an older version stands in the newest")
			}
		}
		b.submit("/inbox", "/language", url.Values{"language": {"en"}}) // the languages come in any order
	})
	b.submit("/inbox", "/language", url.Values{"language": {"en"}})
	t.Run("are answered, the one that is meant", func(t *testing.T) {
		form, ok := p.form(caseOnePath + "/answer")
		if !ok || form.Get("writing") != someWritings[0].Writing.String() {
			t.Fatalf("the form answers %v", form)
		}
		b.send(p, caseOnePath+"/answer", url.Values{"answer": {"Ensi vuonna."}})
		if got := d.transitions.last(); got.path != caseOnePath+"/answers" || string(got.body) != `{"writing":"`+someWritings[0].Writing.String()+`","answer":"Ensi vuonna."}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		b.send(p, caseOnePath+"/answer", url.Values{"answer": {" "}}).pointsTo(t, "answer-"+someWritings[0].Writing.String()+"-answer", "Write the answer")
	})
	t.Run("keep an answer to one that was answered meanwhile, while others await theirs", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.one.Writings, d.transitions.one.May = slices.Clone(someWritings), []string{"answer"}
			d.transitions.one.Writings[1].State = "open"
		})
		b := d.signedIn(t, "w-aino")
		open := b.get(caseOnePath)
		d.transitions.set(func() {
			d.transitions.one.Writings[0].State = "answered"
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-proposal"}
		})
		p := b.send(open, caseOnePath+"/answer", url.Values{"writing": {someWritings[0].Writing.String()}, "answer": {"Ensi <vuonna>."}})
		p.says(t, "Ensi <vuonna>.")
		if _, others := p.form(caseOnePath + "/answer"); !others {
			t.Error("the other proposal has no form")
		}
	})
	t.Run("are taken into a plan by a tick", func(t *testing.T) {
		open := b.get(caseOnePath)
		if boxes := all(open.root, func(n *html.Node) bool { return attr(n, "name") == "takes" }); len(boxes) != 1 {
			t.Fatalf("%d boxes", len(boxes))
		}
		fields := deepPlan()
		fields["takes"] = []string{someWritings[0].Writing.String()}
		b.send(open, caseOnePath+"/plan", fields)
		if got := d.transitions.last(); !strings.Contains(string(got.body), `"takes":["`+someWritings[0].Writing.String()+`"]`) {
			t.Errorf("asked %s", got.body)
		}
	})
}

func TestOma_Plan(t *testing.T) {
	o := newOma(t)
	o.mine.Writings, o.mine.PlanNumber, o.mine.PlannedOn = someWritings, 2, calendar.On(now)
	o.mine.Plan.PlanDepth = contracts.PlanDepth{
		Needs: "Raha-asiat.", Strengths: "Ystävät.", Ways: []contracts.GoalWay{{Means: "Ohjaamo", When: "keväällä"}},
		Planned: []contracts.PlannedService{{Service: "93", What: "Tuki kotiin"}}, TakesPart: "Täti auttaa.", MeetEvery: 4,
	}
	b := o.come(t)
	p := b.get("/plan")
	t.Run("is read whole, with the own dissenting view in it", func(t *testing.T) {
		p.says(t, "Made on Tuesday 17 November 2026", "How: Ohjaamo When: keväällä", "Your strengths Ystävät.", "Tuki kotiin", "Who helps Täti auttaa.", "at least every 4 weeks", "You see it differently En tarvitse tukihenkilöä.")
	})
	t.Run("says what became of what was written", func(t *testing.T) {
		p.says(t, "Haluan ajokortin. Tuesday 17 November 2026 Waiting for an answer.", "You got an answer on Tuesday 17 November 2026. Aino Virtaharju Taloyhtiö kieltää.",
			"Taken into the plan on Tuesday 17 November 2026.", "Stands in the plan as you wrote it.")
	})
	t.Run("is written to, once for each form", func(t *testing.T) {
		p := b.submit("/plan", "/plan", url.Values{"kind": {"dissent"}, "text": {"Eri mieltä."}})
		if p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/plan?") || strings.Contains(p.header.Get("Location"), "mielt") {
			t.Errorf("answered %d, to %s", p.status, p.header.Get("Location"))
		}
		if len(o.wrote) != 1 || o.wrote[0] != (contracts.NewWriting{Kind: "dissent", Text: "Eri mieltä."}) {
			t.Errorf("wrote %+v", o.wrote)
		}
		b.get(p.header.Get("Location")).says(t, "Your worker sees what you wrote")
	})
	t.Run("keeps what was typed, whatever is refused", func(t *testing.T) {
		for _, x := range []struct {
			no    refusal.Refusal
			words string
		}{
			{refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "kind", Code: "required"}}}, "Choose one."},
			{refusal.Refusal{Kind: refusal.Untimely, Code: "too-much-unanswered"}, "still awaits an answer"},
			{refusal.Refusal{Kind: refusal.Untimely, Code: "no-plan-yet"}, "There is no plan yet"},
		} {
			o.noWrite = &x.no
			p := b.submit("/plan", "/plan", url.Values{"kind": {"proposal"}, "text": {"Pitkä ajatus."}})
			p.says(t, x.words)
			if form, _ := p.form("/plan"); form.Get("text") != "Pitkä ajatus." || form.Get("kind") != "proposal" {
				t.Errorf("%s: the form holds %v", x.no.Code, form)
			}
		}
	})
	t.Run("before there is one, only a proposal can be written", func(t *testing.T) {
		o.mine.Plan, o.mine.Writings = nil, nil
		p := b.get("/plan")
		if kinds := all(p.root, func(n *html.Node) bool { return attr(n, "name") == "kind" }); len(kinds) != 1 || attr(kinds[0], "value") != "proposal" {
			t.Errorf("%d kinds", len(kinds))
		}
	})
	t.Run("after the end, nothing", func(t *testing.T) {
		o.mine.ClosedOn = calendar.On(now)
		if _, offered := b.get("/plan").form("/plan"); offered {
			t.Error("there is a form")
		}
	})
	t.Run("what was written when the end came is not lost", func(t *testing.T) {
		o.mine.ClosedOn = calendar.Date{}
		before := b.get("/plan")
		o.mine.ClosedOn, o.noWrite = calendar.On(now), &refusal.Refusal{Kind: refusal.Untimely, Code: "case-closed"}
		b.send(before, "/plan", url.Values{"kind": {"proposal"}, "text": {"Pitkä ajatus."}}).says(t, "Your aftercare has ended", "You wrote: Pitkä ajatus.")
	})
}
