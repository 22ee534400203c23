package transitions

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// RateWellbeing records a worker's rating of a young person's wellbeing, or the
// young person's own as they told it.
type RateWellbeing struct {
	Rating es.ID
	Of     string // of contracts.RatersOfWellbeing: whose rating it is
	Points int    // 1 to 10
	Words  vault.Sealed
	Day    calendar.Date
	Task   access.Task // to whose record it belongs
	On     calendar.Date
	By     Worker
}

// RateMyself is a young person's own rating, on their own pages.
type RateMyself struct {
	Rating es.ID
	Person es.ID // who rates
	Points int   // 1 to 10
	Words  vault.Sealed
	Task   access.Task // to whose record it belongs
	On     calendar.Date
}

// WellbeingRated says how somebody rated a young person's wellbeing.
//
// The scale is that of the national structure of the plan (15010): the own and
// others' view, 1 to 10.
type WellbeingRated struct {
	Rating es.ID         `json:"rating"`
	Of     string        `json:"of"` // code: of contracts.RatersOfWellbeing
	Points int           `json:"points"`
	Words  vault.Sealed  `json:"words,omitzero"`
	Day    calendar.Date `json:"day"`
	Self   bool          `json:"self,omitempty"` // the young person rated on their own pages
	On     calendar.Date `json:"on"`
	Task   access.Task   `json:"task,omitempty"` // in histories before 2026-11-24 it is not said
}

// ownRating is whose rating the young person's own is.
const ownRating = "own"

// maxRatings is how often a young person may rate in one day: the last counts.
const maxRatings = 5

// ErrRatedOften: enough for a day.
var ErrRatedOften = refusal.Refusal{Kind: refusal.Untimely, Code: "rated-often"}

// RatedOn is how often a young person rated on a day.
type RatedOn struct {
	Day   calendar.Date
	Times int
}

func (cmd RateWellbeing) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.RatersOfWellbeing(), cmd.Of), "of", "required")
	checkPoints(&fields, cmd.Points)
	checkPast(&fields, "day", cmd.Day, cmd.On)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{WellbeingRated{Rating: cmd.Rating, Of: cmd.Of, Points: cmd.Points, Words: cmd.Words, Day: cmd.Day, On: cmd.On, Task: cmd.Task}}, nil
}

func (cmd RateMyself) decide(c Case) ([]Event, error) {
	if err := c.ownOpen(cmd.Person); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	var fields refusal.Check
	checkPoints(&fields, cmd.Points)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if c.Daily.Rated.Day == cmd.On && c.Daily.Rated.Times >= maxRatings {
		return nil, ErrRatedOften
	}
	return []Event{WellbeingRated{Rating: cmd.Rating, Of: ownRating, Points: cmd.Points, Words: cmd.Words, Day: cmd.On, Self: true, On: cmd.On, Task: cmd.Task}}, nil
}

func checkPoints(c *refusal.Check, points int) {
	c.Require(points != 0, "points", "required")
	c.Require(points == 0 || points >= 1 && points <= 10, "points", "rating-out-of-range")
}

func (e WellbeingRated) evolve(c Case) Case {
	if !e.Self {
		return c
	}
	if c.Daily.Rated.Day != e.On {
		c.Daily.Rated = RatedOn{Day: e.On}
	}
	c.Daily.Rated.Times++
	return c
}

func (e WellbeingRated) soFrom() calendar.Date { return e.Day }
func (e WellbeingRated) self() bool            { return e.Self }

// ownOpen refuses whoever is not the young person of an open case.
func (c Case) ownOpen(person es.ID) error {
	switch {
	case c.Person.IsZero() || c.Person != person:
		return ErrNotFound
	case !c.Closed.IsZero():
		return ErrClosed.With("on", c.Closed.String())
	}
	return nil
}

// Rated is a rating as reports see it.
type Rated struct {
	Of     string        `json:"of"` // code: of contracts.RatersOfWellbeing
	Points int           `json:"points"`
	Day    calendar.Date `json:"day"`

	Recorded calendar.Date `json:"recorded"`
}

