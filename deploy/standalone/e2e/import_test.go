//go:build e2e

package e2e

import (
	"os"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// TestImport_OneDayOfTheNation brings 920 notifications of one working day into
// one area, twice.
func TestImport_OneDayOfTheNation(t *testing.T) {
	s := newSystem(t, "--demo-content=false")
	file := demoFile(t, "2026-11-20", 920)
	out, err := s.importFile(file)
	if err != nil || !strings.HasSuffix(out, "920 imported, 0 already there, 0 refused") {
		t.Fatalf("%v: %s", err, out)
	}
	if !strings.Contains(out, "100 of 920 rows") {
		t.Errorf("no progress was shown: %s", out)
	}
	worker := s.as("w-aino", access.SocialWorker)
	eventually(t, 10*time.Second, "920 rows in the inbox", func() bool {
		page, err := list(t.Context(), worker, "inbox", "", "")
		return err == nil && page.Counts[0].Total == 920
	})
	t.Run("every row is there once, with the right next day", func(t *testing.T) {
		seen := map[es.ID]bool{}
		for _, row := range everyRow(t, worker, "inbox") {
			pending := calendar.On(row.ReceivedAt)
			if seen[row.Matter] || row.ChildName == "" || row.Next != "assess-urgency" || row.Due != pending || pending.String() != "2026-11-20" {
				t.Fatalf("row %+v", row)
			}
			seen[row.Matter] = true
		}
		if len(seen) != 920 {
			t.Errorf("%d matters", len(seen))
		}
	})
	t.Run("the same file again changes nothing", func(t *testing.T) {
		out, err := s.importFile(file)
		if err != nil || !strings.HasSuffix(out, "0 imported, 920 already there, 0 refused") {
			t.Fatalf("%v: %s", err, out)
		}
		if page, err := list(t.Context(), worker, "inbox", "", ""); err != nil || page.Counts[0].Total != 920 {
			t.Errorf("the inbox counts %+v, %v", page.Counts, err)
		}
	})
	t.Run("the statutory days are those of the law", func(t *testing.T) {
		row := everyRow(t, worker, "inbox")[0]
		m := s.see(worker, row.Matter)
		if m.Start.Due.String() != "2026-12-01" || m.Completion.Nominal.String() != "2027-02-20" || m.Completion.Due.String() != "2027-02-22" {
			t.Errorf("start by %s, complete by %s (nominal %s)", m.Start.Due, m.Completion.Due, m.Completion.Nominal)
		}
		if len(m.Start.Finding.Steps) < 8 || m.Start.Finding.Act != "417/2007" {
			t.Errorf("the proof is thin: %+v", m.Start.Finding)
		}
	})
	t.Run("a file with a wrong row changes nothing and says which", func(t *testing.T) {
		raw, err := os.ReadFile(demoFile(t, "2026-11-19", 20))
		must(t, err)
		lines := strings.SplitAfter(string(raw), "\n")
		lines[7] = strings.Replace(lines[7], "2026-11-19T", "2026-19-19T", 1)
		bad := t.TempDir() + "/bad.csv"
		must(t, os.WriteFile(bad, []byte(strings.Join(lines, "")), 0o600))
		out, err := s.importFile(bad)
		if err == nil || !strings.Contains(out, "line 8: received_at: malformed-time") || !strings.Contains(out, "nothing imported") {
			t.Errorf("%v: %s", err, out)
		}
		out, err = s.importFile(bad, "--good-rows")
		if err == nil || !strings.Contains(out, "19 imported") {
			t.Errorf("with --good-rows: %v: %s", err, out)
		}
	})
	t.Run("another area's file is refused", func(t *testing.T) {
		out, err := s.importFile(file, "--area", "21")
		if err == nil || !strings.Contains(out, "other-area") {
			t.Errorf("%v: %s", err, out)
		}
	})
}
