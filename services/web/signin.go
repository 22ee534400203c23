package web

import (
	"net/http"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
)

// showSignIn answers GET /: who are you? Who is signed in already goes on.
func (s *Service) showSignIn(v *visit) error {
	next := ownPath(v.r.URL.Query().Get("next"))
	if v.session != nil {
		return v.goTo(afterSignIn(next), nil)
	}
	return v.show(http.StatusOK, signInPage(v, next))
}

// people are the workers who may sign in to a demo area: machines may not.
func (s *Service) people() []area.Worker {
	return slices.DeleteFunc(slices.Clone(s.Area.Workers), func(w area.Worker) bool { return w.Role == access.Importer })
}

// unitName returns the name of a worker's unit.
func (v *visit) unitName(w area.Worker) string {
	i := slices.IndexFunc(v.Area.Units, func(u area.Unit) bool { return u.Code == w.Unit })
	if i < 0 {
		return w.Unit
	}
	return v.texts.InLanguage(v.Area.Units[i].Name)
}

// signIn answers POST /sign-in. New allows it in a demo area only.
func (s *Service) signIn(v *visit) error {
	id := v.r.PostForm.Get("worker")
	if !slices.ContainsFunc(s.people(), func(w area.Worker) bool { return w.ID == id }) {
		return errNoPage
	}
	if err := s.beginSession(v, id); err != nil {
		return err
	}
	return v.goTo(afterSignIn(ownPath(v.r.PostForm.Get("next"))), nil)
}

// afterSignIn is where somebody goes who has signed in: on to the page that was
// asked for, or to the inbox.
func afterSignIn(next string) string {
	if next == "/" {
		return "/inbox"
	}
	return next
}

// signOut answers POST /sign-out.
func (s *Service) signOut(v *visit) error {
	if err := s.endSession(v); err != nil {
		return err
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
