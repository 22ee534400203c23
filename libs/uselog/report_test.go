package uselog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// office is a synthetic year of a county: workers with clients of their own,
// colleagues' clients seen on a relation, inboxes, duty days, holidays; and what
// was planted into it.
type office struct {
	random  *rand.Rand
	workers int
	ended   map[es.ID]time.Time
	self    map[string]es.ID          // the client that a worker is
	near    map[string]map[es.ID]bool // persons with a worker's family name or address
	names   []string
	facts   Facts
	planted map[string]bool // kind, actor and day
}

const (
	officeWorkers = 100
	officeClients = 25 // of each worker
)

func newOffice(seed uint64) *office {
	o := &office{random: rand.New(rand.NewPCG(seed, 5)), workers: officeWorkers, ended: map[es.ID]time.Time{}, planted: map[string]bool{}}
	o.self, o.near, o.facts = map[string]es.ID{}, map[string]map[es.ID]bool{}, Facts{Usual: Usual{}}
	o.facts.Ended = func(p es.ID) (time.Time, bool) { at, over := o.ended[p]; return at, over }
	for w := range o.workers {
		o.names = append(o.names, worker(w))
		o.self[worker(w)] = numbered(900_000 + w)
		// Two namesakes each, one of whom is some colleague's client.
		o.near[worker(w)] = map[es.ID]bool{numbered(910_000 + w): true, client((w+37)%o.workers, 3): true}
	}
	return o
}

func worker(w int) string   { return fmt.Sprintf("w-%03d", w) }
func client(w, i int) es.ID { return numbered(w*100 + i) }
func former(w, i int) es.ID { return numbered(w*100 + 50 + i) }

// numbered is a person of the office; deriving half a million ids would take
// longer than the rest of the test.
func numbered(n int) es.ID {
	return es.ID{0: 1, 12: byte(n >> 24), 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
}

func plant(k AlertKind, actor string, day calendar.Date) string {
	return fmt.Sprint(k, " ", actor, " ", day)
}

func (o *office) entry(day calendar.Date, w, minute int, r access.Relation, persons ...es.ID) Entry {
	e := Entry{
		At: day.Midnight().Add(8*time.Hour + time.Duration(minute)*time.Minute), Persons: persons, Actor: o.names[w],
		Role: access.SocialWorker, Relation: r, Outcome: Allowed,
	}
	if len(persons) == 1 { // as services note it: of what was opened
		switch {
		case o.self[e.Actor] == persons[0]:
			e.Near = []access.Nearness{access.OwnPerson}
		case o.near[e.Actor][persons[0]]:
			e.Near = []access.Nearness{access.OwnFamilyName}
		}
	}
	return e
}

// usual is a worker's ordinary day.
func (o *office) usual(day calendar.Date, w int) (entries []Entry) {
	looks := 10 + o.random.IntN(20)
	if duty := (w+day.Day())%20 == 0; duty { // one sees whoever calls, and by chance a namesake
		for range 20 + o.random.IntN(25) {
			p := client(o.random.IntN(o.workers), o.random.IntN(officeClients))
			entries = append(entries, o.entry(day, w, o.random.IntN(480), access.Team, p))
		}
	}
	if o.random.IntN(400) == 0 { // an old client calls again, or an archive is asked for
		p := former(w, 40+o.random.IntN(5))
		o.ended[p] = day.AddDays(-100 - o.random.IntN(1000)).Midnight()
		entries = append(entries, o.entry(day, w, o.random.IntN(480), access.Team, p))
	}
	for range looks {
		minute := o.random.IntN(480)
		switch o.random.IntN(10) {
		case 0: // stands in, or is of the team
			other := (w + 1 + o.random.IntN(3)) % o.workers
			entries = append(entries, o.entry(day, w, minute, access.Team, client(other, o.random.IntN(officeClients))))
		case 1: // the inbox
			var persons []es.ID
			for i := range 20 {
				persons = append(persons, client((w+i)%o.workers, i))
			}
			entries = append(entries, o.entry(day, w, minute, access.Team, persons...))
		default:
			entries = append(entries, o.entry(day, w, minute, access.Holder, client(w, o.random.IntN(officeClients))))
		}
	}
	// A client relationship ends now and then, and something is written after it.
	if o.random.IntN(30) == 0 {
		p := former(w, o.random.IntN(20))
		o.ended[p] = day.AddDays(-o.random.IntN(20)).Midnight()
		entries = append(entries, o.entry(day, w, o.random.IntN(480), access.Holder, p))
	}
	return entries
}

// misdeeds are what is planted, each by a worker on a day.
func (o *office) misdeeds(day calendar.Date, w int, kind AlertKind) (entries []Entry) {
	o.planted[plant(kind, worker(w), day)] = true
	switch kind {
	case NoRelation:
		return []Entry{o.entry(day, w, 200, "", client((w+50)%o.workers, 1))}
	case OwnData:
		return []Entry{o.entry(day, w, 200, access.Team, o.self[worker(w)])}
	case NearData:
		return []Entry{o.entry(day, w, 200, access.Team, numbered(910_000+w))}
	case Browsing:
		for i := range 30 {
			entries = append(entries, o.entry(day, w, 200+i, access.Team, client((w+10+i)%o.workers, 20)))
		}
	case FormerClient:
		p := former(w, 30)
		o.ended[p] = day.AddDays(-200).Midnight()
		return []Entry{o.entry(day, w, 200, access.Team, p)}
	case Volume:
		for i := range 130 {
			entries = append(entries, o.entry(day, w, i*3, access.Team, client((w+i)%o.workers, 20+i%5)))
		}
	case ProtectedTries:
		e := o.entry(day, w, 200, "", client((w+50)%o.workers, 1))
		e.Outcome, e.Protected = Denied, true
		return []Entry{e}
	case GlassBroken:
		e := o.entry(day, w, 200, access.GlassBroken, client((w+50)%o.workers, 1))
		e.Outcome = Glass
		return []Entry{e}
	}
	return entries
}

func allKinds() []AlertKind {
	return []AlertKind{NoRelation, OwnData, NearData, Browsing, FormerClient, Volume, ProtectedTries, GlassBroken}
}

// TestReport_OverASyntheticYear plants each pattern several times and wants all
// of them, and at most 5 false alerts a week for 100 users.
func TestReport_OverASyntheticYear(t *testing.T) {
	o := newOffice(2026)
	day, total, found, weeks := calendar.MustParse("2026-01-01"), 0, map[string]bool{}, 52.0
	falseAlerts := map[AlertKind]int{}
	for n := range 364 {
		today := day.AddDays(n)
		var entries []Entry
		if weekday := today.Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			for w := range o.workers {
				if away := o.random.IntN(8) == 0; !away {
					entries = append(entries, o.usual(today, w)...)
				}
			}
			if kinds := allKinds(); n >= 28 && n%14 < len(kinds)+4 {
				if k := (n / 7 * 5) + int(weekday); k%2 == 0 || n%3 == 0 {
					entries = append(entries, o.misdeeds(today, o.random.IntN(o.workers), kinds[k%len(kinds)])...)
				}
			}
		}
		for _, a := range Report(entries, o.facts, DefaultLimits()) {
			if name := plant(a.Kind, a.Actor, today); o.planted[name] {
				found[name] = true
			} else {
				falseAlerts[a.Kind]++
			}
		}
		o.facts.Usual = o.facts.Usual.With(entries)
		total += len(entries)
	}
	for name := range o.planted {
		if !found[name] {
			t.Errorf("planted and not found: %s", name)
		}
	}
	wrong := 0
	for _, n := range falseAlerts {
		wrong += n
	}
	perWeek := float64(wrong) / weeks * 100 / float64(o.workers)
	if perWeek > 5 {
		t.Errorf("%.2f false alerts a week for 100 users", perWeek)
	}
	kinds := map[string]int{}
	for name := range o.planted {
		kinds[name[:len(name)-len(" w-000 2026-01-01")]]++
	}
	for _, kind := range allKinds() {
		if kinds[string(kind)] == 0 {
			t.Errorf("%s was never planted", kind)
		}
	}
	t.Logf("%d entries, %d users, a year: %d planted %v, %d found; %d false alerts %v, %.2f a week for 100 users",
		total, o.workers, len(o.planted), kinds, len(found), wrong, falseAlerts, perWeek)
}

