package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// picture is a case over time: lanes of what lasted and what happened on a day,
// on one axis of days. Who does not see it reads the same as a table.
type picture struct {
	Lanes []lane
	Today calendar.Date
	Away  bool          // what peer groups are called is not known now
	from  calendar.Date // first day of the axis
	until calendar.Date // its last
}

// lane is one line of the picture: of one kind of things.
type lane struct {
	Name  string // one of laneNames
	Spans []span
}

// span is something that lasted from one day until another, or happened on one.
type span struct {
	Label string
	From  calendar.Date
	Until calendar.Date // inclusive; zero: it goes on
	Point bool          // it is of one day
}

// laneNames are the lanes in their order.
func laneNames() []string {
	return []string{"phase", "responsible", "away", "right", "decision", "plan", "meeting", "group"}
}

// pictureOf draws a case from what its reader sees of it, and of nothing else.
func (v *visit) pictureOf(c caseView) picture {
	p := picture{Today: c.Today, Away: c.groups.away}
	drawn := map[string][]span{}
	v.drawResponsibility(c, drawn)
	v.drawRight(c, drawn)
	for _, d := range c.Decisions {
		from := d.From
		if from.IsZero() {
			from = d.On
		}
		drawn["decision"] = append(drawn["decision"], span{Label: v.decisionTitle(d), From: from, Until: d.Until, Point: !d.Granted || d.Cents > 0})
	}
	for _, m := range c.Meetings {
		label := v.texts.modeText(m)
		if m.Held.IsZero() {
			label = v.texts.T("picture.planned", "What", label)
		}
		drawn["meeting"] = append(drawn["meeting"], span{Label: label, From: m.Day(), Point: true})
	}
	v.drawGroups(c, drawn)
	for _, name := range laneNames() {
		spans := slices.DeleteFunc(drawn[name], func(s span) bool { return s.From.IsZero() })
		slices.SortStableFunc(spans, func(a, b span) int { return a.From.Compare(b.From) })
		if len(spans) > 0 {
			p.Lanes = append(p.Lanes, lane{name, spans})
		}
	}
	p.measure()
	return p
}

// drawResponsibility draws whose the case was, in which service, and when the
// worker was away, from the timeline.
func (v *visit) drawResponsibility(c caseView, drawn map[string][]span) {
	var task string
	begin := func(name, label string, on calendar.Date) {
		drawn[name] = append(drawn[name], span{Label: label, From: on})
	}
	end := func(name string, on calendar.Date) {
		if last := len(drawn[name]) - 1; last >= 0 && drawn[name][last].Until.IsZero() {
			drawn[name][last].Until = on
		}
	}
	holder := func(id string) string { return v.toldOr(id, v.workerName(id)) }
	phase := func() string { return v.toldOr(task, v.texts.Code("task", task)) }
	for _, h := range c.Timeline {
		on := calendar.On(h.At)
		switch h.What {
		case "transitions.case-opened.v1":
			task = string(access.ChildProtection)
			if opened, err := calendar.Parse(h.Facts["on"]); err == nil {
				on = opened
			}
			begin("phase", phase(), on)
			begin("responsible", holder(h.Facts["responsible"]), on)
		case "transitions.handover-accepted.v1":
			drawn["away"] = awayUntil(drawn["away"], on)
			end("responsible", on)
			begin("responsible", holder(h.Facts["to"]), on)
			if to := h.Facts["task"]; to != task && (to != "" || len(h.Facts) == 0) {
				task = to
				end("phase", on)
				begin("phase", phase(), on)
			}
		case "transitions.case-closed.v1":
			drawn["away"] = awayUntil(drawn["away"], on)
			end("phase", on)
			end("responsible", on)
		case "transitions.case-reopened.v1":
			drawn["away"] = awayUntil(drawn["away"], on)
			begin("phase", phase(), on)
			begin("responsible", holder(h.Facts["responsible"]), on)
		case "transitions.worker-away.v1":
			from, _ := calendar.Parse(h.Facts["from-day"])
			until, _ := calendar.Parse(h.Facts["until-day"])
			drawn["away"] = awayAnew(drawn["away"], span{Label: v.texts.T("picture.away"), From: from, Until: until})
		case "transitions.plan-made.v1":
			drawn["plan"] = append(drawn["plan"], span{Label: v.texts.T("picture.plan"), From: on, Point: true})
		}
	}
}

// toldOr is the words for a code, or that it is not disclosed to the reader.
func (v *visit) toldOr(code, words string) string {
	if code == "" {
		return v.texts.T("right.withheld")
	}
	return words
}

