package oversight_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/glass"
	"nivel/libs/refusal"
	"nivel/libs/uselog"
	"nivel/services/oversight"
)

func TestOversight_TheGlassIsBrokenToldAndCloses(t *testing.T) {
	c := newCounty(t)
	reader := glass.Reader{Store: c.history}
	open := func(actor string, person es.ID) bool {
		is, err := reader.Open(t.Context(), actor, person, c.clock.read())
		must(t, err)
		return is
	}
	if open("w-elin", youth) {
		t.Fatal("the glass is broken before anybody did")
	}
	receipt, err := c.breaks("w-elin", youth)
	must(t, err)
	if !receipt.Until.Equal(monday.Add(time.Hour)) {
		t.Errorf("it is open until %s", receipt.Until)
	}
	t.Run("it is open to that worker for that person", func(t *testing.T) {
		if !open("w-elin", youth) || open("w-elin", other) || open("w-oskari", youth) {
			t.Error("not open, or open to others or for others")
		}
	})
	t.Run("the responsible worker and the privacy officer are to be told, by ids", func(t *testing.T) {
		fact := c.heard()
		var data contracts.GlassBroken
		must(t, json.Unmarshal(fact.Data, &data))
		if !slices.Equal(data.Told, []string{"w-aino", "w-tuula"}) || data.Actor != "w-elin" || data.Person != youth || strings.Contains(string(fact.Data), "Canary") {
			t.Errorf("told %s", fact.Data)
		}
	})
	t.Run("who was told reads why; a colleague finds nothing", func(t *testing.T) {
		path := "/glass/" + receipt.Matter.String()
		for _, worker := range []string{"w-aino", "w-tuula"} {
			g, err := get[contracts.Glass](c, c.as(worker), path)
			if err != nil || g.Reason != "Canary: the mother called and cried" || g.Actor != "w-elin" || !g.Until.Equal(receipt.Until) {
				t.Errorf("%s sees %+v, %v", worker, g, err)
			}
		}
		if _, err := get[contracts.Glass](c, c.as("w-oskari"), path); !errors.Is(err, edge.ErrNotFound) {
			t.Errorf("a colleague is told %v", err)
		}
	})
	t.Run("a second time is refused while it is open", func(t *testing.T) {
		if _, err := c.breaks("w-elin", youth); !errors.Is(err, glass.ErrOpen) {
			t.Errorf("said %v", err)
		}
	})
	t.Run("after sixty minutes it is closed, and may be broken again", func(t *testing.T) {
		c.clock.set(monday.Add(time.Hour - time.Second))
		if !open("w-elin", youth) {
			t.Error("closed before the hour was over")
		}
		c.clock.set(monday.Add(time.Hour))
		if open("w-elin", youth) {
			t.Error("open after the hour")
		}
		_, err := c.breaks("w-elin", youth)
		must(t, err)
	})
	t.Run("who broke it closes it by hand", func(t *testing.T) {
		mend := edge.Request{Method: "DELETE", Path: "/people/" + youth.String() + "/glass", Command: es.NewID()}
		if _, _, err := edge.Call[contracts.GlassReceipt](t.Context(), c.as("w-oskari"), mend); !errors.Is(err, edge.ErrNotFound) {
			t.Errorf("another worker is told %v", err)
		}
		_, _, err := edge.Call[contracts.GlassReceipt](t.Context(), c.as("w-elin"), mend)
		must(t, err)
		if open("w-elin", youth) {
			t.Error("still open")
		}
	})
	t.Run("the use log says that it was broken, with the person and the task", func(t *testing.T) {
		first := c.uses.All()[0]
		if first.Action != "oversight.break-glass" || first.Resource.Person != youth.String() || first.Resource.Task != access.ChildProtection ||
			!first.Decision.Allowed || !slices.Equal(first.Resource.Relations, []access.Relation{access.GlassBroken}) {
			t.Errorf("noted %+v", first)
		}
	})
}

