package web

import (
	"slices"
	"strconv"
	"strings"

	"nivel/libs/contracts"
)

// plannedRows is how many planned services the form has room for.
const plannedRows = 3

// wayField names a field of the way to a goal, plannedField one of a planned
// service, by the number of its row.
func wayField(part string) func(int) string { return rowField("ways", part) }

func plannedField(part string) func(int) string { return rowField("planned", part) }

func rowField(list, part string) func(int) string {
	return func(i int) string { return list + "." + strconv.Itoa(i) + "." + part }
}

// rows returns in which rows of a list somebody typed anything, by the names of
// the fields of a row.
func (f form) rows(fields ...func(int) string) []int {
	var typed []int
	for i := range maxGoalFields {
		if slices.ContainsFunc(fields, func(name func(int) string) bool { return f.text(name(i)) != "" }) {
			typed = append(typed, i)
		}
	}
	return typed
}

// planned returns which of the form's services somebody typed.
func (f form) planned() []int { return f.rows(plannedField("service"), plannedField("what")) }

// plannedRoom is how many services the form shows room for.
func (f form) plannedRoom() int { return room(f.planned(), plannedRows, maxGoalFields) }

// room is how many rows a form shows: as many as it usually has, or one more than
// the last that was typed into, up to the most that are taken.
func room(typed []int, usual, most int) int {
	if len(typed) == 0 {
		return usual
	}
	return min(max(usual, typed[len(typed)-1]+2), most)
}

// asTyped is the name of a field of a row, such as ways.0.by, under the number
// that the row has in the form.
func asTyped(name string, typed []int) string {
	parts := strings.SplitN(name, ".", 3)
	if n, err := strconv.Atoi(parts[1]); err == nil && n >= 0 && n < len(typed) {
		parts[1] = strconv.Itoa(typed[n])
	}
	return strings.Join(parts, ".")
}

// longRow reports whether a field of a list holds a text that is kept for who
// typed it.
func longRow(name string) bool {
	list, rest, _ := strings.Cut(name, ".")
	_, part, _ := strings.Cut(rest, ".")
	return list == "goals" || list == "ways" && part != "by" || list == "planned" && part == "what"
}

// depth reads what a plan says beyond its core.
func (r *reading) depth() contracts.PlanDepth {
	depth := contracts.PlanDepth{Needs: r.text("needs"), Strengths: r.text("strengths"), TakesPart: r.text("takes_part")}
	said := false
	for _, i := range r.goals() {
		way := contracts.GoalWay{Means: r.text(wayField("means")(i)), By: r.day(wayField("by")(i)), When: r.text(wayField("when")(i))}
		depth.Ways, said = append(depth.Ways, way), said || way != contracts.GoalWay{}
	}
	if !said {
		depth.Ways = nil
	}
	for _, i := range r.form.planned() {
		r.must(plannedField("what")(i))
		depth.Planned = append(depth.Planned, contracts.PlannedService{
			Service: r.text(plannedField("service")(i)), What: r.text(plannedField("what")(i)),
		})
	}
	if r.text("meet_every") != "" {
		depth.MeetEvery = r.number("meet_every")
	}
	return depth
}

// setDepth puts what a plan says beyond its core into a form.
func (f form) setDepth(depth contracts.PlanDepth) {
	f.typed.Set("needs", depth.Needs)
	f.typed.Set("strengths", depth.Strengths)
	f.typed.Set("takes_part", depth.TakesPart)
	for i, way := range depth.Ways {
		f.typed.Set(wayField("means")(i), way.Means)
		f.typed.Set(wayField("when")(i), way.When)
		if !way.By.IsZero() {
			f.typed.Set(wayField("by")(i), typedDay(way.By))
		}
	}
	for i, planned := range depth.Planned {
		f.typed.Set(plannedField("service")(i), planned.Service)
		f.typed.Set(plannedField("what")(i), planned.What)
	}
	if depth.MeetEvery > 0 {
		f.typed.Set("meet_every", strconv.Itoa(depth.MeetEvery))
	}
}

// wayOf is the way to the goal of a number; empty where nothing is said of it.
func wayOf(p contracts.Plan, goal int) contracts.GoalWay {
	if goal < len(p.Ways) {
		return p.Ways[goal]
	}
	return contracts.GoalWay{}
}

// timeText is the time in which a goal is to be reached, a day or words or both.
func (t Texts) timeText(way contracts.GoalWay) string {
	var said []string
	if !way.By.IsZero() {
		said = append(said, t.Date(way.By))
	}
	if way.When != "" {
		said = append(said, way.When)
	}
	return strings.Join(said, ", ")
}

// goalLines are the goals of a plan, each with its means and its time.
func (t Texts) goalLines(p contracts.Plan) []string {
	var lines []string
	for i, goal := range p.Goals {
		parts := []string{goal, wayOf(p, i).Means, t.timeText(wayOf(p, i))}
		lines = append(lines, strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · "))
	}
	return lines
}

// plannedLines are the planned services of a plan.
func (t Texts) plannedLines(p contracts.Plan) []string {
	var lines []string
	for _, planned := range p.Planned {
		line := planned.What
		if planned.Service != "" {
			line = t.Code("service", planned.Service) + " · " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// everyText says how often the worker and the young person meet; empty: nothing
// was agreed.
func (t Texts) everyText(weeks int) string {
	if weeks == 0 {
		return ""
	}
	return t.N("plan.every", weeks)
}
