package transitions

import (
	"cmp"
	"slices"

	"nivel/libs/contracts"
)

// Small units are told together. One unit of one to four would else hide the whole
// area, in most months: the area beside all other units would tell it.

// toldLine is a line of a report: one unit, or small units together.
type toldLine struct {
	unit string   // empty: several together
	of   []string // the units that it counts
}

// toldLines are the lines of a report, in the order of units: each unit with its
// own, but those in which a number of a view is small, and the workers whom the
// register knows no more, in one line at the end. Where even that line would be
// hidden, the smallest of the other units goes into it, and the next. If it is
// hidden all the same, because there are too few units, each has its own line.
//
// sizes has the number of a unit in each view; told says whether a line of units
// can be told at all.
func toldLines(units []string, sizes func(unit string) []int, told func(of []string) bool) (lines []toldLine) {
	var alone, together []string
	for _, unit := range units {
		switch of := sizes(unit); {
		case total(of) == 0: // there is nothing to tell
		case unit == "" || slices.ContainsFunc(of, func(n int) bool { return shown(n) == nil }):
			together = append(together, unit)
		default:
			alone = append(alone, unit)
		}
	}
	bySize := slices.SortedStableFunc(slices.Values(alone), func(a, b string) int { return cmp.Compare(total(sizes(a)), total(sizes(b))) })
	for len(together) > 0 && !told(together) && len(bySize) > 0 {
		together, bySize = append(together, bySize[0]), bySize[1:]
	}
	several := told(together)
	for _, unit := range units {
		if total(sizes(unit)) > 0 && (!several || !slices.Contains(together, unit)) {
			lines = append(lines, toldLine{unit, []string{unit}})
		}
	}
	if several && len(together) > 0 {
		lines = append(lines, toldLine{"", together})
	}
	return lines
}

func total(numbers []int) (n int) {
	for _, number := range numbers {
		n += number
	}
	return n
}

// shownTogether is the sum of the numbers of several units as a report shows it:
// hidden where it is small, or where the rest would be to who leads one of them
// and knows that one.
func shownTogether(numbers []int) *int {
	all := total(numbers)
	for _, own := range numbers {
		if shown(all-own) == nil {
			return nil
		}
	}
	return shown(all)
}

// plus adds the numbers of another line so many times.
func (g groupCounts) plus(h groupCounts, times int) groupCounts {
	sum := groupCounts{}
	for _, group := range contracts.SituationGroups() {
		sum[group] = g[group] + times*h[group]
	}
	return sum
}

// asLine are the numbers of units as one line in each view, and those lines
// without each of the units.
func asLine(of []string, views ...map[string]groupCounts) (line []groupCounts, without []groupCounts) {
	for _, view := range views {
		all := groupCounts{}
		for _, unit := range of {
			all = all.plus(view[unit], 1)
		}
		line = append(line, all)
		for _, unit := range of {
			without = append(without, all.plus(view[unit], -1))
		}
	}
	return line, without
}
