package edge

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/go-kit/kit/endpoint"

	"nivel/libs/es"
)

// Headers between our own processes, beside the standard ones.
const (
	headerCommand     = "Idempotency-Key"   // UUID: the same command again is the same answer
	headerCorrelation = "Nivel-Correlation" // UUID of the conversation
	headerPosition    = "Nivel-Position"    // log position that the answer speaks of
)

// chain is the order in which every request passes, outermost first. It ends in
// the endpoint itself, which decodes and handles.
func (a *API) chain() endpoint.Middleware {
	return endpoint.Chain(a.recover, a.trace, a.log, a.who, a.may, a.once, a.account)
}

// recover turns a panic into a fault.
func (a *API) recover(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (response any, err error) {
		defer func() {
			if p := recover(); p != nil {
				a.watch.panicked(ctx, p)
				response, err = nil, errPanicked
			}
		}()
		return next(ctx, request)
	}
}

// trace puts the request under a span that continues the caller's trace.
func (a *API) trace(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (response any, err error) {
		x := exchangeOf(ctx)
		ctx, span := a.watch.startSpan(ctx, x)
		x.span = span.SpanContext()
		err = errPanicked // holds if next does not return
		defer func() { endSpan(span, x, judge(response, err)) }()
		return next(ctx, request)
	}
}

// log notes the request: one line, and one measurement.
func (a *API) log(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (response any, err error) {
		started := time.Now()
		a.watch.inFlight.Add(ctx, 1, a.watch.service)
		err = errPanicked // holds if next does not return
		defer func() {
			a.watch.inFlight.Add(ctx, -1, a.watch.service)
			a.watch.note(ctx, judge(response, err), time.Since(started))
		}()
		return next(ctx, request)
	}
}

// who finds out who asks.
func (a *API) who(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		scheme, token, _ := strings.Cut(exchangeOf(ctx).request.Header.Get("Authorization"), " ")
		if a.options.Tokens == nil || !strings.EqualFold(scheme, "Bearer") {
			return nil, ErrNotSignedIn
		}
		actor, own, err := a.options.Tokens.VerifyFor(token)
		if err != nil {
			return nil, err
		}
		return next(WithOwn(WithActor(ctx, actor), own), request)
	}
}

// may asks whether their role allows it at all; account and the handler decide
// about whom.
func (a *API) may(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		if !a.options.Access.May(ActorOf(ctx).Role, exchangeOf(ctx).route.Action) {
			return nil, ErrNotAllowed
		}
		return next(ctx, request)
	}
}

// once gives a command its identity, so that sent twice it is done once.
func (a *API) once(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		issue, err := issueOf(exchangeOf(ctx).request)
		if err != nil {
			return nil, err
		}
		issue.Actor = ActorOf(ctx).ID
		return next(es.WithIssue(ctx, issue), request)
	}
}

// issueOf reads what the headers say of a command. A request that only reads
// has no command and no condition.
func issueOf(r *http.Request) (es.Issue, error) {
	var issue es.Issue
	if correlation, err := es.ParseID(r.Header.Get(headerCorrelation)); err == nil {
		issue.Correlation = correlation
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return issue, nil
	}
	issue.Command = es.NewID()
	if key := r.Header.Get(headerCommand); key != "" {
		command, err := es.ParseID(key)
		if err != nil || command.IsZero() {
			return es.Issue{}, ErrMalformedCommand
		}
		issue.Command = command
	}
	if tag := r.Header.Get("If-Match"); tag != "" {
		revision, ok := unquote(tag)
		if !ok {
			return es.Issue{}, ErrMalformedIf
		}
		issue.If = &revision
	}
	return issue, nil
}

// spanName is service.action, once: actions usually begin with the service.
// A page has no action and goes by its pattern.
func spanName(service string, route Route) string {
	if route.Action == "" {
		return service + " " + route.Pattern
	}
	return service + "." + strings.TrimPrefix(string(route.Action), service+".")
}
