package transitions_test

import (
	"fmt"
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// daily reads the everyday life of a case.
func (c *county) daily(who string, id es.ID) contracts.DailyLife {
	c.Helper()
	life, _, err := edge.Call[contracts.DailyLife](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/cases/" + id.String() + "/daily"})
	must(c.T, err)
	return life
}

// report reads a report, which is empty while its list is built.
func report[R any](c *county, who, path string, query ...string) (R, error) {
	c.Helper()
	values := map[string][]string{}
	for i := 0; i+1 < len(query); i += 2 {
		values[query[i]] = []string{query[i+1]}
	}
	out, _, err := edge.Call[R](c.Context(), c.as(who), edge.Request{Method: "GET", Path: path, Query: values})
	return out, err
}

// nothingReadable expects that nothing that people wrote is readable in history.
func (c *county) nothingReadable(id es.ID) {
	c.Helper()
	recorded, err := c.history.Read(c.Context(), "transitions-"+id.String(), 0)
	must(c.T, err)
	for _, r := range recorded {
		if strings.Contains(string(r.Data), "Canary") {
			c.Errorf("%s is readable", r.Name)
		}
	}
}

func number(n *int) string {
	if n == nil {
		return "–"
	}
	return fmt.Sprint(*n)
}

// TestContacts: six contacts, meetings among them, are split by mode on the case,
// and in the manager's report by unit, where small numbers are hidden.
func TestContacts(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	contact := contracts.NewContact{Day: day.AddDays(-1), Offered: "in-person", Chosen: "online", Note: "Canarynote"}
	for range 5 {
		do(c, "w-aino", id, "daily/contacts", contact)
	}
	do(c, "w-aino", id, "meetings/held", contracts.HeldMeeting{Met: day, Offered: "assisted", Chosen: "assisted"})

	t.Run("the case shows each, the newest first, and how they split", func(t *testing.T) {
		life := c.daily("w-aino", id)
		if len(life.Contacts) != 6 || !life.Contacts[0].Meeting || life.Contacts[1].Note != "Canarynote" || life.Contacts[1].Who != "w-aino" || fmt.Sprint(life.May) != "[contact]" {
			t.Fatalf("%+v, may %v", life.Contacts, life.May)
		}
		m := life.Modes
		if number(m.Chosen[0].Count) != "0" || number(m.Chosen[1].Count) != "1" || number(m.Chosen[2].Count) != "5" || number(m.Other) != "5" || number(m.Total) != "6" {
			t.Errorf("%s", fmt.Sprint(m))
		}
	})
	t.Run("the report hides the one, and what would tell it", func(t *testing.T) {
		var got contracts.ContactReport
		c.until("the report counts them", func() bool {
			var err error
			got, err = report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", "2026")
			return err == nil && len(got.Units) == 1 && got.Units[0].Cells[2].Count != nil && number(got.Units[0].Cells[4].Count) == "–"
		})
		north := got.Units[0]
		if north.Unit != "north" || number(north.Cells[2].Count) != "5" || number(north.Chosen[2].Count) != "5" || number(north.Other) != "5" || north.Total != nil || got.All.Total != nil {
			t.Errorf("%s other %s in all %s", north.Unit, number(north.Other), number(north.Total))
		}
		last, err := report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", "2025")
		must(t, err)
		if len(last.Units) != 0 || number(last.All.Total) != "0" {
			t.Errorf("the year before: %+v", last)
		}
		for year, code := range map[string]string{"2027": "unknown-year", "now": "unknown-year"} {
			_, err := report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", year)
			c.refused(err, code)
		}
		_, err = report[contracts.ContactReport](c, "w-aino", "/daily/contacts", "year", "2026")
		c.refused(err, "not-allowed")
	})
	t.Run("a colleague of the team sees them and records none, one of another unit sees nothing", func(t *testing.T) {
		if life := c.daily("w-oskari", id); len(life.Contacts) != 6 || len(life.May) != 0 {
			t.Errorf("%+v", life)
		}
		_, err := try(c, "w-oskari", id, "daily/contacts", contact)
		c.refused(err, "not-responsible")
		_, err = report[contracts.DailyLife](c, "w-henri", "/cases/"+id.String()+"/daily")
		c.refused(err, "not-found")
		_, err = report[contracts.DailyLife](c, "w-elin", "/cases/"+id.String()+"/daily")
		c.refused(err, "no-relation")
	})
	t.Run("a contact of a worker whom the area does not know is refused", func(t *testing.T) {
		contact.Who = "w-nobody"
		_, err := try(c, "w-aino", id, "daily/contacts", contact)
		c.refused(err, "unknown-worker")
	})
	t.Run("they stay in the service task in which they were written", func(t *testing.T) {
		c.handOver(id, "w-henri")
		if life := c.daily("w-henri", id); len(life.Contacts) != 0 || number(life.Modes.Total) != "0" {
			t.Errorf("adult social work sees %+v", life.Contacts)
		}
		if life := c.daily("w-aino", id); len(life.Contacts) != 6 || len(life.May) != 0 {
			t.Errorf("who handed over sees %+v", life)
		}
	})
	c.nothingReadable(id)
}
