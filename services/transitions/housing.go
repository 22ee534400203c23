package transitions

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// OpenHousingNeed records that housing or income prevents a young person's
// rehabilitation, so that it is to be arranged without delay.
type OpenHousingNeed struct {
	Need   es.ID
	What   string        // of contracts.HousingNeeds
	Opened calendar.Date // when it became known
	Detail vault.Sealed  // may be empty
	Target int           // days: the area's own target
	Task   access.Task   // to whose record it belongs
	On     calendar.Date
	By     Worker
}

// HousingNeedOpened says what is needed, since when, and by when the area means to
// have met it.
type HousingNeedOpened struct {
	Need    es.ID         `json:"need"`
	What    string        `json:"what"` // code: of contracts.HousingNeeds
	Opened  calendar.Date `json:"opened"`
	Detail  vault.Sealed  `json:"detail,omitzero"`
	Due     calendar.Date `json:"due"` // the last day within the area's own target
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
	Task    access.Task   `json:"task,omitempty"` // in histories before 2026-11-24 it is not said
}

// EndHousingNeed records that a need was met, or ended otherwise.
type EndHousingNeed struct {
	Need  es.ID
	How   string // of contracts.HousingEnds
	Ended calendar.Date
	Task  access.Task // to whose record it belongs
	On    calendar.Date
	By    Worker
}

// HousingNeedEnded says how a need of housing ended, and whether that was within
// the area's own target.
type HousingNeedEnded struct {
	Need    es.ID         `json:"need"`
	How     string        `json:"how"` // code: of contracts.HousingEnds, or contracts.HousingHandedOver
	Ended   calendar.Date `json:"ended"`
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
	Task    access.Task   `json:"task,omitempty"` // in histories before 2026-11-24 it is not said
}

// OpenNeed is a need of housing that has not ended.
type OpenNeed struct {
	ID     es.ID         `json:"id"`
	What   string        `json:"what"` // code: of contracts.HousingNeeds
	Opened calendar.Date `json:"opened"`
	Due    calendar.Date `json:"due"`
	Target int           `json:"target"` // days
	Task   access.Task   `json:"task"`   // in which it was opened: what was written there stays there
}

// What needs of housing refuse.
var (
	// ErrHousingOpen: the same need is open already.
	ErrHousingOpen = refusal.Refusal{Kind: refusal.Untimely, Code: "housing-open"}
	// ErrNoHousingNeed: there is no such need, or it has ended.
	ErrNoHousingNeed = refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-housing-need"}
)

func (cmd OpenHousingNeed) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.HousingNeeds(), cmd.What), "what", "required")
	checkPast(&fields, "opened", cmd.Opened, cmd.On)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(needsIn(c.Daily.Housing, c.Task), func(n OpenNeed) bool { return n.What == cmd.What }) {
		return nil, ErrHousingOpen
	}
	due, finding := lsl76a(cmd.Opened, cmd.Target)
	return []Event{HousingNeedOpened{
		Need: cmd.Need, What: cmd.What, Opened: cmd.Opened, Detail: cmd.Detail, Due: due, On: cmd.On, Finding: finding, Task: cmd.Task,
	}}, nil
}

func (e HousingNeedOpened) need(task access.Task) OpenNeed {
	target, _ := strconv.Atoi(e.Finding.Inputs["target-days"])
	return OpenNeed{ID: e.Need, What: e.What, Opened: e.Opened, Due: e.Due, Target: target, Task: task}
}

func (e HousingNeedOpened) evolve(c Case) Case {
	c.Daily.Housing = append(slices.Clip(c.Daily.Housing), e.need(c.Task))
	return c
}

func (e HousingNeedOpened) soFrom() calendar.Date { return e.Opened }

func (cmd EndHousingNeed) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	open := needsIn(c.Daily.Housing, c.Task)
	i := slices.IndexFunc(open, func(n OpenNeed) bool { return n.ID == cmd.Need })
	if i < 0 {
		return nil, ErrNoHousingNeed
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.HousingEnds(), cmd.How), "how", "required")
	checkPast(&fields, "ended", cmd.Ended, cmd.On)
	fields.Require(cmd.Ended.IsZero() || !cmd.Ended.Before(open[i].Opened), "ended", "ends-before-start")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{HousingNeedEnded{Need: cmd.Need, How: cmd.How, Ended: cmd.Ended, On: cmd.On, Finding: lsl76aEnded(open[i], cmd.Ended), Task: cmd.Task}}, nil
}

func (e HousingNeedEnded) evolve(c Case) Case {
	c.Daily.Housing = withoutNeed(c.Daily.Housing, e.Need)
	return c
}

func (e HousingNeedEnded) soFrom() calendar.Date { return e.Ended }

// nextNeed is a need that is not open; empty: all are.
func (c Case) nextNeed() string {
	for _, what := range contracts.HousingNeeds() {
		if !slices.ContainsFunc(needsIn(c.Daily.Housing, c.Task), func(n OpenNeed) bool { return n.What == what }) {
			return what
		}
	}
	return ""
}

