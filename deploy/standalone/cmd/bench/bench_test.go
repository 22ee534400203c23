package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBench runs the quick form and looks whether everything was measured. It
// says nothing of how fast anything is.
func TestBench(t *testing.T) {
	file := filepath.Join(t.TempDir(), "figures.json")
	var out, problems strings.Builder
	if code := run([]string{"-quick", "-data", t.TempDir(), "-json", file}, &out, &problems); code != 0 {
		t.Fatalf("it ended with %d: %s", code, problems.String())
	}
	var r report
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Run("every figure is measured and printed", func(t *testing.T) {
		for _, name := range []string{
			"disk_1", "history_1", "commands_1", "disk_16", "history_16", "commands_16",
			"visible_p50", "visible_p99", "list_p50", "list_p99", "read_p50", "decision_p50", "log_p50", "nation_import", "nation_visible", "inbox_idle_p95", "inbox_hour_p95", "inbox_burst_p95", "inbox_few_p95", "inbox_many_p95",
			"fsync", "engine_1", "engine_16", "engine_128", "client_1", "client_16", "client_128",
			"held_1", "held_16", "held_128", "read_1", "read_16", "read_128",
			"long_engine", "long_read_all", "long_subscription", "long_rebuild_client", "long_rebuild_engine", "long_start", "long_bytes",
			"search_name_p50", "search_name_p95", "search_beginning_p95", "search_stranger_p95", "search_indexed",
			"few_search_name_p50", "few_search_name_p95", "few_search_beginning_p95", "few_search_stranger_p95",
			"read_events", "redis_writes", "rebuild_events", "rebuild_writes", "bus_facts", "alarms_took", "alarms", "cases_few_p95", "cases_many_p95", "board_few_p95", "board_many_p95",
		} {
			if r.value(name) <= 0 || !strings.Contains(out.String(), r.cell(name)) {
				t.Errorf("%s is %v and printed as %q", name, r.value(name), r.cell(name))
			}
		}
	})
	t.Run("every claim has its ratio and its line", func(t *testing.T) {
		lines := strings.Count(out.String(), "\n- ")
		if len(r.Claims) != 28 || lines != len(r.Claims)+1 {
			t.Errorf("%d claims and %d lines, with the one about the digest", len(r.Claims), lines)
		}
		for _, c := range r.Claims {
			if c.Ratio <= 0 {
				t.Errorf("%s is %v", c.Name, c.Ratio)
			}
		}
	})
	t.Run("rounds take turns and the middle one counts", func(t *testing.T) {
		for _, f := range r.Figures {
			if len(f.Rounds) > 0 && f.Value != middle(f.Rounds) {
				t.Errorf("%s is %v of %v", f.Name, f.Value, f.Rounds)
			}
		}
	})
}

func TestQuantile(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3}
	for q, want := range map[float64]float64{0: 1, 0.5: 3, 0.99: 5, 1: 5} {
		if got := quantile(values, q); got != want {
			t.Errorf("the share %v of %v does not exceed %v, want %v", q, values, got, want)
		}
	}
	if values[0] != 5 {
		t.Error("it sorted the caller's values")
	}
}

func TestConclude_RefusesWhatWasNotMeasured(t *testing.T) {
	r := report{Figures: []figure{{Name: "disk_1", Value: 0}}}
	if err := r.conclude(); err == nil || !strings.Contains(err.Error(), "disk_1") {
		t.Errorf("it says %v", err)
	}
}
