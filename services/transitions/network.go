package transitions

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Drawer is who draws in the network: the young person, or the worker.
type Drawer struct {
	Youth es.ID // zero: the worker
	By    Worker
}

// self reports whether it is the young person.
func (d Drawer) self() bool { return !d.Youth.IsZero() }

// DrawTie draws a person into the network of a young person.
//
// Law: 417/2007, section 54, which section 76 applies in aftercare: the relations
// that matter to the young person are kept up.
type DrawTie struct {
	Tie       es.ID
	Kind      string       // of contracts.TieKinds
	Closeness int          // 1 nearest, 3 farthest
	Name      vault.Sealed // required
	From      calendar.Date
	Task      access.Task // to whose record it belongs
	On        calendar.Date
	Drawer
}

// TieDrawn says who is around a young person: the name is sealed.
type TieDrawn struct {
	Tie       es.ID         `json:"tie"`
	Kind      string        `json:"kind"` // code: of contracts.TieKinds
	Closeness int           `json:"closeness"`
	Name      vault.Sealed  `json:"name"`
	From      calendar.Date `json:"from,omitzero"` // zero: for as long as anybody knows
	Self      bool          `json:"self,omitempty"`
	On        calendar.Date `json:"on"`
	Task      access.Task   `json:"task,omitempty"` // in histories before 2026-11-24 it is not said
}

// ChangeTie says how near a person is from a day on, or that they are no more.
type ChangeTie struct {
	Tie       es.ID
	Closeness int
	Gone      bool
	From      calendar.Date
	Task      access.Task // to whose record it belongs
	On        calendar.Date
	Drawer
}

// TieChanged says how near a person is from a day on, or that they are not in the
// network any more.
type TieChanged struct {
	Tie       es.ID         `json:"tie"`
	Closeness int           `json:"closeness,omitempty"`
	Gone      bool          `json:"gone,omitempty"`
	From      calendar.Date `json:"from"`
	Self      bool          `json:"self,omitempty"`
	On        calendar.Date `json:"on"`
	Task      access.Task   `json:"task,omitempty"` // in histories before 2026-11-24 it is not said
}

// maxTies is how many people a network has at most, in each service task.
const maxTies = 40

// What the network refuses.
var (
	// ErrNoTie: there is no such person in the network, or not any more.
	ErrNoTie = refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-tie"}
	// ErrTooManyTies: the network is full.
	ErrTooManyTies = refusal.Refusal{Kind: refusal.Untimely, Code: "too-many-ties"}
)

// OpenTie is a person in the network.
type OpenTie struct {
	ID   es.ID
	From calendar.Date
	Task access.Task // in which they were drawn: what was written there stays there
}

// tiesIn are the people who were drawn in a service task.
func tiesIn(all []OpenTie, task access.Task) []OpenTie {
	return slices.DeleteFunc(slices.Clone(all), func(t OpenTie) bool { return t.Task != task })
}

// drawnBy refuses whoever may not draw in the network of a case.
func (c Case) drawnBy(d Drawer) error {
	if d.self() {
		return c.ownOpen(d.Youth)
	}
	return c.heldBy(d.By)
}

func (cmd DrawTie) decide(c Case) ([]Event, error) {
	if err := c.drawnBy(cmd.Drawer); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.TieKinds(), cmd.Kind), "kind", "required")
	checkCloseness(&fields, cmd.Closeness)
	fields.Require(!cmd.Name.IsZero(), "name", "required")
	fields.Require(!cmd.From.After(cmd.On), "from", "in-the-future")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if len(tiesIn(c.Daily.Ties, c.Task)) >= maxTies {
		return nil, ErrTooManyTies
	}
	return []Event{TieDrawn{
		Tie: cmd.Tie, Kind: cmd.Kind, Closeness: cmd.Closeness, Name: cmd.Name, From: cmd.From, Self: cmd.self(), On: cmd.On, Task: cmd.Task,
	}}, nil
}

func checkCloseness(c *refusal.Check, closeness int) {
	c.Require(closeness >= 1 && closeness <= 3, "closeness", "required")
}

func (e TieDrawn) evolve(c Case) Case {
	c.Daily.Ties = append(slices.Clip(c.Daily.Ties), OpenTie{e.Tie, e.From, c.Task})
	return c
}

func (e TieDrawn) self() bool { return e.Self }

func (e TieDrawn) soFrom() calendar.Date {
	if e.From.IsZero() {
		return e.On
	}
	return e.From
}

