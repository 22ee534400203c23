package oversight

import (
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
)

var (
	matter = es.ID{15: 1}.Derive("matter")
	case1  = es.ID{15: 1}.Derive("case")
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events", ResponsibleNoted{Subject: case1, Worker: "w-aino", Instead: matter},
		EndNoted{Subject: case1, On: calendar.MustParse("2026-09-30")}, SameNoted{Other: case1}, DifferentNoted{Other: case1})
}

func TestNoteResponsible(t *testing.T) {
	held := ResponsibleNoted{Subject: matter, Worker: "w-oskari"}
	t.Run("notes who it is", func(t *testing.T) {
		estest.Of(t, Decider).When(NoteResponsible{Subject: matter, Worker: "w-oskari"}).Then(held)
	})
	t.Run("said twice, noted once", func(t *testing.T) {
		estest.Of(t, Decider).Given(held).When(NoteResponsible{Subject: matter, Worker: "w-oskari"}).ThenNothing()
	})
	t.Run("notes nobody where nobody is named", func(t *testing.T) {
		estest.Of(t, Decider).When(NoteResponsible{Subject: matter}).ThenNothing()
	})
	for name, c := range map[string]struct {
		events []Event
		want   []string
	}{
		"one each for a matter and another's case": {[]Event{held, ResponsibleNoted{Subject: case1, Worker: "w-aino"}}, []string{"w-aino", "w-oskari"}},
		"whoever has the case that the matter became": {
			[]Event{held, ResponsibleNoted{Subject: case1, Worker: "w-aino", Instead: matter}}, []string{"w-aino"}},
		"whoever accepted the case":  {[]Event{ResponsibleNoted{Subject: case1, Worker: "w-aino"}, ResponsibleNoted{Subject: case1, Worker: "w-henri"}}, []string{"w-henri"}},
		"somebody once who has both": {[]Event{held, ResponsibleNoted{Subject: case1, Worker: "w-oskari"}}, []string{"w-oskari"}},
	} {
		t.Run("responsible is "+name, func(t *testing.T) {
			var r Responsible
			for _, e := range c.events {
				r = Decider.Evolve(r, e)
			}
			got := r.Workers()
			if len(got) != len(c.want) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("%v, want %v", got, c.want)
				}
			}
		})
	}
}

// TestNoteEnd: a client relationship is over when all that is known of it is.
func TestNoteEnd(t *testing.T) {
	held, also := ResponsibleNoted{Subject: matter, Worker: "w-oskari"}, ResponsibleNoted{Subject: case1, Worker: "w-aino"}
	end := func(subject es.ID, on string) EndNoted { return EndNoted{Subject: subject, On: calendar.MustParse(on)} }
	for name, c := range map[string]struct {
		events []Event
		want   string
	}{
		"nobody knows of any":           {nil, ""},
		"it goes on":                    {[]Event{held}, ""},
		"one of two goes on":            {[]Event{held, also, end(matter, "2026-01-31")}, ""},
		"the last of two":               {[]Event{held, also, end(matter, "2026-03-31"), end(case1, "2026-02-28")}, "2026-03-31"},
		"the case that the matter was":  {[]Event{held, ResponsibleNoted{Subject: case1, Worker: "w-aino", Instead: matter}, end(case1, "2026-02-28")}, "2026-02-28"},
		"somebody came back":            {[]Event{also, end(case1, "2026-02-28"), also}, ""},
		"and their case was over again": {[]Event{also, end(case1, "2026-02-28"), also, end(case1, "2026-08-31")}, "2026-08-31"},
	} {
		var r Responsible
		for _, e := range c.events {
			r = Decider.Evolve(r, e)
		}
		got := ""
		if last, over := r.over(); over {
			got = last.String()
		}
		if got != c.want {
			t.Errorf("%s: over %q, want %q", name, got, c.want)
		}
	}
	estest.Of(t, Decider).Given(also, end(case1, "2026-02-28")).When(NoteEnd{Subject: case1, On: calendar.MustParse("2026-02-28")}).ThenNothing()
	estest.Of(t, Decider).Given(also, end(case1, "2026-02-28")).When(NoteResponsible{Subject: case1, Worker: "w-aino"}).Then(also)
}