func TestOversight_TheGlassIsNotForEverybody(t *testing.T) {
	c := newCounty(t)
	for worker, want := range map[string]string{
		"w-tuula": edge.ErrNotAllowed.Code, "w-ops": edge.ErrNotAllowed.Code, "w-rasmus": edge.ErrNotAllowed.Code,
	} {
		if _, err := c.breaks(worker, youth); code(err) != want {
			t.Errorf("%s is told %v", worker, err)
		}
	}
	for name, asked := range map[string]struct {
		contracts.GlassAsked
		wrong refusal.Field
	}{
		"without a reason": {contracts.GlassAsked{Person: youth, Task: "child-protection", Reason: " \n"}, refusal.Field{Name: "reason", Code: "required"}},
		"without a task":   {contracts.GlassAsked{Person: youth, Reason: "needed"}, refusal.Field{Name: "task", Code: "required"}},
		"for no task":      {contracts.GlassAsked{Person: youth, Task: "gossip", Reason: "needed"}, refusal.Field{Name: "task", Code: "unknown-task"}},
		"for nobody":       {contracts.GlassAsked{Task: "child-protection", Reason: "needed"}, refusal.Field{Name: "person", Code: "required"}},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			_, _, err := edge.Call[contracts.GlassReceipt](t.Context(), c.as("w-elin"), edge.Request{Method: "POST", Path: "/glass", Body: asked.GlassAsked})
			if r, _ := refusal.As(err); !slices.Equal(r.Fields, []refusal.Field{asked.wrong}) {
				t.Errorf("said %v", err)
			}
		})
	}
	t.Run("nothing happens where the use log does not take it", func(t *testing.T) {
		c.uses.GoAway(true)
		defer c.uses.GoAway(false)
		if _, err := c.breaks("w-elin", youth); code(err) != "use-log-unavailable" {
			t.Errorf("said %v", err)
		}
	})
}

func TestOversight_NobodyBreaksItUnheard(t *testing.T) {
	c := newCounty(t)
	c.area.Workers = slices.DeleteFunc(slices.Clone(c.area.Workers), func(w area.Worker) bool { return w.Role == access.PrivacyOfficer })
	_, c.base = c.serve()
	if _, err := c.breaks("w-elin", other); !errors.Is(err, glass.ErrNobodyTold) {
		t.Errorf("said %v", err)
	}
}

// noted writes to the log of another service and waits until it is seen.
func (c *county) noted(entries ...uselog.Entry) {
	c.Helper()
	must(c.T, c.log.Write(c.Context(), entries...))
	c.until("the log is seen", func() bool {
		page, err := get[contracts.LookPage](c, c.as("w-tuula"), "/people/"+entries[len(entries)-1].Persons[0].String()+"/looks")
		return err == nil && len(page.Looks) > 0
	})
}

func look(actor string, persons ...es.ID) uselog.Entry {
	return uselog.Entry{
		At: monday.Add(-time.Hour), Action: "intake.see-matter", Persons: persons, Object: uselog.Object{Kind: "matter", ID: caseID.String()},
		Actor: actor, Role: access.SocialWorker, Unit: "intake-north", Area: "demo", Provider: "demo", Purpose: "child-protection",
		Policy: "class", Relation: access.Holder, Outcome: uselog.Allowed,
	}
}

