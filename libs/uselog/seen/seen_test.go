package seen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/uselog"
)

func person(n int) es.ID { return es.ID{15: 1}.Derive(fmt.Sprint(n)) }

var noon = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// logged is a history with a log in it, and the read model of it.
func logged(t *testing.T, entries ...uselog.Entry) *Seen {
	t.Helper()
	memory := estest.NewMemory(clock)
	folder, err := uselog.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	key, err := uselog.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	l, err := uselog.Open(t.Context(), uselog.Options{
		Service: "intake", Instance: "a", Store: memory, Second: folder, Key: key, Clock: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(t.Context(), entries...); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	events, err := memory.Read(t.Context(), "uselog-intake-a-2026-11", 0)
	if err != nil {
		t.Fatal(err)
	}
	return running(t, memory, events[len(events)-1].Position)
}

func running(t *testing.T, log es.Log, to es.Position) *Seen {
	t.Helper()
	redis, err := readmodel.Open(t.Context(), readmodel.Options{
		Dir: t.TempDir(), Area: "demo", Logger: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: clock,
		Program: "no-such-redis-server", Poll: 20 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(redis, log, clock)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-done, redis.Close()); err != nil {
			t.Error(err)
		}
	})
	waiting, over := context.WithTimeout(t.Context(), 30*time.Second)
	defer over()
	if err := s.WaitFor(waiting, to); err != nil {
		t.Fatal(err)
	}
	return s
}

func entry(at time.Time, actor string, persons ...es.ID) uselog.Entry {
	return uselog.Entry{
		At: at, Action: "intake.read-matter", Persons: persons, Object: uselog.Object{Kind: "matter", ID: "m-1"}, Actor: actor,
		Role: access.SocialWorker, Unit: "north", Area: "demo", Provider: "demo", Purpose: "child-protection", Outcome: uselog.Allowed,
	}
}

func TestSeen(t *testing.T) {
	sealed := json.RawMessage(fmt.Sprintf(`{"k":%q,"c":"AAAAAAAAAAAAAAAAAAAAAAAA"}`, es.NewID()))
	var entries []uselog.Entry
	for i := range 30 {
		entries = append(entries, entry(noon.AddDate(0, 0, -i), fmt.Sprintf("w-%d", i%3), person(i%2), person(100+i)))
	}
	entries[4].Reason, entries[4].Outcome = sealed, uselog.Glass
	entries = append(entries, entry(noon.AddDate(-3, 0, 0), "w-0", person(0)))
	s := logged(t, entries...)
	month := Window{From: calendar.On(noon.AddDate(0, 0, -29)), To: calendar.On(noon)}

	t.Run("who has seen this person, newest first, page by page", func(t *testing.T) {
		var got []uselog.Entry
		pages := 0
		for after := Cursor(""); ; pages++ {
			page, err := s.Looks(t.Context(), person(0), month, after, 4)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, page.Entries...)
			if after = page.Next; after == "" {
				break
			}
		}
		if len(got) != 15 || pages != 3 {
			t.Fatalf("%d entries after %d pages, want 15 after 3", len(got), pages)
		}
		for i, e := range got {
			if want := noon.AddDate(0, 0, -2*i); !e.At.Equal(want) {
				t.Errorf("entry %d is of %s, want %s", i, e.At, want)
			}
		}
	})
	t.Run("within the days asked for, both included", func(t *testing.T) {
		day := calendar.On(noon.AddDate(0, 0, -4))
		page, err := s.Looks(t.Context(), person(0), Window{From: day, To: day}, "", 10)
		if err != nil || len(page.Entries) != 1 {
			t.Errorf("%d entries, %v", len(page.Entries), err)
		}
	})
	t.Run("what this worker has seen", func(t *testing.T) {
		page, err := s.LooksBy(t.Context(), "w-1", month, "", 500)
		if err != nil || len(page.Entries) != 10 {
			t.Errorf("%d entries, %v", len(page.Entries), err)
		}
	})
	t.Run("what was seen on this day, by whomever", func(t *testing.T) {
		page, err := s.LooksOn(t.Context(), calendar.On(noon.AddDate(0, 0, -3)), "", 500)
		if err != nil || len(page.Entries) != 1 || page.Entries[0].Actor != "w-0" {
			t.Errorf("%+v, %v", page.Entries, err)
		}
	})
	t.Run("nothing from before two years without a special reason", func(t *testing.T) {
		all := Window{From: calendar.MustParse("2020-01-01"), To: calendar.On(noon)}
		if _, err := s.Looks(t.Context(), person(0), all, "", 500); !errors.Is(err, ErrTooOld) {
			t.Errorf("said %v", err)
		}
		all.Special = true
		page, err := s.Looks(t.Context(), person(0), all, "", 500)
		if err != nil || len(page.Entries) != 16 {
			t.Errorf("%d entries, %v", len(page.Entries), err)
		}
	})
	t.Run("keeps no reason of a broken glass", func(t *testing.T) {
		page, err := s.LooksBy(t.Context(), "w-1", month, "", 500)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Entries {
			if len(e.Reason) > 0 || strings.Contains(fmt.Sprint(e), "AAAA") {
				t.Errorf("it holds %+v", e)
			}
		}
	})
	t.Run("refuses what makes no sense", func(t *testing.T) {
		_, none := s.Looks(t.Context(), person(0), Window{Special: true}, "", 10)
		_, bad := s.LooksBy(t.Context(), "w-1", month, "nonsense", 10)
		if r, ok := refusal.As(none); !ok || r.Code != "no-window" || !errors.Is(bad, ErrCursor) {
			t.Errorf("said %v and %v", none, bad)
		}
	})
}
