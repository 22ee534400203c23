package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nivel/services/web"
)

func cookieOf(p page, name string) *http.Cookie {
	for _, c := range (&http.Response{Header: p.header}).Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func TestSession(t *testing.T) {
	t.Run("has a new, long id at each sign-in, in a cookie that stays with this host", func(t *testing.T) {
		d := newDesk(t)
		b := d.browser(t)
		first := cookieOf(b.identify("/sign-in", url.Values{"worker": {"w-aino"}}), "__Host-nivel-desk")
		b.submit("/inbox", "/sign-out", nil)
		second := cookieOf(b.identify("/sign-in", url.Values{"worker": {"w-aino"}}), "__Host-nivel-desk")
		if first == nil || second == nil || first.Value == second.Value || len(first.Value) < 43 {
			t.Fatalf("the cookies are %v and %v", first, second)
		}
		if !first.Secure || !first.HttpOnly || first.SameSite != http.SameSiteLaxMode || first.Path != "/" || first.Domain != "" {
			t.Errorf("the cookie is %v", first)
		}
	})
	t.Run("does not take over an id that somebody planted", func(t *testing.T) {
		d := newDesk(t)
		b := d.browser(t)
		where, _ := url.Parse(d.URL)
		b.client.Jar.SetCookies(where, []*http.Cookie{{Name: "__Host-nivel-desk", Value: "planted", Path: "/", Secure: true}})
		b.identify("/sign-in", url.Values{"worker": {"w-aino"}})
		b.client.Jar.SetCookies(where, []*http.Cookie{{Name: "__Host-nivel-desk", Value: "planted", Path: "/", Secure: true}})
		if p := b.get("/inbox"); p.status != http.StatusSeeOther {
			t.Errorf("the planted id opens the inbox: %d", p.status)
		}
	})
	t.Run("is over after 15 minutes without a request", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.pass(14 * time.Minute)
		if p := b.get("/inbox"); p.status != http.StatusOK {
			t.Fatalf("after 14 minutes the inbox answers %d", p.status)
		}
		d.pass(15 * time.Minute)
		if p := b.get("/inbox?view=mine"); p.status != http.StatusSeeOther || p.header.Get("Location") != "/?next=%2Finbox%3Fview%3Dmine" {
			t.Errorf("after 15 more it answers %d, %q", p.status, p.header.Get("Location"))
		}
	})
	t.Run("is not kept alive by a list that refreshes itself", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.pass(14 * time.Minute)
		r := b.request(http.MethodGet, "/inbox", nil)
		r.Header.Set("HX-Request", "true")
		if p := b.do(r); p.status != http.StatusOK {
			t.Fatalf("the refresh answers %d", p.status)
		}
		d.pass(2 * time.Minute)
		p := b.do(r)
		if p.status != http.StatusUnauthorized || p.header.Get("HX-Redirect") != "/" {
			t.Errorf("the refresh answers %d, redirect %q", p.status, p.header.Get("HX-Redirect"))
		}
	})
	t.Run("is kept alive by typing into a form", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get("/notifications/new")
		for range 3 {
			d.pass(10 * time.Minute)
			if p := b.send(open, "/stay", nil); p.status != http.StatusNoContent {
				t.Fatalf("staying answers %d", p.status)
			}
		}
	})
	t.Run("is over after 10 hours whatever happens", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		for range 59 {
			d.pass(10 * time.Minute)
			b.get("/inbox")
		}
		if p := b.get("/inbox"); p.status != http.StatusOK {
			t.Fatalf("after 9 h 50 min the inbox answers %d", p.status)
		}
		d.pass(10 * time.Minute)
		if p := b.get("/inbox"); p.status != http.StatusSeeOther {
			t.Errorf("after 10 h it answers %d", p.status)
		}
	})
	t.Run("is over for every holder of its id when its worker signs out", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		where, _ := url.Parse(d.URL)
		stolen := b.client.Jar.Cookies(where)
		for _, c := range stolen {
			c.Path, c.Secure = "/", true
		}
		thief := d.browser(t)
		thief.client.Jar.SetCookies(where, stolen)
		if p := thief.get("/inbox"); p.status != http.StatusOK {
			t.Fatalf("before, the id opens nothing: %d", p.status)
		}
		b.submit("/inbox", "/sign-out", nil)
		if p := thief.get("/inbox"); p.status != http.StatusSeeOther {
			t.Errorf("after, it opens the inbox: %d", p.status)
		}
	})
	t.Run("says so, and does nothing, when a form comes after its end", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get("/notifications/new")
		d.pass(time.Hour)
		p := b.send(open, "/notifications", nil)
		if p.status != http.StatusUnauthorized || len(d.intake.commands()) > 0 {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "You are signed out", "Sign in")
	})
}

// spyingSessions keeps sessions in memory and remembers what it was given.
type spyingSessions struct {
	web.Sessions
	keys, values []string
}

func (s *spyingSessions) Put(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	s.keys, s.values = append(s.keys, key), append(s.values, string(value))
	return s.Sessions.Put(ctx, key, value, ttl)
}

