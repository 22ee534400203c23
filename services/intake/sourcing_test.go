package intake_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func outsideSource() contracts.OutsideSource {
	return contracts.OutsideSource{
		Kind: "education", From: "Canaryschool", What: "Canarywhat", Got: calendar.MustParse("2026-11-20"),
		AskedBy: "w-oskari", Basis: "authority-right", Purpose: "Canarypurpose",
	}
}

func TestIntake_InformationFromOutside(t *testing.T) {
	c := newCounty(t)
	matter := c.held(open())
	at := path(matter, "sources")
	done, err := ask(c, "w-aino", "POST", at, outsideSource())
	must(t, err)
	seen := c.see("w-elin", matter)
	if len(seen.Sources) != 1 {
		t.Fatalf("shown %+v", seen.Sources)
	}
	got, want := seen.Sources[0], outsideSource()
	if got.From != want.From || got.What != want.What || got.Got != want.Got || got.AskedBy != want.AskedBy || got.Basis != want.Basis || got.Purpose != want.Purpose || got.Kind != want.Kind || got.By != "w-aino" {
		t.Errorf("shown %+v", got)
	}
	last := seen.Timeline[len(seen.Timeline)-1]
	if last.What != "intake.source-recorded.v1" || len(last.Findings) != 1 || last.Findings[0].Section != "39 §" || last.Facts["source-basis"] != "authority-right" {
		t.Errorf("the timeline ends with %+v", last)
	}
	t.Run("cannot be saved without its legal basis", func(t *testing.T) {
		without := outsideSource()
		without.Basis = ""
		_, err := ask(c, "w-aino", "POST", at, without)
		no, _ := refusal.As(err)
		if len(no.Fields) != 1 || no.Fields[0] != (refusal.Field{Name: "legal_basis", Code: "legal-basis-missing"}) || no.Law != "703/2023 39 §" {
			t.Errorf("refused %+v", err)
		}
		if again := c.see("w-aino", matter); len(again.Sources) != 1 || again.Revision != done.Revision {
			t.Errorf("saved all the same: %+v", again.Sources)
		}
	})
	t.Run("is refused with every field that is wrong", func(t *testing.T) {
		wrong := outsideSource()
		wrong.Kind, wrong.AskedBy, wrong.From = "Canarysource", "w-nobody", strings.Repeat("x", 201)
		_, err := ask(c, "w-aino", "POST", at, wrong)
		if no, _ := refusal.As(err); len(no.Fields) != 3 || strings.Contains(err.Error(), "Canary") {
			t.Errorf("refused %+v", err)
		}
	})
	t.Run("is readable in no file of the history", func(t *testing.T) {
		var bytesRead int
		must(t, filepath.WalkDir(filepath.Join(c.dir, "history"), func(name string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			raw, err := os.ReadFile(name)
			if bytesRead += len(raw); bytes.Contains(raw, []byte("Canary")) {
				t.Errorf("%s holds a text in the clear", name)
			}
			return err
		}))
		if bytesRead == 0 {
			t.Error("nothing was read")
		}
	})
}

// TestLaw_661_2009_37_ASourceIsNotNamed while a safety non-disclosure is in force, to
// who does not need it: it may be the child's school.
func TestLaw_661_2009_37_ASourceIsNotNamed(t *testing.T) {
	c := newCounty(t)
	for _, x := range []struct {
		n      contracts.Notification
		hidden bool
	}{{notification(), true}, {open(), false}} {
		matter := c.held(x.n)
		_, err := ask(c, "w-aino", "POST", path(matter, "sources"), outsideSource())
		must(t, err)
		for who, hidden := range map[string]bool{"w-elin": x.hidden, "w-maria": x.hidden, "w-aino": false} {
			got := c.raw(who, "GET", "/matters/"+matter.String(), "").body
			if strings.Contains(got, "Canaryschool") == hidden || !strings.Contains(got, "Canarywhat") {
				t.Errorf("%s is told who told: %v", who, !hidden)
			}
		}
		if x.hidden {
			break // the same child
		}
	}
}