func (cmd ChangeTie) decide(c Case) ([]Event, error) {
	if err := c.drawnBy(cmd.Drawer); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.Daily.Ties, func(t OpenTie) bool { return t.ID == cmd.Tie && (t.Task == c.Task || cmd.self()) }) // to the young person all of it is one network
	if i < 0 {
		return nil, ErrNoTie
	}
	var fields refusal.Check
	if !cmd.Gone {
		checkCloseness(&fields, cmd.Closeness)
	}
	checkPast(&fields, "from", cmd.From, cmd.On)
	fields.Require(cmd.From.IsZero() || !cmd.From.Before(c.Daily.Ties[i].From), "from", "ends-before-start")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	changed := TieChanged{Tie: cmd.Tie, Closeness: cmd.Closeness, Gone: cmd.Gone, From: cmd.From, Self: cmd.self(), On: cmd.On, Task: c.Daily.Ties[i].Task} // its own record
	if cmd.Gone {
		changed.Closeness = 0
	}
	return []Event{changed}, nil
}

func (e TieChanged) evolve(c Case) Case {
	if e.Gone {
		c.Daily.Ties = slices.DeleteFunc(slices.Clone(c.Daily.Ties), func(t OpenTie) bool { return t.ID == e.Tie })
	}
	return c
}

func (e TieChanged) self() bool            { return e.Self }
func (e TieChanged) soFrom() calendar.Date { return e.From }

// closenessOn is how near somebody was on a day; 0: they were not there. Of two
// changes from one day the later record counts. changes are of this person, in the
// order of recording.
func closenessOn(drawn TieDrawn, changes []TieChanged, day calendar.Date) int {
	if drawn.From.After(day) {
		return 0
	}
	near, since := drawn.Closeness, drawn.From
	for _, c := range changes {
		if !c.From.After(day) && !c.From.Before(since) {
			near, since = c.Closeness, c.From
		}
	}
	return near
}

// networkAsked is a network as of a day, as it was typed.
type networkAsked struct {
	id  es.ID
	day string
}

func decodeNetwork(r *http.Request) (networkAsked, error) {
	id, err := edge.ID(r, "case")
	return networkAsked{id, r.URL.Query().Get("day")}, err
}

func decodeMyNetwork(r *http.Request) (networkAsked, error) {
	return networkAsked{day: r.URL.Query().Get("day")}, nil
}

// on is the day asked for; empty: today.
func (ask networkAsked) on(today calendar.Date) (calendar.Date, error) {
	if ask.day == "" {
		return today, nil
	}
	day, err := calendar.Parse(ask.day)
	var c refusal.Check
	c.Require(err == nil, "day", "malformed-date")
	c.Require(!day.After(today), "day", "in-the-future")
	return day, c.Refusal()
}

// seeNetwork shows the people around a young person on a day.
func (s *Service) seeNetwork(ctx context.Context, ask networkAsked) (contracts.Network, error) {
	k, err := s.know(ctx, ask.id)
	if err != nil {
		return contracts.Network{}, err
	}
	l, err := s.look(ctx, k)
	if err != nil {
		return contracts.Network{}, err
	}
	n, err := s.network(ctx, k, ask, l.papers, func(i int) bool { return l.shown(i) && l.sees(i) })
	n.Shows, n.May, n.Task = l.shows, []string{}, string(l.row().Task)
	if k.state.heldBy(s.by(ctx)) == nil {
		n.May = l.may([]string{"tie", "tie-change"})
	}
	return n, err
}

// seeMyNetwork shows young people the people around them.
func (s *Service) seeMyNetwork(ctx context.Context, ask networkAsked) (contracts.Network, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.Network{}, err
	}
	n, err := s.network(ctx, k, ask, papersOf(k.happened), func(int) bool { return true })
	n.Shows, n.May, n.Task = contracts.ShowsCase, []string{}, string(k.state.Task)
	if k.state.Closed.IsZero() {
		n.May = []string{"tie", "tie-change"}
	}
	return n, err
}

