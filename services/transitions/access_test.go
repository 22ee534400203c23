package transitions_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/transitions"
)

// glass is who has broken the glass in a test.
type glass struct {
	mu   sync.Mutex
	open map[string]es.ID
}

func (g *glass) Open(_ context.Context, actor string, person es.ID, _ time.Time) (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open[actor] == person, nil
}

func (g *glass) broken(actor string, person es.ID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = map[string]es.ID{actor: person}
}

// seeing reads a case and returns what the reader may not have.
func (c *county) seeing(who string, id es.ID) (contracts.Case, error) {
	seen, _, err := edge.Call[contracts.Case](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/cases/" + id.String()})
	return seen, err
}

// handOver plays a handover from Aino until it is accepted.
func (c *county) handOver(id es.ID, to string, documents ...string) contracts.Receipt {
	c.Helper()
	return c.passOn("w-aino", id, to, documents...)
}

// passOn plays a handover until it is accepted.
func (c *county) passOn(from string, id es.ID, to string, documents ...string) contracts.Receipt {
	c.Helper()
	o := offer
	o.To, o.Documents = to, documents
	if len(documents) > 0 {
		do(c, from, id, "handover/consent", contracts.HandoverConsent{Asked: day, May: documents})
	}
	do(c, from, id, "handover", o)
	do(c, to, id, "handover/meeting", contracts.JointMeeting{On: day})
	return do(c, to, id, "handover/acceptance", struct{}{})
}

// planned opens a case of child protection with a right and a plan.
func (c *county) planned() es.ID {
	c.Helper()
	id := c.open(someone)
	do(c, "w-aino", id, "right", facts)
	do(c, "w-aino", id, "plan", plan)
	return id
}

// texts is all that a case says in words or values of its documents.
func texts(seen contracts.Case) string {
	var all []string
	for _, h := range seen.Timeline {
		all = append(all, h.Text, fmt.Sprint(h.Findings), fmt.Sprint(h.Facts))
	}
	if seen.Plan != nil {
		all = append(all, fmt.Sprint(*seen.Plan))
	}
	return strings.Join(append(all, seen.Right, seen.DutyEnd.String(), fmt.Sprint(seen.Findings)), " ")
}

// What the documents of child protection say, each in its own words.
var (
	ofThePlan  = []string{"Canarysituation", "Canarygoal", "Canaryview", "Canarydissent", "review-by:2027-11-23"}
	ofTheRight = []string{"statutory", "2031-05-15", "2008-05-15", "taken-into-care"}
)

func saysAny(seen contracts.Case, words []string) string {
	for _, word := range words {
		if strings.Contains(texts(seen), word) {
			return word
		}
	}
	return ""
}

// TestAccess_AdultSocialWorkSeesWhatWasDisclosed is the core of it: of a former
// client of aftercare, adult social work sees no child protection but what the
// handover named.
func TestAccess_AdultSocialWorkSeesWhatWasDisclosed(t *testing.T) {
	for _, x := range []struct {
		documents       []string
		plan, right     bool
		withheld        string
		sees, seesNever []string
	}{
		{nil, false, false, "plan right", nil, slices.Concat(ofThePlan, ofTheRight)},
		{[]string{"plan"}, true, false, "right", ofThePlan, ofTheRight},
		{[]string{"right"}, false, true, "plan", ofTheRight, ofThePlan},
		{[]string{"right", "plan"}, true, true, "", slices.Concat(ofThePlan, ofTheRight), nil},
	} {
		t.Run("with "+strings.Join(x.documents, " and ")+" disclosed", func(t *testing.T) {
			c := newCounty(t)
			id := c.planned()
			c.handOver(id, "w-henri", x.documents...)
			seen := c.see("w-henri", id)
			if (seen.Plan != nil) != x.plan || (seen.Right != "") != x.right || strings.Join(seen.Withheld, " ") != x.withheld || seen.Task != "working-age" {
				t.Errorf("plan %v, right %q, withheld %v, in %s", seen.Plan, seen.Right, seen.Withheld, seen.Task)
			}
			if word := saysAny(seen, x.seesNever); word != "" {
				t.Errorf("he reads %q", word)
			}
			for _, word := range x.sees {
				if saysAny(seen, []string{word}) == "" {
					t.Errorf("he does not read %q", word)
				}
			}
			if !seen.Matter.IsZero() || len(seen.Timeline) != 6+min(1, len(x.documents)) || seen.Timeline[2].What != "transitions.plan-made.v1" {
				t.Errorf("the matter %s of child protection, %d events", seen.Matter, len(seen.Timeline))
			}
			c.until("the row says no more", func() bool { return len(c.list("w-henri", "mine", "").Rows) == 1 })
			if row := c.list("w-henri", "mine", "").Rows[0]; row.Right != "" || !row.DutyEnd.IsZero() || row.Next != "review-plan" {
				t.Errorf("the row says %+v", row)
			}
			t.Run("and a colleague of broad responsibility, who has a relation, sees all", func(t *testing.T) {
				seen := c.see("w-sari", id) // of his unit
				for _, word := range slices.Concat(ofThePlan, ofTheRight) {
					if saysAny(seen, []string{word}) == "" {
						t.Errorf("she does not read %q", word)
					}
				}
			})
		})
	}
}

func TestAccess_WhatIsDisclosedIsWhatWasNamed(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	o := offer
	o.To, o.Documents = "w-henri", []string{"plan"}
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: o.Documents})
	do(c, "w-aino", id, "handover", o)
	later := plan
	later.Situation = "Canarylater"
	do(c, "w-aino", id, "plan", later) // nobody offered this one
	do(c, "w-henri", id, "handover/meeting", contracts.JointMeeting{On: day})
	do(c, "w-henri", id, "handover/acceptance", struct{}{})
	seen := c.see("w-henri", id)
	if seen.Plan == nil || seen.Plan.Situation != "Canarysituation" || saysAny(seen, []string{"Canarylater"}) != "" {
		t.Errorf("he reads %+v", seen.Plan)
	}
	t.Run("and what he writes is of his own service, not of child protection", func(t *testing.T) {
		own := plan
		own.Situation = "Canaryadult"
		do(c, "w-henri", id, "plan", own)
		if seen := c.see("w-henri", id); seen.Plan.Situation != "Canaryadult" || len(seen.Withheld) != 1 {
			t.Errorf("he reads %+v, withheld %v", seen.Plan, seen.Withheld)
		}
		if seen := c.see("w-aino", id); seen.Plan.Situation != "Canarylater" || saysAny(seen, []string{"Canaryadult"}) != "" {
			t.Error("what he writes goes back to child protection")
		}
	})
	t.Run("and he does not disclose what is not his", func(t *testing.T) {
		onward := offer
		onward.To, onward.Documents = "w-pekka", []string{"right"}
		_, err := try(c, "w-henri", id, "handover", onward)
		c.refused(err, "no-such-document")
		onward.Documents = []string{"plan"}
		do(c, "w-henri", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: onward.Documents})
		do(c, "w-henri", id, "handover", onward)
	})
}

