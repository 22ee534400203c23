package web

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// showRequest answers GET /request: ask for help for myself.
func (o *Oma) showRequest(v *omaVisit) error {
	return v.show(http.StatusOK, omaRequestPage(v, emptyForm(), v.r.URL.Query().Get("done") == "asked"))
}

// sendRequest answers POST /request.
func (o *Oma) sendRequest(v *omaVisit) error {
	f := v.sentForm()
	_, _, err := edge.Call[contracts.Registered](v.ctx(), o.Intake, edge.Request{
		Method: http.MethodPost, Path: "/my/requests", Command: f.command, Body: contracts.OwnRequest{Content: f.text("content")},
	})
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo("/request", map[string][]string{"done": {"asked"}})
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
	case refused && len(no.Fields) > 0:
		edge.Note(v.ctx(), err)
		return v.show(http.StatusUnprocessableEntity, omaRequestPage(v, f.refusedFor(no.Fields), false))
	}
	return err
}
