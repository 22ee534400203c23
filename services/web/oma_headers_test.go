package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/services/web"
)

// omaPattern returns the method and an address of a route of Oma.
func omaPattern(pattern string) (method, path string) {
	method, path = splitPattern(pattern)
	return method, strings.ReplaceAll(path, "{group}", groupOne.String())
}

// omaPages are the pages that somebody signed in can open.
func omaPages() []string { return []string{"/", "/groups", "/groups/" + groupOne.String(), "/contact"} }

func TestOma_EveryAnswerIsProtected(t *testing.T) {
	o := newOma(t)
	for who, b := range map[string]*browser{"nobody": o.browser(t), "a young person": o.come(t)} {
		for _, pattern := range append(o.pages.Patterns(), "GET /no/such/page", "DELETE /contact", "GET /inbox") {
			if strings.Contains(pattern, "/live") && who != "nobody" {
				continue // it does not end; TestOma_Live looks at it
			}
			t.Run(pattern+" by "+who, func(t *testing.T) {
				method, path := omaPattern(pattern)
				var form url.Values
				if method == http.MethodPost {
					form = url.Values{}
				}
				checkHeaders(t, b.do(b.request(method, path, form)))
			})
		}
	}
	t.Run("also while every service is away", func(t *testing.T) {
		b := o.come(t)
		for _, s := range o.away() {
			s.server.Close()
		}
		for _, path := range omaPages() {
			p := b.get(path)
			checkHeaders(t, p)
			if p.status != http.StatusServiceUnavailable {
				t.Errorf("%s answered %d", path, p.status)
			}
		}
	})
}

func TestOma_NoFormIsTakenWithoutItsToken(t *testing.T) {
	o := newOma(t)
	b := o.come(t)
	before := len(o.transitions.was(http.MethodPost))
	for _, pattern := range o.pages.Patterns() {
		method, path := omaPattern(pattern)
		if method != http.MethodPost {
			continue
		}
		for name, token := range map[string]string{
			"no token": "", "a token of another secret": web.FormToken(make([]byte, 32)), "a token that is none": "%%",
		} {
			t.Run(pattern+" with "+name, func(t *testing.T) {
				form := url.Values{web.TokenField: {token}, "language": {"sv"}, "code": {o.code}, "email": {"a@example.com"}}
				if p := b.post(path, form); p.status != http.StatusForbidden {
					t.Errorf("answered %d", p.status)
				}
			})
		}
		t.Run(pattern+" sent by another site", func(t *testing.T) {
			form, _ := b.get("/").form("/sign-out")
			for name, value := range map[string]string{"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"} {
				r := b.request(method, path, form)
				r.Header.Set(name, value)
				if p := b.do(r); p.status != http.StatusForbidden {
					t.Errorf("%s: answered %d", name, p.status)
				}
			}
		})
	}
	for _, s := range o.away() {
		if sent := len(s.was(http.MethodPost)) + len(s.was(http.MethodPut)) + len(s.was(http.MethodDelete)); s != o.transitions && sent > 0 {
			t.Errorf("a service was asked %d times", sent)
		}
	}
	if after := len(o.transitions.was(http.MethodPost)); after != before {
		t.Error("a code was tried")
	}
	if p := b.get("/groups"); p.status != http.StatusOK {
		t.Errorf("the session ended: the groups answer %d", p.status)
	}
}

func TestOma_EveryPageNeedsSomebody(t *testing.T) {
	o := newOma(t)
	b := o.browser(t)
	for _, path := range omaPages()[1:] {
		if p := b.get(path); p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/?next=") {
			t.Errorf("%s answered %d", path, p.status)
		}
	}
	for _, action := range []string{"/messages/read", "/groups/" + groupOne.String() + "/seat", "/groups/" + groupOne.String() + "/cancel", "/contact"} {
		form, _ := b.get("/").form("/sign-in")
		if p := b.post(action, form); p.status != http.StatusUnauthorized {
			t.Errorf("%s answered %d", action, p.status)
		}
	}
	for _, s := range o.away() {
		if len(s.was(http.MethodGet))+len(s.was(http.MethodPost))+len(s.was(http.MethodPut))+len(s.was(http.MethodDelete)) > 0 {
			t.Error("a service was asked by nobody")
		}
	}
}

// everyPage are all pages that the young person may see, with how they came out.
func (o *oma) everyPage(t *testing.T) map[string]page {
	pages := map[string]page{"sign-in": o.browser(t).get("/"), "wrong code": o.browser(t).submit("/", "/sign-in", url.Values{"code": {"x"}})}
	b := o.come(t)
	for _, path := range append(omaPages(), "/nothing") {
		pages[path] = b.get(path)
	}
	pages["wrong address"] = b.post("/contact", nil)
	return pages
}

