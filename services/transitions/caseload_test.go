package transitions_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

func (c *county) simulate(who string, query url.Values) (contracts.LawSimulation, error) {
	out, _, err := edge.Call[contracts.LawSimulation](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/simulations/law", Query: query})
	return out, err
}

// end is where the log ends: behind the last event of all.
func (c *county) end() (last es.Position) {
	c.Helper()
	ctx, stop := context.WithCancel(c.Context())
	defer stop()
	_ = c.history.Follow(ctx, es.Following{
		Event:    func(_ context.Context, r es.Recorded) error { last = r.Position; return nil },
		CaughtUp: func(context.Context) error { return errCaughtUp },
	})
	return last
}

var errCaughtUp = errors.New("caught up")

func TestSimulation_OverTheCaseload(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.until("the plan is in the list", func() bool { return c.list("w-aino", "mine", "").Rows[0].Next == "review-plan" })
	draft := url.Values{"in_force": {"2027-01-01"}, "age_limit": {"25"}}
	before := c.end()

	t.Run("tells who leads whom it affects, when they leave and why", func(t *testing.T) {
		out, err := c.simulate("w-maria", draft)
		must(t, err)
		if out.Figures.People != 1 || out.Figures.Changes["later"] != 1 || len(out.Persons) != 1 {
			t.Fatalf("%+v", out)
		}
		p := out.Persons[0]
		if p.Case != id || p.DutyEnd.String() != "2031-05-15" || p.DraftEnd.String() != "2033-05-15" || !p.Planned || p.HasReceiver || p.Finding.Outcome["by"] != "age-limit" {
			t.Errorf("%+v", p)
		}
	})
	t.Run("tells figures to who runs the system, and of nobody", func(t *testing.T) {
		said := c.raw("w-ops", "GET", "/simulations/law/figures?"+draft.Encode(), "")
		if !strings.HasPrefix(said, "200 ") || strings.Contains(said, id.String()) || strings.Contains(said, someone.String()) || !strings.Contains(said, `"later":1`) {
			t.Errorf("said %s", said)
		}
		if again := c.raw("w-ops", "GET", "/simulations/law/figures?"+draft.Encode(), ""); again != said {
			t.Errorf("the second time it said %s", again)
		}
	})
	t.Run("is for nobody else", func(t *testing.T) {
		for who, path := range map[string]string{"w-aino": "/simulations/law", "w-ops": "/simulations/law", "w-maria": "/simulations/law/figures", someone.String(): "/simulations/law"} {
			if said := c.raw(who, "GET", path, ""); !strings.HasPrefix(said, "403 ") {
				t.Errorf("%s gets %s", who, said)
			}
		}
	})
	t.Run("looks from another day: before the right was judged nothing is known", func(t *testing.T) {
		out, err := c.simulate("w-maria", url.Values{"as_of": {day.AddDays(-1).String()}})
		must(t, err)
		if out.Figures.People != 0 || out.Figures.AsOf != day.AddDays(-1) {
			t.Errorf("%+v", out.Figures)
		}
		out, err = c.simulate("w-maria", url.Values{"as_of": {calendar.MustParse("2031-05-15").String()}})
		must(t, err)
		if out.Figures.Changes["none"] != 1 {
			t.Errorf("%+v", out.Figures.Changes)
		}
	})
	t.Run("refuses what is no draft", func(t *testing.T) {
		for query, code := range map[string]string{"age_limit=x": "number-form", "age_limit=17": "out-of-range", "in_force=1.1.2027": "malformed-date", "reached_before=2027-01-01": "required"} {
			if said := c.raw("w-maria", "GET", "/simulations/law?"+query, ""); !strings.HasPrefix(said, "422 ") && !strings.HasPrefix(said, "400 ") || !strings.Contains(said, code) {
				t.Errorf("%s: %s", query, said)
			}
		}
	})
	t.Run("appends nothing", func(t *testing.T) {
		if after := c.end(); after != before || after == (es.Position{}) {
			t.Errorf("the log ended at %s, and now at %s", before, after)
		}
	})
}
