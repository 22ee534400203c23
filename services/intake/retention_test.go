package intake_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/intake"
)

// personOf returns the person of the matter that was registered first.
func (c *county) personOf() es.ID {
	c.Helper()
	person, err := es.ParseID(c.uses.All()[0].Resource.Person)
	must(c.T, err)
	return person
}

func (c *county) die(who string, person es.ID, on calendar.Date) (contracts.LifeReceipt, error) {
	out, _, err := edge.Call[contracts.LifeReceipt](c.Context(), c.as(who), edge.Request{
		Method: "POST", Path: "/people/" + person.String() + "/death", Body: contracts.Death{On: on, Source: "population-register"}, Command: es.NewID(),
	})
	return out, err
}

func (c *county) destroy(who string, person, command es.ID) (contracts.LifeReceipt, error) {
	out, _, err := edge.Call[contracts.LifeReceipt](c.Context(), c.as(who), edge.Request{
		Method: "POST", Path: "/retention/" + person.String() + "/destruction", Command: command,
	})
	return out, err
}

func (c *county) ends(who, view, after string) contracts.RetentionPage {
	c.Helper()
	page, _, err := edge.Call[contracts.RetentionPage](c.Context(), c.as(who), edge.Request{
		Method: "GET", Path: "/retention", Query: map[string][]string{"view": {view}, "after": {after}},
	})
	must(c.T, err)
	if page.Stale {
		c.Fatalf("the list of ends did not reach %s in time", after)
	}
	return page
}

func code(err error) string {
	r, _ := refusal.As(err)
	return r.Code
}

// TestRetention_TwoPersonsEndAPersonsData is the whole way over HTTP: a death, the
// list of what ends, one person who proposes and another who approves, and what
// is told to the other services.
func TestRetention_TwoPersonsEndAPersonsData(t *testing.T) {
	c := newCounty(t)
	held := c.held(notification())
	c.list("w-aino", "inbox", c.register(notification()).Position)
	person := c.personOf()
	if _, err := c.destroy("w-maria", person, es.NewID()); code(err) != "retention-start-unknown" {
		t.Errorf("before a death is known: %v", err)
	}
	died := calendar.MustParse("2024-11-22")
	recorded, err := c.die("w-aino", person, died)
	must(t, err)
	if recorded.State != "recorded" {
		t.Errorf("the death is %s", recorded.State)
	}
	page := c.ends("w-maria", "endings", recorded.Position)
	if len(page.Rows) != 1 || page.Rows[0].Person != person || page.Rows[0].Died != died || page.Rows[0].Due.String() != "2026-11-23" ||
		!page.Rows[0].Reached || len(page.Rows[0].Findings) != 2 || page.Months[0] != (contracts.MonthCount{Month: "2026-11", Total: 1}) {
		t.Errorf("the list of ends is %+v", page)
	}
	first := es.NewID()
	proposed, err := c.destroy("w-maria", person, first)
	must(t, err)
	if page := c.ends("w-tuula", "proposed", proposed.Position); len(page.Rows) != 1 || page.Rows[0].ProposedBy != "w-maria" || proposed.State != "proposed" {
		t.Errorf("%s; what awaits a second person is %+v", proposed.State, page.Rows)
	}
	if _, err := c.destroy("w-maria", person, es.NewID()); code(err) != "second-person-required" {
		t.Errorf("the first person approves: %v", err)
	}
	if again, err := c.destroy("w-maria", person, first); err != nil || again.Revision != proposed.Revision {
		t.Errorf("the same proposal again: %+v, %v", again, err)
	}
	approved, err := c.destroy("w-tuula", person, es.NewID())
	must(t, err)
	if page := c.ends("w-tuula", "endings", approved.Position); len(page.Rows) != 0 || approved.State != "approved" {
		t.Errorf("%s; the list of ends is still %+v", approved.State, page.Rows)
	}
	c.carryOut(person)
	if m := c.see("w-aino", held); m.ChildName != "" || m.Notification.Content != "" || m.Notification.Child.Address != "" {
		t.Errorf("after it, the matter shows %+v", m.Notification)
	}
	if _, err := c.die("w-aino", person, died.AddDays(1)); code(err) != "data-destroyed" {
		t.Errorf("another date of death: %v", err)
	}
}

// carryOut destroys the keys that the fact of an approval names.
func (c *county) carryOut(person es.ID) {
	c.Helper()
	recorded, err := c.history.Read(c.Context(), "intakelife-"+person.String(), 0)
	must(c.T, err)
	for _, r := range recorded {
		if strings.Contains(string(r.Data), "Canary") {
			c.Errorf("%s holds personal data", r.Name)
		}
		fact, tell, err := intake.Translate(r)
		must(c.T, err)
		if !tell {
			continue
		}
		var approved contracts.DestructionApproved
		must(c.T, json.Unmarshal(fact.Data, &approved))
		var subjects []vault.Subject
		for _, class := range approved.Classes {
			subjects = append(subjects, vault.Subject{Person: approved.Person, Class: vault.Class(class)})
		}
		if approved.Person != person || len(subjects) != 2 {
			c.Errorf("told %s", fact.Data)
		}
		must(c.T, c.keys.Destroy(c.Context(), fact.ID, subjects...))
		return
	}
	c.Error("no approval was told")
}

