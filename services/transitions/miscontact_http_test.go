package transitions_test

import (
	"slices"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// TestWithdrawContact_KeepsTheOriginal: who sees a contact sees that it was
// withdrawn, by whom and why; it is counted no more, on the case and in the report.
func TestWithdrawContact_KeepsTheOriginal(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	contact := contracts.NewContact{Day: day, Offered: "in-person", Chosen: "in-person", Note: "Canarynote"}
	for range 6 {
		do(c, "w-aino", id, "daily/contacts", contact)
	}
	wrong := c.daily("w-aino", id).Contacts[0].Contact
	withdrawal := contracts.WithdrawnContact{Contact: wrong, Reason: "Canaryreason"}
	counted := func(in string) bool {
		got, err := report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", "2026")
		return err == nil && len(got.Units) == 1 && number(got.Units[0].Total) == in
	}
	c.clock.forward(10 * 24 * time.Hour) // into December: a report counts whole months
	withdrawn := day.AddDays(10)
	c.until("the report counts six", func() bool { return counted("6") })

	_, err := try(c, "w-oskari", id, "daily/contacts/withdrawn", withdrawal)
	c.refused(err, "not-responsible")
	_, err = try(c, "w-henri", id, "daily/contacts/withdrawn", withdrawal)
	c.refused(err, "not-found")
	_, err = try(c, "w-aino", id, "daily/contacts/withdrawn", contracts.WithdrawnContact{Contact: wrong})
	c.refused(err, "required")
	_, err = try(c, "w-aino", id, "daily/contacts/withdrawn", contracts.WithdrawnContact{Contact: es.NewID(), Reason: "Canaryreason"})
	c.refused(err, "no-such-contact")
	if life := c.daily("w-aino", id); !slices.Contains(life.May, "contact-withdraw") {
		t.Errorf("she may %v", life.May)
	}
	do(c, "w-aino", id, "daily/contacts/withdrawn", withdrawal)
	_, err = try(c, "w-aino", id, "daily/contacts/withdrawn", withdrawal)
	c.refused(err, "no-such-contact")

	for who, life := range map[string]contracts.DailyLife{"the worker": c.daily("w-aino", id), "a colleague": c.daily("w-oskari", id), "the young person": c.myDaily(someone)} {
		i := slices.IndexFunc(life.Contacts, func(of contracts.Contacted) bool { return of.Contact == wrong })
		if i < 0 || life.Contacts[i].Withdrawn == nil || *life.Contacts[i].Withdrawn != (contracts.ContactWithdrawal{By: "w-aino", On: withdrawn, Reason: "Canaryreason"}) ||
			life.Contacts[i].Note != "Canarynote" || len(life.Contacts) != 6 || number(life.Modes.Total) != "5" {
			t.Errorf("%s sees %+v, %s in all", who, life.Contacts, number(life.Modes.Total))
		}
	}
	t.Run("and as of the day on which it was recorded, it was there then and is not known now", func(t *testing.T) {
		lines := func(known string) (n int) {
			seen, err := c.past("w-aino", id, day, known)
			must(t, err)
			for _, line := range seen.Timeline {
				if line.What == "transitions.contact-had.v1" {
					n++
				}
			}
			return n
		}
		if then, now := lines(contracts.KnownThen), lines(contracts.KnownNow); then != 6 || now != 5 {
			t.Errorf("%d then, %d now", then, now)
		}
	})
	t.Run("and after a handover it is not the next service's to withdraw", func(t *testing.T) {
		c.handOverOn(withdrawn, id, "w-sari") // of broad responsibility: she reads it
		life := c.daily("w-sari", id)
		if len(life.Contacts) != 6 || slices.Contains(life.May, "contact-withdraw") {
			t.Errorf("%d contacts, she may %v", len(life.Contacts), life.May)
		}
		_, err := try(c, "w-sari", id, "daily/contacts/withdrawn", contracts.WithdrawnContact{Contact: life.Contacts[1].Contact, Reason: "Canaryreason"})
		c.refused(err, "no-such-contact")
	})
	c.clock.forward(31 * 24 * time.Hour)
	c.until("the report of a month later counts five", func() bool { return counted("5") })
	c.nothingReadable(id)
}
