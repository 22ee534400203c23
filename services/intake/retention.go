package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// Ending is a person's data in the list of what is to be destroyed.
type Ending struct {
	Life     Life        `json:"life"`
	Revision es.Revision `json:"revision"`
}

// The lists of what is to be destroyed.
const (
	viewEndings  = "endings"  // has an end, whenever
	viewProposed = "proposed" // awaits a second person
)

// endings answers "whose data is to be destroyed, and when?"
var endings = readmodel.Model[Ending, LifeEvent]{
	Name:     "intake-endings",
	Version:  3,
	Prefixes: []string{LifeCategory + "-"},
	Decode:   func(r es.Recorded) (LifeEvent, error) { return LifeHistory.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ LifeEvent) string { return personOf(r.Stream) },
	Apply: func(e Ending, r es.Recorded, event LifeEvent) Ending {
		return Ending{Life: event.evolve(e.Life), Revision: r.Revision}
	},
	Index: func(_ string, e Ending) []readmodel.Entry {
		due, ok := e.due()
		if !ok {
			return nil
		}
		entries := []readmodel.Entry{{Set: viewEndings, Score: dayScore(due)}}
		if !e.Life.Proposed.IsZero() {
			entries = append(entries, readmodel.Entry{Set: viewProposed, Score: dayScore(e.Life.Proposed)})
		}
		return entries
	},
}

func personOf(stream string) string { return strings.TrimPrefix(stream, LifeCategory+"-") }

// due is the first day on which something of the person's data is to be destroyed.
func (e Ending) due() (first calendar.Date, ok bool) {
	for _, end := range e.Life.ends() {
		if !ok || end.Due.Before(first) {
			first, ok = end.Due, true
		}
	}
	return first, ok
}

// monthsShown is how many months the list counts, this one first.
const monthsShown = 13

func (s *Service) seeRetention(ctx context.Context, ask listing.Ask) (contracts.RetentionPage, error) {
	page := contracts.RetentionPage{View: ask.View, Today: today(ctx), Rows: []contracts.RetentionRow{}}
	page.Stale = !listing.Visible(ctx, s.endings, ask.After)
	items, next, err := s.endings.Page(ctx, ask.View, ask.Query())
	if err != nil {
		return page, listing.Fault(err)
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		person, err := es.ParseID(item.Key)
		if err != nil {
			return page, err
		}
		seen, err := s.seesEnd(ctx, ask.View, person)
		if err != nil {
			return page, err
		}
		if seen {
			page.Rows = append(page.Rows, showEnding(person, item.Row, page.Today))
		}
	}
	page.Months, err = s.months(ctx, page.Today)
	return page, listing.Fault(err)
}

// months counts what is due: what is due by the end of this month, and then month
// by month.
func (s *Service) months(ctx context.Context, today calendar.Date) ([]contracts.MonthCount, error) {
	from := today.AddDays(1 - today.Day())
	var counts []contracts.MonthCount
	for i := range monthsShown {
		lowest := dayScore(from)
		if i == 0 {
			lowest = listing.Lowest
		}
		until := from.AddMonths(1)
		n, err := s.endings.Count(ctx, viewEndings, lowest, dayScore(until)-1)
		if err != nil {
			return nil, err
		}
		counts = append(counts, contracts.MonthCount{Month: from.String()[:len("2026-11")], Total: n})
		from = until
	}
	return counts, nil
}

func showEnding(person es.ID, e Ending, today calendar.Date) contracts.RetentionRow {
	row := contracts.RetentionRow{Person: person, Died: e.Life.Died, ProposedOn: e.Life.Proposed, ProposedBy: e.Life.By, Revision: e.Revision}
	row.Due, _ = e.due()
	row.Reached = !row.Due.IsZero() && !today.Before(row.Due)
	for _, end := range e.Life.ends() {
		row.Findings = append(row.Findings, end.Finding)
	}
	return row
}

// deathOf is a request to record a death.
type deathOf struct {
	person es.ID
	body   contracts.Death
}

func decodeDeath(r *http.Request) (deathOf, error) {
	person, err := edge.ID(r, "person")
	if err != nil {
		return deathOf{}, err
	}
	body, err := edge.JSON[contracts.Death](r)
	return deathOf{person, body}, err
}

