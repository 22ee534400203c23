package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// fail answers with the page that says what went wrong, and notes it.
func (v *omaVisit) fail(err error) {
	edge.Note(v.ctx(), err)
	if errors.Is(err, errSignedOut) && v.r.Method == http.MethodGet {
		_ = v.goTo("/", url.Values{"next": {v.here()}})
		return
	}
	status, kind := statusOf(err)
	switch kind { // what only who works here can do something about
	case useLogAway:
		kind = "away"
	case edge.ErrNoRelation.Code:
		kind = "not-found"
	}
	if status == http.StatusServiceUnavailable {
		v.w.Header().Set("Retry-After", "5")
	}
	if err := v.show(status, omaErrorPage(v, kind)); err != nil {
		http.Error(v.w, http.StatusText(status), status)
	}
}

// withoutRefusal makes a fault of a no that was said to this process, and not to
// the person who asks; a busy service stays one.
func withoutRefusal(err error) error {
	if no, refused := refusal.As(err); refused && no.Kind != refusal.Busy {
		return fmt.Errorf("oma was refused: %s", no.Code)
	}
	return err
}

// refusalText says a service's no in plain words; of one that this release does
// not know it says that it did not work, and nothing that only we understand.
func (v *omaVisit) refusalText(no refusal.Refusal) string {
	if key := "oma.refusal." + no.Code; v.texts.Has(key) {
		return v.texts.T(key)
	}
	return v.texts.T("oma.refusal.other")
}
