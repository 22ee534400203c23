package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"nivel/libs/area"
	"nivel/libs/edge"
)

// visit is one request for a page, and what is known of who makes it.
type visit struct {
	*Service
	w       http.ResponseWriter
	r       *http.Request
	now     time.Time
	texts   Texts
	session *session    // nil: nobody is signed in
	worker  area.Worker // who is signed in
	visitor []byte      // secret of the forms of somebody not signed in, once made
	listens string      // where the page's list hears of what happens; empty: it has none that does
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// page makes a handler of a page: who asks, in which language, with which token.
// What the page returns as an error becomes an error page.
func (s *Service) page(kind route, show func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Service: s, w: w, r: r, now: edge.Now(r.Context())}
		v.texts = s.catalogs.choose(r, area.Worker{})
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
func (v *visit) enter(kind route) error {
	if err := v.enterSession(); err != nil {
		return err
	}
	if kind == signedIn && v.session == nil {
		return errSignedOut
	}
	if v.r.Method != http.MethodPost {
		return nil
	}
	return readForm(v.r, v.formSecret())
}

// readForm reads what a form sent, and refuses it without a token of secret.
func readForm(r *http.Request, secret []byte) error {
	if err := r.ParseForm(); err != nil {
		return errors.Join(errUnreadable, err)
	}
	if !unmask(r.PostForm.Get(tokenField), secret) {
		return errNoToken
	}
	return nil
}

// ownUp shows the error page for a panic, and passes it on to be logged.
func (v *visit) ownUp() {
	if p := recover(); p != nil {
		v.fail(errPanicked)
		panic(p)
	}
}

// show writes a page.
func (v *visit) show(status int, page templ.Component) error {
	v.w.Header().Set("Content-Language", v.texts.Lang)
	return writePage(v.ctx(), v.w, status, page)
}

// writePage writes a page. Nothing is sent of one that cannot be finished.
func writePage(ctx context.Context, w http.ResponseWriter, status int, page templ.Component) error {
	var body bytes.Buffer
	if err := page.Render(ctx, &body); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // a reader who has gone is not our fault
	return nil
}

// goTo sends the browser to another page of the desk.
func (v *visit) goTo(path string, query url.Values) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// here is the address of the page as it can be asked for again; empty for an
// answer to a form.
func (v *visit) here() string {
	if v.r.Method != http.MethodGet {
		return ""
	}
	return v.r.URL.RequestURI()
}

// ownPath returns path if it leads to a page of the desk, and otherwise home.
// What is judged is the address as it will be written: reading it may have
// undone an escape that hid the name of a host.
func ownPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return "/"
	}
	own := u.RequestURI()
	if !strings.HasPrefix(own, "/") || strings.HasPrefix(own, "//") || strings.HasPrefix(own, `/\`) {
		return "/"
	}
	return own
}
