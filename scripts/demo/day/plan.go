package day

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/person"
)

// Plan says which day is to be made up.
type Plan struct {
	Date calendar.Date // the day on which all notifications arrive
	Seed uint64        // another seed is another day of the same shape
	Rows int           // how many notifications, at least 1; the nation has about 920
	Area string        // code of the only area that gets any; empty: the whole nation
}

// maker draws one day.
type maker struct {
	*rand.Rand
	plan     Plan
	families map[string][]family // by area, so that some children are reported twice
	codes    map[person.IdentityCode]bool
}

// Rows returns the notifications of the day, in the order in which they arrive.
// Each hour and each area has its share to within one notification.
//
// Errors: no date, fewer than one row, an area that does not exist.
func Rows(plan Plan) ([]contracts.Notification, error) {
	if plan.Date.IsZero() || plan.Rows < 1 {
		return nil, errors.New("make a day: needs a date and at least one row")
	}
	if _, ok := person.AreaByCode(plan.Area); plan.Area != "" && !ok {
		return nil, fmt.Errorf("make a day: no area has the code %q", plan.Area)
	}
	m := &maker{
		Rand:     rand.New(rand.NewPCG(plan.Seed, 920)),
		plan:     plan,
		families: map[string][]family{},
		codes:    map[person.IdentityCode]bool{},
	}
	areas, times := m.areas(), m.times()
	rows := make([]contracts.Notification, plan.Rows)
	for i := range rows {
		rows[i] = m.notification(times[i], areas[i])
	}
	return rows, nil
}

// areas returns an area for each row, in no order.
func (m *maker) areas() []string {
	shares := areaShares
	if m.plan.Area != "" {
		shares = []areaShare{{area: m.plan.Area, weight: 1}}
	}
	weights := make([]int, len(shares))
	for i, share := range shares {
		weights[i] = share.weight
	}
	var list []string
	for i, n := range apportion(m.plan.Rows, weights) {
		list = append(list, slices.Repeat([]string{shares[i].area}, n)...)
	}
	m.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// times returns an instant for each row, earliest first.
func (m *maker) times() []time.Time {
	date := m.plan.Date
	var list []time.Time
	for hour, n := range apportion(m.plan.Rows, hourWeights[:]) {
		for range n {
			list = append(list, time.Date(date.Year(), date.Month(), date.Day(),
				hour, m.IntN(60), m.IntN(60), 0, calendar.Helsinki()))
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

func (m *maker) notification(at time.Time, area string) contracts.Notification {
	home := m.family(area)
	about := reporters[m.weighted(reporterWeights(at.Hour()))]
	n := contracts.Notification{
		ReceivedAt: at,
		Child:      home.child,
		Guardians:  home.guardians,
		Anonymous:  about.private && m.chance(35),
		Content:    m.content(about.opening, home),
	}
	n.Channel = m.channel(at.Hour(), n.Anonymous)
	n.Reporter = m.reporter(about, home, n.Anonymous)
	n.ChildTold, n.GuardianTold = m.told(about.private, home.age)
	return n
}

// channel follows the hour: letters and visits come when offices are open.
func (m *maker) channel(hour int, anonymous bool) string {
	switch {
	case anonymous:
		return []string{"phone", "electronic"}[m.weighted([]int{7, 3})]
	case hour < 8 || hour >= 16:
		return []string{"phone", "electronic"}[m.weighted([]int{4, 6})]
	}
	return contracts.Channels()[m.weighted([]int{25, 3, 6, 4, 62})]
}

// told draws whether the child and a guardian know of the notification. A small
// child is hardly told, and a private person often does not say.
func (m *maker) told(private bool, age int) (child, guardian *bool) {
	draw := func(yes int) *bool {
		if m.chance(8) || private && m.chance(50) {
			return nil
		}
		known := m.chance(yes)
		return &known
	}
	if age < 4 {
		return draw(0), draw(60)
	}
	return draw(55), draw(60)
}

// chance is true in so many cases of a hundred.
func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

// weighted draws an index, each as often as its weight says.
func (m *maker) weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	drawn := m.IntN(total)
	for i, w := range weights {
		if drawn < w {
			return i
		}
		drawn -= w
	}
	return len(weights) - 1
}

// pick draws one of a list.
func pick[T any](m *maker, list []T) T { return list[m.IntN(len(list))] }
