package demoprovider_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/deploy/demoprovider"
	"nivel/libs/access"
	"nivel/libs/area"
)

var start = time.Date(2026, time.November, 17, 8, 0, 0, 0, time.UTC)

// world is a running provider and the clock that it goes by.
type world struct {
	*demoprovider.Provider
	t   *testing.T
	now time.Time
}

// key is made once: making one takes longer than most tests.
var key = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func options(t *testing.T) demoprovider.Options {
	t.Helper()
	a, err := area.Demo()
	if err != nil {
		t.Fatal(err)
	}
	signing, err := key()
	if err != nil {
		t.Fatal(err)
	}
	return demoprovider.Options{
		Area: a, Key: signing, Address: "http://provider.example", Clock: func() time.Time { return start },
		Clients: map[string]demoprovider.Client{
			demoprovider.Workers: {ID: "desk", Secret: "the secret of the desk", Address: "http://desk.example", Back: "/back"},
			demoprovider.Young:   {ID: "oma", Secret: "the secret of Oma", Address: "http://oma.example", Back: "/back"},
		},
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: start}
	o := options(t)
	o.Clock = func() time.Time { return w.now }
	p, err := demoprovider.New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.Provider = p
	return w
}

func (w *world) do(method, address string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer := httptest.NewRecorder()
	w.Handler().ServeHTTP(answer, r)
	return answer
}

// asked are the parameters of a right request; change replaces some, and an
// empty value drops one.
func asked(change url.Values) url.Values {
	q := url.Values{
		"response_type": {"code"}, "client_id": {"desk"}, "redirect_uri": {"http://desk.example/back"}, "scope": {"openid profile"},
		"state": {"s"}, "nonce": {"n"}, "code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"},
	}
	for name, values := range change {
		q[name] = values
	}
	return q
}

var requestField = regexp.MustCompile(`name="request" value="([^"]+)"`)

// code signs Aino in and returns the code.
func (w *world) code() string {
	w.t.Helper()
	page := w.do(http.MethodGet, "/workers/authorize?"+asked(nil).Encode(), nil)
	found := requestField.FindStringSubmatch(page.Body.String())
	if page.Code != http.StatusOK || found == nil {
		w.t.Fatalf("asking answered %d", page.Code)
	}
	back := w.do(http.MethodPost, "/workers/authorize", url.Values{"request": {found[1]}, "worker": {"w-aino"}})
	to, err := url.Parse(back.Header().Get("Location"))
	if err != nil || to.Query().Get("state") != "s" || to.Query().Get("iss") != "http://provider.example/workers" {
		w.t.Fatalf("it leads to %q", back.Header().Get("Location"))
	}
	return to.Query().Get("code")
}

// spent are the parameters that a code is spent with: RFC 7636, appendix B, has
// the verifier of the challenge above.
func spent(code string, change url.Values) url.Values {
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {"http://desk.example/back"}, "client_id": {"desk"},
		"client_secret": {"the secret of the desk"}, "code_verifier": {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"},
	}
	for name, values := range change {
		form[name] = values
	}
	return form
}

func TestNew_IsForDemosOnly(t *testing.T) {
	for name, change := range map[string]func(*demoprovider.Options){
		"in production mode":           func(o *demoprovider.Options) { o.Production = true },
		"for an area that is no demo":  func(o *demoprovider.Options) { o.Area.Demo = false },
		"without a clock":              func(o *demoprovider.Options) { o.Clock = nil },
		"without an address of itself": func(o *demoprovider.Options) { o.Address = "" },
	} {
		t.Run("refuses to be made "+name, func(t *testing.T) {
			o := options(t)
			change(&o)
			if _, err := demoprovider.New(o); err == nil {
				t.Error("it is made")
			}
		})
	}
}