func TestAccess_WhatIsDisclosedIsDisclosedToOneService(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.handOver(id, "w-henri", "plan")
	c.passOn("w-henri", id, "w-pekka")
	if seen := c.see("w-pekka", id); seen.Plan == nil || seen.Task != "working-age" {
		t.Errorf("a colleague of the same service, who has it now, reads %+v", seen.Plan)
	}
	c.passOn("w-pekka", id, "w-sini")
	if seen := c.see("w-sini", id); seen.Plan != nil || saysAny(seen, ofThePlan) != "" || seen.Task != "substance-services" {
		t.Errorf("another service, to which nothing was disclosed, reads %+v", seen.Plan)
	}
	if seen := c.see("w-henri", id); seen.Plan == nil || seen.Shows != contracts.ShowsUntilHandover {
		t.Errorf("to whom it was disclosed reads %+v of %s", seen.Plan, seen.Shows)
	}
}

func TestAccess_AnOfferIsNotTheRecord(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	o := offer
	o.To, o.Documents = "w-henri", []string{"plan", "right"}
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: o.Documents})
	last := do(c, "w-aino", id, "handover", o)
	seen := c.see("w-henri", id)
	if seen.Shows != contracts.ShowsOffer || seen.Offer == nil || seen.Offer.Note != "Canarynote" || seen.Offer.From != "w-aino" ||
		seen.Offer.RespondBy != offer.RespondBy || strings.Join(seen.Offer.Documents, " ") != "plan right" || strings.Join(seen.May, " ") != "refuse meet" {
		t.Errorf("he sees %+v of %s, may %v", seen.Offer, seen.Shows, seen.May)
	}
	if word := saysAny(seen, slices.Concat(ofThePlan, ofTheRight)); word != "" || len(seen.Timeline) != 1 || !seen.OpenedOn.IsZero() || !seen.Matter.IsZero() {
		t.Errorf("he sees more than the offer: %q, %+v", word, seen)
	}
	if rows := c.list("w-henri", "offered-to-me", last.Position).Rows; len(rows) != 1 || rows[0].Right != "" || !rows[0].DutyEnd.IsZero() || rows[0].Next != "answer-handover" {
		t.Errorf("his list shows %+v", rows)
	}
	t.Run("and after a refusal there is nothing", func(t *testing.T) {
		decline := edge.Request{Method: "POST", Path: "/cases/" + id.String() + "/handover/refusal", Body: contracts.HandoverRefusal{Reason: "no"}, Command: es.NewID()}
		for range 2 { // sent again, it is answered again
			_, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-henri"), decline)
			must(t, err)
		}
		_, err := c.seeing("w-henri", id)
		c.refused(err, "not-found")
		_, err = try(c, "w-henri", id, "handover/refusal", contracts.HandoverRefusal{Reason: "no"})
		c.refused(err, "not-found")
	})
}

