package web

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// showConsent answers GET /consent: what do I permit and forbid about my data?
func (o *Oma) showConsent(v *omaVisit) error {
	c, _, err := edge.Call[contracts.Consent](v.ctx(), o.Transitions, edge.Request{Method: http.MethodGet, Path: "/my/consent"})
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, omaConsentPage(v, c))
}

// banText says what a ban forbids.
func (v *omaVisit) banText(b contracts.Ban) string {
	switch b.Scope {
	case "task":
		return v.texts.T("oma.ban.task", "Task", v.texts.Code("oma.purpose", b.Of))
	case "document":
		return v.texts.Code("oma.ban.document", b.Of)
	}
	return v.texts.T("oma.ban.controller")
}
