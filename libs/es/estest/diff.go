package estest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// render writes events one under the other: the type's name, then its JSON.
func render[E any](events []E) string {
	if len(events) == 0 {
		return "(nothing)\n"
	}
	var b strings.Builder
	for _, e := range events {
		data, err := json.MarshalIndent(e, "", "  ")
		if err != nil {
			data = fmt.Appendf(nil, "(not JSON: %v)", err)
		}
		fmt.Fprintf(&b, "%T %s\n", e, data)
	}
	return b.String()
}

// diff shows got against want, line by line. Values that differ only in what
// JSON does not show are printed as Go values.
func diff[E any](want, got []E) string {
	w, g := render(want), render(got)
	if w == g {
		return fmt.Sprintf("equal as JSON, different as Go values:\n- %#v\n+ %#v\n", want, got)
	}
	return diffLines(strings.SplitAfter(w, "\n"), strings.SplitAfter(g, "\n"))
}

// diffLines marks the lines of a longest common subsequence with a space, the
// others with - (only in want) and + (only in got).
func diffLines(want, got []string) string {
	common := lcs(want, got)
	var b strings.Builder
	i, j := 0, 0
	for i < len(want) || j < len(got) {
		switch {
		case i < len(want) && j < len(got) && want[i] == got[j]:
			mark(&b, "  ", want[i])
			i, j = i+1, j+1
		case j == len(got) || i < len(want) && common[i+1][j] >= common[i][j+1]:
			mark(&b, "- ", want[i])
			i++
		default:
			mark(&b, "+ ", got[j])
			j++
		}
	}
	return b.String()
}

func mark(b *strings.Builder, sign, line string) {
	if line != "" {
		b.WriteString(sign + strings.TrimSuffix(line, "\n") + "\n")
	}
}

// lcs returns, for each pair of tails a[i:], b[j:], how many lines they share
// in order.
func lcs(a, b []string) [][]int {
	n := make([][]int, len(a)+1)
	for i := range n {
		n[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			n[i][j] = max(n[i+1][j], n[i][j+1])
			if a[i] == b[j] {
				n[i][j] = n[i+1][j+1] + 1
			}
		}
	}
	return n
}