// network opens the people who were there on the day that was asked for.
// Errors: invalid-fields of the day; the vault's.
func (s *Service) network(ctx context.Context, k known, ask networkAsked, papers []paper, sees func(int) bool) (contracts.Network, error) {
	day, err := ask.on(today(ctx))
	if err != nil {
		return contracts.Network{}, err
	}
	n := contracts.Network{Case: k.id, Person: k.state.Person, Day: day, Today: today(ctx), People: []contracts.Tie{}}
	changes := map[es.ID][]TieChanged{}
	for i, h := range k.happened {
		if e, is := h.Event.(TieChanged); is && sees(i) {
			changes[e.Tie] = append(changes[e.Tie], e)
		}
	}
	for i, h := range k.happened {
		e, is := h.Event.(TieDrawn)
		if !is || !sees(i) {
			continue
		}
		near := closenessOn(e, changes[e.Tie], day)
		if near == 0 {
			continue
		}
		b := s.vault.Batch(ctx, h.Stream, h.Meta.Command)
		n.People = append(n.People, contracts.Tie{
			Tie: e.Tie, Kind: e.Kind, Closeness: near, Name: b.Open("name", e.Name).Reveal(), From: e.From, Self: e.Self, Task: string(papers[i].tasks[0]),
		})
		if err := b.Err(); err != nil {
			return contracts.Network{}, err
		}
	}
	slices.SortStableFunc(n.People, func(a, b contracts.Tie) int {
		return cmp.Or(cmp.Compare(a.Closeness, b.Closeness), cmp.Compare(slices.Index(contracts.TieKinds(), a.Kind), slices.Index(contracts.TieKinds(), b.Kind)))
	})
	return n, nil
}

func (s *Service) drawTie(ctx context.Context, ask asked[contracts.NewTie]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.draw(ctx, k, ask.body, Drawer{By: s.by(ctx)})
}

func (s *Service) changeTie(ctx context.Context, ask asked[contracts.ChangedTie]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.redraw(ctx, k, ask.body, Drawer{By: s.by(ctx)})
}

// drawMyTie takes whom young people draw into their own network.
func (s *Service) drawMyTie(ctx context.Context, ask contracts.NewTie) (contracts.Receipt, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.draw(ctx, k, ask, Drawer{Youth: k.state.Person})
}

func (s *Service) changeMyTie(ctx context.Context, ask contracts.ChangedTie) (contracts.Receipt, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.redraw(ctx, k, ask, Drawer{Youth: k.state.Person})
}

func (s *Service) draw(ctx context.Context, k known, tie contracts.NewTie, by Drawer) (contracts.Receipt, error) {
	name, err := s.sealText(ctx, k, "name", strings.TrimSpace(tie.Name))
	return s.handle(ctx, k.id, DrawTie{
		Tie: es.IssueOf(ctx).Command.Derive("tie"), Kind: tie.Kind, Closeness: tie.Closeness, Name: name, From: tie.From, On: today(ctx), Drawer: by,
		Task: k.state.taskFor(tie.Task),
	}, err)
}

func (s *Service) redraw(ctx context.Context, k known, tie contracts.ChangedTie, by Drawer) (contracts.Receipt, error) {
	return s.handle(ctx, k.id, ChangeTie{
		Tie: tie.Tie, Closeness: tie.Closeness, Gone: tie.Gone, From: tie.From, On: today(ctx), Drawer: by, Task: k.state.taskFor(tie.Task),
	}, nil)
}

// What the routes of the network do, one action each.
const (
	seeNetwork   access.Action = "transitions.see-network"
	drawTie      access.Action = "transitions.draw-tie"
	changeTie    access.Action = "transitions.change-tie"
	seeMyNetwork access.Action = "transitions.see-my-network"
	drawMyTie    access.Action = "transitions.draw-my-tie"
	changeMyTie  access.Action = "transitions.change-my-tie"
)

func (s *Service) networkRoutes() {
	s.api.Handle("GET /cases/{case}/network", seeNetwork, edge.Serve(decodeNetwork, s.seeNetwork))
	s.api.Handle("POST /cases/{case}/network/ties", drawTie, edge.Serve(onCase[contracts.NewTie], s.drawTie))
	s.api.Handle("POST /cases/{case}/network/ties/changed", changeTie, edge.Serve(onCase[contracts.ChangedTie], s.changeTie))
	s.api.Handle("GET /my/network", seeMyNetwork, edge.Serve(decodeMyNetwork, s.seeMyNetwork))
	s.api.Handle("POST /my/network/ties", drawMyTie, edge.Serve(edge.JSON[contracts.NewTie], s.drawMyTie))
	s.api.Handle("POST /my/network/ties/changed", changeMyTie, edge.Serve(edge.JSON[contracts.ChangedTie], s.changeMyTie))
}