func TestAuthorize(t *testing.T) {
	t.Run("answers nobody it does not know", func(t *testing.T) {
		w := newWorld(t)
		for name, change := range map[string]url.Values{
			"client": {"client_id": {"elsewhere"}}, "address": {"redirect_uri": {"http://elsewhere.example/back"}},
			"address of the other realm": {"redirect_uri": {"http://oma.example/back"}},
		} {
			if a := w.do(http.MethodGet, "/workers/authorize?"+asked(change).Encode(), nil); a.Code != http.StatusBadRequest || a.Header().Get("Location") != "" {
				t.Errorf("an unknown %s: answered %d", name, a.Code)
			}
		}
	})
	for want, change := range map[string]url.Values{
		"unsupported_response_type": {"response_type": {"token"}}, "invalid_scope": {"scope": {"profile"}},
		"invalid_request": {"code_challenge_method": {"plain"}},
	} {
		t.Run("sends back "+want, func(t *testing.T) {
			to, _ := url.Parse(newWorld(t).do(http.MethodGet, "/workers/authorize?"+asked(change).Encode(), nil).Header().Get("Location"))
			if to.Host != "desk.example" || to.Query().Get("error") != want {
				t.Errorf("it leads to %s", to)
			}
		})
	}
	t.Run("takes no answer twice, late, or of who is no worker", func(t *testing.T) {
		w := newWorld(t)
		ask := func() url.Values {
			page := w.do(http.MethodGet, "/workers/authorize?"+asked(nil).Encode(), nil)
			return url.Values{"request": {requestField.FindStringSubmatch(page.Body.String())[1]}, "worker": {"w-aino"}}
		}
		once := ask()
		w.do(http.MethodPost, "/workers/authorize", once)
		if a := w.do(http.MethodPost, "/workers/authorize", once); a.Code != http.StatusBadRequest {
			t.Errorf("twice: answered %d", a.Code)
		}
		nobody := ask()
		nobody.Set("worker", "w-nobody")
		if a := w.do(http.MethodPost, "/workers/authorize", nobody); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("of nobody: answered %d", a.Code)
		}
		late := ask()
		w.now = w.now.Add(10 * time.Minute)
		if a := w.do(http.MethodPost, "/workers/authorize", late); a.Code != http.StatusBadRequest {
			t.Errorf("late: answered %d", a.Code)
		}
	})
	t.Run("lets in every role that works for the county, and no other", func(t *testing.T) {
		o := options(t)
		for _, role := range access.Roles() {
			o.Area.Workers = append(o.Area.Workers, area.Worker{ID: "a-" + string(role), Name: "Aapo", Role: role, Unit: o.Area.Units[0].Code})
		}
		p, err := demoprovider.New(o)
		if err != nil {
			t.Fatal(err)
		}
		w := &world{Provider: p, t: t}
		works := []access.Role{
			access.SocialWorker, access.SocialCounsellor, access.Manager, access.PrivacyOfficer, access.Administrator,
			access.GroupLeader, access.ExpertByExperience, access.Consultant, access.Ops,
		}
		for _, role := range access.Roles() {
			page := w.do(http.MethodGet, "/workers/authorize?"+asked(nil).Encode(), nil).Body.String()
			form := url.Values{"request": {requestField.FindStringSubmatch(page)[1]}, "worker": {"a-" + string(role)}}
			in := w.do(http.MethodPost, "/workers/authorize", form).Code == http.StatusSeeOther
			offered := strings.Contains(page, `value="a-`+string(role)+`"`)
			if want := slices.Contains(works, role); in != want || offered != want {
				t.Errorf("%s: offered %v, let in %v", role, offered, in)
			}
		}
	})
	t.Run("takes no identity code that a real person may have", func(t *testing.T) {
		w := newWorld(t)
		q := asked(url.Values{"client_id": {"oma"}, "redirect_uri": {"http://oma.example/back"}})
		for code, want := range map[string]int{"150508A9990": http.StatusSeeOther, "131052-308T": http.StatusUnprocessableEntity, "": http.StatusUnprocessableEntity} {
			page := w.do(http.MethodGet, "/young/authorize?"+q.Encode(), nil)
			form := url.Values{"request": {requestField.FindStringSubmatch(page.Body.String())[1]}, "identity_code": {code}}
			if a := w.do(http.MethodPost, "/young/authorize", form); a.Code != want {
				t.Errorf("%q answered %d", code, a.Code)
			}
		}
	})
	t.Run("speaks the language that the pages ask for, or else the browser", func(t *testing.T) {
		w := newWorld(t)
		for lang, want := range map[string]string{"sv": `lang="sv"`, "en": `lang="en"`, "de": `lang="fi"`} {
			page := w.do(http.MethodGet, "/workers/authorize?"+asked(url.Values{"ui_locales": {lang}}).Encode(), nil)
			if !strings.Contains(page.Body.String(), want) {
				t.Errorf("%s is answered otherwise", lang)
			}
		}
	})
}

func TestToken(t *testing.T) {
	t.Run("is given for a code, once", func(t *testing.T) {
		w := newWorld(t)
		code := w.code()
		if a := w.do(http.MethodPost, "/workers/token", spent(code, nil)); a.Code != http.StatusOK || !strings.Contains(a.Body.String(), `"id_token":"ey`) {
			t.Fatalf("answered %d: %s", a.Code, a.Body)
		}
		if a := w.do(http.MethodPost, "/workers/token", spent(code, nil)); a.Code != http.StatusBadRequest {
			t.Errorf("the second time answered %d", a.Code)
		}
	})
	for name, test := range map[string]struct {
		change url.Values
		realm  string
		status int
	}{
		"a wrong secret":       {url.Values{"client_secret": {"x"}}, "workers", http.StatusUnauthorized},
		"no secret":            {url.Values{"client_secret": {""}}, "workers", http.StatusUnauthorized},
		"a wrong verifier":     {url.Values{"code_verifier": {"x"}}, "workers", http.StatusBadRequest},
		"another address":      {url.Values{"redirect_uri": {"http://oma.example/back"}}, "workers", http.StatusBadRequest},
		"another way":          {url.Values{"grant_type": {"password"}}, "workers", http.StatusBadRequest},
		"the code of a realm":  {url.Values{"client_id": {"oma"}, "client_secret": {"the secret of Oma"}}, "young", http.StatusBadRequest},
		"a code that is none":  {url.Values{"code": {"x"}}, "workers", http.StatusBadRequest},
		"a realm that is none": {nil, "others", http.StatusNotFound},
	} {
		t.Run("is not given for "+name, func(t *testing.T) {
			w := newWorld(t)
			if a := w.do(http.MethodPost, "/"+test.realm+"/token", spent(w.code(), test.change)); a.Code != test.status {
				t.Errorf("answered %d, not %d: %s", a.Code, test.status, a.Body)
			}
		})
	}
	t.Run("is not given for a code that comes late", func(t *testing.T) {
		w := newWorld(t)
		code := w.code()
		w.now = w.now.Add(time.Minute)
		if a := w.do(http.MethodPost, "/workers/token", spent(code, nil)); a.Code != http.StatusBadRequest {
			t.Errorf("answered %d", a.Code)
		}
	})
}

func TestSignOut_LeadsBackToThePagesOnly(t *testing.T) {
	w := newWorld(t)
	for to, want := range map[string]int{"http://desk.example/": http.StatusSeeOther, "http://elsewhere.example/": http.StatusBadRequest, "": http.StatusBadRequest} {
		q := url.Values{"client_id": {"desk"}, "post_logout_redirect_uri": {to}}
		if a := w.do(http.MethodGet, "/workers/sign-out?"+q.Encode(), nil); a.Code != want {
			t.Errorf("%q answered %d", to, a.Code)
		}
	}
}
