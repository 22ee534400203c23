package uselog

import (
	"cmp"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/es"
)

// AlertKind is what a privacy officer should look at.
type AlertKind string

// The kinds of alert.
const (
	NoRelation     AlertKind = "no-relation"     // data was shown on no relation to the person
	OwnData        AlertKind = "own-data"        // a worker looked at the own data
	NearData       AlertKind = "near-data"       // at data of somebody with the own family name or address: a hint
	Browsing       AlertKind = "browsing"        // many persons one by one within an hour, none an own client
	FormerClient   AlertKind = "former-client"   // a person whose client relationship has ended
	Volume         AlertKind = "volume"          // far more persons in a day than the worker usually sees
	ProtectedTries AlertKind = "protected-tries" // tries to see what a safety non-disclosure hides
	GlassBroken    AlertKind = "glass-broken"    // every time that it was
)

// Alert is one thing to look at: one kind, one worker, one day.
type Alert struct {
	Kind        AlertKind
	Actor       string
	Unit        string
	Persons     []es.ID // sorted by first look; of Volume and Browsing too
	First, Last time.Time
	Looks       int
	Near        []access.Nearness // of NearData and OwnData: in what, in the order of access.Nearnesses
}

// Facts are what the report must know beside the log.
type Facts struct {
	Ended func(es.ID) (time.Time, bool) // when the last client relationship of a person ended; false: one is open
	Usual Usual                         // what the actors usually see
}

// Limits are from which on something is an alert.
type Limits struct {
	BrowsePersons int           // persons in an hour
	VolumePersons int           // persons in a day, at least
	VolumeFactor  float64       // times the usual
	Afterwork     time.Duration // how long work on a client relationship that ended is usual
	ProtectedTry  int           // tries in a day
}

// DefaultLimits were tried on a synthetic year; see the package's tests.
func DefaultLimits() Limits {
	return Limits{BrowsePersons: 25, VolumePersons: 60, VolumeFactor: 3, Afterwork: 60 * 24 * time.Hour, ProtectedTry: 1}
}

// Report returns the alerts of one day's entries, by kind, then actor. It is
// pure: the same entries and facts give the same alerts, in whatever order the
// entries come. Machines and a client's or guardian's own pages are left out.
func Report(entries []Entry, facts Facts, limits Limits) []Alert {
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(a, b Entry) int { return a.At.Compare(b.At) })
	r := reporting{facts: facts, limits: limits, alerts: map[alertKey]*Alert{}, days: map[string][]Entry{}}
	for _, e := range entries {
		if isWorker(e.Role) {
			r.days[e.Actor] = append(r.days[e.Actor], e)
			r.look(e)
		}
	}
	for _, day := range r.days {
		r.browsing(day)
		r.volume(day)
	}
	return r.sorted()
}

// isWorker reports whether an actor is somebody who could snoop.
func isWorker(role access.Role) bool {
	return role != access.System && role != access.Importer && role != access.Youth && role != access.GuardianRole
}

type alertKey struct {
	kind  AlertKind
	actor string
}

// reporting is one Report under way.
type reporting struct {
	facts  Facts
	limits Limits
	alerts map[alertKey]*Alert
	days   map[string][]Entry // by actor
}

func (r *reporting) alert(kind AlertKind, e Entry, persons ...es.ID) *Alert {
	key := alertKey{kind, e.Actor}
	a := r.alerts[key]
	if a == nil {
		a = &Alert{Kind: kind, Actor: e.Actor, Unit: e.Unit, First: e.At}
		r.alerts[key] = a
	}
	a.Last = e.At
	a.Looks++
	for _, p := range persons {
		if !slices.Contains(a.Persons, p) {
			a.Persons = append(a.Persons, p)
		}
	}
	return a
}