func TestOversight_WhoHasLooked(t *testing.T) {
	c := newCounty(t)
	byGlass, denied, own := look("w-elin", youth), look("w-oskari", youth), look(youth.String(), youth)
	byGlass.Relation, byGlass.Outcome, byGlass.At = access.GlassBroken, uselog.Glass, monday.Add(-30*time.Minute)
	denied.Relation, denied.Outcome, denied.Policy = "", uselog.Denied, ""
	own.Role, own.Unit, own.Relation = access.Youth, "", access.Self
	c.noted(look("w-aino", youth, other), byGlass, denied, own)
	about := "/people/" + youth.String() + "/looks"

	t.Run("the privacy officer sees every look and try", func(t *testing.T) {
		page, err := get[contracts.LookPage](c, c.as("w-tuula"), about)
		if err != nil || len(page.Looks) != 4 || page.Looks[0].Outcome != "glass" || page.From.String() != "2024-11-23" {
			t.Errorf("%+v, %v", page, err)
		}
	})
	t.Run("the young person sees unit, role, purpose, time and the glass; no name, no id, no other person, no denied try", func(t *testing.T) {
		raw, err := get[json.RawMessage](c, c.young(youth), "/my/looks")
		must(t, err)
		var page contracts.OwnLookPage
		must(t, json.Unmarshal(raw, &page))
		if len(page.Looks) != 2 || !page.Looks[0].Glass || page.Looks[1].Glass || page.Looks[1].Unit != "intake-north" {
			t.Errorf("%s", raw)
		}
		for _, hidden := range []string{"w-elin", "w-aino", "w-oskari", other.String(), caseID.String()} {
			if strings.Contains(string(raw), hidden) {
				t.Errorf("%s is in %s", hidden, raw)
			}
		}
		none, err := get[contracts.OwnLookPage](c, c.young(es.ID{}.Derive("a third")), "/my/looks")
		if err != nil || len(none.Looks) != 0 {
			t.Errorf("another young person sees %+v, %v", none, err)
		}
	})
	t.Run("the responsible worker makes the extract, and the privacy officer; nobody else", func(t *testing.T) {
		for _, w := range []string{"w-aino", "w-tuula"} {
			e, err := get[contracts.LogExtract](c, c.as(w), about+"/extract")
			if err != nil || !strings.Contains(e.CSV, "Elin Björkskog") || strings.Contains(e.CSV, other.String()) || strings.Contains(e.CSV, "Oskari") {
				t.Errorf("%s gets %q, %v", w, e.CSV, err)
			}
		}
		for _, w := range []string{"w-elin", "w-oskari"} {
			if _, err := get[contracts.LogExtract](c, c.as(w), about+"/extract"); !errors.Is(err, edge.ErrNotFound) {
				t.Errorf("%s is told %v", w, err)
			}
		}
	})
	t.Run("what a worker has looked at is for the privacy officer", func(t *testing.T) {
		page, err := get[contracts.LookPage](c, c.as("w-tuula"), "/workers/w-elin/looks")
		if err != nil || len(page.Looks) != 1 || page.Looks[0].Relation != "glass-broken" {
			t.Errorf("%+v, %v", page, err)
		}
		for path, who := range map[string]string{"/workers/w-elin/looks": "w-aino", about: "w-aino", "/report": "w-maria"} {
			if _, err := get[json.RawMessage](c, c.as(who), path); code(err) != edge.ErrNotAllowed.Code {
				t.Errorf("%s asks for %s and is told %v", who, path, err)
			}
		}
	})
	t.Run("the report of the day names the broken glass and no client", func(t *testing.T) {
		raw, err := get[json.RawMessage](c, c.as("w-tuula"), "/report", "day", "2026-11-23")
		must(t, err)
		var report contracts.DailyReport
		must(t, json.Unmarshal(raw, &report))
		if len(report.Alerts) != 1 || report.Alerts[0].Kind != "glass-broken" || report.Alerts[0].Actor != "w-elin" || report.Alerts[0].Persons != 1 {
			t.Errorf("%s", raw)
		}
		if strings.Contains(string(raw), youth.String()) {
			t.Error("it names a client")
		}
	})
	t.Run("each of these reads is noted itself", func(t *testing.T) {
		want := []access.Action{"oversight.see-looks", "oversight.see-own-looks", "oversight.make-extract", "oversight.see-looks-by-worker", "oversight.see-report"}
		for _, action := range want {
			if !slices.ContainsFunc(c.uses.All(), func(u edge.Use) bool { return u.Action == action }) {
				t.Errorf("%s is not noted", action)
			}
		}
	})
	t.Run("of what was looked up of a worker, each person", func(t *testing.T) {
		noted := slices.ContainsFunc(c.uses.All(), func(u edge.Use) bool {
			return u.Action == "oversight.see-looks-by-worker" && u.Resource.Person == youth.String()
		})
		if !noted {
			t.Error("it is not")
		}
	})
	t.Run("refuses days that are none, and those before the last two years", func(t *testing.T) {
		_, none := get[contracts.LookPage](c, c.as("w-tuula"), about, "from", "soon")
		_, old := get[contracts.LookPage](c, c.as("w-tuula"), about, "from", "2020-01-01")
		if !errors.Is(none, oversight.ErrNotADay) || code(old) != "log-too-old" {
			t.Errorf("said %v and %v", none, old)
		}
	})
	t.Run("is the same when the read model is built anew", func(t *testing.T) {
		before, err := c.service.Digest(t.Context())
		must(t, err)
		must(t, c.service.Rebuild(t.Context()))
		after, err := c.service.Digest(t.Context())
		must(t, err)
		if before != after {
			t.Errorf("digest %s, was %s", after, before)
		}
		must(t, c.service.Ready(t.Context()))
	})
}

// TestOversight_NothingReadableIsStored looks in history for what somebody wrote;
// the scan proves itself on a code that must be there.
func TestOversight_NothingReadableIsStored(t *testing.T) {
	c := newCounty(t)
	receipt, err := c.breaks("w-elin", youth)
	must(t, err)
	recorded, err := c.history.Read(t.Context(), "glass-"+receipt.Matter.String(), 0)
	must(t, err)
	var stored strings.Builder
	for _, r := range recorded {
		stored.Write(r.Data)
	}
	if !strings.Contains(stored.String(), "w-elin") {
		t.Fatal("the scan does not find what is stored")
	}
	if strings.Contains(stored.String(), "Canary") {
		t.Error("the reason is readable")
	}
}

// TestAccess_EveryRouteHasItsRight walks the routes.
func TestAccess_EveryRouteHasItsRight(t *testing.T) {
	c := newCounty(t)
	must(t, oversight.Access.Check())
	for _, r := range c.service.Routes() {
		if len(oversight.Access[r.Action].Roles) == 0 {
			t.Errorf("%s is for nobody", r.Pattern)
		}
	}
}

func code(err error) string {
	r, _ := refusal.As(err)
	return r.Code
}
