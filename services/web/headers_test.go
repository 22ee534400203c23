package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/services/web"
)

// splitPattern returns the method and an address of a route's pattern.
func splitPattern(pattern string) (method, path string) {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		method, path = http.MethodGet, pattern
	}
	path = strings.TrimSuffix(path, "{$}")
	return method, strings.NewReplacer("{matter}", matterOne.String(), "{case}", caseOne.String(), "{group}", deskGroup.String()).Replace(path)
}

func checkHeaders(t *testing.T, p page) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control":              "no-store",
		"Referrer-Policy":            "no-referrer",
		"X-Content-Type-Options":     "nosniff",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Strict-Transport-Security":  "max-age=31536000; includeSubDomains",
	} {
		if got := p.header.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	policy := p.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy %q lacks %s", policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy %q allows what is unsafe", policy)
	}
}

func TestEveryAnswerIsProtected(t *testing.T) {
	d := newDesk(t)
	for _, who := range []string{"nobody", "w-aino"} {
		b := d.browser(t)
		if who != "nobody" {
			b = d.signedIn(t, who)
		}
		for _, pattern := range append(d.service.Patterns(), "GET /no/such/page", "DELETE /inbox") {
			if strings.Contains(pattern, "/live") && who != "nobody" {
				continue // it does not end; TestLive looks at it
			}
			t.Run(pattern+" by "+who, func(t *testing.T) {
				method, path := splitPattern(pattern)
				var form url.Values
				if method == http.MethodPost {
					form = url.Values{}
				}
				checkHeaders(t, b.do(b.request(method, path, form)))
			})
		}
	}
	t.Run("also while intake is away", func(t *testing.T) {
		b := d.signedIn(t, "w-aino")
		d.intake.server.Close()
		for _, path := range []string{"/inbox", "/matters/" + matterOne.String()} {
			p := b.get(path)
			checkHeaders(t, p)
			if p.status != http.StatusServiceUnavailable {
				t.Errorf("%s answered %d", path, p.status)
			}
		}
	})
}

func TestNothingInlineAndNothingFromElsewhere(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	for _, path := range []string{"/inbox", "/notifications/new", "/matters/" + matterOne.String(), "/cases", caseOnePath, "/groups", "/groups/new", deskGroupPath, "/notices", "/nothing"} {
		p := b.get(path)
		for _, n := range all(p.root, func(*html.Node) bool { return true }) {
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s> has %s", path, n.Data, a.Key)
				}
				if (a.Key == "src" || a.Key == "href" || a.Key == "action") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("%s: <%s> leads to %q", path, n.Data, a.Val)
				}
			}
			if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
				t.Errorf("%s: there is an inline <%s>", path, n.Data)
			}
		}
	}
}

func TestTitlesAreNeutral(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	for _, path := range []string{matterOnePath, caseOnePath, deskGroupPath} {
		title := text(all(b.get(path).root, tag("title"))[0])
		if strings.Contains(title, "Venla") || strings.Contains(title, "Virtasalo") || strings.Contains(title, "home") {
			t.Errorf("the title %q of %s says too much", title, path)
		}
	}
}

func TestNoFormIsTakenWithoutItsToken(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	for _, pattern := range d.service.Patterns() {
		method, path := splitPattern(pattern)
		if method != http.MethodPost {
			continue
		}
		for name, token := range map[string]string{
			"no token": "", "a token of another secret": web.FormToken(make([]byte, 32)), "a token that is none": "%%",
		} {
			t.Run(pattern+" with "+name, func(t *testing.T) {
				if p := b.post(path, url.Values{web.TokenField: {token}, "language": {"sv"}}); p.status != http.StatusForbidden {
					t.Errorf("answered %d", p.status)
				}
			})
		}
		t.Run(pattern+" sent by another site", func(t *testing.T) {
			open := b.get("/notifications/new")
			form, _ := open.form("/sign-out")
			r := b.request(method, path, form)
			r.Header.Set("Origin", "https://elsewhere.example")
			if p := b.do(r); p.status != http.StatusForbidden {
				t.Errorf("answered %d", p.status)
			}
			r = b.request(method, path, form)
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			if p := b.do(r); p.status != http.StatusForbidden {
				t.Errorf("answered %d", p.status)
			}
		})
	}
	for name, service := range map[string]*backend{
		"intake": &d.intake.backend, "transitions": &d.transitions.backend, "peergroups": &d.peergroups.backend, "notifications": &d.notices.backend,
	} {
		if asked := service.commands(); len(asked) > 0 {
			t.Errorf("%s was asked %d times", name, len(asked))
		}
	}
	if p := b.get("/inbox"); p.status != http.StatusOK {
		t.Errorf("the session ended: the inbox answers %d", p.status)
	}
}

func TestFormsAreBounded(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	p := b.submit("/notifications/new", "/notifications", url.Values{"content": {strings.Repeat("x", 1<<20)}})
	if p.status != http.StatusUnprocessableEntity || len(d.intake.commands()) > 0 {
		t.Errorf("a form of a megabyte answered %d", p.status)
	}
}