// TestRetention_WhoMay: a death is recorded by who has or had the client, in an
// ended relationship too; what ends is for the privacy officer, and for who
// manages the unit that had the client. To the others there is nothing.
func TestRetention_WhoMay(t *testing.T) {
	c := newCounty(t)
	ended := c.held(notification())
	person := c.personOf()
	for _, step := range []struct{ what, who string }{{"urgency", "w-aino"}, {"start", "w-aino"}} {
		if step.what == "urgency" {
			_, err := ask(c, step.who, "POST", path(ended, step.what), contracts.UrgencyAssessment{Grounds: "x"})
			must(t, err)
			continue
		}
		_, err := ask(c, step.who, "POST", path(ended, step.what), contracts.StartDecision{Grounds: "x"})
		must(t, err)
	}
	died := calendar.MustParse("2020-01-01")
	for who, want := range map[string]string{
		"w-elin": "not-found", "w-sanna": "not-found", "w-martti": "not-found", "w-henri": "not-found",
		"w-tuula": "not-allowed", "w-hilma": "not-allowed", "w-rasmus": "not-allowed", "w-ops": "not-allowed",
	} {
		if _, err := c.die(who, person, died); code(err) != want {
			t.Errorf("%s records a death: %v, want %q", who, err, want)
		}
	}
	there := c.raw("w-sanna", "POST", "/people/"+person.String()+"/death", `{"on":"2020-01-01","source":"authority"}`)
	if nowhere := c.raw("w-sanna", "POST", "/people/"+es.NewID().String()+"/death", `{"on":"2020-01-01","source":"authority"}`); there != nowhere {
		t.Errorf("%v where there is somebody, %v where there is nobody", there, nowhere)
	}
	recorded, err := c.die("w-aino", person, died)
	must(t, err)
	for who, rows := range map[string]int{"w-maria": 1, "w-tuula": 1, "w-martti": 0} {
		if page := c.ends(who, "endings", recorded.Position); len(page.Rows) != rows {
			t.Errorf("%s is shown %d ends, want %d", who, len(page.Rows), rows)
		}
	}
	for who, want := range map[string]string{"w-martti": "not-found", "w-aino": "not-allowed", "w-hilma": "not-allowed", "w-tuula": ""} {
		before := len(c.uses.All())
		if _, err := c.destroy(who, person, es.NewID()); code(err) != want {
			t.Errorf("%s destroys: %v, want %q", who, err, want)
		}
		if noted := c.since(before); want != "not-allowed" && (len(noted) == 0 || noted[0].Resource.Kind != access.KindRetention || noted[0].Decision.Allowed != (want == "")) {
			t.Errorf("%s: the use log was told %+v", who, noted)
		}
	}
}

func TestRetention_SaysWhatIsWrongWithADeath(t *testing.T) {
	c := newCounty(t)
	c.held(notification())
	person := c.personOf()
	for what, x := range map[string]struct {
		body  string
		field string
	}{
		"nothing given":   {`{}`, `"on"`},
		"a day to come":   {`{"on":"2026-11-24","source":"authority"}`, `"in-the-future"`},
		"a source unkown": {`{"on":"2026-11-20","source":"rumour"}`, `"source"`},
	} {
		if got := c.raw("w-aino", "POST", "/people/"+person.String()+"/death", x.body); got.status != 422 && got.status != 400 || !strings.Contains(got.body, x.field) {
			t.Errorf("%s: %v", what, got)
		}
	}
	c.clock.set(monday.Add(24 * time.Hour))
	if _, err := c.die("w-aino", person, calendar.MustParse("2026-11-24")); err != nil {
		t.Errorf("on the day itself: %v", err)
	}
}

// TestKeysAway_NothingIsTakenInOrShown: without what wraps keys the service is
// closed for whom it has no key in memory, and says nothing of why.
func TestKeysAway_NothingIsTakenInOrShown(t *testing.T) {
	c := newCounty(t)
	kek := filepath.Join(c.dir, "keys", "kek.json")
	must(t, os.Rename(kek, kek+".away"))
	body, err := json.Marshal(notification())
	must(t, err)
	got := c.raw("w-oskari", "POST", "/notifications", string(body))
	if got.status != http.StatusInternalServerError || strings.Contains(got.body, "Canary") || strings.Contains(got.body, "kek") {
		t.Errorf("answered %v", got)
	}
	must(t, os.Rename(kek+".away", kek))
	if page := c.list("w-oskari", "inbox", c.register(called("Toinen", "Testi")).Position); len(page.Rows) != 1 {
		t.Errorf("the inbox holds %d matters", len(page.Rows))
	}
}

