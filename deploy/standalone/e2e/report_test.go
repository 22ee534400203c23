//go:build e2e

package e2e

import (
	"encoding/csv"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReport_ThlFromARunningSystem runs the command as the one who sends the figures
// does: of the present half-year, as known now and as recorded on a day before
// anything was; and what is no half-year is refused.
func TestReport_ThlFromARunningSystem(t *testing.T) {
	s := newSystem(t, "--demo-content=false")
	if _, err := s.importFile(demoFile(t, "2026-11-20", 30)); err != nil {
		t.Fatal(err)
	}
	report := func(args ...string) ([][]string, error) {
		all := append([]string{"report", "thl", "--api", "http://" + s.api, "--data", s.data}, args...)
		out, err := exec.Command(filepath.Join(binaries, "nivel"), all...).Output()
		if err != nil {
			return nil, err
		}
		return csv.NewReader(strings.NewReader(string(out))).ReadAll()
	}
	var rows [][]string
	eventually(t, 30*time.Second, "30 matters in the figures", func() bool {
		var err error
		rows, err = report("--half", "2026-10")
		return err == nil && len(rows) == 5 && rows[3][5] == "30"
	})
	for i, want := range []string{"from,to,as_of,known,limit", "then,start-7-working-days,30", "then,completion-3-months,30", "now,start-7-working-days,30", "now,completion-3-months,30"} {
		if got := strings.Join(rows[i], ","); !strings.Contains(got, want) || i > 0 && !strings.HasPrefix(got, "2026-10-01,2027-03-31,") {
			t.Errorf("row %d is %s", i, got)
		}
	}
	t.Run("as of a past day it says what was recorded then, or only what is known now", func(t *testing.T) {
		for known, want := range map[string]string{"then": "0", "now": "30"} {
			rows, err := report("--half", "2026-10", "--as-of", "2026-11-20", "--known", known)
			if err != nil || len(rows) != 3 || rows[1][2] != "2026-11-20" || rows[1][3] != known || rows[1][5] != want {
				t.Errorf("%s: %v, %v", known, rows, err)
			}
		}
	})
	t.Run("what is no half-year, or has not come, is refused", func(t *testing.T) {
		for _, args := range [][]string{{"--half", "2026-05"}, {"--half", "2026-10", "--as-of", "2999-01-01"}, {"--half", "soon"}} {
			if rows, err := report(args...); err == nil {
				t.Errorf("%v gave %v", args, rows)
			}
		}
	})
}
