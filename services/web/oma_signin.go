package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// longestCode is more than any code has, however it is spaced.
const longestCode = 100

// signInView is the sign-in page as it stands.
type signInView struct {
	Next  string // where to go on
	Code  string // as typed
	Wrong string // key of what was wrong, behind oma.signin.; empty: nothing
	Over  bool   // the session ended while a page was open
}

// showSignIn asks for the code.
func (v *omaVisit) showSignIn(status int, s signInView) error {
	return v.show(status, omaSignInPage(v, s))
}

// signIn answers POST /sign-in. Whatever is wrong with a code, the answer is
// the same.
func (o *Oma) signIn(v *omaVisit) error {
	f := v.sentForm()
	view := signInView{Next: ownPath(f.raw("next")), Code: f.raw("code")}
	code := readCode(view.Code)
	if code == "" {
		view.Wrong = "empty"
		return v.showSignIn(http.StatusUnprocessableEntity, view)
	}
	if !o.tries.allow(clientAddress(v.r, o.Production), string(v.formSecret())) {
		v.w.Header().Set("Retry-After", strconv.Itoa(int(triesWindow.Seconds())))
		view.Wrong = "throttled"
		return v.showSignIn(http.StatusTooManyRequests, view)
	}
	found, _, err := edge.Call[contracts.SignedIn](edge.WithActor(v.ctx(), o.system()), o.Transitions, edge.Request{
		Method: http.MethodPost, Path: "/sign-ins", Body: contracts.SignIn{Code: code}, Command: f.command,
	})
	if wrongCode(err) {
		edge.Note(v.ctx(), err)
		view.Wrong = "wrong"
		return v.showSignIn(http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return withoutRefusal(err)
	}
	return v.begin(found.Person, view.Next)
}

// readCode returns a code as it was made: people put spaces and dashes between
// its characters and write it in small letters. Empty if nothing was typed, cut
// off where it is longer than any code.
func readCode(typed string) string {
	code := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
	return strings.ToValidUTF8(code[:min(len(code), longestCode)], "")
}

// wrongCode reports whether transitions said no to the code, rather than to us.
func wrongCode(err error) bool {
	no, refused := refusal.As(err)
	return refused && no.Kind != refusal.Busy && no.Code != edge.ErrNotSignedIn.Code && no.Code != edge.ErrNotAllowed.Code
}

// signOut answers POST /sign-out.
func (o *Oma) signOut(v *omaVisit) error {
	if v.session != nil && v.r.PostForm.Get("everywhere") != "" {
		if err := o.keeper.revoke(v.ctx(), v.session.Who, v.now); err != nil {
			return err
		}
	}
	if err := o.keeper.end(v.w, v.r); err != nil {
		return err
	}
	return v.goTo("/", nil)
}

// chooseLanguage answers POST /language and leads back to the page.
func (o *Oma) chooseLanguage(v *omaVisit) error {
	lang := v.r.PostForm.Get("language")
	if !slices.Contains(o.catalogs.offered, lang) {
		return errNoPage
	}
	cookie := hostCookie(omaLanguageCookie, lang)
	cookie.MaxAge = int((365 * 24 * time.Hour).Seconds())
	http.SetCookie(v.w, cookie)
	return v.goTo(ownPath(v.r.PostForm.Get("back")), nil)
}
