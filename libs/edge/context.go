package edge

import (
	"context"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"

	"nivel/libs/access"
	"nivel/libs/es"
)

type (
	actorKey    struct{}
	nowKey      struct{}
	exchangeKey struct{}
)

// ActorOf returns who asks. The zero actor, whose role may do nothing, if the
// context is of no request.
func ActorOf(ctx context.Context) access.Actor {
	actor, _ := ctx.Value(actorKey{}).(access.Actor)
	return actor
}

// WithActor returns a context in which actor asks: for pages, which know people
// by their session, for consumers, which act for the system, and for tests. Who
// somebody else was in private is not who actor is.
func WithActor(ctx context.Context, actor access.Actor) context.Context {
	if x := exchangeOf(ctx); x != nil {
		x.actor = actor
	}
	return WithOwn(context.WithValue(ctx, actorKey{}, actor), access.Own{})
}

// Now returns when the request was received: one reading of the clock for the
// whole request, so that a decision and its finding agree. It panics in a
// context that has no time, as a zero time would end up in history.
func Now(ctx context.Context) time.Time {
	now, ok := ctx.Value(nowKey{}).(time.Time)
	if !ok {
		panic("edge.Now: the context is of no request; see edge.WithNow")
	}
	return now
}

// WithNow returns a context in which it is now: for consumers and tests.
func WithNow(ctx context.Context, now time.Time) context.Context {
	return context.WithValue(ctx, nowKey{}, now)
}

// Note says what was wrong, for handlers of pages, which answer errors
// themselves: a refusal's code goes to the request's span and line, and a
// fault's text to the line only. That line is then the one place it is logged.
func Note(ctx context.Context, err error) {
	if x := exchangeOf(ctx); x != nil {
		x.noted = err
	}
}

// exchange is what the chain notes about one request while it passes through.
type exchange struct {
	route   Route // zero: none was found
	request *http.Request
	ids     []namedID // path values that are ids
	actor   access.Actor
	span    trace.SpanContext
	noted   error // what a page's handler said of itself

	api     *API
	decided bool                         // policies were asked
	uses    []Use                        // of people's data, so far
	near    map[string][]access.Nearness // by person: in what they seem near to who asks
}

type namedID struct{ name, id string }

func withExchange(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// wildcards returns the names in a pattern such as "GET /matters/{matter}".
func wildcards(pattern string) []string {
	var names []string
	for _, part := range strings.Split(pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			names = append(names, strings.TrimSuffix(strings.TrimSuffix(name, "}"), "..."))
		}
	}
	return names
}

// pathIDs returns the path values that may be noted: those that are ids.
// Anything else could be what somebody typed.
func pathIDs(r *http.Request, names []string) []namedID {
	var ids []namedID
	for _, name := range names {
		if id, err := es.ParseID(r.PathValue(name)); err == nil {
			ids = append(ids, namedID{name, id.String()})
		}
	}
	return ids
}