func TestAccess_TheSenderFollowsTheHandoverFromTheOtherSide(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.handOver(id, "w-henri")
	seen := c.see("w-aino", id)
	if seen.Shows != contracts.ShowsUntilHandover || seen.Responsible != "w-henri" || len(seen.Timeline) != 6 || strings.Join(seen.May, " ") != "follow-up" || seen.Next != "" {
		t.Errorf("she sees %+v, may %v", seen.CaseRow, seen.May)
	}
	if last := seen.Timeline[5]; last.What != "transitions.handover-accepted.v1" || last.By != "w-henri" || last.Facts["task"] != "working-age" {
		t.Errorf("it ends with %+v", last)
	}
	if saysAny(seen, ofThePlan) == "" || seen.Plan == nil || seen.Right != "statutory" {
		t.Error("she does not read what she wrote")
	}
	_, err := try(c, "w-aino", id, "plan", plan)
	c.refused(err, "not-allowed") // to read, not to change
	t.Run("and so does who manages her unit, but not her team", func(t *testing.T) {
		if seen := c.see("w-maria", id); seen.Shows != contracts.ShowsUntilHandover {
			t.Errorf("she sees %s", seen.Shows)
		}
		_, err := c.seeing("w-oskari", id)
		c.refused(err, "no-relation")
	})
	t.Run("nothing of what comes after", func(t *testing.T) {
		do(c, "w-henri", id, "right", facts)
		if seen := c.see("w-aino", id); len(seen.Timeline) != 6 {
			t.Errorf("%d events", len(seen.Timeline))
		}
	})
	t.Run("and when it is offered back, the offer too", func(t *testing.T) {
		back := offer
		back.To, back.Note = "w-aino", "Canaryback"
		do(c, "w-henri", id, "handover", back)
		seen := c.see("w-aino", id)
		if seen.Offer == nil || seen.Offer.Note != "Canaryback" || len(seen.Timeline) != 7 || strings.Join(seen.May, " ") != "refuse meet follow-up" {
			t.Errorf("she sees %+v and %d events, may %v", seen.Offer, len(seen.Timeline), seen.May)
		}
	})
}

