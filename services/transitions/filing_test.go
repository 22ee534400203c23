package transitions

import (
	"reflect"
	"slices"
	"testing"

	"nivel/libs/access"
	"nivel/libs/es"
)

// asBefore is a need as it was stored before documents named their service task.
func asBefore(e HousingNeedOpened) HousingNeedOpened {
	e.Task = ""
	return e
}

// everyDocument is a command for each kind of document of everyday life, by who
// may write it, for the record of a service task.
func everyDocument(by Worker, task access.Task) []Command {
	contact, situation, housing, rating, tie, own := called, saysSo, opensNeed, rates, draws, feels
	contact.By, situation.By, housing.By, rating.By, tie.By = by, by, by, by, by
	contact.Task, situation.Task, housing.Task, rating.Task, tie.Task, own.Task = task, task, task, task, task, task
	return []Command{
		contact, situation, housing, rating, tie, own,
		EndHousingNeed{Need: opensNeed.Need, How: "arranged", Ended: tuesday, Task: task, On: tuesday, By: by},
		ChangeTie{Tie: friend, Closeness: 1, From: tuesday, Task: task, On: tuesday, Drawer: Drawer{By: by}},
	}
}

// TestLaw_703_2023_37_EveryDocumentHasItsServiceTask: section 37, in force from
// 2024-01-01. A document without a service task is refused, and so is one for the
// record of a service that does not have the case.
func TestLaw_703_2023_37_EveryDocumentHasItsServiceTask(t *testing.T) {
	begun := []Event{CaseOpened(opening), opensNeed.opened(), drawn}
	another := OpenHousingNeed{Need: youth.Derive("another"), What: "income", Opened: monday, Task: access.WorkingAge}.opened()
	other := drawn
	other.Task = access.WorkingAge
	moved := append(slices.Clip(begun), HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday}, another, other)
	for _, cmd := range everyDocument(aino, "") {
		thenWrong(t, begun, cmd, "task", "required")
	}
	for _, cmd := range everyDocument(aino, "fishing") {
		thenWrong(t, begun, cmd, "task", "unknown-code")
	}
	for _, cmd := range everyDocument(aino, access.WorkingAge) {
		given(t, begun...).When(cmd).ThenRefused(ErrOtherTask)
	}
	for _, cmd := range everyDocument(henri, access.ChildProtection) {
		given(t, moved...).When(cmd).ThenRefused(ErrOtherTask)
	}
	t.Run("and says it in what is stored", func(t *testing.T) {
		var c Case
		for _, e := range moved {
			c = e.evolve(c)
		}
		for _, cmd := range everyDocument(henri, access.WorkingAge) {
			if end, ends := cmd.(EndHousingNeed); ends {
				end.Need = another.Need
				cmd = end
			}
			if open, opens := cmd.(OpenHousingNeed); opens {
				open.What = "supported"
				cmd = open
			}
			happened, err := cmd.decide(c)
			if err != nil || len(happened) != 1 || happened[0].(filed).filedIn() != access.WorkingAge {
				t.Errorf("%T: %+v, %v", cmd, happened, err)
			}
		}
	})
}

// TestTaskFor: by the phase of the case, unless its writer names one.
func TestTaskFor(t *testing.T) {
	aftercare := CaseOpened(opening).evolve(Case{})
	adult := HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday}.evolve(aftercare)
	colleague := HandoverAccepted{Person: youth, From: aino.ID, To: elin.ID, Task: access.ChildProtection, On: tuesday}.evolve(aftercare)
	for name, x := range map[string]struct {
		c      Case
		stated string
		want   access.Task
	}{
		"child protection from the opening on":               {aftercare, "", access.ChildProtection},
		"still, when a colleague of the same service has it": {colleague, "", access.ChildProtection},
		"the receiver's service from the acceptance on":      {adult, "", access.WorkingAge},
		"what the writer names":                              {adult, "child-protection", access.ChildProtection},
	} {
		if got := x.c.taskFor(x.stated); got != x.want {
			t.Errorf("%s: %s, wanted %s", name, got, x.want)
		}
	}
}

// TestPapersOf_GoByTheTaskOfEachEntry: a document belongs to the record that it
// names; one from before they did, to that of the service which had the case.
func TestPapersOf_GoByTheTaskOfEachEntry(t *testing.T) {
	named := ContactHad{Contact: talk, Day: monday, Task: access.ChildProtection}
	before := ContactHad{Contact: talk, Day: monday}
	var happened []es.Happening[Event]
	for _, e := range []Event{
		CaseOpened(opening), named, before, HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday}, named, before,
	} {
		happened = append(happened, es.Happening[Event]{Event: e})
	}
	var got []access.Task
	for _, p := range papersOf(happened) {
		got = append(got, p.tasks[0])
	}
	child, adult := access.ChildProtection, access.WorkingAge
	if want := []access.Task{child, child, child, child, child, adult}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, wanted %v", got, want)
	}
}
