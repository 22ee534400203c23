package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/services/web"
)

const deskCookie = "__Host-nivel-desk"

var aino = url.Values{"worker": {"w-aino"}}

// refused fails the test unless nobody was signed in.
func refused(t *testing.T, p page, status int, says string) {
	t.Helper()
	if cookie := cookieOf(p, deskCookie); p.status != status || cookie != nil && cookie.Value != "" {
		t.Errorf("answered %d, not %d, with the cookie %v", p.status, status, cookie)
	}
	p.says(t, says)
	checkHeaders(t, p)
}

const (
	failed = "Signing in did not succeed"
	isAway = "The identification service does not answer"
	noRole = "You have no access to this system"
)

func TestProvider_IsAskedForACodeBoundToTheBrowser(t *testing.T) {
	d := newDesk(t)
	ask := func() url.Values {
		p := d.browser(t).get("/sign-in")
		to, err := url.Parse(p.header.Get("Location"))
		if err != nil || p.status != http.StatusSeeOther {
			t.Fatalf("answered %d, %v", p.status, err)
		}
		return to.Query()
	}
	first, second := ask(), ask()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "nivel-workers", "redirect_uri": d.URL + "/sign-in/back", "scope": "openid profile",
		"code_challenge_method": "S256", "prompt": "login", "ui_locales": "en",
	} {
		if got := first.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(first.Get(name)) < 43 || first.Get(name) == second.Get(name) {
			t.Errorf("%s is %q and then %q", name, first.Get(name), second.Get(name))
		}
	}
}

func TestProvider_AnswersThatAreRefused(t *testing.T) {
	// change returns the address with one part of its query changed.
	change := func(address, name, value string) string {
		u, _ := url.Parse(address)
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
		return u.String()
	}
	for name, attack := range map[string]func(t *testing.T, d *desk, b *browser) page{
		"an answer that another browser asked for": func(t *testing.T, d *desk, b *browser) page {
			return d.browser(t).get(b.answered("/sign-in", aino))
		},
		"an answer to an attempt of the browser that was not this one": func(t *testing.T, d *desk, b *browser) page {
			first := b.answered("/sign-in", aino)
			b.get("/sign-in")
			return b.get(first)
		},
		"another state": func(_ *testing.T, _ *desk, b *browser) page {
			return b.get(change(b.answered("/sign-in", aino), "state", "x"))
		},
		"no state": func(_ *testing.T, _ *desk, b *browser) page {
			return b.get(change(b.answered("/sign-in", aino), "state", ""))
		},
		"another code": func(_ *testing.T, _ *desk, b *browser) page {
			return b.get(change(b.answered("/sign-in", aino), "code", "x"))
		},
		"no code": func(_ *testing.T, _ *desk, b *browser) page {
			return b.get(change(b.answered("/sign-in", aino), "code", ""))
		},
		"another issuer": func(_ *testing.T, _ *desk, b *browser) page {
			return b.get(change(b.answered("/sign-in", aino), "iss", "https://elsewhere.example"))
		},
		"nothing": func(_ *testing.T, _ *desk, b *browser) page { return b.get("/sign-in/back") },
		"a code of somebody else's attempt": func(t *testing.T, d *desk, b *browser) page {
			theirs, _ := url.Parse(d.browser(t).answered("/sign-in", aino))
			return b.get(change(b.answered("/sign-in", aino), "code", theirs.Query().Get("code"))) // PKCE and the nonce do not fit
		},
		"a code that comes too late": func(_ *testing.T, d *desk, b *browser) page {
			back := b.answered("/sign-in", aino)
			d.pass(time.Minute)
			return b.get(back)
		},
		"an attempt that took too long": func(_ *testing.T, d *desk, b *browser) page {
			asked := b.get("/sign-in").header.Get("Location")
			d.pass(11 * time.Minute)
			state, _ := url.Parse(asked)
			return b.get("/sign-in/back?code=x&state=" + state.Query().Get("state"))
		},
		"a no of the provider": func(_ *testing.T, _ *desk, b *browser) page {
			asked, _ := url.Parse(b.get("/sign-in").header.Get("Location"))
			return b.get("/sign-in/back?error=access_denied&state=" + asked.Query().Get("state"))
		},
		"an attempt that somebody wrote": func(_ *testing.T, d *desk, b *browser) page {
			back := b.answered("/sign-in", aino)
			where, _ := url.Parse(d.URL)
			b.client.Jar.SetCookies(where, []*http.Cookie{{Name: deskCookie + "-attempt", Value: "eyJzdGF0ZSI6IngifQ", Path: "/", Secure: true}})
			return b.get(back)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			refused(t, attack(t, d, d.browser(t)), http.StatusForbidden, failed)
		})
	}
	t.Run("a code that was used before", func(t *testing.T) {
		d := newDesk(t)
		b := d.browser(t)
		where, _ := url.Parse(d.URL)
		back := b.answered("/sign-in", aino)
		kept := b.client.Jar.Cookies(where)
		for _, c := range kept {
			c.Path, c.Secure = "/", true
		}
		if p := b.get(back); p.status != http.StatusSeeOther {
			t.Fatalf("the first time answered %d", p.status)
		}
		if p := b.get(back); p.status != http.StatusForbidden {
			t.Errorf("the second time answered %d", p.status)
		}
		thief := d.browser(t)
		thief.client.Jar.SetCookies(where, kept) // with everything that the browser had
		refused(t, thief.get(back), http.StatusForbidden, failed)
	})
}

