package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/refusal"
	"nivel/services/web"
)

const omaCookie = "__Host-nivel-oma"

func TestOma_SignIn(t *testing.T) {
	t.Run("takes the code however it is written", func(t *testing.T) {
		o := newOma(t)
		for _, typed := range []string{"K7MNP3QRTW", "k7mnp3qrtw", " K7MNP 3QRTW ", "k7mnp-3qrtw", "k7m np3–qrt\u00a0w\u200b"} {
			b := o.browser(t)
			p := b.submit("/", "/sign-in", url.Values{"code": {typed}})
			if p.status != http.StatusSeeOther || p.header.Get("Location") != "/" {
				t.Errorf("%q answered %d", typed, p.status)
			}
			b.get("/").says(t, "Your worker")
		}
	})
	t.Run("is asked for by the pages themselves, and then by the young person", func(t *testing.T) {
		o := newOma(t)
		o.come(t).get("/")
		asked := o.transitions.was(http.MethodPost)[0]
		if got, want := o.actor(t, asked), (access.Actor{ID: "oma", Role: access.System, Area: "demo"}); got != want {
			t.Errorf("the code was brought by %v", got)
		}
		if asked.command == "" {
			t.Error("the same form sent twice would be two tries")
		}
		read := o.transitions.was(http.MethodGet)[0]
		if got, want := o.actor(t, read), (access.Actor{ID: youthOne.String(), Role: access.Youth, Area: "demo"}); got != want {
			t.Errorf("the case was read by %v", got)
		}
	})
	t.Run("says the same of every code that does not work", func(t *testing.T) {
		o := newOma(t)
		var pages []string
		for _, no := range []refusal.Refusal{
			{Kind: refusal.Missing, Code: "no-such-invitation"}, {Kind: refusal.Untimely, Code: "invitation-expired"},
			{Kind: refusal.Conflict, Code: "invitation-used"}, {Kind: refusal.Invalid, Code: "malformed-code"}, {Kind: refusal.Forbidden, Code: "case-closed"},
		} {
			o.transitions.set(func() { o.transitions.refuse = &no })
			p := o.browser(t).submit("/", "/sign-in", url.Values{"code": {"WRONG23456"}})
			p.says(t, "The code did not work. Check it, or ask your worker for a new one.")
			if p.status != http.StatusUnprocessableEntity || cookieOf(p, omaCookie) != nil {
				t.Errorf("%s answered %d", no.Code, p.status)
			}
			pages = append(pages, text(all(p.root, tag("main"))[0]))
		}
		for _, other := range pages[1:] {
			if other != pages[0] {
				t.Errorf("%q and %q", pages[0], other)
			}
		}
	})
	t.Run("keeps what was typed, and asks nobody about nothing", func(t *testing.T) {
		o := newOma(t)
		p := o.browser(t).submit("/", "/sign-in", url.Values{"code": {"nearly right"}})
		if form, _ := p.form("/sign-in"); form.Get("code") != "nearly right" {
			t.Errorf("the form has %q", form.Get("code"))
		}
		before := len(o.transitions.was(http.MethodPost))
		o.browser(t).submit("/", "/sign-in", url.Values{"code": {" -- "}}).says(t, "Type the code.")
		if after := len(o.transitions.was(http.MethodPost)); after != before {
			t.Error("transitions was asked about an empty code")
		}
	})
	t.Run("says that the service is away, and not that the code is wrong", func(t *testing.T) {
		o := newOma(t)
		b := o.browser(t)
		open := b.get("/")
		o.transitions.server.Close()
		if p := b.send(open, "/sign-in", url.Values{"code": {o.code}}); p.status != http.StatusServiceUnavailable || p.header.Get("Retry-After") == "" {
			t.Errorf("answered %d", p.status)
		}
	})
	t.Run("takes a no to the pages themselves for a fault", func(t *testing.T) {
		o := newOma(t)
		o.transitions.set(func() { o.transitions.refuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "not-allowed"} })
		if p := o.browser(t).submit("/", "/sign-in", url.Values{"code": {o.code}}); p.status != http.StatusInternalServerError {
			t.Errorf("answered %d", p.status)
		}
	})
	t.Run("leads on to where one wanted to go, but never off these pages", func(t *testing.T) {
		o := newOma(t)
		for next, want := range map[string]string{"/groups": "/groups", "https://elsewhere.example/": "/", "//elsewhere.example": "/", "": "/"} {
			p := o.browser(t).submit("/?next="+url.QueryEscape(next), "/sign-in", url.Values{"code": {o.code}})
			if got := p.header.Get("Location"); got != want {
				t.Errorf("%q leads to %q", next, got)
			}
		}
		if p := o.browser(t).get("/groups"); p.header.Get("Location") != "/?next=%2Fgroups" {
			t.Errorf("the groups lead to %q", p.header.Get("Location"))
		}
	})
	t.Run("may be tried ten times in a quarter of an hour", func(t *testing.T) {
		o := newOma(t)
		b := o.browser(t)
		wrong := url.Values{"code": {"WRONG23456"}}
		for i := range 10 {
			if p := b.submit("/", "/sign-in", wrong); p.status != http.StatusUnprocessableEntity {
				t.Fatalf("try %d answered %d", i+1, p.status)
			}
			o.pass(time.Minute)
		}
		p := b.submit("/", "/sign-in", url.Values{"code": {o.code}})
		if p.status != http.StatusTooManyRequests || p.header.Get("Retry-After") != "900" {
			t.Fatalf("the eleventh answered %d", p.status)
		}
		p.says(t, "Wait 15 minutes")
		if asked := len(o.transitions.was(http.MethodPost)); asked != 10 {
			t.Errorf("transitions was asked %d times", asked)
		}
		if p := o.browser(t).submit("/", "/sign-in", url.Values{"code": {o.code}}); p.status != http.StatusSeeOther {
			t.Errorf("somebody else on the same network is kept out: %d", p.status)
		}
		o.pass(6 * time.Minute)
		if p := b.submit("/", "/sign-in", url.Values{"code": {o.code}}); p.status != http.StatusSeeOther {
			t.Errorf("when the first try is 16 minutes old, answered %d", p.status)
		}
	})
}

