package oversight

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/uselog"
	"nivel/libs/uselog/seen"
)

const (
	pageSize = 50 // lines of a page
	monthly  = 30 // days that are shown of a worker where none are asked for
	mostRead = 20 // pages of the log that are read for one page of somebody's own
)

// ErrNotADay refuses what came as a day and is none.
var ErrNotADay = refusal.Refusal{Kind: refusal.Invalid, Code: "not-a-day"}

// asked is a request for a part of the log.
type asked struct {
	Of       string // id of a person or a worker; empty: of who asks
	From, To calendar.Date
	Page     seen.Cursor
}

// askedOf reads a request about a person.
func askedOf(r *http.Request) (asked, error) {
	a, err := askedDays(r)
	a.Of, a.Page = r.PathValue("person"), pageOf(r)
	return a, err
}

// askedBy reads a request about a worker.
func askedBy(r *http.Request) (asked, error) {
	a, err := askedDays(r)
	a.Of, a.Page = r.PathValue("worker"), pageOf(r)
	return a, err
}

// askedExtract reads a request for an extract about a person, which has no pages.
func askedExtract(r *http.Request) (asked, error) {
	a, err := askedDays(r)
	a.Of = r.PathValue("person")
	return a, err
}

// askedOwn reads a request for a page of one's own.
func askedOwn(r *http.Request) (asked, error) { return asked{Page: pageOf(r)}, nil }

func pageOf(r *http.Request) seen.Cursor { return seen.Cursor(r.URL.Query().Get("page")) }

// askedDays reads the days that are asked for. Errors: ErrNotADay.
func askedDays(r *http.Request) (a asked, err error) {
	q := r.URL.Query()
	if a.From, err = dayOf(q.Get("from")); err == nil {
		a.To, err = dayOf(q.Get("to"))
	}
	return a, err
}

// dayOf reads a day; zero where none is given.
func dayOf(text string) (calendar.Date, error) {
	if text == "" {
		return calendar.Date{}, nil
	}
	day, err := calendar.Parse(text)
	if err != nil {
		return calendar.Date{}, ErrNotADay
	}
	return day, nil
}

// window is the days that were asked for, where none were: from first to today.
func (a asked) window(ctx context.Context, first calendar.Date) seen.Window {
	w := seen.Window{From: a.From, To: a.To}
	if w.To.IsZero() {
		w.To = calendar.On(edge.Now(ctx))
	}
	if w.From.IsZero() {
		w.From = first
	}
	return w
}

// lookBack is the first day that somebody may ask about who has looked.
func lookBack(ctx context.Context) calendar.Date { return uselog.LookBack(calendar.On(edge.Now(ctx))) }

// person reads whom a request is about. Errors: edge.ErrNotFound.
func (a asked) person() (es.ID, error) {
	id, err := es.ParseID(a.Of)
	if err != nil {
		return es.ID{}, edge.ErrNotFound
	}
	return id, nil
}

// admitLog asks whether who asks may read the log about a person.
// It returns all ids of the person.
func (s *Service) admitLog(ctx context.Context, id string, person es.ID) ([]es.ID, error) {
	now, err := s.everyID(ctx, person)
	if err != nil {
		return nil, err
	}
	r := access.Resource{Kind: access.KindUseLog, Person: person.String()}
	if slices.Contains(now.Workers(), edge.ActorOf(ctx).ID) {
		r.Relations = []access.Relation{access.Holder}
	}
	return now.ids, edge.Admit(ctx, id, r, edge.ErrNotFound)
}

// seeLooks shows the privacy officer who has looked at a person's data, or tried.
func (s *Service) seeLooks(ctx context.Context, a asked) (contracts.LookPage, error) {
	person, err := a.person()
	if err != nil {
		return contracts.LookPage{}, err
	}
	ids, err := s.admitLog(ctx, "", person)
	if err != nil {
		return contracts.LookPage{}, err
	}
	w := a.window(ctx, lookBack(ctx))
	page, err := s.looksAt(ctx, ids, w, a.Page, pageSize)
	return lookPage(w, page), fault(err)
}

// seeLooksBy shows the privacy officer what a worker has looked at. The log says
// of each person on the page that this was looked up.
func (s *Service) seeLooksBy(ctx context.Context, a asked) (contracts.LookPage, error) {
	if _, known := s.area.Worker(a.Of); !known {
		return contracts.LookPage{}, edge.ErrNotFound
	}
	if err := edge.Admit(ctx, a.Of, access.Resource{Kind: access.KindUseLog}, edge.ErrNotFound); err != nil {
		return contracts.LookPage{}, err
	}
	w := a.window(ctx, calendar.On(edge.Now(ctx)).AddDays(-monthly))
	page, err := s.seen.LooksBy(ctx, a.Of, w, a.Page, pageSize)
	if err != nil {
		return contracts.LookPage{}, fault(err)
	}
	for _, e := range page.Entries {
		for _, p := range e.Persons {
			edge.Sees(ctx, a.Of, access.Resource{Kind: access.KindUseLog, Person: p.String()})
		}
	}
	return lookPage(w, page), nil
}

// seeOwnLooks shows a young person who has looked at their data: unit, role,
// purpose and time. That they looked themself is left out.
func (s *Service) seeOwnLooks(ctx context.Context, a asked) (contracts.OwnLookPage, error) {
	out := contracts.OwnLookPage{Looks: []contracts.OwnLook{}}
	who := edge.ActorOf(ctx).ID
	person, err := es.ParseID(who)
	if err != nil {
		return out, edge.ErrNotFound
	}
	all, err := s.everyID(ctx, person)
	if err != nil {
		return out, err
	}
	w, next := asked{}.window(ctx, lookBack(ctx)), a.Page
	for range mostRead {
		page, err := s.looksAt(ctx, all.ids, w, next, pageSize)
		if err != nil {
			return out, fault(err)
		}
		others := slices.DeleteFunc(page.Entries, func(e uselog.Entry) bool {
			return slices.ContainsFunc(all.ids, func(id es.ID) bool { return e.Actor == id.String() })
		})
		for _, l := range ownView(all.ids, others) {
			out.Looks = append(out.Looks, ownLook(l))
		}
		if next = page.Next; next == "" || len(out.Looks) >= pageSize {
			break
		}
	}
	out.Next = string(next)
	return out, nil
}

func ownLook(l uselog.OwnLook) contracts.OwnLook {
	return contracts.OwnLook{
		At: l.At, Role: string(l.Role), Unit: l.Unit, Purpose: l.Purpose, Object: l.Object, Glass: l.Glass, Disclosed: l.Disclosed,
	}
}

func lookPage(w seen.Window, page seen.Page) contracts.LookPage {
	out := contracts.LookPage{From: w.From, To: w.To, Looks: []contracts.Look{}, Next: string(page.Next)}
	for _, e := range page.Entries {
		out.Looks = append(out.Looks, contracts.Look{
			At: e.At, Action: string(e.Action), Actor: e.Actor, Role: string(e.Role), Unit: e.Unit,
			Object: e.Object.Kind, ObjectID: e.Object.ID, Persons: e.Persons, Purpose: e.Purpose,
			Relation: string(e.Relation), Outcome: string(e.Outcome), Protected: e.Protected,
			Near: nearOf(e.Near),
		})
	}
	return out
}

// fault returns err, or what it means to who asks where the log is being read anew.
func fault(err error) error {
	if errors.Is(err, readmodel.ErrRebuilding) {
		return listing.ErrRebuilding
	}
	return err
}
