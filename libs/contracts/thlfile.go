package contracts

import (
	"slices"
	"strconv"
)

// ThlKnown are the two ways in which the figures of a half-year are known: as
// recorded up to the end of the day looked at, and as known now.
func ThlKnown() []string { return []string{"then", "now"} }

// Records returns the report as the rows of a file, names of columns first: a row
// for each limit of law and each of known, in the order of ThlKnown. Names are
// codes, the same in every language; the same report gives the same rows.
func (r ThlReport) Records(known ...string) [][]string {
	rows := [][]string{{"from", "to", "as_of", "known", "limit", "pending", "unnecessary", "in_time", "late", "open", "open_late"}}
	figures := map[string]ThlFigures{"then": r.Then, "now": r.Now}
	for _, name := range ThlKnown() {
		if !slices.Contains(known, name) {
			continue
		}
		f := figures[name]
		for _, limit := range []struct {
			name  string
			clock ThlClock
		}{{"start-7-working-days", f.Start}, {"completion-3-months", f.Completion}} {
			row := []string{r.From.String(), r.To.String(), r.AsOf.String(), name, limit.name}
			for _, n := range []int{f.Pending, f.Unnecessary, limit.clock.InTime, limit.clock.Late, limit.clock.Open, limit.clock.OpenLate} {
				row = append(row, strconv.Itoa(n))
			}
			rows = append(rows, row)
		}
	}
	return rows
}
