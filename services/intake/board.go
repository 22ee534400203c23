package intake

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// childrenPerWorker returns how many children one responsible social worker may
// have on a day, and since when that is in force; 0: there is no limit yet.
//
// Law: 417/2007, section 13 b, subsection 2 (1276/2021): 35 from 2022-01-01, 30
// from 2024-01-01. The act says "children": adults are counted beside them.
func childrenPerWorker(on calendar.Date) (most int, inForce string) {
	for _, limit := range []struct {
		from string
		most int
	}{{"2022-01-01", 35}, {"2024-01-01", 30}} {
		if !on.Before(calendar.MustParse(limit.from)) {
			most, inForce = limit.most, limit.from
		}
	}
	return most, inForce
}

func (s *Service) boardRoutes() {
	s.api.Handle("GET /board", seeBoard, edge.Serve(nothing, s.seeBoard))
	s.api.Handle("POST /workers/{worker}/matters", moveAll, edge.Serve(decodeMoveAll, s.moveAll))
}

// mostHeld is how many matters of one worker are looked at.
const mostHeld = 500

// seeBoard counts what each worker of the manager's unit has to do. It names no
// client.
func (s *Service) seeBoard(ctx context.Context, _ struct{}) (contracts.Board, error) {
	day := today(ctx)
	board := contracts.Board{Unit: edge.ActorOf(ctx).Unit}
	board.Cap, _ = childrenPerWorker(day)
	for _, w := range s.area.Workers {
		if w.Unit != board.Unit || !(Worker{w.ID, w.Role}).ChildProtection() {
			continue
		}
		items, _, err := s.list.Page(ctx, ofWho(viewMine, w.ID), readmodel.All(mostHeld))
		if err != nil {
			return board, listing.Fault(err)
		}
		people, err := s.under(ctx, items)
		if err != nil {
			return board, err
		}
		load := loadOf(w, people, day, board.Cap)
		if load.Overrides, err = s.exceededBy(ctx, items); err != nil {
			return board, err
		}
		board.Workers = append(board.Workers, load)
	}
	return board, nil
}

func loadOf(w area.Worker, items []readmodel.Item[Row], day calendar.Date, most int) contracts.Load {
	load := contracts.Load{Worker: w.ID, Children: len(childrenIn(items))}
	for _, item := range items {
		if !item.Row.Basis.ofChild() {
			load.Others++
		}
		if _, due := item.Row.Next(); due.Before(day) {
			load.Overdue++
			if !item.Row.explained() {
				load.Unexplained++
			}
		}
	}
	load.OverCap = w.Role == access.SocialWorker && most > 0 && load.Children > most
	return load
}

// movingAll is a request to move all that a worker has.
type movingAll struct {
	worker   string
	body     contracts.MoveAll
	children map[es.ID]bool // of who gets them, as they are moved
}

func decodeMoveAll(r *http.Request) (movingAll, error) {
	body, err := edge.JSON[contracts.MoveAll](r)
	return movingAll{worker: r.PathValue("worker"), body: body}, err
}

// moveAll moves each open matter of a worker by a command of its own, which its
// history keeps. What a rule refuses stays and is named, to who has to do with it; a
// fault ends it, and the same request again moves the rest.
func (s *Service) moveAll(ctx context.Context, ask movingAll) (contracts.MovedAll, error) {
	out := contracts.MovedAll{Left: []es.ID{}}
	colleague, known := s.area.Worker(ask.body.To)
	var c refusal.Check
	text(&c, "note", ask.body.Note, maxText, false)
	c.Require(ask.body.To == "" || known, "to", "unknown-worker")
	c.Require(ask.body.Unit == "" || slices.Contains(s.unitsInChildProtection(), ask.body.Unit), "unit", "unknown-unit")
	if err := c.Refusal(); err != nil {
		return out, err
	}
	items, _, err := s.list.Page(ctx, ofWho(viewMine, ask.worker), readmodel.All(mostHeld))
	if err != nil {
		return out, listing.Fault(err)
	}
	if len(items) == 0 { // whoever may move something is told that there is nothing
		none := access.Resource{Kind: access.KindMatter, Task: access.ChildProtection}
		none.Unit, none.Relations = s.relations(edge.ActorOf(ctx), ask.worker, "", false)
		edge.Sees(ctx, ask.worker, none)
		return out, nil
	}
	if known { // counted once: the list lags behind what is moved here
		if ask.children, err = s.childrenOf(ctx, colleague.ID); err != nil {
			return out, err
		}
	}
	for _, item := range items {
		id, err := es.ParseID(item.Key)
		if err != nil {
			return out, err
		}
		done, err := s.moveOne(ctx, id, ask, Worker{colleague.ID, colleague.Role})
		switch {
		case errors.Is(err, ErrNotFound), errors.Is(err, edge.ErrNoRelation):
			continue // who asks has nothing to do with it: not even that it is there
		case err != nil && !refused(err):
			return out, err
		case err != nil:
			out.Left = append(out.Left, id)
			continue
		}
		out.Moved, out.Position = out.Moved+1, done.Position
		if known && item.Row.Basis.ofChild() {
			child, err := s.rootOf(ctx, item.Row.Person)
			if err != nil {
				return out, err
			}
			ask.children[child] = true
		}
	}
	return out, nil
}

// moveOne moves one matter that the worker still has.
func (s *Service) moveOne(ctx context.Context, id es.ID, ask movingAll, to Worker) (contracts.Receipt, error) {
	issue := es.IssueOf(ctx)
	issue.Command = issue.Command.Derive("move", id.String())
	ctx = es.WithIssue(ctx, issue)
	var cmd Command = QueueMatter{Unit: ask.body.Unit, By: by(ctx)}
	if to.ID != "" {
		cmd = HandToColleague{To: to, By: by(ctx)}
	}
	m, err := s.admitTo(ctx, id, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	if m.Holder != ask.worker { // somebody was faster: the list was behind
		return contracts.Receipt{}, ErrNotHolder.With("holder", m.Holder)
	}
	var burden Burden
	if to.ID != "" {
		if burden, err = s.burdenWith(ctx, id, m, burdening{to.ID, ask.body.CapGrounds, ask.children}); err != nil {
			return contracts.Receipt{}, err
		}
	}
	note, err := s.sealOn(ctx, id, m, written{"note", ask.body.Note})
	switch c := cmd.(type) {
	case QueueMatter:
		c.Note = note
		cmd = c
	case HandToColleague:
		c.Note, c.Burden = note, burden
		cmd = c
	}
	return s.handle(ctx, id, cmd, err)
}

// nothing decodes a request that is all in its path.
func nothing(*http.Request) (struct{}, error) { return struct{}{}, nil }
