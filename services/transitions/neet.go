package transitions

import (
	"context"
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Situation is what a young person does, in codes of contracts.Situation.
type Situation struct {
	Work    string `json:"work"`    // code: of contracts.Works
	Study   string `json:"study"`   // code: of contracts.Studies
	Service string `json:"service"` // code: of contracts.ServicesToTheState
	Other   string `json:"other"`   // code: of contracts.OtherActivities
}

// RecordSituation records from when on a situation was, and from where that is
// known; or corrects what was recorded.
type RecordSituation struct {
	Record    es.ID
	From      calendar.Date
	Situation Situation
	Source    string      // of contracts.SituationSources
	Corrects  es.ID       // zero: nothing
	Task      access.Task // to whose record it belongs
	On        calendar.Date
	By        Worker
}

// SituationRecorded says what somebody does, from when on, and from where that is
// known. What it corrects stays in history.
type SituationRecorded struct {
	Record    es.ID         `json:"record"`
	From      calendar.Date `json:"from"`
	Situation Situation     `json:"situation"`
	Source    string        `json:"source"` // code: of contracts.SituationSources
	Corrects  es.ID         `json:"corrects,omitzero"`
	On        calendar.Date `json:"on"`
	Task      access.Task   `json:"task,omitempty"` // in histories before 2026-11-24 it is not said
}

// ErrNoSituation: there is no such record, or it is corrected already.
var ErrNoSituation = refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-situation"}

func (cmd RecordSituation) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	var fields refusal.Check
	checkPast(&fields, "from", cmd.From, cmd.On)
	cmd.Situation.check(&fields)
	fields.Require(slices.Contains(contracts.SituationSources(), cmd.Source), "source", "required")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if !cmd.Corrects.IsZero() && !slices.Contains(c.Daily.Situations, cmd.Corrects) {
		return nil, ErrNoSituation
	}
	return []Event{SituationRecorded{
		Record: cmd.Record, From: cmd.From, Situation: cmd.Situation, Source: cmd.Source, Corrects: cmd.Corrects, On: cmd.On, Task: cmd.Task,
	}}, nil
}

func (s Situation) check(c *refusal.Check) {
	c.Require(slices.Contains(contracts.Works(), s.Work), "work", "required")
	c.Require(slices.Contains(contracts.Studies(), s.Study), "study", "required")
	c.Require(slices.Contains(contracts.ServicesToTheState(), s.Service), "service", "required")
	c.Require(slices.Contains(contracts.OtherActivities(), s.Other), "other", "required")
}

func (e SituationRecorded) evolve(c Case) Case {
	standing := slices.DeleteFunc(slices.Clone(c.Daily.Situations), func(id es.ID) bool { return id == e.Corrects })
	c.Daily.Situations = append(standing, e.Record)
	return c
}

func (e SituationRecorded) soFrom() calendar.Date { return e.From }

// The groups that situations are counted in; see contracts.SituationGroups.
const (
	engaged    = "engaged"
	neet       = "neet"
	neetActive = "neet-active"
	unknown    = "unknown"
)

// group is what a situation is counted as.
//
// NEET is who is neither in employment nor in education or training, as Statistics
// Finland counts, without those in military or civilian service; those in a
// workshop or rehabilitation are told apart. It follows from what somebody does,
// never from what they are called.
func (s Situation) group() string {
	switch {
	case s.Work != "none" || s.Study != "none" || s.Service != "none":
		return engaged
	case s.Other == "rehabilitation" || s.Other == "workshop" || s.Other == "rehabilitative-work":
		return neetActive
	}
	return neet
}

// Found is a situation as it was recorded on a day.
type Found struct {
	Record    es.ID         `json:"record"`
	From      calendar.Date `json:"from"`
	Situation Situation     `json:"situation"`
	Corrects  es.ID         `json:"corrects,omitzero"`
	Recorded  calendar.Date `json:"recorded"`
}

