package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Run("writes the rows asked for", func(t *testing.T) {
		var out, problems bytes.Buffer
		status := run([]string{"--date", "2026-11-23", "--seed", "1", "--rows", "12", "--area", ""}, &out, &problems)
		if status != 0 || problems.Len() > 0 || strings.Count(out.String(), "\n2026-11-23T") != 12 {
			t.Errorf("status %d, %s, %s", status, &problems, &out)
		}
	})
	t.Run("says what is wrong and writes nothing", func(t *testing.T) {
		for _, args := range [][]string{{"--area", "99"}, {"--rows", "0"}, {"--date", "23.11.2026"}, {"--unknown"}, {"day.csv"}} {
			var out, problems bytes.Buffer
			if status := run(args, &out, &problems); status == 0 || out.Len() > 0 || problems.Len() == 0 {
				t.Errorf("%v: status %d, %s, %s", args, status, &problems, &out)
			}
		}
	})
}