func subjectID(r *http.Request) (es.ID, error) { return edge.ID(r, "subject") }

func (s *Service) recordDeath(ctx context.Context, ask deathOf) (contracts.LifeReceipt, error) {
	grounds, err := s.basicsOf(ctx, ask.person)
	if err != nil {
		return contracts.LifeReceipt{}, err
	}
	if err := admitOnOne(ctx, ask.person.String(), grounds); err != nil {
		return contracts.LifeReceipt{}, err
	}
	var c refusal.Check
	oneOf(&c, "source", ask.body.Source, contracts.DeathSources())
	c.Require(!ask.body.On.IsZero(), "on", "required")
	if err := c.Refusal(); err != nil {
		return contracts.LifeReceipt{}, err
	}
	done, err := s.handleLife(ctx, ask.person, RecordDeath{On: ask.body.On, Source: DeathSource(ask.body.Source), Today: today(ctx)})
	if err != nil {
		return done, err
	}
	ids, err := s.idsOf(ctx, ask.person)
	if err != nil {
		return done, err
	}
	i := slices.Index(ids, ask.person)
	return done, s.shareDeath(ctx, append(slices.Delete(slices.Clone(ids), i, i+1), ask.person)) // what was just said counts
}

// endOf is the end of a person's data as who asks stands to it: on each ground on
// which they have to do with the person, or on none.
func (s *Service) endOf(ctx context.Context, person es.ID) ([]access.Resource, error) {
	grounds, err := s.basicsOf(ctx, person)
	for i := range grounds {
		grounds[i].Kind = access.KindRetention
	}
	return grounds, err
}

// seesEnd reports whether who asks may see when a person's data ends.
func (s *Service) seesEnd(ctx context.Context, list string, person es.ID) (bool, error) {
	grounds, err := s.endOf(ctx, person)
	return slices.ContainsFunc(grounds, func(r access.Resource) bool { return edge.Sees(ctx, list, r) }), err
}

// admitOnOne admits who asks on the first ground that suffices.
// Errors: those of edge.Admit.
func admitOnOne(ctx context.Context, id string, grounds []access.Resource) error {
	for _, r := range grounds[1:] {
		if edge.Sees(ctx, id, r) {
			return nil
		}
	}
	return edge.Admit(ctx, id, grounds[0], ErrNotFound)
}

func (s *Service) destroyData(ctx context.Context, person es.ID) (contracts.LifeReceipt, error) {
	grounds, err := s.endOf(ctx, person)
	if err != nil {
		return contracts.LifeReceipt{}, err
	}
	if err := admitOnOne(ctx, person.String(), grounds); err != nil {
		return contracts.LifeReceipt{}, err
	}
	others, err := s.otherTerms(ctx, person)
	if err != nil {
		return contracts.LifeReceipt{}, err
	}
	return s.handleLife(ctx, person, DestroyData{Today: today(ctx), By: by(ctx).ID, Others: others})
}

func (s *Service) handleLife(ctx context.Context, person es.ID, cmd LifeCommand) (contracts.LifeReceipt, error) {
	out, err := s.lives.Handle(ctx, person.String(), cmd)
	if err != nil {
		return contracts.LifeReceipt{}, err
	}
	state := "recorded"
	if _, destroys := cmd.(DestroyData); destroys {
		if state = "approved"; !out.State.Proposed.IsZero() {
			state = "proposed"
		}
	}
	return contracts.LifeReceipt{Person: person, State: state, Revision: out.Revision, Position: out.Position.String()}, nil
}

// tellApproved is the fact of an approved destruction.
func tellApproved(r es.Recorded) (name string, data json.RawMessage, err error) {
	event, err := LifeHistory.Decode(r.Name, r.Data)
	if err != nil {
		return "", nil, err
	}
	approved, ok := event.(DestructionApproved)
	if !ok {
		return "", nil, nil
	}
	person, err := es.ParseID(personOf(r.Stream))
	if err != nil {
		return "", nil, fmt.Errorf("%s names no person: %w", r.Stream, err)
	}
	fact := contracts.DestructionApproved{Person: person}
	for _, class := range approved.Classes {
		fact.Classes = append(fact.Classes, string(class))
	}
	data, err = json.Marshal(fact)
	return contracts.FactDestructionApproved, data, err
}
