package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/services/web"
)

// origins are what a browser may say of where a request comes from, and whether
// it is one of ours. The last one says nothing: an old browser, or no browser.
func origins(own string) map[string]struct {
	origin, site string
	ours         bool
} {
	type row = struct {
		origin, site string
		ours         bool
	}
	rows := map[string]row{"nothing": {"", "", true}}
	for _, site := range []string{"", "same-origin", "none", "same-site", "cross-site"} {
		for _, origin := range []string{"", own, "null", "https://elsewhere.example", "http://" + strings.TrimPrefix(own, "https://") + ".elsewhere.example"} {
			if site == "" && origin == "" {
				continue
			}
			ours := site == "same-origin" || site == "none" || site == "" && origin == own
			rows[fmt.Sprintf("site %q, origin %q", site, origin)] = row{origin, site, ours}
		}
	}
	return rows
}

// forge sends a form with everything that another site could know or guess, and
// returns the status.
func (b *browser) forge(method, path string, form url.Values, origin, site string) int {
	r := b.request(method, path, form)
	for name, value := range map[string]string{"Origin": origin, "Sec-Fetch-Site": site} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	return b.do(r).status
}

// attackEvery attacks every route that changes something, from everywhere: with
// the right token from elsewhere, and without it from here.
func attackEvery(t *testing.T, own string, patterns []string, split func(string) (string, string), b *browser, token func() string) {
	attacks, rejected := 0, 0
	for _, pattern := range patterns {
		method, path := split(pattern)
		if method == http.MethodGet || method == "" {
			continue
		}
		for name, from := range origins(own) {
			for what, form := range map[string]url.Values{
				"no token": {}, "a guessed token": {web.TokenField: {web.FormToken(make([]byte, 32))}}, "the token": {web.TokenField: {token()}},
			} {
				if from.ours && what == "the token" {
					continue // that is no attack
				}
				attacks++
				if status := b.forge(method, path, form, from.origin, from.site); status == http.StatusForbidden {
					rejected++
				} else {
					t.Errorf("%s with %s from %s answered %d", pattern, what, name, status)
				}
			}
		}
	}
	t.Logf("%d of %d attacks were rejected", rejected, attacks)
	if attacks < 300 {
		t.Errorf("only %d attacks were made", attacks)
	}
}

func TestEveryAttackFromElsewhereIsRejected(t *testing.T) {
	t.Run("on the desk", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		token := func() string {
			form, _ := b.get("/notifications/new").form("/sign-out")
			return form.Get(web.TokenField)
		}
		attackEvery(t, d.URL, d.service.Patterns(), splitPattern, b, token)
		if p := b.get("/inbox"); p.status != http.StatusOK || len(d.intake.commands()) > 0 {
			t.Errorf("something was done: the inbox answers %d", p.status)
		}
	})
	t.Run("on Oma", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		before := len(o.transitions.was(http.MethodPost))
		token := func() string {
			form, _ := b.get("/").form("/sign-out")
			return form.Get(web.TokenField)
		}
		attackEvery(t, o.URL, o.pages.Patterns(), omaPattern, b, token)
		if p := b.get("/groups"); p.status != http.StatusOK || len(o.transitions.was(http.MethodPost)) != before {
			t.Errorf("something was done: the groups answer %d", p.status)
		}
	})
	t.Run("and the same request from here is taken", func(t *testing.T) { // or the tables above prove nothing
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		form, _ := b.get("/notifications/new").form("/sign-out")
		if status := b.forge(http.MethodPost, "/stay", form, d.URL, "same-origin"); status != http.StatusNoContent {
			t.Errorf("answered %d", status)
		}
	})
}

func TestNothingIsChangedByReading(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	for _, pattern := range d.service.Patterns() {
		method, path := splitPattern(pattern)
		if method != http.MethodPost {
			continue
		}
		for _, reading := range []string{http.MethodGet, http.MethodHead} {
			b.do(b.request(reading, path, nil))
		}
	}
	if p := b.get("/inbox"); p.status != http.StatusOK || len(d.intake.commands())+len(d.transitions.commands())+len(d.peergroups.commands())+len(d.notices.commands()) > 0 {
		t.Errorf("something was done: the inbox answers %d", p.status)
	}
}

// instances are two processes of the desk that share a store of sessions.
func instances(t *testing.T) (first, second *desk) {
	first, second = newDesk(t), newDesk(t)
	sessions := web.NewMemorySessions(first.clock)
	for _, d := range []*desk{first, second} {
		o := options(t, d)
		o.Sessions = sessions
		service, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		d.Config.Handler = service.Handler()
	}
	return first, second
}

// at returns the browser, with its cookies, at another desk.
func (b *browser) at(d *desk) *browser {
	other := d.browser(b.t)
	from, _ := url.Parse(b.desk.URL)
	to, _ := url.Parse(d.URL)
	cookies := b.client.Jar.Cookies(from)
	for _, c := range cookies {
		c.Path, c.Secure = "/", true
	}
	other.client.Jar.SetCookies(to, cookies)
	return other
}