// ratedBy are the ratings that an event holds: a plan has both.
func ratedBy(event Event) []Rated {
	switch e := event.(type) {
	case WellbeingRated:
		return []Rated{{Of: e.Of, Points: e.Points, Day: e.Day}}
	case PlanMade:
		return []Rated{{Of: ownRating, Points: e.OwnRating, Day: e.On}, {Of: "worker", Points: e.OtherRating, Day: e.On}}
	}
	return nil
}

// The moments at which wellbeing is compared, in months from the opening of the
// case, and how far from them a rating may be. House rule.
var moments = map[string]int{"start": 0, "6-months": 6, "12-months": 12}

const (
	startMonths = 2 // the first ratings most often stand in the first plan
	nearMonths  = 1
)

// momentOf is the moment that a rating of a day belongs to; empty: to none.
func momentOf(opened, day calendar.Date) string {
	for _, moment := range contracts.WellbeingMoments() {
		at := opened.AddMonths(moments[moment])
		from, to := at.AddMonths(-nearMonths), at.AddMonths(nearMonths)
		if moments[moment] == 0 {
			from, to = opened, opened.AddMonths(startMonths)
		}
		if !day.Before(from) && !day.After(to) {
			return moment
		}
	}
	return ""
}

// ratingAt is the rating of a moment: the nearest to its day; of two as near, the
// later record. False: there is none.
func ratingAt(opened calendar.Date, all []Rated, of, moment string) (at Rated, found bool) {
	due := opened.AddMonths(moments[moment])
	far := func(r Rated) int { return max(r.Day.DaysUntil(due), due.DaysUntil(r.Day)) }
	for _, r := range all {
		if r.Of == of && momentOf(opened, r.Day) == moment && (!found || far(r) <= far(at)) {
			at, found = r, true
		}
	}
	return at, found
}

// pointSum is how many ratings there are, and their sum.
type pointSum struct{ count, sum int }

// mean is a pointSum as a report shows it: to a tenth, or hidden.
func (t pointSum) mean() contracts.WellbeingMean {
	m := contracts.WellbeingMean{Count: shown(t.count)}
	if m.Count != nil && t.count > 0 {
		tenths := (t.sum*20 + t.count) / (2 * t.count) // rounded half up
		m.Tenths = &tenths
	}
	return m
}

// ratingKey is a cell of the report.
type ratingKey struct{ moment, of string }

// wellbeingReport puts the sums of the units into the form of a report. A cell
// of the area is there only where no unit hides that cell.
func wellbeingReport(year int, units []string, sums map[string]map[ratingKey]pointSum) contracts.WellbeingReport {
	report := contracts.WellbeingReport{Year: year, Smallest: smallest, Units: []contracts.UnitOfWellbeing{}}
	all, hidden := map[ratingKey]pointSum{}, map[ratingKey]bool{}
	for _, unit := range units {
		if len(sums[unit]) == 0 {
			continue
		}
		report.Units = append(report.Units, contracts.UnitOfWellbeing{Unit: unit, Moments: momentsOf(func(k ratingKey) contracts.WellbeingMean { return sums[unit][k].mean() })})
		for key, t := range sums[unit] {
			all[key] = pointSum{all[key].count + t.count, all[key].sum + t.sum}
			hidden[key] = hidden[key] || shown(t.count) == nil
		}
	}
	report.All = momentsOf(func(k ratingKey) contracts.WellbeingMean {
		if hidden[k] {
			return contracts.WellbeingMean{}
		}
		return all[k].mean()
	})
	return report
}

func momentsOf(mean func(ratingKey) contracts.WellbeingMean) (out []contracts.MomentOfWellbeing) {
	for _, moment := range contracts.WellbeingMoments() {
		out = append(out, contracts.MomentOfWellbeing{Moment: moment, Own: mean(ratingKey{moment, ownRating}), Worker: mean(ratingKey{moment, "worker"})})
	}
	return out
}