func TestOma_EveryPageHasAQuickWayOut(t *testing.T) {
	o := newOma(t)
	for name, p := range o.everyPage(t) {
		exits := all(p.root, func(n *html.Node) bool { return has(n, "data-exit") })
		if len(exits) != 1 || attr(exits[0], "href") != "https://www.ilmatieteenlaitos.fi/" || text(exits[0]) != "Leave now" ||
			attr(exits[0], "rel") != "noreferrer noopener" {
			t.Errorf("%s has %d ways out", name, len(exits))
		}
	}
	t.Run("which leads where the area says", func(t *testing.T) {
		options := o.omaOptions()
		options.Exit = "https://www.example.com/weather"
		pages, err := web.NewOma(options)
		if err != nil {
			t.Fatal(err)
		}
		o.Config.Handler = pages.Handler()
		if p := o.browser(t).get("/"); !strings.Contains(p.body, `href="https://www.example.com/weather"`) {
			t.Error("it does not")
		}
	})
}

func TestOma_NothingInlineAndNothingFromElsewhere(t *testing.T) {
	o := newOma(t)
	for name, p := range o.everyPage(t) {
		for _, n := range all(p.root, func(*html.Node) bool { return true }) {
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s> has %s", name, n.Data, a.Key)
				}
				leads := a.Key == "src" || a.Key == "href" || a.Key == "action"
				if leads && !has(n, "data-exit") && (!strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//")) && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("%s: <%s> leads to %q", name, n.Data, a.Val)
				}
			}
			if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
				t.Errorf("%s: there is an inline <%s>", name, n.Data)
			}
		}
	}
}

func TestOma_LooksNeutralFromOutside(t *testing.T) {
	o := newOma(t)
	telling := regexp.MustCompile(`(?i)nivel|welfare|aftercare|child|youth|social|county|Aino|hyvinvointi|jälkihuolto|välfärd|eftervård`)
	for name, p := range o.everyPage(t) {
		title := text(all(p.root, tag("title"))[0])
		if telling.MatchString(title) || title == "" {
			t.Errorf("%s has the title %q", name, title)
		}
		for _, n := range all(p.root, func(n *html.Node) bool { return n.Data == "link" || n.Data == "meta" }) {
			if telling.MatchString(attr(n, "href") + attr(n, "content")) {
				t.Errorf("%s has <%s %q %q>", name, n.Data, attr(n, "href"), attr(n, "content"))
			}
		}
	}
}

func TestOma_PagesAreWellMade(t *testing.T) {
	o := newOma(t)
	for name, p := range o.everyPage(t) {
		ids := map[string]int{}
		for _, n := range all(p.root, func(n *html.Node) bool { return has(n, "id") }) {
			ids[attr(n, "id")]++
		}
		for id, times := range ids {
			if times > 1 {
				t.Errorf("%s uses the id %s %d times", name, id, times)
			}
		}
		for _, n := range all(p.root, func(*html.Node) bool { return true }) {
			for _, reference := range []string{"for", "aria-labelledby", "aria-describedby"} {
				for _, id := range strings.Fields(attr(n, reference)) {
					if ids[id] != 1 {
						t.Errorf("%s: %s leads to %q, which is not there", name, reference, id)
					}
				}
			}
		}
		if n := len(all(p.root, tag("h1"))); n != 1 {
			t.Errorf("%s has %d h1", name, n)
		}
		if lang := attr(all(p.root, tag("html"))[0], "lang"); lang != "en" || p.header.Get("Content-Language") != "en" {
			t.Errorf("%s is in %q", name, lang)
		}
		for _, n := range all(p.root, tag("form")) {
			if attr(n, "method") != "post" {
				t.Errorf("%s has a form that would write into the address", name)
			}
		}
	}
}

func TestOma_TheFirstPagesAreLight(t *testing.T) {
	o := newOma(t)
	b := o.come(t)
	for _, path := range omaPages() {
		p := b.get(path)
		total := len(p.body)
		for _, n := range all(p.root, func(n *html.Node) bool { return n.Data == "link" || n.Data == "script" }) {
			r := b.request(http.MethodGet, attr(n, "href")+attr(n, "src"), nil)
			r.Header.Set("Accept-Encoding", "gzip")
			total += len(b.do(r).body)
		}
		if total > 30<<10 {
			t.Errorf("%s has %d bytes", path, total)
		}
	}
}
