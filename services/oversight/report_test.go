package oversight_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/uselog"
)

// report is what the privacy officer is told of the day of the tests.
func (c *county) report() contracts.DailyReport {
	c.Helper()
	out, err := get[contracts.DailyReport](c, c.as("w-tuula"), "/report", "day", "2026-11-23")
	must(c.T, err)
	return out
}

// alerts are the kinds that a worker is reported for.
func alerts(r contracts.DailyReport, actor string) (kinds []string) {
	for _, a := range r.Alerts {
		if a.Actor == actor {
			kinds = append(kinds, a.Kind)
		}
	}
	return kinds
}

// looks are looks of one worker at as many persons, one by one, a minute apart.
func looks(actor string, n int, from time.Time) []uselog.Entry {
	all := make([]uselog.Entry, n)
	for i := range all {
		all[i] = look(actor, es.ID{}.Derive("client", actor, fmt.Sprint(i)))
		all[i].At = from.Add(time.Duration(i) * time.Minute)
	}
	return all
}

// TestReport_OfALargeCounty: a day of more lines than an extract may have is
// reported as a whole.
func TestReport_OfALargeCounty(t *testing.T) {
	c := newCounty(t)
	many := make([]uselog.Entry, 20_100)
	for i := range many {
		many[i] = look("w-oskari", youth)
		many[i].At = monday.Add(-2*time.Hour + time.Duration(i)*time.Millisecond)
	}
	last := look("w-elin", other)
	last.Relation, last.Outcome = access.GlassBroken, uselog.Glass
	c.written(append(many, last))
	c.noted(look("w-aino", other.Derive("the last of all")))
	if got := alerts(c.report(), "w-elin"); !slices.Equal(got, []string{"glass-broken"}) {
		t.Errorf("reported %v", got)
	}
}

// TestReport_AFormerClientAndWhatIsUsual: what other services told of the end of
// client relationships, and what a worker opened before, decide.
func TestReport_AFormerClientAndWhatIsUsual(t *testing.T) {
	c := newCounty(t)
	former, back, newly := youth.Derive("former"), youth.Derive("came back"), youth.Derive("has a new matter")
	ended := func(person es.ID, on string) {
		c.told(person, "w-aino")
		c.tell(person, contracts.FactCaseClosed, contracts.CaseClosed{Person: person, On: calendar.MustParse(on)}, 2)
	}
	ended(former, "2026-09-23") // 61 days before
	ended(back, "2026-06-30")
	c.tell(back, contracts.FactCaseReopened, contracts.CaseReopened{Person: back, Responsible: "w-aino"}, 3)
	ended(newly, "2026-06-30")
	ended(other, "2026-09-24") // 60 days before: work after the end

	var all []uselog.Entry
	for back := 10; back > 0; back-- {
		all = append(all, looks("w-henri", 40, monday.AddDate(0, 0, -back))...)
	}
	all = append(all, looks("w-henri", 70, monday.Add(-5*time.Hour))...) // not three times the usual
	all = append(all, looks("w-oskari", 70, monday.Add(-5*time.Hour))...)
	for _, p := range []es.ID{former, back, newly, other} {
		e := look("w-elin", p)
		e.Relation = access.Leads
		all = append(all, e)
	}
	team := look("w-aino", newly)
	team.Relation = access.Team
	c.written(all)
	c.noted(team)
	report := c.report()
	if got := alerts(report, "w-elin"); !slices.Equal(got, []string{"former-client"}) {
		t.Errorf("who looked at a former client is reported for %v", got)
	}
	for _, a := range report.Alerts {
		if a.Kind == "former-client" && a.Persons != 1 {
			t.Errorf("of %d persons", a.Persons)
		}
	}
	if got := alerts(report, "w-henri"); len(got) != 0 {
		t.Errorf("who usually opens 40 is reported for %v", got)
	}
	if got := alerts(report, "w-oskari"); !slices.Equal(got, []string{"volume"}) {
		t.Errorf("who opened 70, and none before, is reported for %v", got)
	}
}