// look judges one entry by itself.
func (r *reporting) look(e Entry) {
	if e.Outcome == Denied {
		if e.Protected {
			r.alert(ProtectedTries, e, e.Persons...)
		}
		return
	}
	if e.Outcome == Glass {
		r.alert(GlassBroken, e, e.Persons...)
	}
	if e.Relation == "" && len(e.Persons) > 0 {
		r.alert(NoRelation, e, e.Persons...)
	}
	if len(e.Persons) != 1 { // a list shows whoever stands in it; what is opened was chosen
		return
	}
	r.near(e)
	if r.facts.Ended == nil {
		return
	}
	if ended, over := r.facts.Ended(e.Persons[0]); over && e.At.Sub(ended) > r.limits.Afterwork {
		r.alert(FormerClient, e, e.Persons[0])
	}
}

// near judges what the entry says of how near its person seems to the actor. It was
// found at the moment of the look, where the person's data was readable; of who looked
// at themself nothing more is said.
func (r *reporting) near(e Entry) {
	if len(e.Near) == 0 {
		return
	}
	kind := NearData
	if slices.Contains(e.Near, access.OwnPerson) {
		kind = OwnData
	}
	a := r.alert(kind, e, e.Persons[0])
	var all []access.Nearness
	for _, how := range access.Nearnesses() {
		if slices.Contains(a.Near, how) || slices.Contains(e.Near, how) {
			all = append(all, how)
		}
	}
	a.Near = all
}

// own reports whether a relation makes a person the actor's own client.
func own(r access.Relation) bool {
	return r == access.Holder || r == access.Substitute || r == access.Self || r == access.TakesPart
}

// browsing looks at every hour of an actor's day.
func (r *reporting) browsing(day []Entry) {
	var opened []Entry
	for _, e := range day {
		if len(e.Persons) == 1 && !own(e.Relation) {
			opened = append(opened, e)
		}
	}
	within, from := map[es.ID]int{}, 0
	for _, e := range opened {
		within[e.Persons[0]]++
		for ; e.At.Sub(opened[from].At) >= time.Hour; from++ {
			if p := opened[from].Persons[0]; within[p] > 1 {
				within[p]--
			} else {
				delete(within, p)
			}
		}
		if len(within) >= r.limits.BrowsePersons {
			r.alert(Browsing, e, e.Persons[0])
		}
	}
}

func (r *reporting) volume(day []Entry) {
	seen := len(distinct(day))
	usual, known := r.facts.Usual[day[0].Actor]
	if seen < r.limits.VolumePersons || known && float64(seen) < r.limits.VolumeFactor*usual {
		return
	}
	for _, e := range day {
		if e.Outcome != Denied && len(e.Persons) == 1 {
			r.alert(Volume, e, e.Persons[0])
		}
	}
}

// distinct are the persons that were opened one by one.
func distinct(day []Entry) map[es.ID]bool {
	persons := map[es.ID]bool{}
	for _, e := range day {
		if e.Outcome != Denied && len(e.Persons) == 1 {
			persons[e.Persons[0]] = true
		}
	}
	return persons
}

func (r *reporting) sorted() []Alert {
	var alerts []Alert
	for _, a := range r.alerts {
		if a.Kind != ProtectedTries || a.Looks >= r.limits.ProtectedTry {
			alerts = append(alerts, *a)
		}
	}
	slices.SortFunc(alerts, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Actor, b.Actor))
	})
	return alerts
}

// Usual is how many persons actors open on a working day, as a moving mean.
type Usual map[string]float64

// With returns u after one more day's entries: each actor who worked moves a
// tenth of the way, so that a month counts. u itself is unchanged.
func (u Usual) With(entries []Entry) Usual {
	days := map[string][]Entry{}
	for _, e := range entries {
		if isWorker(e.Role) {
			days[e.Actor] = append(days[e.Actor], e)
		}
	}
	next := make(Usual, len(u)+len(days))
	for actor, mean := range u {
		next[actor] = mean
	}
	for actor, day := range days {
		seen := float64(len(distinct(day)))
		if mean, known := u[actor]; known {
			seen = mean + (seen-mean)/10
		}
		next[actor] = seen
	}
	return next
}
