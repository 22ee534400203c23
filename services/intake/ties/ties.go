package ties

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// Ties says who outside intake has to do with a person: it decides to whom the
// person is named. The same of a group says who leads it. It is folded from what
// other services told, kept in history, and read at the time of a request.
type Ties struct {
	Cases  []CaseTie
	Groups []es.ID // in which the person has a seat or waits
	Leader string  // id of the worker who leads the group that this is about
}

// CaseTie is a case of the person in another service.
type CaseTie struct {
	Case        es.ID
	Responsible string // id of the worker
	Offered     string // id of the worker; empty: no offer awaits an answer
	Closed      bool   // who was responsible last had to do with the person: nobody's work needs them by it any more
}

// TieKind is what ties a worker or a group to a person.
type TieKind string

// The kinds.
const (
	Responsible TieKind = "responsible" // for a case
	Offered     TieKind = "offered"     // a case; nobody: the offer was declined
	Closed      TieKind = "closed"      // the case, until somebody is responsible again
	TakesPart   TieKind = "takes-part"  // in a group, or waits
	TakesNoPart TieKind = "takes-no-part"
	LeadsGroup  TieKind = "leads" // the group itself
)

// Tied says that a tie came to be, or ended. It is its own command: a fact of
// another service is not argued with.
type Tied struct {
	What   TieKind `json:"what"`
	Of     es.ID   `json:"of"`               // the case or the group
	Worker string  `json:"worker,omitempty"` // id: of the worker
}

// event is something that happened to ties: there is one such thing.
type event interface{ evolve(Ties) Ties }

// Category is the category of the streams of ties, by person or by group.
const Category = "ties"

// History lists every name that a tie was ever stored under.
var History = es.NewCatalog(es.Current[Tied, event]("intake.tied.v1"))

var decider = es.Decider[Ties, Tied, event]{
	Decide: func(_ Ties, heard Tied) ([]event, error) { return []event{heard}, nil },
	Evolve: func(t Ties, e event) Ties { return e.evolve(t) },
}

type streams = es.Streams[Ties, Tied, event]

// Book is where ties are kept.
type Book struct{ streams streams }

// In returns the book that is kept in a history.
func In(store es.Store) Book {
	return Book{streams{Category: Category, Decider: decider, Catalog: History, Store: store, Hot: es.NewHot[Ties](es.HotLimit)}}
}

// Of returns the ties of a person, or of a group, as history has them now.
func (b Book) Of(ctx context.Context, id es.ID) (Ties, error) {
	out, err := b.streams.Load(ctx, id.String())
	return out.State, err
}

func (e Tied) evolve(t Ties) Ties {
	switch e.What {
	case LeadsGroup:
		t.Leader = e.Worker
	case TakesPart:
		t.Groups = append(e.without(t.Groups), e.Of)
	case TakesNoPart:
		t.Groups = e.without(t.Groups)
	case Responsible, Offered, Closed:
		t.Cases = e.inCase(t.Cases)
	}
	return t
}

func (e Tied) without(groups []es.ID) []es.ID {
	return slices.DeleteFunc(slices.Clone(groups), func(g es.ID) bool { return g == e.Of })
}

// inCase returns the cases after e; who becomes responsible has answered the offer,
// and to nobody is a closed case offered.
func (e Tied) inCase(cases []CaseTie) []CaseTie {
	cases = slices.Clone(cases)
	i := slices.IndexFunc(cases, func(c CaseTie) bool { return c.Case == e.Of })
	if i < 0 {
		i, cases = len(cases), append(cases, CaseTie{Case: e.Of})
	}
	switch e.What {
	case Responsible:
		cases[i] = CaseTie{Case: e.Of, Responsible: e.Worker}
	case Closed:
		cases[i].Offered, cases[i].Closed = "", true
	default:
		cases[i].Offered = e.Worker
	}
	return cases
}

// Heard lists the types of the facts that tie somebody to a person.
func Heard() []string {
	return []string{
		contracts.FactCaseOpened, contracts.FactHandoverOffered, contracts.FactHandoverDeclined, contracts.FactHandoverAccepted,
		contracts.FactGroupFounded, contracts.FactSeatReserved, contracts.FactQueued, contracts.FactPromoted,
		contracts.FactSeatReleased, contracts.FactQueueLeft,
		contracts.FactHandoverWithdrawn, contracts.FactCaseClosed, contracts.FactCaseReopened,
	}
}

// heardData is the part of those facts' data that matters here.
type heardData struct {
	Person      es.ID  `json:"person"`
	Responsible string `json:"responsible"`
	To          string `json:"to"`
	Leader      string `json:"leader"`
}

// Hear keeps what a fact says of who has to do with whom. Its command derives
// from the fact: heard again, it changes nothing.
func (b Book) Hear(ctx context.Context, fact contracts.Fact) error {
	var data heardData
	if err := json.Unmarshal(fact.Data, &data); err != nil {
		return fmt.Errorf("read fact %s: %w", fact.ID, err)
	}
	of, err := es.ParseID(fact.Subject)
	if err != nil {
		return fmt.Errorf("read the subject of fact %s: %w", fact.ID, err)
	}
	whose, tied := data.Person, Tied{Of: of}
	switch fact.Type {
	case contracts.FactCaseOpened, contracts.FactCaseReopened:
		tied.What, tied.Worker = Responsible, data.Responsible
	case contracts.FactCaseClosed:
		tied.What = Closed
	case contracts.FactHandoverAccepted:
		tied.What, tied.Worker = Responsible, data.To
	case contracts.FactHandoverOffered:
		tied.What, tied.Worker = Offered, data.To
	case contracts.FactHandoverDeclined, contracts.FactHandoverWithdrawn:
		tied.What = Offered
	case contracts.FactSeatReleased, contracts.FactQueueLeft:
		tied.What = TakesNoPart
	case contracts.FactGroupFounded:
		whose, tied.What, tied.Worker = of, LeadsGroup, data.Leader
	default:
		tied.What = TakesPart
	}
	if whose.IsZero() {
		return fmt.Errorf("fact %s names no person", fact.ID)
	}
	issue := es.Issue{Command: fact.ID.Derive("tie"), Correlation: fact.Correlation, Causation: fact.ID, Actor: string(access.System)}
	_, err = b.streams.Handle(es.WithIssue(ctx, issue), whose.String(), tied)
	return err
}

// Leads reports whether a worker leads a group that a person is in or waits for.
func (b Book) Leads(ctx context.Context, worker string, person es.ID) (bool, error) {
	ties, err := b.streams.Load(ctx, person.String())
	if err != nil {
		return false, err
	}
	for _, group := range ties.State.Groups {
		led, err := b.streams.Load(ctx, group.String())
		if err != nil || led.State.Leader == worker {
			return err == nil, err
		}
	}
	return false, nil
}
