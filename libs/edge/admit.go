package edge

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-kit/kit/endpoint"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// ErrNoRelation refuses a colleague who has no relation to the client, and who
// might break the glass: for the person and in the service task that its details
// name.
var ErrNoRelation = refusal.Refusal{Kind: refusal.Forbidden, Code: "no-relation", Law: "703/2023 9 §"}

var (
	// errUndecided: a handler answered without asking whether it may.
	errUndecided = errors.New("answered without asking who may see it")
	// errUnlogged: the use log did not take what would have been shown.
	errUnlogged = refusal.Refusal{Kind: refusal.Busy, Code: "use-log-unavailable"}
)

// Use is what a request showed, changed, or was refused of people's data: what
// the use log must hold before the answer leaves (703/2023, section 10).
type Use struct {
	At        time.Time
	Actor     access.Actor
	Action    access.Action
	ID        string // of the matter, the case, the list: opaque or a code
	Resource  access.Resource
	Decision  access.Decision
	Disclosed *Disclosure       // nil: used, not given out
	Near      []access.Nearness // in what the person seems near to the actor; none: in nothing that is known
	Request   es.ID             // the command's id; a fresh one for a request that only reads
	Trace     string            // W3C trace id; empty: none
}

// Uses is the use log.
type Uses interface {
	// Write returns when all uses of one request are durable. After an error
	// nothing of them may be shown.
	Write(ctx context.Context, uses []Use) error
}

// Admit decides whether who asks may do the route's action to r, which id names,
// and notes it for the use log. Every route of client work asks before it
// answers, with relations that it read for this request.
//
// Errors: missing, the same as where there is nothing, for whom it must not seem
// to be there; ErrNoRelation; ErrNotAllowed for who may see it, but not do this.
func Admit(ctx context.Context, id string, r access.Resource, missing error) error {
	x := exchangeOf(ctx)
	if x == nil {
		return missing
	}
	d := x.decide(r)
	x.note(ctx, id, r, d)
	switch {
	case d.Allowed:
		return nil
	case d.Known:
		return ErrNotAllowed
	case d.Glass:
		return ErrNoRelation.With("person", r.Person).With("task", string(r.Task))
	}
	return missing
}

// Sees reports whether who asks may see r, a row of the list id or a part of what
// was admitted, and notes it if so. What is not seen is left out.
func Sees(ctx context.Context, id string, r access.Resource) bool {
	x := exchangeOf(ctx)
	if x == nil {
		return false
	}
	d := x.decide(r)
	if d.Allowed {
		x.note(ctx, id, r, d)
	}
	return d.Allowed
}

// Disclosure says to whom data was given out and on what ground: by a permit or,
// without one, by a provision.
type Disclosure struct {
	Recipient   string // opaque id or code
	Description string // code of what was given
	Permit      es.ID
	Provision   law.Provision
}

// Disclosed notes that what was admitted was given out of the area. It is asked
// when it is sure that it was, and before the answer leaves.
func Disclosed(ctx context.Context, id string, r access.Resource, to Disclosure) {
	x := exchangeOf(ctx)
	if x == nil {
		return
	}
	x.note(ctx, id, r, x.decide(r))
	x.uses[len(x.uses)-1].Disclosed = &to
}

// decide asks the policies about the route's action.
func (x *exchange) decide(r access.Resource) access.Decision {
	x.decided = true
	if x.api.options.Decider == nil {
		return access.Decision{}
	}
	return x.api.options.Decider.Decide(x.actor, x.route.Action, r)
}

func (x *exchange) note(ctx context.Context, id string, r access.Resource, d access.Decision) {
	use := Use{At: Now(ctx), Actor: x.actor, Action: x.route.Action, ID: id, Resource: r, Decision: d}
	use.Request = es.IssueOf(ctx).Command
	if x.span.HasTraceID() {
		use.Trace = x.span.TraceID().String()
	}
	x.uses = append(x.uses, use)
}

// nobodys are the groups whose actions are about nobody, and decided as such
// before the handler.
var nobodys = []access.Group{
	access.ReadList, access.ReceiveNotification, access.GroupRead, access.GroupFound, access.GroupJoin,
	access.RetentionRead, access.ActAsService, access.Operate,
}

// owns are the groups whose actions are about who asks.
var owns = []access.Group{access.OwnRead, access.OwnChange}

// admitAtOnce decides what can be decided before the handler. It returns
// ErrNotAllowed, or nil where the handler is to go on.
func (x *exchange) admitAtOnce(ctx context.Context) error {
	group := x.api.options.Access[x.route.Action].Group
	switch {
	case slices.Contains(nobodys, group):
		if !x.decide(access.Resource{}).Allowed {
			return ErrNotAllowed
		}
	case slices.Contains(owns, group):
		own := access.Resource{Kind: access.KindOwn, Person: x.actor.ID, Relations: []access.Relation{access.Self}}
		d := x.decide(own)
		if !d.Allowed {
			return ErrNotAllowed
		}
		if x.actor.Role == access.Youth || x.actor.Role == access.GuardianRole { // a client's data
			x.note(ctx, "", own, d)
		}
	}
	return nil
}

// account sees to it that nothing leaves that was not decided on and noted in
// the use log. A try at what is not there is noted like one at what is not to be
// seen: it takes as long, and guessing leaves a trace.
func (a *API) account(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		x := exchangeOf(ctx)
		if err := x.admitAtOnce(ctx); err != nil {
			return nil, err
		}
		response, err := next(ctx, request)
		switch refused, ok := refusal.As(err); {
		case err == nil && !x.decided:
			return nil, errUndecided
		case ok && refused.Kind == refusal.Missing && len(x.uses) == 0 && len(x.ids) > 0:
			x.note(ctx, x.ids[0].id, access.Resource{Kind: access.KindDocument}, access.Decision{})
		}
		if unlogged := x.writeUses(ctx); unlogged != nil && err == nil {
			Note(ctx, unlogged)
			return nil, errUnlogged
		}
		return response, err
	}
}

func (x *exchange) writeUses(ctx context.Context) error {
	switch {
	case len(x.uses) == 0:
		return nil
	case x.api.options.Uses == nil:
		return errors.New("there is no use log")
	}
	x.noteNear()
	return x.api.options.Uses.Write(ctx, x.uses)
}
