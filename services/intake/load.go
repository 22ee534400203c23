package intake

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Burden is of how many children a worker has a matter that needs something, beside
// the child of a matter, and what the law allows on that day. It comes from the
// list: who is given two matters at the same moment may be one over, and the board
// shows it.
//
// It is not yet all that the act means. A child whose assessment is complete is no
// longer counted here: what follows is a case of services/transitions, which moves
// and closes there, and a matter does not hear of it; to count every matter that was
// ever held would count children who have long had somebody else.
type Burden struct {
	Children int           // other children, each once
	Cap      int           // 0: there is no limit, or none for this worker
	InForce  string        // since when Cap is the limit (YYYY-MM-DD)
	On       calendar.Date // the day it was counted on
	Grounds  vault.Sealed  // why they are to have more; zero: nobody said so
}

// CapExceeded says that a social worker has more children than the act allows, who
// decided it and why: it goes with the event that gave them the matter.
type CapExceeded struct {
	Worker   string        `json:"worker"`   // id: who has the matter
	Decided  string        `json:"decided"`  // id: who decided it, themselves or a manager
	Children int           `json:"children"` // with this one
	On       calendar.Date `json:"on"`
	Grounds  vault.Sealed  `json:"grounds"`
	Finding  law.Finding   `json:"finding"`
}

// What the cap refuses.
var (
	// ErrCapReached: with this child the worker has more than the act allows, and
	// nobody has said why it is to be so. Details: children, cap.
	ErrCapReached = refusal.Refusal{
		Kind: refusal.Untimely, Code: "cap-reached", Law: "LSL 417/2007 13 b § 2 mom",
		Fields: []refusal.Field{{Name: "cap_grounds", Code: "cap-reached"}},
	}
	// ErrCapByManager: a colleague would have more than the act allows: that is for
	// them or for a manager to decide.
	ErrCapByManager = refusal.Refusal{Kind: refusal.Forbidden, Code: "cap-by-manager", Law: "LSL 417/2007 13 b § 2 mom"}
)

// withinCap is what goes with giving a matter to a social worker: nothing up to the
// cap, above it the record of who decided so and why.
//
// Law: 417/2007, section 13 b, subsection 2, as in force from 2024-01-01: at most 30
// children for one responsible social worker. The act as it was read has no
// exception; that above it the worker or a manager says why, and that nobody else
// does it to a colleague, is a house rule that makes it seen.
func (b Burden) withinCap(m Matter, to, by Worker) ([]Event, error) {
	children := b.Children + 1
	if b.Cap == 0 || children <= b.Cap || to.Role != access.SocialWorker || !m.Basis.ofChild() {
		return nil, nil
	}
	switch {
	case by.ID != to.ID && by.Role != access.Manager:
		return nil, ErrCapByManager
	case b.Grounds.IsZero():
		return nil, ErrCapReached.With("children", strconv.Itoa(children)).With("cap", strconv.Itoa(b.Cap))
	}
	return []Event{CapExceeded{
		Worker: to.ID, Decided: by.ID, Children: children, On: b.On, Grounds: b.Grounds,
		Finding: law.Finding{
			Provision: law.Provision{Act: "417/2007", Section: "13 b § 2 mom", InForce: b.InForce},
			Inputs:    map[string]string{"children": strconv.Itoa(children), "on": b.On.String()},
			Outcome:   map[string]string{"cap": strconv.Itoa(b.Cap), "within-cap": "no"},
		},
	}}, nil
}

func (e CapExceeded) evolve(m Matter) Matter { return m }

// childrenOf are the children of a worker, each once.
func (s *Service) childrenOf(ctx context.Context, worker string) (map[es.ID]bool, error) {
	items, _, err := s.list.Page(ctx, ofWho(viewMine, worker), readmodel.All(mostHeld))
	if err != nil {
		return nil, listing.Fault(err)
	}
	items, err = s.under(ctx, items)
	return childrenIn(items), err
}

// childrenIn are the children of matters, each once.
func childrenIn(items []readmodel.Item[Row]) map[es.ID]bool {
	children := map[es.ID]bool{}
	for _, item := range items {
		if item.Row.Basis.ofChild() {
			children[item.Row.Person] = true
		}
	}
	return children
}

