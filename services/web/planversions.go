package web

import (
	"net/http"
	"slices"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// plansView is all versions of a plan, and two of them beside each other.
type plansView struct {
	contracts.PlanVersions
	Names names
	Today calendar.Date
	Older *contracts.PlanVersion // nil: there are not two to compare
	Newer *contracts.PlanVersion
}

func plansPath(id es.ID) string { return casePath(id) + "/plans" }

// showPlans answers GET /cases/{case}/plans: every version, and side by side the
// two that the address names, else the newest and the one before it.
func (s *Service) showPlans(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	plans, _, err := edge.Call[contracts.PlanVersions](v.ctx(), v.Transitions, edge.Request{Method: http.MethodGet, Path: plansPath(id)})
	if err != nil {
		return err
	}
	view := plansView{PlanVersions: plans, Names: v.namesOf([]es.ID{plans.Person}), Today: calendar.On(v.now)}
	query := v.r.URL.Query()
	view.compare(query.Get("older"), query.Get("newer"))
	return v.show(http.StatusOK, plansPage(v, view))
}

// readable are the versions that the reader may read.
func (p plansView) readable() []contracts.PlanVersion {
	return slices.DeleteFunc(slices.Clone(p.Versions), func(v contracts.PlanVersion) bool { return v.Plan == nil })
}

// compare chooses which two versions stand beside each other; an address that
// names none, or one that the reader may not read, gets the last two.
func (p *plansView) compare(older, newer string) {
	all := p.readable()
	if len(all) < 2 {
		return
	}
	p.Older, p.Newer = &all[len(all)-2], &all[len(all)-1]
	if a, b := numbered(all, older), numbered(all, newer); a != nil && b != nil {
		p.Older, p.Newer = a, b
	}
}

// numbered returns the version of a number, nil if there is none.
func numbered(all []contracts.PlanVersion, number string) *contracts.PlanVersion {
	n, err := strconv.Atoi(number)
	if err != nil {
		return nil
	}
	if at := slices.IndexFunc(all, func(v contracts.PlanVersion) bool { return v.Number == n }); at >= 0 {
		return &all[at]
	}
	return nil
}

// planPart is one part of a plan in two versions, each as lines of text.
type planPart struct {
	Name  string
	Older []string
	Newer []string
}

// same reports whether a part says the same in both versions.
func (p planPart) same() bool { return slices.Equal(p.Older, p.Newer) }

// parts are what two versions of the plan say, part by part; what neither of them
// says is left out.
func (v *visit) parts(older, newer contracts.PlanVersion) []planPart {
	before, after := v.planLines(older), v.planLines(newer)
	var parts []planPart
	for i, line := range before {
		if len(line.said) > 0 || len(after[i].said) > 0 {
			parts = append(parts, planPart{Name: line.name, Older: line.said, Newer: after[i].said})
		}
	}
	return parts
}

// planLine is what a version says in one of its parts.
type planLine struct {
	name string
	said []string
}

// planLines are the parts of a version in the order in which they are shown: the
// same ones for each version.
func (v *visit) planLines(version contracts.PlanVersion) []planLine {
	p := version.Plan
	return []planLine{
		{v.texts.T("field.situation"), saidLines(p.Situation)},
		{v.texts.T("field.plan-needs"), saidLines(p.Needs)},
		{v.texts.T("field.plan-strengths"), saidLines(p.Strengths)},
		{v.texts.T("plan.own-rating"), []string{v.texts.number(p.OwnRating)}},
		{v.texts.T("plan.other-rating"), []string{v.texts.number(p.OtherRating)}},
		{v.texts.T("plan.goals"), v.texts.goalLines(*p)},
		{v.texts.T("plan.planned"), v.texts.plannedLines(*p)},
		{v.texts.T("field.takes_part"), saidLines(p.TakesPart)},
		{v.texts.T("plan.meet-every"), saidLines(v.texts.everyText(p.MeetEvery))},
		{v.texts.T("plan.own-view"), saidLines(p.OwnView)},
		{v.texts.T("plan.dissent"), saidLines(p.Dissent)},
		{v.texts.T("writing.dissent"), wordsOf(version.Dissent)},
		{v.texts.T("plan.review"), []string{v.texts.Date(p.ReviewBy)}},
	}
}

// saidLines is a text as lines; none if nothing was said.
func saidLines(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// versionTitle names a version: its number and the day on which it was made.
func (v *visit) versionTitle(version contracts.PlanVersion) string {
	day := version.On
	if day.IsZero() {
		day = calendar.On(version.At)
	}
	return v.texts.T("plans.version", "Number", v.texts.number(version.Number), "Day", v.texts.Date(day))
}

// wordsOf are the texts of writings.
func wordsOf(writings []contracts.Writing) (words []string) {
	for _, w := range writings {
		words = append(words, w.Text)
	}
	return words
}