func TestOma_Session(t *testing.T) {
	signedIn := func(p page) bool { return p.status == http.StatusOK && strings.Contains(p.body, `action="/sign-out"`) }
	t.Run("has a new, long id at each sign-in, in a cookie of its own that stays with this host", func(t *testing.T) {
		o := newOma(t)
		b := o.browser(t)
		first := cookieOf(b.submit("/", "/sign-in", url.Values{"code": {o.code}}), omaCookie)
		b.submit("/", "/sign-out", nil)
		second := cookieOf(b.submit("/", "/sign-in", url.Values{"code": {o.code}}), omaCookie)
		if first == nil || second == nil || first.Value == second.Value || len(first.Value) < 43 {
			t.Fatalf("the cookies are %v and %v", first, second)
		}
		if !first.Secure || !first.HttpOnly || first.SameSite != http.SameSiteLaxMode || first.Path != "/" || first.Domain != "" || first.MaxAge != 0 {
			t.Errorf("the cookie is %v", first)
		}
	})
	t.Run("is over after 30 minutes without a request", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		o.pass(29 * time.Minute)
		if !signedIn(b.get("/")) {
			t.Fatal("over after 29 minutes")
		}
		o.pass(30 * time.Minute)
		if signedIn(b.get("/")) {
			t.Error("not over after 30 more")
		}
	})
	t.Run("is over after 12 hours whatever happens", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		for range 35 {
			o.pass(20 * time.Minute)
			b.get("/contact")
		}
		if !signedIn(b.get("/contact")) {
			t.Fatal("over after 11 h 40 min")
		}
		o.pass(20 * time.Minute)
		if signedIn(b.get("/")) {
			t.Error("not over after 12 h")
		}
	})
	t.Run("is over for every holder of its id at sign-out, and the way back leads to the sign-in page", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		where, _ := url.Parse(o.URL)
		kept := b.client.Jar.Cookies(where)
		for _, c := range kept {
			c.Path, c.Secure = "/", true
		}
		b.submit("/groups", "/sign-out", nil)
		b.client.Jar.SetCookies(where, kept)
		if p := b.get("/groups"); p.status != http.StatusSeeOther {
			t.Errorf("the groups answered %d", p.status)
		}
	})
	t.Run("does not take over an id that somebody planted, or that the desk gave", func(t *testing.T) {
		o := newOma(t)
		sessions := web.NewMemorySessions(o.clock)
		options := o.omaOptions()
		options.Sessions = sessions
		pages, err := web.NewOma(options)
		if err != nil {
			t.Fatal(err)
		}
		o.Config.Handler = pages.Handler()
		d := newDesk(t)
		deskOptions := optionsWith(t, d, sessions)
		service, err := web.New(deskOptions)
		if err != nil {
			t.Fatal(err)
		}
		d.Config.Handler = service.Handler()
		given := cookieOf(d.browser(t).identify("/sign-in", url.Values{"worker": {"w-aino"}}), "__Host-nivel-desk")
		where, _ := url.Parse(o.URL)
		for _, id := range []string{"planted", given.Value} {
			b := o.browser(t)
			b.client.Jar.SetCookies(where, []*http.Cookie{{Name: omaCookie, Value: id, Path: "/", Secure: true}})
			if p := b.get("/groups"); p.status != http.StatusSeeOther {
				t.Errorf("it opens the groups: %d", p.status)
			}
		}
	})
	t.Run("says why a page that was left alone has gone", func(t *testing.T) {
		o := newOma(t)
		o.browser(t).get("/?over=1").says(t, "We signed you out because the page was not used for a while.")
		notSaying(t, text(o.browser(t).get("/").root), "We signed you out")
	})
	t.Run("says so, and does nothing, when a form comes after its end", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		open := b.get("/contact")
		o.pass(time.Hour)
		p := b.send(open, "/contact", nil)
		if p.status != http.StatusUnauthorized || len(o.notifications.was(http.MethodPut)) > 0 {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "You are signed out")
	})
}

