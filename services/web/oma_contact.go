package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// showContact answers GET /contact: how the reader is told.
func (o *Oma) showContact(v *omaVisit) error {
	found, _, err := edge.Call[contracts.Contact](v.ctx(), o.Notifications,
		edge.Request{Method: http.MethodGet, Path: "/contact", Query: v.after()})
	if no, refused := refusal.As(err); refused && no.Kind == refusal.Missing {
		err = nil // nothing was chosen yet
	}
	if err != nil {
		return err
	}
	if found.Email == "" || !slices.Contains(messageLanguages(), found.Language) { // no e-mail has a language yet
		found.Language = v.texts.Lang
	}
	f := emptyForm()
	f.typed = url.Values{"email": {found.Email}, "language": {found.Language}}
	return v.show(http.StatusOK, omaContactPage(v, f, v.done()))
}

// messageLanguages are the languages that e-mails are written in.
func messageLanguages() []string { return []string{"fi", "sv", "en"} }

// saveContact answers POST /contact.
func (o *Oma) saveContact(v *omaVisit) error {
	f := v.sentForm()
	_, meta, err := edge.Call[struct{}](v.ctx(), o.Notifications, edge.Request{
		Method: http.MethodPut, Path: "/contact", Command: f.command,
		Body: contracts.Contact{Email: f.text("email"), Language: f.text("language")},
	})
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo("/contact", doneQuery("saved", meta))
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
	case refused && len(no.Fields) > 0:
		edge.Note(v.ctx(), err)
		return v.show(http.StatusUnprocessableEntity, omaContactPage(v, f.refusedFor(no.Fields), ""))
	}
	return err
}

// wrongText says what is wrong with a field.
func (v *omaVisit) wrongText(w refusal.Field) string {
	if key := "oma.wrong." + w.Code + "." + w.Name; v.texts.Has(key) {
		return v.texts.T(key)
	}
	if key := "oma.wrong." + w.Code; v.texts.Has(key) {
		return v.texts.T(key)
	}
	return v.texts.T("oma.wrong.other")
}