// forging puts a proxy before the provider that changes what it answers.
func (d *desk) forging(t *testing.T, path string, change func(body map[string]any)) {
	t.Helper()
	real := d.realm.Handler()
	d.realm.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/workers/"+path {
			real.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		real.ServeHTTP(answer, r)
		body := map[string]any{}
		if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
			t.Error(err)
		}
		change(body)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(body)
	})
}

func TestProvider_TokensThatAreRefused(t *testing.T) {
	for name, change := range map[string]func(body map[string]any){
		"none": func(body map[string]any) { delete(body, "id_token") },
		"one with a changed claim": func(body map[string]any) {
			parts := strings.Split(body["id_token"].(string), ".")
			parts[1] = parts[1][:20] + "A" + parts[1][21:]
			body["id_token"] = strings.Join(parts, ".")
		},
		"one without a signature": func(body map[string]any) {
			parts := strings.Split(body["id_token"].(string), ".")
			body["id_token"] = "eyJhbGciOiJub25lIn0." + parts[1] + "."
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.forging(t, "token", change)
			refused(t, d.browser(t).identify("/sign-in", aino), http.StatusForbidden, failed)
		})
	}
	t.Run("one made for another attempt", func(t *testing.T) {
		d := newDesk(t)
		var other string
		d.forging(t, "token", func(body map[string]any) {
			if other == "" {
				other, _ = body["id_token"].(string)
			}
			body["id_token"] = other
		})
		if p := d.browser(t).identify("/sign-in", aino); p.status != http.StatusSeeOther {
			t.Fatalf("its own attempt answered %d", p.status)
		}
		refused(t, d.browser(t).identify("/sign-in", aino), http.StatusForbidden, failed) // the nonce
	})
	t.Run("one for other pages", func(t *testing.T) {
		d, other := newDesk(t), newDesk(t)
		theirs := ""
		other.forging(t, "token", func(body map[string]any) { theirs, _ = body["id_token"].(string) })
		other.signedIn(t, "w-aino")
		d.forging(t, "token", func(body map[string]any) { body["id_token"] = theirs })
		refused(t, d.browser(t).identify("/sign-in", aino), http.StatusForbidden, failed)
	})
	t.Run("one that has expired", func(t *testing.T) {
		d := newDesk(t)
		d.forging(t, "token", func(map[string]any) { d.pass(6 * time.Minute) })
		refused(t, d.browser(t).identify("/sign-in", aino), http.StatusForbidden, failed)
	})
}

func TestProvider_MayChangeItsKeys(t *testing.T) {
	d := newDesk(t)
	d.signedIn(t, "w-aino")
	for range 3 {
		if err := d.realm.Rotate(); err != nil {
			t.Fatal(err)
		}
		d.signedIn(t, "w-elin")
	}
}