func TestRevocation(t *testing.T) {
	t.Run("by signing out everywhere ends all of one's sessions in every process", func(t *testing.T) {
		d, other := instances(t)
		office, home, colleague := d.signedIn(t, "w-aino"), d.signedIn(t, "w-aino"), d.signedIn(t, "w-elin")
		elsewhere := home.at(other)
		if p := elsewhere.get("/inbox"); p.status != http.StatusOK {
			t.Fatalf("the other process does not know the session: %d", p.status)
		}
		d.pass(time.Second)
		office.send(office.get("/sign-ins"), "/sign-out", url.Values{"everywhere": {"yes"}})
		for name, b := range map[string]*browser{"office": office, "home": home, "home at the other process": elsewhere} {
			if p := b.get("/inbox"); p.status != http.StatusSeeOther {
				t.Errorf("%s is still signed in: %d", name, p.status)
			}
		}
		if p := colleague.get("/inbox"); p.status != http.StatusOK {
			t.Errorf("a colleague was signed out: %d", p.status)
		}
		d.pass(time.Second)
		if p := d.signedIn(t, "w-aino").get("/inbox"); p.status != http.StatusOK {
			t.Errorf("the worker is locked out: %d", p.status)
		}
	})
	t.Run("ends a page that stays open at another process", func(t *testing.T) {
		d, other := instances(t)
		office, home := d.signedIn(t, "w-aino"), d.signedIn(t, "w-aino")
		next, _ := home.at(other).listens("/live?view=mine", "")
		d.pass(time.Second)
		office.send(office.get("/sign-ins"), "/sign-out", url.Values{"everywhere": {"yes"}})
		over := make(chan struct{})
		go func() {
			defer close(over)
			for next() != "" {
			}
		}()
		select {
		case <-over:
		case <-time.After(30 * time.Second):
			t.Error("it goes on")
		}
	})
	t.Run("by signing out alone ends this session only", func(t *testing.T) {
		d := newDesk(t)
		office, home := d.signedIn(t, "w-aino"), d.signedIn(t, "w-aino")
		office.submit("/inbox", "/sign-out", nil)
		if p := home.get("/inbox"); p.status != http.StatusOK {
			t.Errorf("the other one answers %d", p.status)
		}
	})
	for _, by := range []struct {
		who, whom string
		may       bool
	}{
		{"w-ops", "w-henri", true}, {"w-maria", "w-aino", true}, {"w-maria", "w-henri", false}, {"w-aino", "w-oskari", false}, {"w-ops", "", false},
		{"w-ops", "not-listed", true}, {"w-maria", "not-listed", false},
	} {
		t.Run(fmt.Sprintf("of %q by %s is done: %v", by.whom, by.who, by.may), func(t *testing.T) {
			d := newDesk(t)
			b := d.signedIn(t, by.who)
			var whose *browser
			if strings.HasPrefix(by.whom, "w-") {
				whose = d.signedIn(t, by.whom)
			}
			d.pass(time.Second)
			form, _ := b.get("/sign-ins").form("/sign-out")
			form.Set("worker", by.whom)
			p := b.post("/sign-ins/end", form)
			if done := p.status == http.StatusSeeOther; done != by.may || !done && p.status != http.StatusNotFound {
				t.Errorf("answered %d", p.status)
			}
			if whose != nil {
				if over := whose.get("/sign-ins").status == http.StatusSeeOther; over != by.may {
					t.Errorf("the other's session is over: %v", over)
				}
			}
		})
	}
	t.Run("is offered to who may", func(t *testing.T) {
		d := newDesk(t)
		d.signedIn(t, "w-maria").get("/sign-ins").says(t, "Sign-ins of others", "Aino Virtaharju")
		notSaying(t, text(d.signedIn(t, "w-maria").get("/sign-ins").root), "Henri Suvantola")
		notSaying(t, text(d.signedIn(t, "w-aino").get("/sign-ins").root), "Sign-ins of others")
	})
	t.Run("holds for young people too", func(t *testing.T) {
		o := newOma(t)
		phone, lost := o.come(t), o.come(t)
		o.pass(time.Second)
		phone.submit("/", "/sign-out", url.Values{"everywhere": {"yes"}})
		if p := lost.get("/groups"); p.status != http.StatusSeeOther {
			t.Errorf("the lost phone is still signed in: %d", p.status)
		}
	})
}

func TestSignOut(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	p := b.submit("/inbox", "/sign-out", nil)
	p.says(t, "You are signed out")
	checkHeaders(t, p)
	var to string
	for _, n := range all(p.root, tag("meta")) {
		if attr(n, "http-equiv") == "refresh" {
			to = strings.TrimPrefix(attr(n, "content"), "0; url=")
		}
	}
	t.Run("leads on to the provider, which leads back", func(t *testing.T) {
		if end := b.get(to); end.status != http.StatusSeeOther || end.header.Get("Location") != d.URL+"/" {
			t.Errorf("%q answered %d, to %q", to, end.status, end.header.Get("Location"))
		}
	})
	t.Run("puts nothing of who it was into an address", func(t *testing.T) {
		u, err := url.Parse(to)
		if err != nil || len(u.Query()) != 2 || u.Query().Get("client_id") == "" || u.Query().Get("post_logout_redirect_uri") != d.URL+"/" {
			t.Errorf("the address is %q", to)
		}
	})
}

func TestSession_RightsAreThoseOfTheAreaFile(t *testing.T) {
	d := newDesk(t)
	sessions := web.NewMemorySessions(d.clock)
	o := options(t, d)
	o.Sessions = sessions
	start := func() {
		service, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		d.Config.Handler = service.Handler()
	}
	start()
	b := d.signedIn(t, "w-aino")
	o.Area.Workers = append(o.Area.Workers[:0:0], o.Area.Workers...)
	o.Area.Workers[0].Role = access.SocialCounsellor
	start() // with the changed file
	b.get("/inbox")
	if actor := d.actorOf(t, d.intake.last().bearer); actor.ID != "w-aino" || actor.Role != access.SocialCounsellor {
		t.Errorf("the services hear of %+v", actor)
	}
	o.Area.Workers = o.Area.Workers[1:]
	start() // who left is in it no more
	if p := b.get("/inbox"); p.status != http.StatusSeeOther {
		t.Errorf("who left sees the inbox: %d", p.status)
	}
}