// situationOn is the situation of a day: as it was recorded by its end, or as it
// is known now. Of two from the same day the later record counts. False: nothing
// is recorded. all is in the order of recording.
func situationOn(all []Found, day calendar.Date, known string) (on Found, found bool) {
	recorded := func(f Found) bool { return known == contracts.KnownNow || !f.Recorded.After(day) }
	for _, f := range all {
		corrected := slices.ContainsFunc(all, func(g Found) bool { return g.Corrects == f.Record && recorded(g) })
		if recorded(f) && !corrected && !f.From.After(day) && (!found || !f.From.Before(on.From)) {
			on, found = f, true
		}
	}
	return on, found
}

// Turn is when a case began or ended, or somebody else became responsible.
type Turn struct {
	Day      calendar.Date `json:"day"`
	Recorded calendar.Date `json:"recorded"`
	Open     bool          `json:"open"`
	Holder   string        `json:"holder"` // id: of the worker
}

// holderOn is who was responsible on a day. False: no case was open.
func holderOn(turns []Turn, day calendar.Date, known string) (holder string, open bool) {
	var last Turn
	for _, t := range turns {
		if from := t.Day; known == contracts.KnownNow && !from.After(day) || known == contracts.KnownThen && !t.Recorded.After(day) {
			last = t
		}
	}
	return last.Holder, last.Open
}

// turned notes a turn.
func (l Lived) turned(r es.Recorded, day calendar.Date, open bool, holder string) Lived {
	l.Turns = append(slices.Clip(l.Turns), Turn{day, calendar.On(r.RecordedAt), open, holder})
	return l
}

// groupCounts are the numbers of a line, by group.
type groupCounts map[string]int

// splitOf is in how many parts lines that are told beside each other can be told
// without a number of one to four in any of them.
func splitOf(lines ...groupCounts) string {
	fits := func(numbers func(groupCounts) []int) bool {
		return !slices.ContainsFunc(lines, func(g groupCounts) bool {
			return slices.ContainsFunc(numbers(g), func(n int) bool { return shown(n) == nil })
		})
	}
	switch {
	case fits(func(g groupCounts) []int { return []int{g[engaged], g[neet], g[neetActive], g[unknown]} }):
		return "groups"
	case fits(func(g groupCounts) []int { return []int{g[engaged], g[neet] + g[neetActive], g[unknown]} }):
		return "neet"
	case fits(func(g groupCounts) []int { return []int{g.total()} }):
		return "total"
	}
	return "nothing"
}

func (g groupCounts) total() int { return g[engaged] + g[neet] + g[neetActive] + g[unknown] }

// in tells numbers in parts.
func (g groupCounts) in(parts string) contracts.SituationCounts {
	out := contracts.SituationCounts{Parts: parts}
	if parts == "groups" {
		out.NeetActive, out.NeetWithout = whole(g[neetActive]), whole(g[neet])
	}
	if parts == "groups" || parts == "neet" {
		out.Engaged, out.Neet, out.Unknown = whole(g[engaged]), whole(g[neet]+g[neetActive]), whole(g[unknown])
	}
	if parts != "nothing" {
		out.Total = whole(g.total())
	}
	return out
}