// seeWellbeingReport compares wellbeing at the moments, for the cases that were
// opened in a year, by the unit of who was responsible then, as far as that was
// recorded by the end of the last month.
func (s *Service) seeWellbeingReport(ctx context.Context, year int) (contracts.WellbeingReport, error) {
	if year > today(ctx).Year() {
		return contracts.WellbeingReport{}, ErrUnknownYear
	}
	sums, through := map[string]map[ratingKey]pointSum{}, reportThrough(today(ctx))
	err := s.lives(ctx, func(_ string, l Lived) {
		l = l.knownBy(through)
		if len(l.Turns) == 0 || l.Turns[0].Day.Year() != year {
			return
		}
		for _, moment := range contracts.WellbeingMoments() {
			for _, of := range contracts.RatersOfWellbeing() {
				at, found := ratingAt(l.Turns[0].Day, l.Ratings, of, moment)
				if !found {
					continue
				}
				holder, _ := holderOn(l.Turns, at.Day, contracts.KnownNow)
				unit, key := s.unitOf(holder), ratingKey{moment, of}
				if sums[unit] == nil {
					sums[unit] = map[ratingKey]pointSum{}
				}
				sums[unit][key] = pointSum{sums[unit][key].count + 1, sums[unit][key].sum + at.Points}
			}
		}
	})
	report := wellbeingReport(year, s.reportUnits(), sums)
	report.Through = through
	return report, err
}

func (s *Service) rateWellbeing(ctx context.Context, ask asked[contracts.NewRating]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	words, err := s.sealText(ctx, k, "words", strings.TrimSpace(ask.body.Words))
	return s.handle(ctx, ask.id, RateWellbeing{
		Rating: es.IssueOf(ctx).Command.Derive("rating"), Of: ask.body.Of, Points: ask.body.Points, Words: words, Day: ask.body.Day, On: today(ctx), By: s.by(ctx),
		Task: k.state.taskFor(ask.body.Task),
	}, err)
}

// rateMyself takes a young person's own rating.
func (s *Service) rateMyself(ctx context.Context, ask contracts.OwnRating) (contracts.Receipt, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.Receipt{}, err
	}
	words, err := s.sealText(ctx, k, "words", strings.TrimSpace(ask.Words))
	return s.handle(ctx, k.id, RateMyself{
		Rating: es.IssueOf(ctx).Command.Derive("rating"), Person: k.state.Person, Points: ask.Points, Words: words, On: today(ctx), Task: k.state.taskFor(""),
	}, err)
}

// takeRatings notes the ratings of an event; errors stay in b.
func takeRatings(life *contracts.DailyLife, b *vault.Batch, h es.Happening[Event], task access.Task) {
	e, own := h.Event.(WellbeingRated)
	for _, r := range ratedBy(h.Event) {
		rating := contracts.WellbeingRating{Of: r.Of, Points: r.Points, Day: r.Day, Plan: !own, By: doerOf(h), Task: string(task)}
		if own {
			rating.Rating, rating.Words = e.Rating, b.Open("words", e.Words).Reveal()
		}
		life.Ratings = append(life.Ratings, rating)
	}
}

// ratingsInOrder puts ratings in the order of their days, each with its moment.
func ratingsInOrder(all []contracts.WellbeingRating, happened []es.Happening[Event]) []contracts.WellbeingRating {
	slices.SortStableFunc(all, func(a, b contracts.WellbeingRating) int { return a.Day.Compare(b.Day) })
	opened := soFrom(happened[0])
	for i, r := range all {
		all[i].Moment = momentOf(opened, r.Day)
	}
	return all
}

// facts are what the timeline says of a rating.
func (e WellbeingRated) facts() map[string]string {
	return map[string]string{map[bool]string{true: "own-rating", false: "other-rating"}[e.Of == ownRating]: strconv.Itoa(e.Points)}
}
