package edge

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// Pages puts the handlers of pages behind recover → trace → log and reads the
// clock once for each request; see Now. It sets strict headers that h may
// replace before it writes. The line of a request names the pattern of the
// http.ServeMux that h is, never the path; what went wrong h says by Note, and
// who asks by WithActor.
func Pages(service string, logger *slog.Logger, clock func() time.Time, h http.Handler) http.Handler {
	o := Options{Service: service, Logger: logger, Clock: clock}.withDefaults()
	s := newWatch(service, o.Logger)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header(), "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			limitRead(w, o.Timeout)
		}
		route := Route{Pattern: patternOf(h, r)}
		x := &exchange{request: r, route: route}
		ctx := WithNow(withExchange(r.Context(), x), o.Clock())
		s.page(ctx, &pageWriter{ResponseWriter: w}, h)
	})
}

// page serves one page in the order of an API: recover, then trace, then log.
func (s watch) page(ctx context.Context, w *pageWriter, h http.Handler) {
	x := exchangeOf(ctx)
	defer func() {
		if p := recover(); p != nil {
			s.panicked(ctx, p)
			w.sayFault()
		}
	}()
	ctx, span := s.startSpan(ctx, x)
	x.span = span.SpanContext()
	started, v := time.Now(), judge(nil, errPanicked) // holds if h does not return
	s.inFlight.Add(ctx, 1, s.service)
	defer func() {
		s.inFlight.Add(ctx, -1, s.service)
		s.note(ctx, v, time.Since(started))
		endSpan(span, x, v)
	}()
	h.ServeHTTP(w, x.request.WithContext(ctx))
	v = judgePage(w.sent(), x.noted)
}

// judgePage goes by the status that was sent; a page that says what was wrong
// is still a page.
func judgePage(status int, noted error) verdict {
	v := verdict{outcome: done}
	switch {
	case noted != nil:
		v = judge(nil, noted)
	case status >= http.StatusInternalServerError:
		v = verdict{outcome: fault, code: "fault"}
	case status >= http.StatusBadRequest:
		v = verdict{outcome: refused}
	}
	v.status = status
	return v
}

// patternOf returns the pattern under which h will serve r, if h can tell.
func patternOf(h http.Handler, r *http.Request) string {
	if mux, ok := h.(interface {
		Handler(*http.Request) (http.Handler, string)
	}); ok {
		_, pattern := mux.Handler(r)
		return pattern
	}
	return ""
}

// pageWriter remembers the status that was sent.
type pageWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and sends it.
func (w *pageWriter) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body, under 200 if nothing else was said.
func (w *pageWriter) Write(b []byte) (int, error) {
	w.status = w.sent()
	return w.ResponseWriter.Write(b)
}

// Flush sends what has been written so far, for streams of events.
func (w *pageWriter) Flush() {
	w.status = w.sent()
	_ = http.NewResponseController(w.ResponseWriter).Flush() // a client that has gone is not our fault
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (w *pageWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// sent returns the status that was sent, or will be if nothing is said: 200.
func (w *pageWriter) sent() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// sayFault answers with a plain 500, unless the handler has said so itself. A
// good answer that has begun is cut off, so that nobody takes half of it for the
// whole.
func (w *pageWriter) sayFault() {
	switch {
	case w.status == 0:
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	case w.status < http.StatusBadRequest:
		panic(http.ErrAbortHandler)
	}
}