// under is rows of matters with each person under the id that goes on.
func (s *Service) under(ctx context.Context, items []readmodel.Item[Row]) ([]readmodel.Item[Row], error) {
	items = slices.Clone(items)
	for i := range items {
		root, err := s.rootOf(ctx, items[i].Row.Person)
		if err != nil {
			return nil, err
		}
		items[i].Row.Person = root
	}
	return items, nil
}

// taking is a request to take a matter.
type taking struct {
	matter es.ID
	body   contracts.TakeOver
}

// decodeTake reads a request that may come without a body.
func decodeTake(r *http.Request) (ask taking, err error) {
	if ask.matter, err = matterID(r); err == nil && r.ContentLength != 0 {
		ask.body, err = edge.JSON[contracts.TakeOver](r)
	}
	return ask, err
}

func (s *Service) take(ctx context.Context, ask taking) (contracts.Receipt, error) {
	cmd := TakeMatter{By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Burden, err = s.burdenWith(ctx, ask.matter, m, burdening{worker: cmd.By.ID, grounds: ask.body.CapGrounds})
	return s.handle(ctx, ask.matter, cmd, err)
}

// burdening is who is to have a matter, and why although they have enough.
type burdening struct {
	worker, grounds string
	children        map[es.ID]bool // that they have; nil: not counted yet
}

// burdenWith counts the children of a worker beside the one of a matter, and seals
// the grounds.
func (s *Service) burdenWith(ctx context.Context, id es.ID, m Matter, to burdening) (Burden, error) {
	var c refusal.Check
	text(&c, "cap_grounds", to.grounds, maxText, false)
	if err := c.Refusal(); err != nil {
		return Burden{}, err
	}
	if to.children == nil {
		var err error
		if to.children, err = s.childrenOf(ctx, to.worker); err != nil {
			return Burden{}, err
		}
	}
	b := Burden{On: today(ctx), Children: len(to.children)}
	b.Cap, b.InForce = childrenPerWorker(b.On)
	child, err := s.rootOf(ctx, m.Person)
	if err != nil {
		return Burden{}, err
	}
	if to.children[child] {
		b.Children--
	}
	b.Grounds, err = s.sealOn(ctx, id, m, written{"cap_grounds", to.grounds})
	return b, err
}

// exceededBy opens why a worker has more than the cap: of each of their matters
// with such a record that who asks may see.
func (s *Service) exceededBy(ctx context.Context, items []readmodel.Item[Row]) ([]contracts.CapOverride, error) {
	var all []contracts.CapOverride
	for _, item := range items {
		over := item.Row.Cap
		if over.Worker == "" {
			continue
		}
		r, err := s.matterFor(ctx, item.Row.matter())
		if err != nil {
			return nil, err
		}
		if !edge.Sees(ctx, "board", r) {
			continue
		}
		b := s.vault.Batch(ctx, s.streams.Stream(item.Key), over.Command)
		all = append(all, contracts.CapOverride{On: over.On, Decided: over.Decided, Children: over.Children, Grounds: b.Open("cap_grounds", over.Grounds).Reveal()})
		if err := b.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// rowCap is what a list keeps of CapExceeded, until somebody else has the matter.
type rowCap struct {
	Worker   string        `json:"worker,omitempty"`  // id
	Decided  string        `json:"decided,omitempty"` // id
	Command  es.ID         `json:"command,omitzero"`  // to open Grounds
	Children int           `json:"children,omitempty"`
	On       calendar.Date `json:"on,omitzero"`
	Grounds  vault.Sealed  `json:"grounds,omitzero"`
}

// after is what a list keeps of it after one event more.
func (c rowCap) after(r es.Recorded, event Event) rowCap {
	switch e := event.(type) {
	case MatterTaken, MatterHanded, MatterQueued:
		return rowCap{}
	case CapExceeded:
		return rowCap{e.Worker, e.Decided, r.Meta.Command, e.Children, e.On, e.Grounds}
	}
	return c
}