// openNeed is the oldest open need; zero: none is open.
func (c Case) openNeed() es.ID {
	if open := needsIn(c.Daily.Housing, c.Task); len(open) > 0 {
		return open[0].ID
	}
	return es.ID{}
}

func withoutNeed(all []OpenNeed, id es.ID) []OpenNeed {
	return slices.DeleteFunc(slices.Clone(all), func(n OpenNeed) bool { return n.ID == id })
}

// needsIn are the needs that were opened in a service task.
func needsIn(all []OpenNeed, task access.Task) []OpenNeed {
	return slices.DeleteFunc(slices.Clone(all), func(n OpenNeed) bool { return n.Task != task })
}

// section76a is in force from the day on which the age limit fell to 23.
var section76a = law.Provision{Act: "417/2007", Section: "76 a §", InForce: "2024-01-01"}

// lsl76a is by when the area means to have met a need of housing or income.
//
// Law: 417/2007, section 76 a (1283/2023), as in force from 2024-01-01: where too
// little income, defects of the home or the lack of one essentially prevents
// rehabilitation, the area arranges support and, with the municipality, housing
// without delay. The act gives no number of days: the day is the area's own target,
// and the finding says so. A need that is older than the wording is counted from
// the day on which that came into force.
func lsl76a(opened calendar.Date, target int) (calendar.Date, law.Finding) {
	from := later(opened, calendar.MustParse(section76a.InForce))
	due := from.AddDays(target)
	return due, law.Finding{
		Provision: section76a,
		Inputs:    map[string]string{"opened": opened.String(), "counted-from": from.String(), "target-days": strconv.Itoa(target)},
		Outcome:   map[string]string{"limit": "without-delay", "own-target": due.String()},
	}
}

// lsl76aEnded is whether a need ended within the area's own target.
func lsl76aEnded(n OpenNeed, ended calendar.Date) law.Finding {
	_, f := lsl76a(n.Opened, n.Target)
	f.Inputs["ended"] = ended.String()
	f.Outcome = map[string]string{"limit": "without-delay", "within-target": yesNo(!ended.After(n.Due))}
	return f
}

// housingDue is the first day by which the area means to have met an open need of
// the service task that has the case; zero: none is open.
func (r Row) housingDue() (due calendar.Date) {
	if !r.Closed.IsZero() {
		return calendar.Date{}
	}
	for _, n := range needsIn(r.Housing, r.Task) {
		if due.IsZero() || n.Due.Before(due) {
			due = n.Due
		}
	}
	return due
}

// housed is the row after an event about housing.
func (r Row) housed(event Event) Row {
	switch e := event.(type) {
	case HousingNeedOpened:
		r.Housing = append(slices.Clip(r.Housing), e.need(r.Task))
	case HousingNeedEnded:
		r.Housing = withoutNeed(r.Housing, e.Need)
	}
	return r
}

func (s *Service) openHousingNeed(ctx context.Context, ask asked[contracts.NewHousingNeed]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	detail, err := s.sealText(ctx, k, "detail", ask.body.Detail)
	return s.handle(ctx, ask.id, OpenHousingNeed{
		Need: es.IssueOf(ctx).Command.Derive("housing"), What: ask.body.What, Opened: ask.body.Opened, Detail: detail,
		Target: s.area.HousingTarget(), On: today(ctx), By: s.by(ctx), Task: k.state.taskFor(ask.body.Task),
	}, err)
}

func (s *Service) endHousingNeed(ctx context.Context, ask asked[contracts.EndedHousingNeed]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	return s.handle(ctx, ask.id, EndHousingNeed{
		Need: ask.body.Need, How: ask.body.How, Ended: ask.body.Ended, On: today(ctx), By: s.by(ctx), Task: k.state.taskFor(ask.body.Task),
	}, err)
}

// takeHousing notes a need of housing that was opened or has ended; errors stay in b.
func takeHousing(life *contracts.DailyLife, b *vault.Batch, h es.Happening[Event], task access.Task) {
	switch e := h.Event.(type) {
	case HousingNeedOpened:
		life.Housing = append(life.Housing, contracts.HousingNeed{
			Need: e.Need, What: e.What, Opened: e.Opened, Due: e.Due, Late: e.Due.Before(life.Today), Detail: b.Open("detail", e.Detail).Reveal(),
			By: h.Meta.Actor, Findings: []law.Finding{e.Finding}, Task: string(task),
		})
	case HousingNeedEnded:
		for i, n := range life.Housing {
			if n.Need == e.Need {
				n.Ended, n.How, n.Late, n.Findings = e.Ended, e.How, e.Ended.After(n.Due), append(n.Findings, e.Finding)
				life.Housing[i] = n
			}
		}
	}
}

// housingInOrder puts open needs first, by their day, and of others the last first.
func housingInOrder(all []contracts.HousingNeed) []contracts.HousingNeed {
	slices.SortStableFunc(all, func(a, b contracts.HousingNeed) int {
		if open := a.Ended.IsZero(); open != b.Ended.IsZero() {
			return map[bool]int{true: -1, false: 1}[open]
		} else if open {
			return cmp.Or(a.Due.Compare(b.Due), a.Opened.Compare(b.Opened))
		}
		return b.Ended.Compare(a.Ended)
	})
	return all
}
