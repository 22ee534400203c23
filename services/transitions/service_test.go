package transitions_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/bus"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/transitions"
)

func TestTransitions_TheWholeWay(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)

	seen := c.see("w-aino", id)
	if seen.Responsible != "w-aino" || seen.Person != someone || seen.OpenedOn != day || seen.Next != "assess-right" || strings.Join(seen.May, " ") != "right offer invite absence reserve closing-plan close summary consent transfer step meeting held" || seen.Shows != contracts.ShowsCase || seen.Task != "child-protection" {
		t.Errorf("the case opened as %+v", seen)
	}
	do(c, "w-aino", id, "right", facts)
	seen = c.see("w-aino", id)
	if seen.Right != "statutory" || seen.DutyEnd.String() != "2031-05-15" || len(seen.Findings) != 2 || seen.Findings[1].Inputs["birth-date"] != "2008-05-15" {
		t.Errorf("the right is %s until %s: %+v", seen.Right, seen.DutyEnd, seen.Findings)
	}
	do(c, "w-aino", id, "plan", plan)
	seen = c.see("w-aino", id)
	want := plan
	want.ReviewBy = day.AddYears(1)
	if fmt.Sprint(*seen.Plan) != fmt.Sprint(want) || seen.PlannedOn != day || seen.Next != "review-plan" || seen.Due != want.ReviewBy {
		t.Errorf("the plan came out as %+v", seen.Plan)
	}

	last := do(c, "w-aino", id, "handover", offer)
	for view, who := range map[string]string{"offered-to-me": "w-elin", "offered-by-me": "w-aino", "mine": "w-aino"} {
		page := c.list(who, view, last.Position)
		if len(page.Rows) != 1 || page.Rows[0].Due != offer.RespondBy || page.Rows[0].OfferedTo != "w-elin" {
			t.Errorf("%s of %s holds %+v", view, who, page.Rows)
		}
	}
	if state := c.see("w-elin", id); state.Offer == nil || state.Offer.Note != "Canarynote" || state.Next != "answer-handover" || strings.Join(state.May, " ") != "refuse meet" {
		t.Errorf("the receiver sees %+v, may %v", state.Offer, state.May)
	}
	last = do(c, "w-elin", id, "handover/refusal", contracts.HandoverRefusal{Reason: "Canaryreason"})
	if page := c.list("w-elin", "offered-to-me", last.Position); len(page.Rows) != 0 {
		t.Errorf("an answered offer is still in the list: %+v", page.Rows)
	}

	do(c, "w-aino", id, "handover", offer)
	_, err := try(c, "w-elin", id, "handover/acceptance", struct{}{})
	c.refused(err, "not-met")
	do(c, "w-elin", id, "handover/meeting", contracts.JointMeeting{On: day})
	if state := c.see("w-elin", id); state.Responsible != "w-aino" || state.Next != "accept" || state.Offer.MetOn != day {
		t.Errorf("after the meeting: %+v", state.CaseRow)
	}
	last = do(c, "w-elin", id, "handover/acceptance", struct{}{})
	if page := c.list("w-elin", "mine", last.Position); len(page.Rows) != 1 || page.Rows[0].Responsible != "w-elin" {
		t.Errorf("the receiver's list holds %+v", page.Rows)
	}
	if page := c.list("w-aino", "mine", last.Position); len(page.Rows) != 0 {
		t.Errorf("the sender's list holds %+v", page.Rows)
	}
	c.timelineTells(id)
	c.hears([]string{
		contracts.FactCaseOpened, contracts.FactPlanMade, contracts.FactHandoverOffered, contracts.FactHandoverDeclined,
		contracts.FactHandoverOffered, contracts.FactHandoverAccepted,
	})
}