func TestTheStoreOfSessionsHoldsNeitherIDsNorNames(t *testing.T) {
	d := newDesk(t)
	spy := &spyingSessions{Sessions: web.NewMemorySessions(d.clock)}
	o := options(t, d)
	o.Sessions = spy
	service, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	d.Config.Handler = service.Handler()
	cookie := cookieOf(d.browser(t).identify("/sign-in", url.Values{"worker": {"w-aino"}}), "__Host-nivel-desk")
	if len(spy.keys) != 1 || spy.keys[0] == cookie.Value || strings.Contains(spy.values[0], "Virtaharju") || strings.Contains(spy.values[0], cookie.Value) {
		t.Errorf("kept %q under %q", spy.values, spy.keys)
	}
}

func TestNewRefusesADeskThatAnybodyOrNobodyCouldEnter(t *testing.T) {
	d := newDesk(t)
	for name, change := range map[string]func(*web.Options){
		"a demo area in production":             func(o *web.Options) { o.Production = true },
		"no identity provider":                  func(o *web.Options) { o.Provider = web.Provider{} },
		"one without TLS in production":         func(o *web.Options) { o.Production, o.Area.Demo = true, false },
		"one whose issuer is no address":        func(o *web.Options) { o.Provider.Issuer = "workers" },
		"one without a client":                  func(o *web.Options) { o.Provider.ClientID = "" },
		"one with a secret that can be guessed": func(o *web.Options) { o.Provider.Secret = "secret" },
		"pages whose address is not known":      func(o *web.Options) { o.Provider.Address = "" },
		"no tokens":                             func(o *web.Options) { o.Tokens = nil },
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, d)
			change(&o)
			if _, err := web.New(o); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestSignIn(t *testing.T) {
	d := newDesk(t)
	t.Run("is one link away, and asks nothing itself", func(t *testing.T) {
		p := d.browser(t).get("/?next=%2Finbox%3Fview%3Dmine")
		links := all(p.root, func(n *html.Node) bool { return attr(n, "id") == "sign-in" })
		if len(links) != 1 || attr(links[0], "href") != "/sign-in?next=%2Finbox%3Fview%3Dmine" || len(all(p.root, tag("input"))) != 2 { // of the choice of language
			t.Errorf("%d links and %d fields", len(links), len(all(p.root, tag("input"))))
		}
	})
	t.Run("leads on to where one wanted to go, but never off the desk", func(t *testing.T) {
		for next, want := range map[string]string{
			"/inbox?view=mine": "/inbox?view=mine", "https://elsewhere.example/": "/inbox", "//elsewhere.example": "/inbox", `/\elsewhere.example`: "/%5Celsewhere.example", "": "/inbox",
		} {
			p := d.browser(t).identify("/sign-in?next="+url.QueryEscape(next), url.Values{"worker": {"w-aino"}})
			if got := p.header.Get("Location"); got != want {
				t.Errorf("%q leads to %q, not %q", next, got, want)
			}
		}
	})
	t.Run("begins where the work of the role is, with a menu of nothing else", func(t *testing.T) {
		for who, want := range map[string]string{
			"w-aino": "/inbox /inbox /cases?view=mine /cases?view=offered-to-me /gaps /groups /people /notifications/new", "w-tuula": "/oversight /oversight /retention",
			"w-rasmus": "/groups /groups", "w-kaisla": "/groups /groups", "w-ops": "/sign-ins",
		} {
			b := d.browser(t)
			home := b.identify("/sign-in", url.Values{"worker": {who}}).header.Get("Location")
			p := b.get(home)
			got := home
			for _, menu := range all(p.root, func(n *html.Node) bool { return attr(n, "class") == "menu" }) {
				for _, link := range all(menu, tag("a")) {
					got += " " + attr(link, "href")
				}
			}
			if got != want || p.status != http.StatusOK {
				t.Errorf("%s gets %q (%d), not %q", who, got, p.status, want)
			}
		}
		for who, founds := range map[string]bool{"w-rasmus": true, "w-kaisla": false} {
			links := all(d.signedIn(t, who).get("/groups").root, func(n *html.Node) bool { return attr(n, "href") == "/groups/new" })
			if (len(links) == 1) != founds {
				t.Errorf("%s is offered to found a group: %v", who, !founds)
			}
		}
	})
	t.Run("shows the services who asks", func(t *testing.T) {
		d.signedIn(t, "w-aino").get("/inbox")
		if bearer := d.intake.last().bearer; !strings.HasPrefix(bearer, "Bearer ey") {
			t.Errorf("the bearer is %q", bearer)
		}
	})
}

func TestLanguage(t *testing.T) {
	d := newDesk(t)
	lang := func(p page) string { return attr(all(p.root, tag("html"))[0], "lang") }
	b := d.browser(t)
	for accept, want := range map[string]string{"sv-FI,sv;q=0.9": "sv", "de": "fi", "en-GB": "en", "": "fi", "nonsense;;": "fi"} {
		b.lang = accept
		if got := lang(b.get("/")); got != want {
			t.Errorf("a browser that asks for %q gets %s, not %s", accept, got, want)
		}
	}
	b.identify("/sign-in", url.Values{"worker": {"w-elin"}})
	b.lang = "en"
	if got := lang(b.get("/inbox")); got != "sv" {
		t.Errorf("a worker of Swedish gets %s", got)
	}
	p := b.submit("/inbox?view=mine", "/language", url.Values{"language": {"en"}})
	if p.header.Get("Location") != "/inbox?view=mine" || lang(b.get("/inbox")) != "en" {
		t.Errorf("choosing English leads to %q in %s", p.header.Get("Location"), lang(b.get("/inbox")))
	}
}
