package web_test

import (
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nivel/deploy/demoprovider"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/services/web"
)

// desk is a running desk, the services behind it, and the clock that all go by.
type desk struct {
	*httptest.Server
	service     *web.Service
	intake      *intake
	transitions *transitions
	peergroups  *peergroups
	notices     *notices
	oversight   *oversight
	facts       *facts
	area        area.Area
	realm       *realm // where its people are identified

	mu  sync.Mutex
	now time.Time
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// pass lets time pass.
func (d *desk) pass(t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(t)
}

// facts tells a desk what a test says has happened.
type facts struct{ told chan contracts.Fact }

// Watch tells until ctx ends.
func (f *facts) Watch(ctx context.Context, _ []string, tell func(contracts.Fact)) error {
	for {
		select {
		case fact := <-f.told:
			tell(fact)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func demo(t testing.TB) area.Area {
	t.Helper()
	a, err := area.Demo()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// options returns what a desk in front of in needs.
func options(t testing.TB, d *desk) web.Options {
	t.Helper()
	tokens, err := edge.NewTokens([]byte(strings.Repeat("k", 32)), d.clock)
	if err != nil {
		t.Fatal(err)
	}
	return web.Options{
		Area: d.area, Intake: &edge.Client{Base: d.intake.server.URL}, Tokens: tokens, Facts: d.facts,
		Transitions:   &edge.Client{Base: d.transitions.server.URL},
		PeerGroups:    &edge.Client{Base: d.peergroups.server.URL},
		Notifications: &edge.Client{Base: d.notices.server.URL},
		Oversight:     &edge.Client{Base: d.oversight.server.URL},
		OmaAddress:    "https://oma.example",
		TextMessages:  true,
		Provider:      d.realm.settings(),
		Logger:        slog.New(slog.DiscardHandler), Clock: d.clock,
	}
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{
		intake: newIntake(t), transitions: newTransitions(t), peergroups: newPeergroups(t), notices: newNotices(t), oversight: newOversight(t),
		facts: &facts{told: make(chan contracts.Fact)}, area: demo(t), now: now,
	}
	d.Server = httptest.NewTLSServer(http.NotFoundHandler())
	d.realm = newRealm(t, d, demoprovider.Workers)
	service, err := web.New(options(t, d))
	if err != nil {
		t.Fatal(err)
	}
	d.service = service
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- service.Run(ctx) }()
	d.Config.Handler = service.Handler()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the desk ended with %v", err)
		}
		d.CloseClientConnections()
		d.Close()
	})
	return d
}

// browser is one person's browser.
type browser struct {
	t      testing.TB
	desk   *desk
	client *http.Client
	lang   string
}

func (d *desk) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // the test server's own certificate
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{t: t, desk: d, lang: "en", client: &http.Client{
		Transport: transport, Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signedIn returns a browser in which worker is signed in, in English.
func (d *desk) signedIn(t testing.TB, worker string) *browser {
	t.Helper()
	b := d.browser(t)
	b.submit("/", "/language", url.Values{"language": {"en"}})
	if p := b.identify("/sign-in", url.Values{"worker": {worker}}); p.status != http.StatusSeeOther {
		t.Fatalf("signing in answered %d", p.status)
	}
	return b
}

// page is an answer.
type page struct {
	status int
	header http.Header
	body   string
	root   *html.Node
}

func (b *browser) do(r *http.Request) page {
	b.t.Helper()
	r.Header.Set("Accept-Language", b.lang)
	response, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		b.t.Fatal(err)
	}
	return page{status: response.StatusCode, header: response.Header, body: string(body), root: root}
}

func (b *browser) get(path string) page {
	b.t.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) request(method, path string, form url.Values) *http.Request {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.desk.URL + path
	}
	r, err := http.NewRequest(method, path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

func (b *browser) post(path string, form url.Values) page {
	b.t.Helper()
	return b.do(b.request(http.MethodPost, path, form))
}

// submit opens a page and sends its form that goes to action, with fields as
// they stand there but for those given.
func (b *browser) submit(path, action string, fields url.Values) page {
	b.t.Helper()
	return b.send(b.get(path), action, fields)
}

// send sends a form of a page that is open.
func (b *browser) send(p page, action string, fields url.Values) page {
	b.t.Helper()
	form, ok := p.form(action)
	if !ok {
		b.t.Fatalf("the page (%d) has no form to %s", p.status, action)
	}
	for name, values := range fields {
		form[name] = values
	}
	return b.post(action, form)
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// all returns the elements that match.
func all(n *html.Node, match func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && match(d) {
			found = append(found, d)
		}
	}
	return found
}

func tag(name string) func(*html.Node) bool { return func(n *html.Node) bool { return n.Data == name } }

// text is what an element says, white space collapsed.
func text(n *html.Node) string {
	var words []string
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			words = append(words, strings.Fields(d.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// form returns the values of the form that goes to action, as a browser would
// send them.
func (p page) form(action string) (url.Values, bool) {
	for _, f := range all(p.root, tag("form")) {
		if attr(f, "action") == action {
			return values(f), true
		}
	}
	return nil, false
}

func values(form *html.Node) url.Values {
	out := url.Values{}
	for _, n := range all(form, func(n *html.Node) bool { return has(n, "name") }) {
		switch {
		case n.Data == "textarea":
			raw := ""
			if n.FirstChild != nil {
				raw = n.FirstChild.Data
			}
			out.Add(attr(n, "name"), raw)
		case n.Data == "select":
			for _, o := range all(n, func(o *html.Node) bool { return o.Data == "option" && has(o, "selected") }) {
				out.Add(attr(n, "name"), attr(o, "value"))
			}
		case n.Data == "input" && (attr(n, "type") == "radio" || attr(n, "type") == "checkbox"):
			if has(n, "checked") {
				out.Add(attr(n, "name"), attr(n, "value"))
			}
		case n.Data == "input":
			out.Add(attr(n, "name"), attr(n, "value"))
		}
	}
	return out
}

// says fails the test unless the page says all of it.
func (p page) says(t testing.TB, words ...string) {
	t.Helper()
	said := text(p.root)
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("the page (%d) does not say %q", p.status, w)
		}
	}
}