// situationReport puts the numbers of the units into the form of a report. A unit
// is told in the same parts in both views, as its total is most often the same in
// both: what one hides, the other would tell. The area is told in no more parts
// than any line, so it says nothing that does not follow from the lines.
func situationReport(day calendar.Date, units []string, then, now map[string]groupCounts) contracts.SituationReport {
	report := contracts.SituationReport{Day: day, Smallest: smallest}
	allThen, allNow, coarsest := groupCounts{}, groupCounts{}, 0
	partsOf := func(of []string) string {
		line, without := asLine(of, then, now)
		return splitOf(append(line, without...)...)
	}
	lines := toldLines(units, func(unit string) []int { return []int{then[unit].total(), now[unit].total()} },
		func(of []string) bool { return partsOf(of) != "nothing" })
	for _, told := range lines {
		line, _ := asLine(told.of, then, now)
		parts := partsOf(told.of)
		coarsest = max(coarsest, slices.Index(contracts.SituationParts(), parts))
		report.Then.Units = append(report.Then.Units, contracts.UnitOfSituations{Unit: told.unit, SituationCounts: line[0].in(parts)})
		report.Now.Units = append(report.Now.Units, contracts.UnitOfSituations{Unit: told.unit, SituationCounts: line[1].in(parts)})
		allThen, allNow = allThen.plus(line[0], 1), allNow.plus(line[1], 1)
	}
	parts := contracts.SituationParts()[coarsest]
	report.Then.All, report.Now.All = allThen.in(parts), allNow.in(parts)
	return report
}

// decodeMonth reads the day of a report. Only the first days of months are told:
// of two days in a row, the difference would be about somebody.
func decodeMonth(r *http.Request) (calendar.Date, error) {
	day, err := calendar.Parse(r.URL.Query().Get("day"))
	var c refusal.Check
	c.Require(err == nil, "day", "malformed-date")
	c.Require(err != nil || day.Day() == 1, "day", "not-first-of-month")
	return day, c.Refusal()
}

// seeSituationReport counts what young people did on a day.
func (s *Service) seeSituationReport(ctx context.Context, day calendar.Date) (contracts.SituationReport, error) {
	if day.After(today(ctx)) {
		return contracts.SituationReport{}, refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "day", Code: "in-the-future"}}}
	}
	views := map[string]map[string]groupCounts{contracts.KnownThen: {}, contracts.KnownNow: {}}
	err := s.lives(ctx, func(_ string, l Lived) {
		for known, counts := range views {
			l := l.asKnown(known, day, today(ctx))
			holder, open := holderOn(l.Turns, day, known)
			if !open {
				continue
			}
			group, unit := unknown, s.unitOf(holder)
			if found, ok := situationOn(l.Situations, day, known); ok {
				group = found.Situation.group()
			}
			if counts[unit] == nil {
				counts[unit] = groupCounts{}
			}
			counts[unit][group]++
		}
	})
	return situationReport(day, s.reportUnits(), views[contracts.KnownThen], views[contracts.KnownNow]), err
}

func (s *Service) recordSituation(ctx context.Context, ask asked[contracts.NewSituation]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	return s.handle(ctx, ask.id, RecordSituation{
		Record: es.IssueOf(ctx).Command.Derive("situation"), From: ask.body.From, Situation: Situation(ask.body.Situation),
		Source: ask.body.Source, Corrects: ask.body.Corrects, On: today(ctx), By: s.by(ctx), Task: k.state.taskFor(ask.body.Task),
	}, err)
}

// takeSituation notes a situation, and that it corrects another.
func takeSituation(life *contracts.DailyLife, h es.Happening[Event], task access.Task) {
	e, is := h.Event.(SituationRecorded)
	if !is {
		return
	}
	for i, before := range life.Situations {
		if before.Record == e.Corrects {
			life.Situations[i].Corrected = true
		}
	}
	life.Situations = append(life.Situations, contracts.SituationRecord{
		Record: e.Record, From: e.From, Source: e.Source, Situation: contracts.Situation(e.Situation), Group: e.Situation.group(),
		Corrects: e.Corrects, By: h.Meta.Actor, At: h.RecordedAt, Task: string(task),
	})
}

// situationsInOrder marks which situation is now, and puts the newest first.
func situationsInOrder(all []contracts.SituationRecord) []contracts.SituationRecord {
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b contracts.SituationRecord) int { return b.From.Compare(a.From) })
	if now := slices.IndexFunc(all, func(s contracts.SituationRecord) bool { return !s.Corrected }); now >= 0 {
		all[now].Now = true
	}
	return all
}
