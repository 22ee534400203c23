package web

import (
	"net/http"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/edge"
)

// showSignIn answers GET /: the way in. Who is signed in already goes on.
func (s *Service) showSignIn(v *visit) error {
	next := ownPath(v.r.URL.Query().Get("next"))
	if v.session != nil {
		return v.goTo(s.afterSignIn(next, v.worker.Role), nil)
	}
	return v.show(http.StatusOK, signInPage(v, next))
}

// startSignIn answers GET /sign-in: it leads to the provider.
func (s *Service) startSignIn(v *visit) error {
	a, err := s.provider.attempt(v.w, cookieName, ownPath(v.r.URL.Query().Get("next")), v.now)
	if err != nil {
		return err
	}
	to, err := s.provider.ask(v.ctx(), a, v.texts.Lang)
	if err != nil {
		return err
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// endSignIn answers GET /sign-in/back, to which the provider sends the browser.
func (s *Service) endSignIn(v *visit) error {
	a, err := s.provider.attemptOf(v.w, v.r, cookieName, v.now)
	if err != nil {
		return err
	}
	claims, err := s.provider.claims(v.ctx(), a, v.r.URL.Query())
	if err != nil {
		return err
	}
	worker, ok := s.Area.WorkerOf(claims)
	if !ok {
		return errNoRole
	}
	if err := s.keeper.begin(v.w, v.r, session{Who: worker.ID, Worker: worker, Since: v.now}); err != nil {
		return err
	}
	return v.goTo(s.afterSignIn(ownPath(a.Next), worker.Role), nil)
}

// afterSignIn is where somebody goes who has signed in: on to the page that was
// asked for, or to where the work of their role begins.
func (s *Service) afterSignIn(next string, role access.Role) string {
	if next == "/" {
		return s.homeOf(role)
	}
	return next
}

// signOut answers POST /sign-out: here, and then at the provider, where it
// offers that. With everywhere it ends the reader's other sessions too.
func (s *Service) signOut(v *visit) error {
	if v.session != nil && v.r.PostForm.Get("everywhere") != "" {
		if err := s.keeper.revoke(v.ctx(), v.session.Who, v.now); err != nil {
			return err
		}
	}
	if err := s.keeper.end(v.w, v.r); err != nil {
		return err
	}
	v.session = nil
	if to := s.provider.end(v.ctx()); to != "" {
		return v.show(http.StatusOK, signedOutPage(v, to))
	}
	return v.goTo("/", nil)
}

// stay answers POST /stay, which a form sends while somebody types into it: that
// alone has kept the session alive.
func (s *Service) stay(v *visit) error {
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// chooseLanguage answers POST /language and leads back to the page.
func (s *Service) chooseLanguage(v *visit) error {
	lang := v.r.PostForm.Get("language")
	if !slices.Contains(s.catalogs.offered, lang) {
		return errNoPage
	}
	cookie := hostCookie(languageCookie, lang)
	cookie.MaxAge = int((365 * 24 * time.Hour).Seconds())
	http.SetCookie(v.w, cookie)
	return v.goTo(ownPath(v.r.PostForm.Get("back")), nil)
}

// enterSession lets the request's session in: with the worker as the area file
// has them now, or, where claims say who may what, as they were at sign-in.
func (v *visit) enterSession() error {
	found, err := v.keeper.of(v.r, v.now)
	if err != nil || found == nil {
		return err
	}
	worker := found.Worker
	if len(v.Area.SignIn.Workers.Grants) == 0 {
		listed, works := v.Area.Worker(found.Who)
		if !works {
			return v.keeper.end(v.w, v.r)
		}
		worker = listed
	}
	v.session, v.worker = found, worker
	v.texts = v.catalogs.choose(v.r, v.worker)
	if found.Worker.Own != (access.Own{}) { // as the provider said it
		worker.Own = found.Worker.Own
	}
	v.r = v.r.WithContext(edge.WithOwn(edge.WithActor(v.ctx(), v.Area.Actor(v.worker)), worker.OwnLife()))
	return nil
}
