package transitions

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// allCases is the list of every case, in the order of opening.
const allCases = "all"

// Judged is what the right was judged on, as the read model keeps it: the birth
// date sealed.
type Judged struct {
	Basis         Basis         `json:"basis"`
	PlacedFrom    calendar.Date `json:"placed_from,omitzero"`
	PlacedTo      calendar.Date `json:"placed_to,omitzero"`
	LastClientDay calendar.Date `json:"last_client_day,omitzero"`
	Placements    []Placement   `json:"placements,omitempty"`
	LeapDay       LeapDay       `json:"leap_day,omitempty"`
	Unsettled     Right         `json:"unsettled,omitempty"`
	BirthDate     vault.Sealed  `json:"birth_date"`
	Command       es.ID         `json:"command"` // under which it was sealed
}

func judgedOf(e RightAssessed, command es.ID) Judged {
	return Judged{
		Basis: e.Basis, PlacedFrom: e.PlacedFrom, PlacedTo: e.PlacedTo, LastClientDay: e.LastClientDay,
		Placements: e.Placements, LeapDay: e.LeapDay, Unsettled: e.Unsettled, BirthDate: e.BirthDate, Command: command,
	}
}

// caseload reads all cases that were open on a day and whose right was judged by
// then. Birth dates are opened for the request and kept nowhere. unknown counts
// the cases without a judged right or without a key to the birth date.
// Errors: ErrRebuilding; a Redis that fails; the vault's.
func (s *Service) caseload(ctx context.Context, on calendar.Date) (people []Subject, unknown int, err error) {
	query := readmodel.All(readPage)
	query.Max = dayNumber(on)
	for {
		items, next, err := s.list.Page(ctx, allCases, query)
		if err != nil {
			return nil, 0, listing.Fault(err)
		}
		some, left, err := s.subjects(ctx, items, on)
		if err != nil {
			return nil, 0, err
		}
		people, unknown = append(people, some...), unknown+left
		if query.After = next; next == nil {
			return people, unknown, nil
		}
	}
}

// readPage is how many cases are read at once: the most that a page takes.
const readPage = 500

// subjects opens the birth dates of a page of cases, on all processors.
func (s *Service) subjects(ctx context.Context, items []readmodel.Item[Row], on calendar.Date) (people []Subject, unknown int, err error) {
	found := make([]*Subject, len(items))
	faults := make([]error, len(items))
	var working sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		working.Go(func() {
			for i := w; i < len(items); i += workers {
				found[i], faults[i] = s.subject(ctx, items[i], on)
			}
		})
	}
	working.Wait()
	for _, subject := range found {
		if subject == nil {
			unknown++
			continue
		}
		people = append(people, *subject)
	}
	return people, unknown, errors.Join(faults...)
}

// subject is one case; nil where the right was not judged by then, or the birth
// date was disposed of.
func (s *Service) subject(ctx context.Context, item readmodel.Item[Row], on calendar.Date) (*Subject, error) {
	judged := item.Row.Judged
	if judged.BirthDate.IsZero() || item.Row.RightOn.After(on) {
		return nil, nil
	}
	id, err := es.ParseID(item.Key)
	if err != nil {
		return nil, fmt.Errorf("read the caseload: %w", err)
	}
	plain, err := s.vault.Open(ctx, vault.Place{Stream: s.streams.Stream(item.Key), Command: judged.Command, Field: "birth_date"}, judged.BirthDate)
	if errors.Is(err, vault.ErrKeyDestroyed) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	born, err := calendar.Parse(plain.Reveal())
	if err != nil {
		return nil, fmt.Errorf("read the birth date of a case: %w", err)
	}
	worker, _ := s.area.Worker(item.Row.Responsible)
	subject := subjectOf(id, item.Row, born, worker.Unit)
	return &subject, nil
}

// askedLaw is a draft, the day to look from, and which page of people.
type askedLaw struct {
	rules contracts.LawRules
	on    calendar.Date // zero: today
	from  int
}