func (c *county) timelineTells(id es.ID) {
	c.Helper()
	var told []string
	for _, h := range c.see("w-elin", id).Timeline {
		told = append(told, strings.TrimSpace(fmt.Sprintf("%s %s %s", strings.TrimSuffix(strings.TrimPrefix(h.What, "transitions."), ".v1"), h.By, h.Text)))
	}
	want := []string{
		"case-opened system", "right-assessed w-aino", "plan-made w-aino Canarysituation", "handover-offered w-aino Canarynote",
		"handover-declined w-elin Canaryreason", "handover-offered w-aino Canarynote", "joint-meeting-held w-elin", "handover-accepted w-elin",
	}
	if !slices.Equal(told, want) {
		c.Errorf("the timeline tells\n%s\nwanted\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// hears expects exactly these facts on the bus, in order, without personal data.
func (c *county) hears(want []string) {
	c.Helper()
	var mu sync.Mutex
	var types []string
	listener := bus.Consumer{Bus: c.bus, Name: "test", Types: slices.Compact(slices.Sorted(slices.Values(want))), Handle: func(_ context.Context, f contracts.Fact) error {
		mu.Lock()
		defer mu.Unlock()
		types = append(types, f.Type)
		if bytes.Contains(f.Data, []byte("Canary")) || !bytes.Contains(f.Data, []byte(someone.String())) {
			c.Errorf("%s says %s", f.Type, f.Data)
		}
		return nil
	}}
	ctx, stop := context.WithCancel(c.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = listener.Run(ctx) })
	defer running.Wait()
	defer stop()
	c.until("all facts are heard", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(types) >= len(want)
	})
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(types, want) {
		c.Errorf("heard %v, wanted %v", types, want)
	}
}

func TestTransitions_AFactHeardAgainIsTheSameCase(t *testing.T) {
	c := newCounty(t)
	_, other := c.complete(someone, "no-need")
	id := c.open(someone)

	// A bus that lost everything is filled again from history, and everybody
	// hears everything again.
	c.stop()
	must(t, os.RemoveAll(filepath.Join(c.dir, "bus")))
	c.start()
	next := c.open(es.ID{}.Derive("somebody else")) // heard after both, in order

	parked, err := bus.Consumer{Bus: c.bus, Name: transitions.Category}.Parked(t.Context())
	must(t, err)
	if len(parked) > 0 {
		t.Errorf("%d facts were refused: %+v", len(parked), parked)
	}
	page := c.list("w-aino", "mine", "")
	if len(page.Rows) != 2 || page.Counts[0].Total != 2 {
		t.Errorf("%d cases of two young people", len(page.Rows))
	}
	for _, x := range []struct {
		id     es.ID
		events int
	}{{id, 1}, {next, 1}, {other.Derive("case"), 0}} {
		recorded, err := c.history.Read(t.Context(), "transitions-"+x.id.String(), 0)
		must(t, err)
		if len(recorded) != x.events {
			t.Errorf("%d events, want %d", len(recorded), x.events)
		}
	}
	recorded, err := c.history.Read(t.Context(), "transitions-"+id.String(), 0)
	must(t, err)
	if meta := recorded[0].Meta; meta.Actor != "system" || meta.Correlation.IsZero() || meta.Causation.Derive("case") != id {
		t.Errorf("the opening came about by %+v", meta)
	}
}

func TestTransitions_FindTheIDThatHasTheCase(t *testing.T) {
	c := newCounty(t)
	one, other, third := es.ID{}.Derive("one"), es.ID{}.Derive("other"), es.ID{}.Derive("third")
	which := func(as string, ids ...es.ID) (es.ID, error) {
		found, _, err := edge.Call[contracts.ThisID](t.Context(), c.as(as), edge.Request{
			Method: "POST", Path: "/sign-ins/id", Body: contracts.WhichID{Persons: ids}, Command: es.NewID(),
		})
		return found.Person, err
	}
	is := func(want es.ID, ids ...es.ID) {
		t.Helper()
		if got, err := which("web", ids...); got != want || err != nil {
			t.Errorf("it is %v, %v; want %v", got, err, want)
		}
	}
	c.list("w-aino", "mine", do(c, "w-aino", c.open(someone), "right", facts).Position) // waits for the list
	is(one, one, other, third)                                                          // they have no case: who goes on
	ended := c.open(other)
	c.list("w-aino", "mine", do(c, "w-aino", ended, "right", facts).Position)
	is(other, one, other, third)
	c.list("w-aino", "mine", do(c, "w-aino", ended, "closing", contracts.Closing{Reason: "own-wish", Grounds: "x"}).Position)
	is(other, one, other, third)
	c.list("w-aino", "mine", do(c, "w-aino", c.open(third), "right", facts).Position)
	is(third, one, other, third) // an open case before one that has ended
	if _, err := which("w-aino", one, other); !errors.Is(err, edge.ErrNotAllowed) {
		t.Errorf("a worker is answered %v", err)
	}
	if _, err := which("web"); !errors.Is(err, transitions.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
}

func TestTransitions_AYoungPersonSignsInOnce(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	do(c, "w-aino", id, "right", facts)
	do(c, "w-aino", id, "plan", plan)
	request := edge.Request{Method: "POST", Path: fmt.Sprintf("/cases/%s/invitation", id), Command: es.NewID()}
	invited, _, err := edge.Call[contracts.Invitation](t.Context(), c.as("w-aino"), request)
	must(t, err)
	if len(invited.Code) != 10 || !invited.Expires.Equal(c.see("w-aino", id).Timeline[3].At.AddDate(0, 0, 7)) {
		t.Errorf("a code of %d characters until %s", len(invited.Code), invited.Expires)
	}
	_, _, err = edge.Call[contracts.Invitation](t.Context(), c.as("w-aino"), request)
	c.refused(err, "already-shown")

	signIn := edge.Request{Method: "POST", Path: "/sign-ins", Body: contracts.SignIn{Code: strings.ToLower(invited.Code[:5]) + " " + invited.Code[5:]}, Command: es.NewID()}
	t.Run("the desk may not ask for a worker or a young person", func(t *testing.T) {
		for _, who := range []string{"w-aino", "w-ops", someone.String()} {
			_, _, err := edge.Call[contracts.SignedIn](t.Context(), c.as(who), signIn)
			c.refused(err, "not-allowed")
		}
	})
	for range 2 { // the second is the same command again: a lost answer
		in, _, err := edge.Call[contracts.SignedIn](t.Context(), c.as("web"), signIn)
		must(t, err)
		if in.Person != someone || in.Case != id {
			t.Errorf("signed in as %+v", in)
		}
	}
	signIn.Command = es.NewID()
	_, _, err = edge.Call[contracts.SignedIn](t.Context(), c.as("web"), signIn)
	c.refused(err, "code-unknown")
	signIn.Body = contracts.SignIn{Code: "nothing"}
	_, _, err = edge.Call[contracts.SignedIn](t.Context(), c.as("web"), signIn)
	c.refused(err, "code-unknown")

	t.Run("sees the own case and nobody else's", func(t *testing.T) {
		mine, _, err := edge.Call[contracts.MyCase](t.Context(), c.as(someone.String()), edge.Request{Method: "GET", Path: "/my/case"})
		must(t, err)
		if mine.Case != id || mine.Responsible != "w-aino" || mine.Right != "statutory" || mine.Plan == nil || mine.Plan.OwnView != "Canaryview" {
			t.Errorf("sees %+v", mine)
		}
		_, _, err = edge.Call[contracts.MyCase](t.Context(), c.as(es.NewID().String()), edge.Request{Method: "GET", Path: "/my/case"})
		c.refused(err, "not-found")
		_, _, err = edge.Call[contracts.Case](t.Context(), c.as(someone.String()), edge.Request{Method: "GET", Path: "/cases/" + id.String()})
		c.refused(err, "not-allowed")
	})
	t.Run("not with a code of eight days ago", func(t *testing.T) {
		request.Command = es.NewID()
		invited, _, err := edge.Call[contracts.Invitation](t.Context(), c.as("w-aino"), request)
		must(t, err)
		c.clock.forward(8 * 24 * time.Hour)
		signIn.Command, signIn.Body = es.NewID(), contracts.SignIn{Code: invited.Code}
		_, _, err = edge.Call[contracts.SignedIn](t.Context(), c.as("web"), signIn)
		c.refused(err, "code-expired")
	})
}

func TestTransitions_SaysNoWithACode(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	_, err := try(c, "w-aino", id, "plan", plan)
	c.refused(err, "right-not-assessed")
	_, err = try(c, "w-elin", id, "right", facts)
	c.refused(err, "not-found") // somebody else's, of whom she must not know
	_, err = try(c, "w-oskari", id, "plan", plan)
	c.refused(err, "not-responsible") // of his unit
	_, err = try(c, "w-maria", id, "right", facts)
	c.refused(err, "not-allowed")
	_, err = try(c, "w-aino", es.NewID(), "right", facts)
	c.refused(err, "not-found")
	_, err = try(c, "w-aino", id, "right", contracts.RightFacts{Basis: "never-placed"})
	c.refused(err, "required")
	do(c, "w-aino", id, "right", facts)

	bad := plan
	bad.OwnRating, bad.Situation, bad.Goals = 11, "", nil
	_, err = try(c, "w-aino", id, "plan", bad)
	if r, _ := refusal.As(err); fmt.Sprint(r.Fields) != "[{situation required} {goals required} {own_rating rating-out-of-range}]" {
		t.Errorf("said %v", r.Fields)
	}

	_, err = try(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-nobody", RespondBy: offer.RespondBy})
	c.refused(err, "unknown-worker")
	_, err = try(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-elin", RespondBy: day})
	c.refused(err, "respond-by-too-early")
	_, err = try(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-ops", RespondBy: offer.RespondBy})
	c.refused(err, "not-case-worker")
	_, err = try(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-elin", RespondBy: offer.RespondBy, Documents: []string{"plan"}})
	c.refused(err, "no-such-document")
	_, err = try(c, "w-aino", id, "handover/refusal", contracts.HandoverRefusal{Reason: "no time"})
	c.refused(err, "no-offer")
	do(c, "w-aino", id, "handover", offer)
	_, err = try(c, "w-aino", id, "handover", offer)
	c.refused(err, "offer-pending")
	_, err = try(c, "w-elin", id, "handover/refusal", contracts.HandoverRefusal{})
	c.refused(err, "required")
	_, err = try(c, "w-aino", id, "handover/acceptance", struct{}{})
	c.refused(err, "not-receiver")
	_, err = try(c, "w-oskari", id, "handover/meeting", contracts.JointMeeting{On: day})
	c.refused(err, "not-allowed") // of the unit, but no party
	_, err = try(c, "w-henri", id, "handover/meeting", contracts.JointMeeting{On: day})
	c.refused(err, "not-found")
	_, err = try(c, "w-elin", id, "handover/meeting", contracts.JointMeeting{On: day.AddDays(-1)})
	c.refused(err, "meeting-before-offer")
}

func TestTransitions_EveryRouteHasItsRoles(t *testing.T) {
	for _, route := range newCounty(t).service.Routes() {
		if len(transitions.Access[route.Action].Roles) == 0 {
			t.Errorf("%s needs %s, which nobody may", route.Pattern, route.Action)
		}
	}
}

func TestTransitions_TwoOffersAtOnceAreOne(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	var wg sync.WaitGroup
	var errs [8]error
	for i := range errs {
		to := offer
		to.To = []string{"w-elin", "w-oskari"}[i%2]
		wg.Go(func() { _, errs[i] = try(c, "w-aino", id, "handover", to) })
	}
	wg.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		} else {
			c.refused(err, "offer-pending")
		}
	}
	if seen := c.see("w-aino", id); made != 1 || len(seen.Timeline) != 2 {
		t.Errorf("%d offers were made, the case holds %d events", made, len(seen.Timeline))
	}
}

func TestTransitions_ListsAreOrderedAndCountedByDueDay(t *testing.T) {
	c := newCounty(t)
	last := ""
	for i, respondBy := range []int{9, 2, 0, 1} {
		id := c.open(es.ID{}.Derive("person", fmt.Sprint(i)))
		if respondBy > 0 {
			last = do(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-elin", RespondBy: day.AddDays(respondBy)}).Position
		}
	}
	c.clock.forward(2 * 24 * time.Hour)
	page := c.list("w-elin", "offered-to-me", last)
	if len(page.Rows) != 3 || page.Rows[0].Due != day.AddDays(1) || page.Rows[2].Due != day.AddDays(9) || !page.Rows[0].Overdue || page.Rows[1].Overdue {
		t.Errorf("offered: %+v", page.Rows)
	}
	if got := page.Counts[1]; got != (contracts.ViewCount{View: "offered-to-me", Total: 3, Overdue: 1, Today: 1}) {
		t.Errorf("counted %+v", got)
	}
	page = c.list("w-aino", "mine", last)
	if len(page.Rows) != 4 || page.Rows[0].Next != "assess-right" || page.Rows[0].Overdue {
		t.Errorf("mine: %+v", page.Rows)
	}
	if got := page.Counts[0]; got != (contracts.ViewCount{View: "mine", Total: 4, Overdue: 1, Today: 1}) {
		t.Errorf("counted %+v", got)
	}
	t.Run("and a rebuild changes none of it", func(t *testing.T) {
		c.until("a rebuild that finds nothing new", func() bool { // an alarm of an unanswered offer may come in between
			before, err := c.service.Digest(t.Context())
			must(t, err)
			must(t, c.service.Rebuild(t.Context()))
			after, err := c.service.Digest(t.Context())
			must(t, err)
			return before == after && before.Sum != ""
		})
	})
	_, _, err := edge.Call[contracts.CasePage](t.Context(), c.as("w-aino"), edge.Request{Method: "GET", Path: "/cases", Query: map[string][]string{"view": {"code:"}}})
	c.refused(err, "unknown-view")
}

// TestTransitions_NothingReadableIsStored looks in history for what people wrote,
// the birth date and the code; the scan proves itself on what must be there.
func TestTransitions_NothingReadableIsStored(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	last := facts
	last.LastClientDay, last.PlacedTo = calendar.MustParse("2025-06-01"), calendar.MustParse("2025-06-01")
	do(c, "w-aino", id, "right", last)
	do(c, "w-aino", id, "plan", plan)
	do(c, "w-aino", id, "handover", offer)
	do(c, "w-elin", id, "handover/refusal", contracts.HandoverRefusal{Reason: "Canaryreason"})
	invited, _, err := edge.Call[contracts.Invitation](t.Context(), c.as("w-aino"), edge.Request{Method: "POST", Path: fmt.Sprintf("/cases/%s/invitation", id)})
	must(t, err)
	recorded, err := c.history.Read(t.Context(), "transitions-"+id.String(), 0)
	must(t, err)
	var stored strings.Builder
	for _, r := range recorded {
		stored.Write(r.Data)
	}
	if !strings.Contains(stored.String(), "taken-into-care") {
		t.Fatal("the scan does not find what is stored")
	}
	for _, canary := range []string{"Canary", "2008", "-05-15", invited.Code, strings.ToLower(invited.Code)} {
		if strings.Contains(stored.String(), canary) {
			t.Errorf("something of %d characters is readable in history", len(canary))
		}
	}
}
