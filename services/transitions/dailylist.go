package transitions

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// Lived is the everyday life of a case as reports see it: days and codes.
type Lived struct {
	Contacts []ContactCount `json:"contacts,omitempty"`

	Turns      []Turn  `json:"turns,omitempty"`      // in the order of recording
	Situations []Found `json:"situations,omitempty"` // likewise
	Ratings    []Rated `json:"ratings,omitempty"`    // likewise
}

// ContactCount is how many contacts of a kind there were.
type ContactCount struct {
	ContactKind
	Count int `json:"count"`
}

// ContactKind is what contacts are counted by.
type ContactKind struct {
	Year     int           `json:"year"`
	Recorded calendar.Date `json:"recorded"` // the first day of the month in which they were recorded
	Who      string        `json:"who"`      // id: of the worker
	Mode     Mode          `json:"mode"`
}

// daily answers "how is the everyday life of the young people?", in numbers.
var daily = readmodel.Model[Lived, Event]{
	Name:     "transitions-daily",
	Version:  5,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return caseIn(r.Stream) },
	Apply:    applyLived,
	Index:    func(string, Lived) []readmodel.Entry { return []readmodel.Entry{{Set: setLived}} },
}

const setLived = "lived"

func applyLived(l Lived, r es.Recorded, event Event) Lived {
	recorded := calendar.On(r.RecordedAt)
	for _, rated := range ratedBy(event) {
		rated.Recorded = recorded
		l.Ratings = append(slices.Clip(l.Ratings), rated)
	}
	switch e := event.(type) {
	case CaseOpened:
		return l.turned(r, e.On, true, e.Responsible)
	case HandoverAccepted:
		return l.turned(r, e.On, true, e.To)
	case CaseClosed:
		return l.turned(r, e.On, false, "")
	case CaseReopened:
		return l.turned(r, e.On, true, e.Responsible)
	case SituationRecorded:
		l.Situations = append(slices.Clip(l.Situations), Found{e.Record, e.From, e.Situation, e.Corrects, recorded})
	case ContactHad:
		l.Contacts = counted(l.Contacts, ContactKind{e.Day.Year(), firstOfMonth(recorded), e.Who, e.Mode}, 1)
	case ContactWithdrawn: // counts from the month of its withdrawal, so that no report that was read changes
		l.Contacts = counted(l.Contacts, ContactKind{e.Day.Year(), firstOfMonth(recorded), e.Who, e.Mode}, -1)
	case MeetingHeld:
		l.Contacts = counted(l.Contacts, ContactKind{e.Met.Year(), firstOfMonth(recorded), r.Meta.Actor, e.Mode}, 1)
	}
	return l
}

// counted adds n contacts of a kind; a negative n takes some away.
func counted(counts []ContactCount, kind ContactKind, n int) []ContactCount {
	counts = slices.Clone(counts)
	for i, c := range counts {
		if c.ContactKind == kind {
			counts[i].Count += n
			return counts
		}
	}
	return append(counts, ContactCount{kind, n})
}

// lives reads the everyday life of every case, as lists have it now.
// Errors: ErrRebuilding; a Redis that fails.
func (s *Service) lives(ctx context.Context, each func(id string, l Lived)) error {
	query := readmodel.All(readPage)
	for {
		items, next, err := s.daily.Page(ctx, setLived, query)
		if err != nil {
			return listing.Fault(err)
		}
		for _, item := range items {
			each(item.Key, item.Row)
		}
		if query.After = next; next == nil {
			return nil
		}
	}
}

// unitOf is the unit of a worker; empty: the register knows them no more.
func (s *Service) unitOf(worker string) string {
	w, _ := s.area.Worker(worker)
	return w.Unit
}

// reportUnits are the units of a report, in the order of the register, and the
// one of workers who are in it no more.
func (s *Service) reportUnits() []string { return append(s.area.UnitCodes(), "") }

// seeContactReport counts the contacts of a year by unit, as far as they were
// recorded by the end of the last month.
func (s *Service) seeContactReport(ctx context.Context, year int) (contracts.ContactReport, error) {
	if year > today(ctx).Year() {
		return contracts.ContactReport{}, ErrUnknownYear
	}
	counts, through := map[string]map[Mode]int{}, reportThrough(today(ctx))
	err := s.lives(ctx, func(_ string, l Lived) {
		for _, of := range l.knownBy(through).Contacts {
			if of.Year != year {
				continue
			}
			unit := s.unitOf(of.Who)
			if counts[unit] == nil {
				counts[unit] = map[Mode]int{}
			}
			counts[unit][of.Mode] += of.Count
		}
	})
	report := contactReport(year, s.reportUnits(), counts)
	report.Through = through
	return report, err
}

// decodeYear reads the year of a report. Only whole years are told: of two spans
// that differ by a day, the difference would be about somebody. For the same reason
// a report counts what was recorded by the end of the last month.
func decodeYear(r *http.Request) (int, error) {
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < firstDay.Year() || year > 9000 {
		return 0, ErrUnknownYear
	}
	return year, nil
}

// ErrUnknownYear: not a year that a report can be about.
var ErrUnknownYear = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "year", Code: "unknown-year"}}}
