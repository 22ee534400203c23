package web

import (
	"errors"
	"net"
	"net/http"
	"net/url"

	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// What the desk itself refuses.
var (
	errSignedOut  = refusal.Refusal{Kind: refusal.Forbidden, Code: "signed-out"}
	errNoToken    = refusal.Refusal{Kind: refusal.Forbidden, Code: "form-token"}
	errForeign    = refusal.Refusal{Kind: refusal.Forbidden, Code: "foreign-origin"}
	errUnreadable = refusal.Refusal{Kind: refusal.Invalid, Code: "form-unreadable"}
	errNoPage     = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
)

// errPanicked stands for a panic while a page was made.
var errPanicked = errors.New("page panicked")

// fail answers with the page that says what went wrong, and notes it.
func (v *visit) fail(err error) {
	edge.Note(v.ctx(), err)
	if errors.Is(err, errSignedOut) && v.r.Method == http.MethodGet {
		v.askToSignIn()
		return
	}
	if no, refused := refusal.As(err); refused && no.Code == edge.ErrNoRelation.Code && v.Oversight != nil && no.Detail["person"] != "" {
		if v.show(http.StatusForbidden, noRelationPage(v, v.glassAddress(no))) == nil {
			return
		}
	}
	status, kind := statusOf(err)
	if status == http.StatusServiceUnavailable {
		v.w.Header().Set("Retry-After", "5")
	}
	if err := v.show(status, errorPage(v, kind)); err != nil {
		http.Error(v.w, http.StatusText(status), status)
	}
}

// askToSignIn leads to the sign-in page, and from there back.
func (v *visit) askToSignIn() {
	if byItself(v.r) {
		v.w.Header().Set("HX-Redirect", "/")
		v.w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_ = v.goTo("/", url.Values{"next": {v.here()}})
}

// useLogAway is the code of a service that shows nothing because it cannot note
// who is shown it.
const useLogAway = "use-log-unavailable"

// statusOf returns the status of an error page and which texts it shows.
func statusOf(err error) (status int, texts string) {
	no, refused := refusal.As(err)
	switch {
	case !refused && away(err):
		return http.StatusServiceUnavailable, "away"
	case !refused:
		return http.StatusInternalServerError, "fault"
	case no.Code == errSignedOut.Code || no.Code == edge.ErrNotSignedIn.Code:
		return http.StatusUnauthorized, "signed-out"
	case no.Code == edge.ErrNoRelation.Code:
		return http.StatusForbidden, no.Code
	case no.Code == useLogAway:
		return http.StatusServiceUnavailable, no.Code
	case no.Code == errNoToken.Code || no.Code == errForeign.Code:
		return http.StatusForbidden, "token"
	}
	switch no.Code {
	case errProviderAway.Code:
		return http.StatusServiceUnavailable, errProviderAway.Code
	case errSignInFailed.Code, errNoRole.Code:
		return http.StatusForbidden, no.Code
	}
	switch no.Kind {
	case refusal.Missing:
		return http.StatusNotFound, "not-found"
	case refusal.Forbidden:
		return http.StatusForbidden, "forbidden"
	case refusal.Busy:
		return http.StatusServiceUnavailable, "away"
	case refusal.Untimely, refusal.Conflict:
		return http.StatusConflict, "invalid"
	default:
		return http.StatusUnprocessableEntity, "invalid"
	}
}

// away reports whether a service could not be reached or could not answer now.
func away(err error) bool {
	if no, ok := refusal.As(err); ok {
		return no.Kind == refusal.Busy
	}
	_, unreachable := errors.AsType[net.Error](err)
	return unreachable
}

// awayText is the key of the text that says why a list cannot be shown: that of
// the list, or that nobody could note who is shown it.
func awayText(list string, err error) string {
	if isCode(err, useLogAway) {
		return "refusal." + useLogAway
	}
	return list
}

// refusalText says a service's no in plain words.
func (v *visit) refusalText(no refusal.Refusal) string {
	holder, known := no.Detail["holder"]
	switch {
	case no.Code == "not-holder" && known && holder == "":
		return v.texts.T("refusal.nobody-holds")
	case (no.Code == "not-holder" || no.Code == "taken") && holder != "":
		return v.texts.T("refusal.held-by", "Holder", v.workerName(holder))
	case no.Code == "not-responsible" && no.Detail["responsible"] != "":
		return v.texts.T("refusal.responsible-is", "Name", v.workerName(no.Detail["responsible"]))
	case (no.Code == "not-receiver" || no.Code == "offer-pending") && no.Detail["to"] != "":
		return v.texts.T("refusal.offered-to", "Name", v.workerName(no.Detail["to"]))
	}
	return v.texts.codeText(no.Code)
}

// codeText says a code in words; of one that this release does not know it says
// so, with the code.
func (t Texts) codeText(code string) string {
	if key := "refusal." + code; t.Has(key) {
		return t.T(key)
	}
	return t.T("refusal.unknown", "Code", code)
}

// workerName returns the name of a worker, or the id where the area does not
// know it (any more).
func (s *Service) workerName(id string) string {
	if w, ok := s.Area.Worker(id); ok {
		return w.Name
	}
	return id
}