// TestAccess_WhatIsHiddenLooksLikeWhatIsNotThere compares bytes.
func TestAccess_WhatIsHiddenLooksLikeWhatIsNotThere(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	for _, x := range []struct{ method, what, body string }{
		{"GET", "", ""},
		{"POST", "/right", `{"birth_date":"2008-05-15","basis":"taken-into-care"}`},
		{"POST", "/plan", `{}`},
		{"POST", "/handover", `{"to":"w-nobody"}`},
		{"POST", "/handover/refusal", `{}`},
		{"POST", "/handover/meeting", `{"on":"2026-11-23"}`},
		{"POST", "/handover/acceptance", ``},
		{"POST", "/invitation", ``},
	} {
		t.Run(x.method+" "+x.what, func(t *testing.T) {
			hidden, absent := c.raw("w-henri", x.method, "/cases/"+id.String()+x.what, x.body), c.raw("w-henri", x.method, "/cases/"+es.NewID().String()+x.what, x.body)
			if hidden != absent || !strings.HasPrefix(hidden, "404 ") || !strings.Contains(hidden, `"not-found"`) {
				t.Errorf("hidden:\n%s\nabsent:\n%s", hidden, absent)
			}
			if x.method == "GET" {
				glass := c.raw("w-elin", x.method, "/cases/"+id.String()+x.what, x.body)
				if !strings.HasPrefix(glass, "403 ") || !strings.Contains(glass, `"no-relation"`) {
					t.Errorf("who may break the glass is told\n%s", glass)
				}
			}
		})
	}
}

// raw asks and returns status, headers and body, but for the day and time.
func (c *county) raw(who, method, path, body string) string {
	c.Helper()
	request, err := http.NewRequestWithContext(c.Context(), method, c.base+path, strings.NewReader(body))
	must(c.T, err)
	token, err := c.as(who).Bearer(c.Context())
	must(c.T, err)
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	must(c.T, err)
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	must(c.T, err)
	response.Header.Del("Date")
	return fmt.Sprintf("%d %v\n%s", response.StatusCode, response.Header, said)
}

func TestAccess_BreakingTheGlassStandsInForTheRelationNotForTheClass(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.glass.broken("w-elin", someone)
	if seen := c.see("w-elin", id); seen.Plan == nil || len(seen.May) != 0 {
		t.Errorf("she sees %+v, may %v", seen.Plan, seen.May)
	}
	_, err := try(c, "w-elin", id, "plan", plan)
	c.refused(err, "not-allowed")
	c.glass.broken("w-elin", es.NewID())
	_, err = c.seeing("w-elin", id)
	c.refused(err, "no-relation")
	c.glass.broken("w-henri", someone)
	_, err = c.seeing("w-henri", id)
	c.refused(err, "not-found")
}