// TestReport_WhoLookedAtSomebodyOfTheirOwnNameOrAddress: by the codes in the entries
// alone; the report counts and says in what, and names neither person nor name.
func TestReport_WhoLookedAtSomebodyOfTheirOwnNameOrAddress(t *testing.T) {
	c := newCounty(t)
	near := func(actor string, person es.ID, how ...access.Nearness) uselog.Entry {
		e := look(actor, person)
		e.Near = how
		return e
	}
	c.written([]uselog.Entry{
		near("w-elin", youth, access.OwnFamilyName), near("w-elin", other, access.OwnAddress), near("w-elin", other),
		near("w-aino", youth, access.OwnPerson, access.OwnFamilyName), look("w-henri", other),
	})
	c.noted(look("w-oskari", youth.Derive("the last of all")))
	raw, err := get[json.RawMessage](c, c.as("w-tuula"), "/report", "day", "2026-11-23")
	must(t, err)
	for _, id := range []es.ID{youth, other} {
		if strings.Contains(string(raw), id.String()) {
			t.Errorf("it names a client: %s", raw)
		}
	}
	report := c.report()
	for actor, want := range map[string]string{
		"w-elin": "near-data 2 persons 2 looks [own-family-name own-address]", "w-aino": "own-data 1 persons 1 looks [own-person own-family-name]", "w-henri": "", "w-oskari": "",
	} {
		got := ""
		for _, a := range report.Alerts {
			if a.Actor == actor {
				got = fmt.Sprintf("%s %d persons %d looks %v", a.Kind, a.Persons, a.Looks, a.Near)
			}
		}
		if got != want {
			t.Errorf("%s is reported as %q, want %q", actor, got, want)
		}
	}
	page, err := get[contracts.LookPage](c, c.as("w-tuula"), "/workers/w-elin/looks")
	must(t, err)
	said := 0
	for _, l := range page.Looks {
		said += len(l.Near)
	}
	if said != 2 {
		t.Errorf("the worker's looks say %d times in what somebody was near", said)
	}
	mine, err := get[json.RawMessage](c, c.young(youth), "/my/looks")
	must(t, err)
	extract, err := get[json.RawMessage](c, c.as("w-tuula"), "/people/"+youth.String()+"/looks/extract")
	must(t, err)
	if strings.Contains(string(mine)+string(extract), "own-family") {
		t.Error("the client is told whose namesake looked")
	}
}

// written writes many entries, as many at once as one append takes.
func (c *county) written(entries []uselog.Entry) {
	c.Helper()
	for batch := range slices.Chunk(entries, 250) {
		must(c.T, c.log.Write(c.Context(), batch...))
	}
}

// tell relays a fact of the case of a person, and waits until oversight has so many
// notes of them.
func (c *county) tell(person es.ID, name string, told any, notes int) {
	c.Helper()
	data, err := json.Marshal(told)
	must(c.T, err)
	stream := "transitions-" + person.Derive("case").String()
	before, err := c.history.Read(c.Context(), stream, 0)
	must(c.T, err)
	_, err = c.history.Append(c.Context(), stream, before[len(before)-1].Revision, es.NewEvent{ID: es.NewID(), Name: name, Data: data})
	must(c.T, err)
	c.until("oversight has noted it", func() bool {
		events, err := c.history.Read(c.Context(), "oversight-"+person.String(), 0)
		return err == nil && len(events) == notes
	})
}

// TestLooks_OfOnePersonUnderTwoIDs: while intake counts two ids as one person, who
// looked is shown of both, to the privacy officer, in the extract and to themselves,
// and who is responsible for either hears of a broken glass.
func TestLooks_OfOnePersonUnderTwoIDs(t *testing.T) {
	c := newCounty(t)
	c.told(other, "w-henri")
	first, second, both := look("w-elin", youth), look("w-oskari", other), look("w-aino", youth, other)
	second.At, both.At = first.At.Add(time.Minute), first.At.Add(2*time.Minute)
	c.noted(first, second, both)
	c.noted(look("w-maria", other.Derive("somebody else")))
	says := func(name string, told any, notes int) {
		data, err := json.Marshal(told)
		must(t, err)
		_, err = c.history.Append(t.Context(), "intakeperson-everybody", es.Revision(notes-3), es.NewEvent{ID: es.NewID(), Name: name, Data: data})
		must(t, err)
		c.until("oversight has noted it of both", func() bool {
			one, err1 := c.history.Read(t.Context(), "oversight-"+youth.String(), 0)
			two, err2 := c.history.Read(t.Context(), "oversight-"+other.String(), 0)
			return err1 == nil && err2 == nil && len(one) == notes && len(two) == notes
		})
	}
	seen := func() (officer, own int, extract string) {
		page, err := get[contracts.LookPage](c, c.as("w-tuula"), "/people/"+youth.String()+"/looks")
		must(t, err)
		mine, err := get[contracts.OwnLookPage](c, c.young(youth), "/my/looks")
		must(t, err)
		e, err := get[contracts.LogExtract](c, c.as("w-tuula"), "/people/"+youth.String()+"/looks/extract")
		must(t, err)
		return len(page.Looks), len(mine.Looks), e.CSV
	}
	if officer, own, extract := seen(); officer != 2 || own != 2 || strings.Count(extract, "intake-north") != 2 {
		t.Errorf("before: %d, %d, %s", officer, own, extract)
	}
	says(contracts.FactPersonMerged, contracts.PersonMerged{Person: other, Into: youth}, 2)
	if officer, own, extract := seen(); officer != 3 || own != 3 || strings.Count(extract, "intake-north") != 3 {
		t.Errorf("merged: %d, %d, %s", officer, own, extract)
	}
	if _, err := get[contracts.LogExtract](c, c.as("w-henri"), "/people/"+youth.String()+"/looks/extract"); err != nil {
		t.Errorf("who is responsible under the other id: %v", err)
	}
	says(contracts.FactPersonUnmerged, contracts.PersonUnmerged{Person: other, From: youth}, 3)
	if officer, own, _ := seen(); officer != 2 || own != 2 {
		t.Errorf("undone: %d, %d", officer, own)
	}
}