// TestErasures_AreAnsweredWithADocument is the way over HTTP: the request is
// recorded, and what is read back is what the document says.
func TestErasures_AreAnsweredWithADocument(t *testing.T) {
	c := newCounty(t)
	c.list("w-aino", "inbox", c.register(notification()).Position)
	at := "/people/" + c.personOf().String() + "/erasures"
	refuse := func(who string, asked calendar.Date) error {
		_, _, err := edge.Call[contracts.LifeReceipt](t.Context(), c.as(who), edge.Request{
			Method: "POST", Path: at, Body: contracts.ErasureAsked{Asked: asked}, Command: es.NewID(),
		})
		return err
	}
	asked := calendar.MustParse("2026-11-16")
	for who, want := range map[string]string{"w-aino": "not-allowed", "w-tuula": "invalid-fields"} {
		if err := refuse(who, calendar.Date{}); code(err) != want {
			t.Errorf("%s is answered %v, want %s", who, err, want)
		}
	}
	must(t, refuse("w-tuula", asked))
	seen, _, err := edge.Call[contracts.Erasures](t.Context(), c.as("w-tuula"), edge.Request{Method: "GET", Path: at})
	must(t, err)
	if len(seen.Refused) != 1 || seen.Refused[0].Asked != asked || seen.Refused[0].By != "w-tuula" {
		t.Fatalf("what was refused is %+v", seen)
	}
	for i, want := range []contracts.Kept{{Class: "client-basics", Years: 2, From: "client-death"}, {Class: "child-protection", Years: 2, From: "client-death"}} {
		if seen.Refused[0].Classes[i] != want {
			t.Errorf("class %d is kept %+v, want %+v", i, seen.Refused[0].Classes[i], want)
		}
	}
}

// until waits until something holds.
func (c *county) until(what string, holds func() bool) {
	c.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); {
		if time.Now().After(deadline) {
			c.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestRetention_RunsFromTheClosingOfACase is what intake makes of what transitions
// tells: a term begins with the closing, is in the list, and who comes back is not
// in it any more.
func TestRetention_RunsFromTheClosingOfACase(t *testing.T) {
	c := newCounty(t)
	c.run()
	c.held(notification())
	person, id := c.personOf(), es.NewID()
	hear := func(fact string, data any) {
		t.Helper()
		before, err := c.history.Read(t.Context(), "intakelife-"+person.String(), 0)
		must(t, err)
		raw, err := json.Marshal(data)
		must(t, err)
		stream := "transitions-" + id.String()
		told, err := c.others.Read(t.Context(), stream, 0)
		must(t, err)
		_, err = c.others.Append(t.Context(), stream, es.Revision(len(told)-1), es.NewEvent{ID: es.NewID(), Name: fact, Data: raw, Meta: es.Meta{Correlation: es.NewID()}})
		must(t, err)
		c.until("intake hears of "+fact, func() bool {
			now, err := c.history.Read(t.Context(), "intakelife-"+person.String(), 0)
			must(t, err)
			return len(now) > len(before)
		})
	}
	due := func() []string {
		var days []string
		for _, row := range c.ends("w-maria", "endings", "").Rows {
			if row.Person != person || !row.Died.IsZero() {
				t.Errorf("the list has %+v", row)
			}
			for _, f := range row.Findings {
				days = append(days, f.Inputs["class"]+" "+row.Due.String())
			}
		}
		return days
	}
	closed := contracts.CaseClosed{Person: person, Reason: "own-wish", On: calendar.MustParse("2026-11-23"), Tasks: []string{"child-protection", "working-age"}}
	hear(contracts.FactCaseOpened, contracts.CaseOpened{Person: person, Responsible: "w-aino", On: calendar.MustParse("2026-03-02")})
	hear(contracts.FactCaseClosed, closed)
	c.until("the list", func() bool { return len(due()) > 0 })
	if days := due(); len(days) != 1 || days[0] != "working-age 2036-11-24" {
		t.Errorf("after the closing ends %v", days)
	}
	if _, err := c.destroy("w-maria", person, es.NewID()); code(err) != "retention-running" {
		t.Errorf("destroying ten years early: %v", err)
	}
	hear(contracts.FactCaseReopened, contracts.CaseReopened{Person: person, Responsible: "w-aino", On: calendar.MustParse("2026-12-01")})
	c.until("the list without it", func() bool { return len(due()) == 0 })
	if _, err := c.destroy("w-maria", person, es.NewID()); code(err) != "retention-start-unknown" {
		t.Errorf("after they came back: %v", err)
	}
}