// askLaw reads a draft from the query. What is not said is as the present law has
// it.
// Errors: invalid-fields with required, malformed-date, number-form, out-of-range
// or ends-before-start.
func askLaw(r *http.Request) (askedLaw, error) {
	q := r.URL.Query()
	var c refusal.Check
	ask := askedLaw{rules: PresentLaw()}
	if q.Has("in_force") || q.Has("reached_before") || q.Has("ends_on") {
		ask.rules.ReachedBefore, ask.rules.EndsOn = calendar.Date{}, calendar.Date{}
	}
	for name, into := range map[string]*calendar.Date{
		"in_force": &ask.rules.InForce, "reached_before": &ask.rules.ReachedBefore, "ends_on": &ask.rules.EndsOn, "as_of": &ask.on,
	} {
		queryDay(&c, q, name, into)
	}
	queryNumber(&c, q, "age_limit", &ask.rules.AgeLimit, 18, 40)
	queryNumber(&c, q, "years_after_client", &ask.rules.YearsAfterClient, 0, 40)
	queryNumber(&c, q, "half_year_months", &ask.rules.HalfYearMonths, 0, 60)
	queryNumber(&c, q, "from", &ask.from, 0, 10_000_000)
	c.Require(ask.rules.ReachedBefore.IsZero() == ask.rules.EndsOn.IsZero(), "ends_on", "required")
	return ask, c.Refusal()
}

func queryDay(c *refusal.Check, q url.Values, name string, into *calendar.Date) {
	if typed := q.Get(name); typed != "" {
		day, err := calendar.Parse(typed)
		c.Require(err == nil, name, "malformed-date")
		*into = day
	}
}

func queryNumber(c *refusal.Check, q url.Values, name string, into *int, least, most int) {
	if typed := q.Get(name); typed != "" {
		n, err := strconv.Atoi(typed)
		c.Require(err == nil, name, "number-form")
		c.Require(err != nil || n >= least && n <= most, name, "out-of-range")
		*into = n
	}
}

func (s *Service) simulate(ctx context.Context, ask askedLaw) (contracts.LawFigures, []Affected, error) {
	if ask.on.IsZero() {
		ask.on = today(ctx)
	}
	people, unknown, err := s.caseload(ctx, ask.on)
	if err != nil {
		return contracts.LawFigures{}, nil, err
	}
	figures, affected := Simulate(people, ask.rules, ask.on)
	figures.Unknown = unknown
	return figures, affected, nil
}

// lawFigures answers what a draft would do, in figures about nobody.
func (s *Service) lawFigures(ctx context.Context, ask askedLaw) (contracts.LawFigures, error) {
	figures, _, err := s.simulate(ctx, ask)
	return figures, err
}

// lawSimulation answers what a draft would do: figures of the whole area, and of
// those whom the reader may see, whom it affects and why.
func (s *Service) lawSimulation(ctx context.Context, ask askedLaw) (contracts.LawSimulation, error) {
	figures, affected, err := s.simulate(ctx, ask)
	if err != nil {
		return contracts.LawSimulation{}, err
	}
	unit := edge.ActorOf(ctx).Unit
	affected = slices.DeleteFunc(affected, func(a Affected) bool { return a.subject.Unit != unit || unit == "" })
	out := contracts.LawSimulation{Figures: figures, Affected: len(affected)}
	affected = affected[min(ask.from, len(affected)):]
	if len(affected) > listing.PageSize {
		affected, out.Next = affected[:listing.PageSize], ask.from+listing.PageSize
	}
	for _, a := range affected {
		row := a.subject.row
		c := Case{Person: row.Person}
		right := s.toPart(ctx, Part{Holder: row.Responsible, Task: row.Task}).resource(c, access.KindDecision)
		right.Task = row.RightIn
		if edge.Sees(ctx, "law-simulation", right) {
			out.Persons = append(out.Persons, a.show())
		}
	}
	return out, nil
}