// drawRight draws how long the duty to arrange aftercare lasts, and the area's own
// extension of it.
func (v *visit) drawRight(c caseView, drawn map[string][]span) {
	var found calendar.Date
	for _, h := range c.Timeline {
		if h.What == "transitions.right-assessed.v1" && found.IsZero() {
			found = calendar.On(h.At)
		}
	}
	if found.IsZero() || c.Right == "" {
		return
	}
	drawn["right"] = append(drawn["right"], span{Label: v.rightText(c.Right), From: found, Until: c.DutyEnd})
	if !c.ExtendedUntil.IsZero() && !c.DutyEnd.IsZero() {
		drawn["right"] = append(drawn["right"], span{Label: v.texts.T("ending.extended"), From: c.DutyEnd, Until: c.ExtendedUntil})
	}
}

// measure finds the first and the last day of the axis: today is always on it.
func (p *picture) measure() {
	p.from, p.until = p.Today, p.Today
	for _, l := range p.Lanes {
		for _, s := range l.Spans {
			p.from = earlier(p.from, s.From)
			p.until = later(later(p.until, s.From), s.Until)
		}
	}
	p.until = p.until.AddDays(1 + p.from.DaysUntil(p.until)/50) // room behind the last
}

func earlier(a, b calendar.Date) calendar.Date {
	return slices.MinFunc([]calendar.Date{a, b}, calendar.Date.Compare)
}

func later(a, b calendar.Date) calendar.Date {
	return slices.MaxFunc([]calendar.Date{a, b}, calendar.Date.Compare)
}

// at is where a day lies on the axis, as a share of it.
func (p picture) at(day calendar.Date) string {
	return percent(float64(p.from.DaysUntil(day)) / float64(max(1, p.from.DaysUntil(p.until))))
}

// end is the last day that is drawn of a span: of what goes on, today.
func (p picture) end(s span) calendar.Date {
	switch {
	case s.Point:
		return s.From
	case s.Until.IsZero():
		return later(p.Today, s.From)
	}
	return s.Until
}

// rows are the spans of a lane, each in the first row in which nothing is drawn
// over another.
func (p picture) rows(l lane) [][]span {
	var rows [][]span
	for _, s := range l.Spans {
		free := slices.IndexFunc(rows, func(row []span) bool { return !p.end(row[len(row)-1]).After(s.From) })
		if free < 0 {
			free = len(rows)
			rows = append(rows, nil)
		}
		rows[free] = append(rows[free], s)
	}
	return rows
}

// width is how much of the axis a span takes.
func (p picture) width(s span) string {
	until := p.end(s)
	share := float64(s.From.DaysUntil(until)) / float64(max(1, p.from.DaysUntil(p.until)))
	return percent(max(share, 0.004)) // what lasted a day can be seen
}

func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 2, 64) + "%" }

// tick is a day of the axis that is named.
type tick struct {
	Day   calendar.Date
	Label string
}

// ticks are the first days of years, or of quarters where the axis is short.
func (p picture) ticks() []tick {
	months := 12
	if p.from.DaysUntil(p.until) < 2*365 {
		months = 3
	}
	var all []tick
	first, _ := calendar.Of(p.from.Year(), time.January, 1)
	for day := first; !day.After(p.until); day = day.AddMonths(months) {
		if day.Before(p.from) {
			continue
		}
		label := strconv.Itoa(day.Year())
		if months < 12 {
			label = strconv.Itoa(int(day.Month())) + "/" + label
		}
		all = append(all, tick{day, label})
	}
	return every(all, 5)
}

// every leaves out of ticks so many that no more than most are left.
func every(all []tick, most int) []tick {
	step := cmp.Or((len(all)+most-1)/most, 1)
	var some []tick
	for i := 0; i < len(all); i += step {
		some = append(some, all[i])
	}
	return some
}

// spanEnd says in words until when something lasted.
func (v *visit) spanEnd(s span) string {
	switch {
	case s.Point:
		return ""
	case s.Until.IsZero():
		return v.texts.T("picture.goes-on")
	}
	return v.texts.Date(s.Until)
}

// uprightText says which day the upright line is.
func (v *visit) uprightText(p picture) string {
	if p.Today == v.today() {
		return v.texts.T("picture.today", "Day", v.texts.Date(p.Today))
	}
	return v.texts.T("picture.that-day", "Day", v.texts.Date(p.Today))
}

// drawable reports whether there is anything to draw.
func (c caseView) drawable() bool {
	return slices.ContainsFunc(c.Timeline, func(h contracts.Happened) bool { return h.What == "transitions.case-opened.v1" })
}
