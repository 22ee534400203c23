package chassis

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// checkTimeout bounds one check; one that takes longer has failed.
const checkTimeout = 2 * time.Second

// Check says what is wrong, or nil. It is asked again at every probe and must
// be cheap.
type Check func(context.Context) error

// phase is where a process is in its life.
type phase int32

const (
	starting phase = iota // the zero value
	serving
	stopping
)

// Health answers how a process is. The zero value is ready to use and says that
// the process is starting.
type Health struct {
	phase atomic.Int32
	mu    sync.Mutex
	ready map[string]Check
	warn  map[string]Check
}

// Ready adds a check without which the process should get no requests now. A
// second one of the same name takes the place of the first.
func (h *Health) Ready(name string, check Check) { h.add(&h.ready, name, check) }

// Warn adds a check that is told with those of Ready, as "warning" when it fails,
// but keeps no request away: what is wrong is wrong in every instance. A second
// one of the same name takes the place of the first.
func (h *Health) Warn(name string, check Check) { h.add(&h.warn, name, check) }

func (h *Health) add(to *map[string]Check, name string, check Check) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if *to == nil {
		*to = map[string]Check{}
	}
	(*to)[name] = check
}

// set notes where the process is. A nil Health has nobody to tell.
func (h *Health) set(p phase) {
	if h != nil {
		h.phase.Store(int32(p))
	}
}

// Handler serves GET /livez and GET /readyz: 200 or 503, and the checks by name,
// each "ok", "failing" or "warning". What fails exactly is said to nobody here: errors tell
// of addresses and paths.
func (h *Health) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		report(w, nil, nil) // whoever answers is alive
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		results := h.ask(r.Context(), &h.ready)
		results["process"] = phase(h.phase.Load()) == serving
		report(w, results, h.ask(r.Context(), &h.warn))
	})
	return mux
}

// ask runs the checks side by side.
func (h *Health) ask(ctx context.Context, which *map[string]Check) map[string]bool {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	type result struct {
		name string
		ok   bool
	}
	h.mu.Lock()
	results := make(chan result, len(*which))
	good := map[string]bool{}
	for name, check := range *which {
		good[name] = false // until it has said otherwise
		go func() { results <- result{name, check(ctx) == nil} }()
	}
	h.mu.Unlock()
	for range len(good) {
		select {
		case r := <-results:
			good[r.name] = r.ok
		case <-ctx.Done():
			return good
		}
	}
	return good
}

func report(w http.ResponseWriter, results, warnings map[string]bool) {
	status, said := http.StatusOK, map[string]string{}
	for name, ok := range warnings {
		said[name] = "ok"
		if !ok {
			said[name] = "warning"
		}
	}
	for name, ok := range results {
		said[name] = "ok"
		if !ok {
			status, said[name] = http.StatusServiceUnavailable, "failing"
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]map[string]string{"checks": said}) // a prober that has gone asks again
}