func TestProvider_ThatIsAwayIsSaidSo(t *testing.T) {
	t.Run("before anybody signed in, and it is asked again later", func(t *testing.T) {
		d := newDesk(t)
		real := d.realm.server.Config.Handler
		d.realm.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
		p := d.browser(t).get("/sign-in")
		refused(t, p, http.StatusServiceUnavailable, isAway)
		if p.header.Get("Retry-After") == "" {
			t.Error("it does not say when to try again")
		}
		d.realm.server.Config.Handler = real
		d.signedIn(t, "w-aino")
	})
	t.Run("when it dies between the code and the token", func(t *testing.T) {
		d := newDesk(t)
		b := d.browser(t)
		back := b.answered("/sign-in", aino)
		d.realm.server.CloseClientConnections()
		d.realm.server.Close()
		refused(t, b.get(back), http.StatusServiceUnavailable, isAway)
	})
	t.Run("and keeps nobody from signing out, or from working", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.realm.server.Close()
		if p := b.get("/inbox"); p.status != http.StatusOK {
			t.Errorf("the inbox answers %d", p.status)
		}
		b.submit("/inbox", "/sign-out", nil)
		if p := b.get("/inbox"); p.status != http.StatusSeeOther {
			t.Errorf("after signing out the inbox answers %d", p.status)
		}
	})
}

func TestProvider_IsReachedWhereTheSettingsSay(t *testing.T) {
	d := newDesk(t)
	where, _ := url.Parse(d.realm.server.URL)
	front := httptest.NewServer(httputil.NewSingleHostReverseProxy(where)) // as browsers know it
	t.Cleanup(front.Close)
	o := options(t, d)
	o.Provider.Issuer = strings.Replace(o.Provider.Issuer, where.Host, "nowhere.invalid:80", 1)
	d.realm.Address = "http://nowhere.invalid:80"
	o.Provider.Reach = where.Host
	service, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	d.Config.Handler = service.Handler()
	p := d.browser(t).get("/sign-in")
	if to := p.header.Get("Location"); !strings.HasPrefix(to, "http://nowhere.invalid:80/workers/authorize?") {
		t.Errorf("answered %d, to %q", p.status, to)
	}
}

func TestProvider_ClaimsMakeTheWorker(t *testing.T) {
	granting := func(t *testing.T, grants ...area.Grant) *desk {
		d := newDesk(t)
		o := options(t, d)
		o.Area.SignIn.Workers = area.WorkerClaims{Grants: grants}
		o.Area.Workers = nil // nobody is listed: claims say it all
		service, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		d.Config.Handler = service.Handler()
		return d
	}
	t.Run("who maps to nothing is told so and gets no session", func(t *testing.T) {
		d := granting(t, area.Grant{Claim: "name", Value: "Somebody Else", Role: access.SocialWorker, Unit: "intake-north"})
		b := d.browser(t)
		refused(t, b.identify("/sign-in", aino), http.StatusForbidden, noRole)
		if p := b.get("/inbox"); p.status != http.StatusSeeOther {
			t.Errorf("the inbox answers %d", p.status)
		}
	})
	t.Run("the services hear of what the claims give", func(t *testing.T) {
		d := granting(t, area.Grant{
			Claim: "name", Value: "Aino Virtaharju", Role: access.Manager, Unit: "intake-south",
			Classes: []access.Class{access.Administrative}, Tasks: []access.Task{access.FamilyServices},
		})
		b := d.browser(t)
		if p := b.identify("/sign-in", aino); p.status != http.StatusSeeOther {
			t.Fatalf("answered %d", p.status)
		}
		b.get("/inbox").says(t, "Aino Virtaharju")
		actor := d.actorOf(t, d.intake.last().bearer)
		if actor.ID != "w-aino" || actor.Role != access.Manager || actor.Unit != "intake-south" ||
			!actor.Classes.Has(access.Administrative) || !actor.Tasks.Has(access.FamilyServices) {
			t.Errorf("it is %+v", actor)
		}
	})
	t.Run("in a listed area who is not listed is told so", func(t *testing.T) {
		d := newDesk(t)
		o := options(t, d)
		o.Area.Workers = o.Area.Workers[1:]
		service, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		d.Config.Handler = service.Handler()
		refused(t, d.browser(t).identify("/sign-in", aino), http.StatusForbidden, noRole)
	})
}