// optionsWith are options of a desk with a store of sessions.
func optionsWith(t testing.TB, d *desk, sessions web.Sessions) web.Options {
	o := options(t, d)
	o.Sessions = sessions
	return o
}

func TestNewOma_RefusesWhatCannotWork(t *testing.T) {
	o := newOma(t)
	for name, change := range map[string]func(*web.OmaOptions){
		"no transitions":             func(c *web.OmaOptions) { c.Transitions = nil },
		"no groups":                  func(c *web.OmaOptions) { c.PeerGroups = nil },
		"no notifications":           func(c *web.OmaOptions) { c.Notifications = nil },
		"no tokens":                  func(c *web.OmaOptions) { c.Tokens = nil },
		"no clock":                   func(c *web.OmaOptions) { c.Clock = nil },
		"an exit without TLS":        func(c *web.OmaOptions) { c.Exit = "http://example.com/" },
		"an exit that is a script":   func(c *web.OmaOptions) { c.Exit = "javascript:alert(1)" },
		"an exit that leads nowhere": func(c *web.OmaOptions) { c.Exit = "https:///" },
		"a colour that is no colour": func(c *web.OmaOptions) { c.Area.Accent = "red" },
	} {
		t.Run(name, func(t *testing.T) {
			options := o.omaOptions()
			change(&options)
			if _, err := web.NewOma(options); err == nil {
				t.Error("accepted")
			}
		})
	}
}
