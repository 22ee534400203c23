package uselog

import (
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

func TestRecorder(t *testing.T) {
	base := look(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	matter := Showing{Object: Object{Kind: "matter", ID: "m-1"}, Purpose: "child-protection", Relation: access.Holder, Outcome: Allowed}

	t.Run("makes one entry of what was seen on one ground", func(t *testing.T) {
		r := NewRecorder(base)
		for i := range 50 {
			s := matter
			s.Persons = []es.ID{person(i % 40)}
			r.Saw(s)
		}
		other := matter
		other.Relation, other.Persons = access.Team, []es.ID{person(1)}
		r.Saw(other)
		got := r.Entries()
		if len(got) != 2 || len(got[0].Persons) != 40 || got[1].Relation != access.Team || got[0].Actor != base.Actor {
			t.Errorf("noted %+v", got)
		}
	})
	t.Run("parts a list that is too long for one entry", func(t *testing.T) {
		r := NewRecorder(base)
		s := matter
		for i := range 2*MaxPersons + 1 {
			s.Persons = append(s.Persons, person(i))
		}
		r.Saw(s)
		got := r.Entries()
		if len(got) != 3 || len(got[2].Persons) != 1 {
			t.Errorf("%d entries", len(got))
		}
		for _, e := range got {
			if err := e.validate(); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("writes once, and keeps what could not be written", func(t *testing.T) {
		r := NewRecorder(base)
		r.Saw(matter)
		away := errors.New("away")
		if err := r.Flush(t.Context(), writerFunc(func(...Entry) error { return away })); !errors.Is(err, away) {
			t.Errorf("said %v", err)
		}
		w := newWorld(t)
		l := w.open(w.options("a"))
		for range 2 {
			if err := r.Flush(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		w.sound(1)
	})
}

type writerFunc func(...Entry) error

func (f writerFunc) Write(_ context.Context, entries ...Entry) error { return f(entries...) }

// extractOf is an extract about person 1 and its cells.
func extractOf(t *testing.T, entries ...Entry) (string, [][]string) {
	t.Helper()
	var out strings.Builder
	name := func(actor string) string {
		return map[string]string{"w-aino": "Aino Virtaharju", "w-evil": "=cmd|' /C calc'!A0"}[actor]
	}
	if err := WriteExtract(&out, ExtractOf(person(1), entries, name)); err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF")))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), rows[1:]
}

func TestViews(t *testing.T) {
	at := time.Date(2026, 11, 20, 22, 30, 0, 0, time.UTC)
	list := look(at, person(2), person(1), person(3))
	list.Object = Object{Kind: "inbox", ID: person(2).String()}
	denied := look(at, person(1))
	denied.Outcome = Denied
	other := look(at, person(2))
	guardian := look(at, person(1))
	guardian.Actor, guardian.Role, guardian.Unit = person(9).String(), access.GuardianRole, ""
	evil := look(at, person(1))
	evil.Actor = "w-evil"
	given := look(at, person(1))
	given.Disclosed = &Disclosure{Recipient: person(8).String(), Description: "plan", Provision: &law.Provision{Act: "703/2023", Section: "64 §"}}
	entries := []Entry{list, denied, other, guardian, evil, given}

	t.Run("the own view says unit, role, purpose and time", func(t *testing.T) {
		got := OwnView(person(1), entries)
		if len(got) != 4 {
			t.Fatalf("%d lines, want the list, the guardian, the worker and the disclosure", len(got))
		}
		want := OwnLook{At: at, Role: access.SocialWorker, Unit: "intake-north", Purpose: "child-protection", Object: "inbox"}
		if got[0] != want || !got[3].Disclosed {
			t.Errorf("says %+v", got)
		}
	})
	t.Run("the extract names no other person", func(t *testing.T) {
		text, rows := extractOf(t, entries...)
		for _, stranger := range []int{2, 3, 8, 9} {
			if strings.Contains(text, person(stranger).String()) {
				t.Errorf("person %d is in it:\n%s", stranger, text)
			}
		}
		if len(rows) != 4 || rows[0][1] != "Aino Virtaharju" || rows[0][0] != "2026-11-21 00:30:00" || rows[1][1] != "" || rows[3][10] != "a private person" {
			t.Errorf("rows are %q", rows)
		}
	})
	t.Run("the extract runs no formula", func(t *testing.T) {
		_, rows := extractOf(t, evil)
		if rows[0][1] != "'=cmd|' /C calc'!A0" {
			t.Errorf("a cell is %q", rows[0][1])
		}
		for _, bad := range []string{"=1", "+1", "-1", "@a", "\t=1", "\r=1", "  =1", "\uff1d1", "\u00a0=1"} {
			if got := neutral(bad); got != "'"+bad {
				t.Errorf("%q stays %q", bad, got)
			}
		}
		if neutral("intake-north") != "intake-north" || neutral("") != "" {
			t.Error("a harmless cell was changed")
		}
	})
	t.Run("goes back two years", func(t *testing.T) {
		if got := LookBack(calendar.MustParse("2028-02-29")); got != calendar.MustParse("2026-02-28") {
			t.Errorf("to %s", got)
		}
	})
}

func FuzzNeutral(f *testing.F) {
	f.Add(" =1+1")
	f.Fuzz(func(t *testing.T, cell string) {
		got := strings.TrimLeft(neutral(cell), " \u00a0\u3000")
		if got != "" && strings.ContainsAny(got[:1], "=+-@\t\r\n") {
			t.Errorf("%q becomes %q", cell, got)
		}
	})
}
