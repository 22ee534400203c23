package edge

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Refusals of the chain itself.
var (
	// ErrNotSignedIn: no proof of who asks, or one that is not valid (any more).
	ErrNotSignedIn = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-signed-in"}
	// ErrNotAllowed: whoever asks may not do this.
	ErrNotAllowed = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-allowed"}
	// ErrMalformedCommand: the Idempotency-Key is not a UUID.
	ErrMalformedCommand = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-idempotency-key"}
	// ErrMalformedIf: the If-Match is not a quoted revision.
	ErrMalformedIf = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-if-match"}

	errOverloaded = refusal.Refusal{Kind: refusal.Busy, Code: "overloaded"}
	errNoRoute    = refusal.Refusal{Kind: refusal.Missing, Code: "no-such-route"}
	errMethod     = refusal.Refusal{Kind: refusal.Invalid, Code: "method-not-allowed"}
)

var (
	errPanicked  = errors.New("handler panicked")
	errBrokenOff = errors.New("connection broke off")
)

// problem is the document that says why a request was not done (RFC 9457). Its
// kind and code are what a client goes by. RFC 9457 keeps "detail" for a
// sentence, so a refusal's details stand under "details".
type problem struct {
	Type    string            `json:"type"`
	Title   string            `json:"title"`
	Status  int               `json:"status"`
	Kind    refusal.Kind      `json:"kind,omitempty"` // empty: a fault
	Code    string            `json:"code"`
	Law     string            `json:"law,omitempty"`
	Fields  []refusal.Field   `json:"fields,omitempty"`
	Details map[string]string `json:"details,omitempty"`
	Trace   string            `json:"trace,omitempty"` // to find the request by
}

// problemOf is the only place where an error becomes a status.
func problemOf(err error) problem {
	refused, ok := refusal.As(err)
	if !ok {
		refused, ok = passing(err)
	}
	if !ok {
		return problem{Type: "about:blank", Title: http.StatusText(500), Status: 500, Code: "fault"}
	}
	status := statusOf(refused)
	return problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Kind: refused.Kind, Code: refused.Code, Law: refused.Law, Fields: refused.Fields, Details: refused.Detail,
	}
}

// passing returns what is said of a fault that may be over in a moment.
func passing(err error) (refusal.Refusal, bool) {
	busy := refusal.Refusal{Kind: refusal.Busy}
	switch {
	case errors.Is(err, es.ErrUnavailable), errors.Is(err, es.ErrUnknownOutcome):
		busy.Code = "history-unavailable"
	case errors.Is(err, es.ErrConflict):
		busy.Code = "contended"
	case errors.Is(err, context.DeadlineExceeded):
		busy.Code = "timeout"
	case errors.Is(err, context.Canceled), errors.Is(err, errBrokenOff):
		busy.Code = "broken-off"
	default:
		return refusal.Refusal{}, false
	}
	return busy, true
}

func statusOf(refused refusal.Refusal) int {
	switch {
	case errors.Is(refused, ErrNotSignedIn):
		return http.StatusUnauthorized
	case errors.Is(refused, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(refused, ErrContentType):
		return http.StatusUnsupportedMediaType
	case errors.Is(refused, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(refused, es.ErrChanged):
		return http.StatusPreconditionFailed
	}
	switch refused.Kind {
	case refusal.Missing:
		return http.StatusNotFound
	case refusal.Forbidden:
		return http.StatusForbidden
	case refusal.Untimely, refusal.Conflict:
		return http.StatusConflict
	case refusal.Busy:
		return http.StatusServiceUnavailable
	default:
		return http.StatusUnprocessableEntity
	}
}

// writeProblem answers with the problem that err is.
func writeProblem(ctx context.Context, err error, w http.ResponseWriter) {
	p := problemOf(err)
	if x := exchangeOf(ctx); x != nil && x.span.HasTraceID() {
		p.Trace = x.span.TraceID().String()
	}
	w.Header().Set("Content-Type", "application/problem+json")
	switch p.Status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that has gone is not our fault
}
