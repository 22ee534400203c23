package edge

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	kithttp "github.com/go-kit/kit/transport/http"

	"nivel/libs/access"
)

// Options says what an API needs and how much it takes.
type Options struct {
	Service string           // name of the service, such as "intake"
	Access  access.Rights    // what each action takes; an action that it lacks is denied
	Decider access.Decider   // decides about whom; nil: nobody may do anything
	Uses    Uses             // takes note of it; nil: nothing about a person is answered
	Tokens  *Tokens          // proves who asks; nil: nobody is ever let in
	Logger  *slog.Logger     // default: slog.Default()
	Clock   func() time.Time // read once in each request; default: time.Now

	MaxBody     int64         // bytes of a request body; default 256 KiB
	MaxInFlight int           // requests at a time, more are turned away; default 256
	Timeout     time.Duration // for one request, reading its body included; default 10s
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.MaxBody == 0 {
		o.MaxBody = 256 << 10
	}
	if o.MaxInFlight == 0 {
		o.MaxInFlight = 256
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	return o
}

// Route is one line of a service's surface.
type Route struct {
	Pattern string        // as http.ServeMux reads it, such as "POST /matters/{matter}/urgency"
	Action  access.Action // what whoever asks must be allowed to do
}

// API serves the routes of one service. Routes are added before it serves.
type API struct {
	options  Options
	mux      *http.ServeMux
	routes   []Route
	inFlight atomic.Int64
	watch    watch
}

// New returns an API without routes.
func New(o Options) *API {
	o = o.withDefaults()
	return &API{options: o, mux: http.NewServeMux(), watch: newWatch(o.Service, o.Logger)}
}

// Handle adds a route. It panics on a pattern that http.ServeMux refuses.
func (a *API) Handle(pattern string, action access.Action, ep Endpoint) {
	route := Route{pattern, action}
	a.routes = append(a.routes, route)
	a.mux.Handle(pattern, kithttp.NewServer(
		a.chain()(ep.kit()), passRequest, writeAnswer,
		kithttp.ServerBefore(a.begin(route)),
		kithttp.ServerErrorEncoder(writeProblem),
	))
}

// Routes returns every route, in the order in which they were added.
func (a *API) Routes() []Route { return append([]Route(nil), a.routes...) }

// ServeHTTP answers one request: by its route, or with a problem when there is
// none or when too many requests are being served already.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secure(w.Header(), "default-src 'none'; frame-ancestors 'none'")
	defer a.inFlight.Add(-1)
	if a.inFlight.Add(1) > int64(a.options.MaxInFlight) {
		a.turnAway(w, r, errOverloaded)
		return
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		a.turnAway(w, r, a.unrouted(w, r))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.options.Timeout)
	defer cancel()
	limitRead(w, a.options.Timeout)
	r.Body = http.MaxBytesReader(w, r.Body, a.options.MaxBody)
	a.mux.ServeHTTP(w, r.WithContext(ctx))
}

// begin makes the notes of a request and reads the clock for it.
func (a *API) begin(route Route) kithttp.RequestFunc {
	ids := wildcards(route.Pattern)
	return func(ctx context.Context, r *http.Request) context.Context {
		x := &exchange{api: a, route: route, request: r, ids: pathIDs(r, ids)}
		return WithNow(withExchange(ctx, x), a.options.Clock())
	}
}

// turnAway answers a request that reached no route. It is noted and counted
// without a span: being turned away must stay cheap.
func (a *API) turnAway(w http.ResponseWriter, r *http.Request, refused error) {
	ctx := withExchange(r.Context(), &exchange{request: r})
	a.watch.note(ctx, judge(nil, refused), 0)
	writeProblem(ctx, refused, w)
}

// unrouted says why the mux has no route for r: no such path, or not by this
// method, in which case the answer lists those that it takes.
func (a *API) unrouted(w http.ResponseWriter, r *http.Request) error {
	h, _ := a.mux.Handler(r)
	probe := &headerOnly{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if allow := probe.header.Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		return errMethod
	}
	return errNoRoute
}

// headerOnly is a response of which only the header is kept.
type headerOnly struct{ header http.Header }

func (h *headerOnly) Header() http.Header         { return h.header }
func (h *headerOnly) Write(b []byte) (int, error) { return len(b), nil }
func (h *headerOnly) WriteHeader(int)             {}

// secure sets the headers that every answer carries, errors too.
func secure(h http.Header, policy string) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Strict-Transport-Security", "max-age=31536000")
}

// limitRead ends the reading of a slow request. Where the connection has no
// deadlines (a test's recorder) there is nothing to limit.
func limitRead(w http.ResponseWriter, d time.Duration) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(d))
}
