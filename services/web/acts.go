package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// act is one thing that a worker may do with a matter or a case.
type act struct {
	name    string // as in May of the contract
	path    string // behind the subject's own
	done    string // one of done()
	away    bool   // whoever did it may have no more to do with it: their lists follow
	request func(form) (edge.Request, []refusal.Field)
	prefix  func(form) string                           // of its fields' ids, where a page has its form more than once; nil: its path
	shown   func(form, []refusal.Field) []refusal.Field // what a service found wrong, under the names of the form; nil: they are the same
}

// subject is what workers act on, and where it is.
type subject struct {
	name    string // of its id in the patterns
	lists   string // the page of its lists
	path    func(es.ID) string
	service func(*Service) *edge.Client
	refuse  func(*visit, es.ID, attempt) error // shows it as it is now, with what was refused
}

// attempt is an act that was asked for and refused; zero: none was.
type attempt struct {
	Asked act
	No    *refusal.Refusal // why
	Form  form             // what was typed
}

// tried reports whether it was a that was refused.
func (t attempt) tried(a act) bool { return t.No != nil && t.Asked.path == a.path }

// formOf returns the form of an act: as it was typed when it has just been
// refused, and empty otherwise.
func (t attempt) formOf(a act) form {
	f := emptyForm()
	if t.tried(a) {
		f = t.Form
	}
	f.prefix = a.path + "-"
	if a.prefix != nil {
		f.prefix = a.prefix(f)
	}
	return f
}

// kept returns what was typed into an act that is no longer among those that may
// be done, so that it is not lost.
func (t attempt) kept(stillMay bool) []string {
	if t.No == nil || stillMay {
		return nil
	}
	return t.Form.texts()
}

// idOf reads the subject's id from the path.
func (on subject) idOf(r *http.Request) (es.ID, error) {
	id, err := es.ParseID(r.PathValue(on.name))
	if err != nil {
		return es.ID{}, errNoPage
	}
	return id, nil
}

// act answers a form of a subject's page.
func (s *Service) act(on subject, a act) func(*visit) error {
	return func(v *visit) error {
		id, err := on.idOf(v.r)
		if err != nil {
			return err
		}
		f := v.sentForm()
		request, wrong := a.request(f)
		if len(wrong) > 0 {
			return v.refuse(on, id, attempt{Asked: a, Form: f, No: &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: wrong}})
		}
		request, err = f.asked(request)
		if err != nil {
			return err
		}
		receipt, err := send[contracts.Receipt](v, on, id, request)
		if err == nil {
			return v.goOn(on, id, a, receipt.Position)
		}
		return v.notDone(on, id, attempt{Asked: a, Form: f}, err)
	}
}

// asked puts the form's command into a request, and the revision that its page
// showed where it carries one.
func (f form) asked(r edge.Request) (edge.Request, error) {
	r.Command = f.command
	if shown := f.raw("if"); shown != "" {
		n, err := strconv.ParseInt(shown, 10, 64)
		if err != nil {
			return r, errors.Join(errUnreadable, err)
		}
		revision := es.Revision(n)
		r.If = &revision
	}
	return r, nil
}

// receipt is what a service answers when an act was carried out.
type receipt interface {
	contracts.Receipt | contracts.Invitation
}

// send asks the service behind a subject to carry an act out.
func send[R receipt](v *visit, on subject, id es.ID, r edge.Request) (R, error) {
	r.Path = on.path(id) + r.Path
	done, _, err := edge.Call[R](v.ctx(), on.service(v.Service), r)
	return done, err
}

// goOn leads to the page that the form came from, once that shows what was done.
func (v *visit) goOn(on subject, id es.ID, a act, position string) error {
	query := url.Values{"done": {a.done}, "after": {position}}
	if view, ok := strings.CutPrefix(v.r.PostForm.Get("back"), "list:"); ok {
		query.Set("view", view)
		return v.goTo(on.lists, query)
	}
	if a.away {
		return v.goTo(on.lists, query)
	}
	return v.goTo(on.path(id), query)
}

// notDone shows why an act was not done: what a rule said, beside the form, or,
// where the service did not answer, the form to be sent again.
func (v *visit) notDone(on subject, id es.ID, t attempt, err error) error {
	no, refused := refusal.As(err)
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, t.Form))
	case refused && no.Kind == refusal.Missing:
		// Who could see it a moment ago may have lost it: the page itself says so.
		t.No = &no
		return v.refuse(on, id, t)
	case refused:
		edge.Note(v.ctx(), err)
		t.No = &no
		return v.refuse(on, id, t)
	}
	return err
}

// refuse shows the subject as it is now, why the act was refused, and the form
// as it was typed.
func (v *visit) refuse(on subject, id es.ID, t attempt) error {
	sent := t.Form
	wrong := t.No.Fields
	if t.Asked.shown != nil {
		wrong = t.Asked.shown(sent, wrong)
	}
	t.Form = sent.refusedFor(wrong)
	err := on.refuse(v, id, t)
	if away(err) {
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, sent))
	}
	return err
}
