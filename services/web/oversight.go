package web

import (
	"net/http"
	"net/url"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// glassForm is what the page about breaking a glass needs to know.
type glassForm struct {
	form
	Person es.ID
	Back   string    // page of the desk that the worker came from
	Until  time.Time // zero: it is not broken yet
	No     *refusal.Refusal
}

// glassAddress is where a worker without a relation may break the glass, and come
// back to the page that was refused.
func (v *visit) glassAddress(no refusal.Refusal) string {
	query := url.Values{"person": {no.Detail["person"]}, "task": {no.Detail["task"]}}
	if v.here() != "" {
		query.Set("back", v.here())
	}
	return "/glass?" + query.Encode()
}

// taskCodes are the service tasks that a worker chooses from.
func taskCodes() []string {
	var codes []string
	for _, task := range access.Tasks() {
		codes = append(codes, string(task))
	}
	return codes
}

// showGlassForm answers GET /glass: what breaking the glass means, and the form;
// or, once it is broken, until when.
func (s *Service) showGlassForm(v *visit) error {
	q := v.r.URL.Query()
	person, err := es.ParseID(q.Get("person"))
	if err != nil {
		return errNoPage
	}
	g := glassForm{form: emptyForm(), Person: person, Back: ownPath(q.Get("back"))}
	if until, err := time.Parse(time.RFC3339, q.Get("until")); err == nil {
		g.Until = until
		return v.show(http.StatusOK, glassOpenPage(v, g))
	}
	g.typed = url.Values{"task": {q.Get("task")}}
	return v.show(http.StatusOK, glassPage(v, g))
}

// sentGlass reads the form, of which the person and the way back are part.
func (v *visit) sentGlass() (glassForm, error) {
	f := v.sentForm()
	person, err := es.ParseID(f.raw("person"))
	if err != nil {
		return glassForm{}, errUnreadable
	}
	return glassForm{form: f, Person: person, Back: ownPath(f.raw("back"))}, nil
}

// breakGlass answers POST /glass.
func (s *Service) breakGlass(v *visit) error {
	g, err := v.sentGlass()
	if err != nil {
		return err
	}
	receipt, _, err := edge.Call[contracts.GlassReceipt](v.ctx(), s.Oversight, edge.Request{
		Method: http.MethodPost, Path: "/glass", Command: g.command,
		Body: contracts.GlassAsked{Person: g.Person, Task: g.text("task"), Reason: g.text("reason")},
	})
	if err != nil {
		return v.glassRefused(g, err)
	}
	return v.goTo("/glass", url.Values{
		"person": {g.Person.String()}, "back": {g.Back}, "until": {receipt.Until.Format(time.RFC3339)},
	})
}

// glassRefused shows the form again with what was wrong, and as it was typed.
func (v *visit) glassRefused(g glassForm, err error) error {
	no, refused := refusal.As(err)
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, g.form))
	case refused && (len(no.Fields) > 0 || no.Kind == refusal.Untimely):
		edge.Note(v.ctx(), err)
		g.form = g.refusedFor(no.Fields)
		if len(no.Fields) == 0 {
			g.No = &no
		}
		return v.show(http.StatusUnprocessableEntity, glassPage(v, g))
	}
	return err
}

// mendGlass answers POST /glass/mend: the worker needs the data no more.
func (s *Service) mendGlass(v *visit) error {
	g, err := v.sentGlass()
	if err != nil {
		return err
	}
	_, _, err = edge.Call[contracts.GlassReceipt](v.ctx(), s.Oversight, edge.Request{
		Method: http.MethodDelete, Path: "/people/" + g.Person.String() + "/glass", Command: g.command,
	})
	if isCode(err, "glass-not-open") {
		err = nil // it has closed by itself meanwhile
	}
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, g.form))
	case err != nil:
		return err
	}
	return v.goTo("/inbox", nil)
}

// showGlass answers GET /glass/{glass}: who broke it, and why, for who was told.
func (s *Service) showGlass(v *visit) error {
	id, err := es.ParseID(v.r.PathValue("glass"))
	if err != nil {
		return errNoPage
	}
	g, _, err := edge.Call[contracts.Glass](v.ctx(), s.Oversight, edge.Request{Method: http.MethodGet, Path: "/glass/" + id.String()})
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, brokenGlassPage(v, g))
}
