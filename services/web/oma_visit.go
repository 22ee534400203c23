package web

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"nivel/libs/calendar"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// The cookies of Oma. Browsers keep cookies by host and not by port, so each has
// a name that the desk does not use.
const (
	omaCookie         = "__Host-nivel-oma"
	omaVisitorCookie  = "__Host-nivel-oma-visitor"
	omaLanguageCookie = "__Host-nivel-oma-language"
)

// omaVisit is one request for a page of Oma, and what is known of who makes it.
type omaVisit struct {
	*Oma
	w       http.ResponseWriter
	r       *http.Request
	now     time.Time
	texts   Texts
	session *session // nil: nobody is signed in
	visitor []byte   // secret of the forms of somebody not signed in, once made
}

func (v *omaVisit) ctx() context.Context { return v.r.Context() }

// page makes a handler of a page: who asks, in which language, with which token.
// What the page returns as an error becomes an error page.
func (o *Oma) page(kind route, show func(*omaVisit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &omaVisit{Oma: o, w: w, r: r, now: edge.Now(r.Context())}
		v.texts = o.catalogs.pick(r, omaLanguageCookie, "")
		defer v.ownUp()
		if err := v.enter(kind); err != nil {
			v.fail(err)
			return
		}
		if err := show(v); err != nil {
			v.fail(err)
		}
	})
}

// enter finds out who asks and refuses a form without its token.
func (v *omaVisit) enter(kind route) error {
	found, err := v.keeper.of(v.r, v.now)
	if err != nil {
		return err
	}
	if found != nil {
		v.session = found
		v.r = v.r.WithContext(edge.WithActor(v.ctx(), v.youth(found.person())))
	}
	if kind == signedIn && v.session == nil {
		return errSignedOut
	}
	if v.r.Method != http.MethodPost {
		return nil
	}
	return readForm(v.r, v.formSecret())
}

// ownUp shows the error page for a panic, and passes it on to be logged.
func (v *omaVisit) ownUp() {
	if p := recover(); p != nil {
		v.fail(errPanicked)
		panic(p)
	}
}

// formSecret returns the secret of this visit's forms, and sets the visitor's
// cookie where nobody is signed in and there is none yet.
func (v *omaVisit) formSecret() []byte {
	if v.session != nil {
		return v.session.Secret
	}
	if kept := keptSecret(v.r, omaVisitorCookie); kept != nil {
		return kept
	}
	if v.visitor == nil {
		v.visitor = secret()
		http.SetCookie(v.w, hostCookie(omaVisitorCookie, base64.RawURLEncoding.EncodeToString(v.visitor)))
	}
	return v.visitor
}

// token returns the token for one form of this visit.
func (v *omaVisit) token() string { return mask(v.formSecret()) }

// show writes a page.
func (v *omaVisit) show(status int, page templ.Component) error {
	v.w.Header().Set("Content-Language", v.texts.Lang)
	return writePage(v.ctx(), v.w, status, page)
}

// goTo sends the browser to another page of Oma.
func (v *omaVisit) goTo(path string, query url.Values) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// here is the address of the page as it can be asked for again; empty for an
// answer to a form.
func (v *omaVisit) here() string {
	if v.r.Method != http.MethodGet {
		return ""
	}
	return v.r.URL.RequestURI()
}

// sentForm returns what was sent.
func (v *omaVisit) sentForm() form {
	command, err := es.ParseID(v.r.PostForm.Get("command"))
	if err != nil {
		command = es.NewID()
	}
	return form{typed: v.r.PostForm, command: command}
}

// after returns the query that asks a service to answer with no less than what
// the address says has been done; empty where it says nothing.
func (v *omaVisit) after() url.Values {
	position, err := es.ParsePosition(v.r.URL.Query().Get("after"))
	if err != nil {
		return url.Values{}
	}
	return url.Values{"after": {position.String()}}
}

// done returns which of the things that can be done here the address says was.
func (v *omaVisit) done() string {
	if said := v.r.URL.Query().Get("done"); slices.Contains(omaDone(), said) {
		return said
	}
	return ""
}

// omaDone lists what a page can say was done.
func omaDone() []string { return []string{"seat", "queue", "cancelled", "saved", "read"} }

func (v *omaVisit) today() calendar.Date { return calendar.On(v.now) }

// workerName returns the name of a worker, empty where the area does not know it
// (any more): an id says nothing to a young person.
func (v *omaVisit) workerName(id string) string {
	w, _ := v.Area.Worker(id)
	return w.Name
}

// unitName returns the name of a worker's unit, empty where it is not known.
func (v *omaVisit) unitName(id string) string {
	w, _ := v.Area.Worker(id)
	for _, u := range v.Area.Units {
		if u.Code == w.Unit {
			return v.texts.InLanguage(u.Name)
		}
	}
	return ""
}

// areaName returns what the area is called.
func (v *omaVisit) areaName() string { return v.texts.InLanguage(v.Area.Name) }
