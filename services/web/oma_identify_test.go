package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/web"
)

// youthCode is the identity code of the young person; nobody real can have it.
const youthCode = "150508A9990"

func TestOma_Identify(t *testing.T) {
	who := url.Values{"identity_code": {youthCode}}
	t.Run("finds the young person of an identity code, which is sent to intake alone", func(t *testing.T) {
		o := newOma(t)
		b := o.browser(t)
		if p := b.identify("/sign-in?next=%2Fgroups", who); p.status != http.StatusSeeOther || p.header.Get("Location") != "/groups" {
			t.Fatalf("answered %d, %q", p.status, p.header.Get("Location"))
		}
		b.get("/")
		asked := o.intake.was(http.MethodPost)
		if len(asked) != 1 || asked[0].path != "/identifications" || asked[0].query != "" || !strings.Contains(string(asked[0].body), youthCode) {
			t.Errorf("intake was asked %v", asked)
		}
		if got, want := o.actor(t, asked[0]), (access.Actor{ID: "oma", Role: access.System, Area: "demo"}); got != want {
			t.Errorf("by %v", got)
		}
		read := o.transitions.was(http.MethodGet)[0]
		if got, want := o.actor(t, read), (access.Actor{ID: youthOne.String(), Role: access.Youth, Area: "demo"}); got != want {
			t.Errorf("the case was read by %v", got)
		}
	})
	t.Run("is who has the case where intake knows a person under several ids", func(t *testing.T) {
		o := newOma(t)
		o.also = []es.ID{youthTwo}
		b := o.browser(t)
		if p := b.identify("/sign-in", who); p.status != http.StatusSeeOther {
			t.Fatalf("answered %d", p.status)
		}
		b.get("/")
		asked := o.transitions.was(http.MethodPost)
		if len(asked) != 1 || asked[0].path != "/sign-ins/id" || strings.Contains(string(asked[0].body), youthCode) {
			t.Errorf("transitions were asked %v", asked)
		}
		if got, want := o.actor(t, o.transitions.was(http.MethodGet)[0]), (access.Actor{ID: youthTwo.String(), Role: access.Youth, Area: "demo"}); got != want {
			t.Errorf("the case was read by %v", got)
		}
	})
	t.Run("keeps the identity code nowhere", func(t *testing.T) {
		o := newOma(t)
		spy := &spyingSessions{Sessions: web.NewMemorySessions(o.clock)}
		options := o.omaOptions()
		options.Sessions = spy
		pages, err := web.NewOma(options)
		if err != nil {
			t.Fatal(err)
		}
		o.Config.Handler = pages.Handler()
		b := o.browser(t)
		p := b.identify("/sign-in", who)
		where, _ := url.Parse(o.URL)
		kept := strings.Join(append(append(spy.keys, spy.values...), p.header.Get("Location"), strings.Join(p.header.Values("Set-Cookie"), " ")), " ")
		for _, c := range b.client.Jar.Cookies(where) {
			kept += c.Value
		}
		if len(spy.values) != 1 || strings.Contains(kept, youthCode) || strings.Contains(kept, youthOne.String()) {
			t.Errorf("kept %q", kept)
		}
	})
	t.Run("tells who is not known that nothing was found, and signs nobody in", func(t *testing.T) {
		o := newOma(t)
		o.intake.set(func() { o.intake.refuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		p := o.browser(t).identify("/sign-in", who)
		if p.status != http.StatusForbidden || cookieOf(p, omaCookie) != nil {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "We did not find you")
	})
	t.Run("takes no sign-in that was not strong enough", func(t *testing.T) {
		o := newOma(t)
		options := o.omaOptions()
		options.Area.SignIn.Young.Levels = []string{"high"}
		pages, err := web.NewOma(options)
		if err != nil {
			t.Fatal(err)
		}
		o.Config.Handler = pages.Handler()
		o.browser(t).identify("/sign-in", who).says(t, "We did not find you")
		if asked := o.intake.was(http.MethodPost); len(asked) > 0 {
			t.Error("intake was asked all the same")
		}
	})
	t.Run("says what is away", func(t *testing.T) {
		o := newOma(t)
		b := o.browser(t)
		back := b.answered("/sign-in", who)
		o.intake.server.Close()
		if p := b.get(back); p.status != http.StatusServiceUnavailable {
			t.Errorf("without intake answered %d", p.status)
		}
		other := newOma(t)
		other.realm.server.Close()
		other.browser(t).get("/sign-in").says(t, "The identification service does not answer")
	})
	t.Run("is not there where there is no provider, and codes still work", func(t *testing.T) {
		o := newOma(t)
		options := o.omaOptions()
		options.Provider, options.Intake = web.Provider{}, nil
		pages, err := web.NewOma(options)
		if err != nil {
			t.Fatal(err)
		}
		o.Config.Handler = pages.Handler()
		if p := o.browser(t).get("/sign-in"); p.status != http.StatusNotFound {
			t.Errorf("it answers %d", p.status)
		}
		notSaying(t, text(o.browser(t).get("/").root), "Without a code")
		o.come(t)
	})
}
