package standalone

import (
	"testing"
	"time"
)

func TestReportCommand_RefusesAWrongCall(t *testing.T) {
	clock := func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) }
	for _, args := range [][]string{
		{}, {"law"}, {"thl"}, {"thl", "--half", "2026-10", "--known", "later"}, {"thl", "--half"}, {"thl", "--window", "2026-10"},
	} {
		if code := ReportCommand(args, clock); code != 2 {
			t.Errorf("%v ends with %d", args, code)
		}
	}
	if code := ReportCommand([]string{"thl", "--half", "2026-10", "--data", t.TempDir()}, clock); code != 1 {
		t.Errorf("without a running system it ends with %d", code)
	}
}