func TestReport(t *testing.T) {
	o := newOffice(1)
	day := calendar.MustParse("2026-11-20")
	kinds := func(entries ...Entry) (all []AlertKind) {
		for _, a := range Report(entries, o.facts, DefaultLimits()) {
			all = append(all, a.Kind)
		}
		return all
	}
	t.Run("finds each kind by itself", func(t *testing.T) {
		for _, kind := range allKinds() {
			if got := kinds(o.misdeeds(day, 7, kind)...); !slices.Contains(got, kind) {
				t.Errorf("planted %s, found %v", kind, got)
			}
		}
	})
	t.Run("is the same in whatever order entries come", func(t *testing.T) {
		entries := o.misdeeds(day, 7, Browsing)
		one := Report(entries, o.facts, DefaultLimits())
		slices.Reverse(entries)
		if other := Report(entries, o.facts, DefaultLimits()); fmt.Sprint(one) != fmt.Sprint(other) {
			t.Errorf("%v is not %v", one, other)
		}
	})
	t.Run("leaves own clients, machines and own pages alone", func(t *testing.T) {
		var entries []Entry
		for i := range 40 {
			entries = append(entries, o.entry(day, 7, i, access.Holder, client(7, i)))
		}
		own := o.entry(day, 8, 1, "", client(8, 1))
		own.Role = access.Youth
		if got := kinds(append(entries, own)...); len(got) > 0 {
			t.Errorf("found %v", got)
		}
	})
	t.Run("sees 25 persons in an hour, not in two", func(t *testing.T) {
		var hour, two []Entry
		for i := range 25 {
			hour = append(hour, o.entry(day, 7, i*59/24, access.Team, client(i, 20)))
			two = append(two, o.entry(day, 7, i*5, access.Team, client(i, 20)))
		}
		if !slices.Contains(kinds(hour...), Browsing) || slices.Contains(kinds(two...), Browsing) {
			t.Errorf("in an hour %v, in two %v", kinds(hour...), kinds(two...))
		}
	})
	t.Run("an old relationship is no alert while work on it ends", func(t *testing.T) {
		p := former(1, 1)
		o.ended[p] = day.AddDays(-59).Midnight()
		recent := kinds(o.entry(day, 1, 1, access.Team, p))
		o.ended[p] = day.AddDays(-61).Midnight()
		if old := kinds(o.entry(day, 1, 1, access.Team, p)); len(recent) > 0 || !slices.Contains(old, FormerClient) {
			t.Errorf("after 59 days %v, after 61 %v", recent, old)
		}
	})
}
