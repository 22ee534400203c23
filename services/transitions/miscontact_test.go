package transitions

import (
	"slices"
	"testing"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

var (
	calledThen = ContactHad{Contact: talk, Day: monday, Mode: chosen, Who: oskari.ID, Note: someText, On: tuesday, Task: access.ChildProtection}
	mistaken   = WithdrawContact{Contact: talk, Was: calledThen, Reason: someText, Task: access.ChildProtection, On: wednesday, By: aino}
	takenBack  = ContactWithdrawn{Contact: talk, Day: monday, Mode: chosen, Who: oskari.ID, Reason: someText, On: wednesday, Task: access.ChildProtection}
)

func TestWithdrawContact(t *testing.T) {
	before := []Event{CaseOpened(opening), calledThen}
	with := func(change func(*WithdrawContact)) WithdrawContact {
		cmd := mistaken
		change(&cmd)
		return cmd
	}
	t.Run("says why, once", func(t *testing.T) {
		given(t, before...).When(mistaken).Then(takenBack)
		given(t, append(slices.Clip(before), takenBack)...).When(mistaken).ThenRefused(ErrNoContact)
	})
	t.Run("of one that was withdrawn, another may be recorded", func(t *testing.T) {
		again := called
		again.Contact = youth.Derive("as it was")
		given(t, append(slices.Clip(before), takenBack)...).When(again).Then(ContactHad{
			Contact: again.Contact, Day: monday, Mode: chosen, Who: oskari.ID, Note: someText, On: tuesday, Task: access.ChildProtection,
		})
	})
	t.Run("is refused to who is not responsible, and of a closed case", func(t *testing.T) {
		given(t, before...).When(with(func(c *WithdrawContact) { c.By = elin })).ThenRefused(ErrNotResponsible)
		given(t, append(slices.Clip(before), CaseClosed{Person: youth, Reason: "own-wish", On: monday})...).When(mistaken).ThenRefused(ErrClosed)
	})
	t.Run("is refused of what is not there, and of the record of another service", func(t *testing.T) {
		given(t, before...).When(with(func(c *WithdrawContact) { c.Was = ContactHad{} })).ThenRefused(ErrNoContact)
		given(t, before...).When(with(func(c *WithdrawContact) { c.Contact, c.Was = es.ID{}, ContactHad{} })).ThenRefused(ErrNoContact)
		moved := append(slices.Clip(before), HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday})
		given(t, moved...).When(with(func(c *WithdrawContact) { c.By, c.Task = henri, access.WorkingAge })).ThenRefused(ErrNoContact)
	})
	thenWrong(t, before, with(func(c *WithdrawContact) { c.Reason.Key, c.Reason.Cipher = "", nil }), "reason", "required")
	thenWrong(t, before, with(func(c *WithdrawContact) { c.Task = "" }), "task", "required")
	given(t, before...).When(with(func(c *WithdrawContact) { c.Task = access.WorkingAge })).ThenRefused(ErrOtherTask)
}

// TestContactIn: a contact from before documents named their service task is of the
// service that had the case.
func TestContactIn(t *testing.T) {
	old := calledThen
	old.Task = ""
	happened := []es.Happening[Event]{{Event: CaseOpened(opening)}, {Event: old}}
	if got := contactIn(happened, talk); got.Contact != talk || got.Task != access.ChildProtection {
		t.Errorf("%+v", got)
	}
	if got := contactIn(happened, friend); !got.Contact.IsZero() {
		t.Errorf("what is not there is %+v", got)
	}
}

// TestLived_WithoutWhatWasWithdrawn: a report counts it no more, from the month on in
// which it was withdrawn.
func TestLived_WithoutWhatWasWithdrawn(t *testing.T) {
	var l Lived
	other := calledThen
	other.Who = elin.ID
	november, december := es.Recorded{RecordedAt: date("2026-11-24").Midnight()}, es.Recorded{RecordedAt: date("2026-12-05").Midnight()}
	for _, e := range []Event{CaseOpened(opening), calledThen, calledThen, other} {
		l = applyLived(l, november, e)
	}
	before := slices.Clone(l.Contacts)
	after := applyLived(l, december, takenBack)
	if !slices.Equal(l.Contacts, before) {
		t.Error("the row before is changed")
	}
	count := func(through, who string) (n int) {
		for _, of := range after.knownBy(date(through)).Contacts {
			if of.Year == 2026 && of.Who == who && of.Mode == chosen {
				n += of.Count
			}
		}
		return n
	}
	for through, want := range map[string][2]int{"2026-10-31": {0, 0}, "2026-11-30": {2, 1}, "2026-12-31": {1, 1}} {
		if got := [2]int{count(through, oskari.ID), count(through, elin.ID)}; got != want {
			t.Errorf("through %s it counts %v, wanted %v", through, got, want)
		}
	}
}

// TestPast_AWithdrawnContactNeverWas: as known now; as recorded then, it was there.
func TestPast_AWithdrawnContactNeverWas(t *testing.T) {
	at := func(e Event, day string) es.Happening[Event] {
		return es.Happening[Event]{Event: e, Recorded: es.Recorded{RecordedAt: date(day).Midnight().Add(12 * 3600e9)}}
	}
	happened := []es.Happening[Event]{at(CaseOpened(opening), "2026-11-23"), at(calledThen, "2026-11-24"), at(takenBack, "2026-11-25")}
	for known, want := range map[string][2]string{
		contracts.KnownThen: {"110", "111"}, contracts.KnownNow: {"100", "101"},
	} {
		for i, on := range []string{"2026-11-24", "2026-11-25"} {
			keep, got := pastOf{date(on), known}.keep(happened), ""
			for j := range happened {
				got += map[bool]string{true: "1", false: "0"}[keep(j)]
			}
			if got != want[i] {
				t.Errorf("as known %s, of %s: %s, wanted %s", known, on, got, want[i])
			}
		}
	}
}
