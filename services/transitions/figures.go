package transitions

import (
	"maps"
	"slices"

	"nivel/libs/contracts"
)

// smallest is the least number that a report shows, besides none. House rule.
const smallest = 5

// shown is a number as a report shows it; nil: one to four are hidden.
func shown(n int) *int {
	if n > 0 && n < smallest {
		return nil
	}
	return &n
}

// whole is a number that is shown whatever it is: to who sees each single one.
func whole(n int) *int { return &n }

// sum adds what is shown. Where any part is hidden, so is the sum. So a report
// says nothing but its cells that are shown and what follows from those alone:
// whatever is added or subtracted in it, what is hidden cannot be found.
func sum(parts ...*int) *int {
	total := 0
	for _, part := range parts {
		if part == nil {
			return nil
		}
		total += *part
	}
	return &total
}

// modeFigures puts counts into the form of a report; show says how each is shown.
func modeFigures(counts map[Mode]int, show func(int) *int) contracts.ModeFigures {
	return modeCells(func(mode Mode) *int { return show(counts[mode]) })
}

func modeCells(count func(Mode) *int) contracts.ModeFigures {
	f := contracts.ModeFigures{}
	for _, offered := range contracts.MeetingModes() {
		for _, chosen := range contracts.MeetingModes() {
			f.Cells = append(f.Cells, contracts.ModeCell{Offered: offered, Chosen: chosen, Count: count(Mode{offered, chosen})})
		}
	}
	return withSums(f)
}

// withSums adds the sums over the cells.
func withSums(f contracts.ModeFigures) contracts.ModeFigures {
	var all, other []*int
	chosen := map[string][]*int{}
	for _, cell := range f.Cells {
		all = append(all, cell.Count)
		chosen[cell.Chosen] = append(chosen[cell.Chosen], cell.Count)
		if cell.Offered != cell.Chosen {
			other = append(other, cell.Count)
		}
	}
	f.Chosen = nil
	for _, mode := range contracts.MeetingModes() {
		f.Chosen = append(f.Chosen, contracts.ModeSum{Mode: mode, Count: sum(chosen[mode]...)})
	}
	f.Other, f.Total = sum(other...), sum(all...)
	return f
}

// contactReport is the report of a year. counts has the contacts of each unit.
func contactReport(year int, units []string, counts map[string]map[Mode]int) contracts.ContactReport {
	report := contracts.ContactReport{Year: year, Smallest: smallest, Units: []contracts.UnitOfModes{}, All: modeFigures(nil, whole)}
	shownOf := func(of []string, number func(map[Mode]int) int) *int {
		var numbers []int
		for _, unit := range of {
			numbers = append(numbers, number(counts[unit]))
		}
		return shownTogether(numbers)
	}
	inAll := func(of map[Mode]int) int { return total(slices.Collect(maps.Values(of))) }
	lines := toldLines(units, func(unit string) []int { return []int{inAll(counts[unit])} },
		func(of []string) bool { return shownOf(of, inAll) != nil })
	for _, told := range lines {
		line := modeCells(func(mode Mode) *int { return shownOf(told.of, func(of map[Mode]int) int { return of[mode] }) })
		for i, cell := range line.Cells {
			report.All.Cells[i].Count = sum(report.All.Cells[i].Count, cell.Count)
		}
		report.Units = append(report.Units, contracts.UnitOfModes{Unit: told.unit, ModeFigures: line})
	}
	report.All = withSums(report.All)
	return report
}