// TestAccess_EveryUseIsNoted: whose data, who, by which relation, what came of it.
func TestAccess_EveryUseIsNoted(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	noted := func(what func()) []string {
		before := len(c.uses.All())
		what()
		var lines []string
		for _, u := range c.uses.All()[before:] {
			whose := "nobody"
			if u.Resource.Person == someone.String() {
				whose = "someone"
			}
			lines = append(lines, fmt.Sprintf("%s %s %s %s %s %v %v",
				u.Actor.ID, strings.TrimPrefix(string(u.Action), "transitions."), u.Resource.Kind, u.Resource.Task, whose, u.Resource.Relations, u.Decision.Allowed))
		}
		return lines
	}
	for _, x := range []struct {
		name string
		what func()
		want []string
	}{
		{"a reading, with each kind of document", func() { c.see("w-aino", id) }, []string{
			"w-aino see-case case child-protection someone [holder team] true",
			"w-aino see-case decision child-protection someone [holder team] true",
			"w-aino see-case plan child-protection someone [holder team] true",
		}},
		{"a list, row by row", func() { c.list("w-aino", "mine", "") }, []string{
			"w-aino see-cases case child-protection someone [holder team] true",
			"w-aino see-cases decision child-protection someone [holder team] true",
		}},
		{"an empty list: nobody", func() { c.list("w-henri", "mine", "") }, nil},
		{"a change", func() { do(c, "w-aino", id, "plan", plan) }, []string{
			"w-aino make-plan plan child-protection someone [holder team] true",
		}},
		{"a refusal of the rules", func() { _, _ = try(c, "w-oskari", id, "plan", plan) }, []string{
			"w-oskari make-plan plan child-protection someone [team] true",
		}},
		{"a denial", func() { _, _ = c.seeing("w-henri", id) }, []string{
			"w-henri see-case case child-protection someone [] false",
		}},
		{"a try at what is not there", func() { _, _ = c.seeing("w-henri", es.NewID()) }, []string{
			"w-henri see-case document  nobody [] false",
		}},
		{"what may be told", func() {
			do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"plan"}})
		}, []string{"w-aino record-consent case child-protection someone [holder team] true"}},
		{"what is disclosed", func() {
			do(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-henri", RespondBy: offer.RespondBy, Documents: []string{"plan"}})
		}, []string{
			"w-aino offer-handover handover child-protection someone [holder team] true",
			"w-aino offer-handover plan child-protection someone [holder team] true",
		}},
		{"an offer seen by who is asked", func() { c.see("w-henri", id) }, []string{
			"w-henri see-case handover child-protection someone [offered] true",
		}},
		{"one's own case", func() {
			_, _, err := edge.Call[contracts.MyCase](t.Context(), c.as(someone.String()), edge.Request{Method: "GET", Path: "/my/case"})
			must(t, err)
		}, []string{someone.String() + " see-my-case own  someone [self] true"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := noted(x.what); !slices.Equal(got, x.want) {
				t.Errorf("noted\n%s\nwanted\n%s", strings.Join(got, "\n"), strings.Join(x.want, "\n"))
			}
		})
	}
	t.Run("and a reading by what was disclosed says so", func(t *testing.T) {
		do(c, "w-henri", id, "handover/meeting", contracts.JointMeeting{On: day})
		do(c, "w-henri", id, "handover/acceptance", struct{}{})
		got := noted(func() { c.see("w-henri", id) })
		if !slices.Contains(got, "w-henri see-case plan child-protection someone [holder team disclosed-to] true") ||
			slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, " decision ") }) {
			t.Errorf("noted\n%s", strings.Join(got, "\n"))
		}
	})
}

func TestAccess_WithoutTheUseLogNothingIsShown(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.uses.GoAway(true)
	for path, who := range map[string]string{"/cases/" + id.String(): "w-aino", "/cases?view=mine": "w-aino", "/my/case": someone.String()} {
		said := c.raw(who, "GET", path, "")
		if !strings.HasPrefix(said, "503 ") || !strings.Contains(said, "use-log-unavailable") || strings.Contains(said, "Canary") || strings.Contains(said, "statutory") {
			t.Errorf("%s says %s", path, said)
		}
	}
	c.uses.GoAway(false)
	c.see("w-aino", id)
}

// TestAccess_EveryRouteDecides tries each route as everybody who has no relation
// to the case and no role: nobody gets anything.
func TestAccess_EveryRouteDecides(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	must(t, transitions.Access.Check())
	for _, route := range c.service.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if !strings.Contains(path, "{case}") {
			continue
		}
		for _, who := range []string{"w-henri", "w-elin", "w-ops", "web", es.NewID().String()} {
			said := c.raw(who, method, strings.Replace(path, "{case}", id.String(), 1), "{}")
			if !strings.HasPrefix(said, "404 ") && !strings.HasPrefix(said, "403 ") {
				t.Errorf("%s %s as %s: %s", method, path, who, said)
			}
		}
	}
}
