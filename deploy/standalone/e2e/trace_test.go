//go:build e2e

package e2e

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"nivel/libs/calendar"
)

// TestTrace_FromTheClickToTheList follows what a person did at the desk: the
// page's request, the command, the append, the relay to the bus and the list are
// one trace, as a collector and as the page for ops see it, and nothing that was
// typed is in it.
func TestTrace_FromTheClickToTheList(t *testing.T) {
	spans := collect(t)
	s := newSystem(t, "--demo-content=false")
	b := &visitor{t: t, base: "http://" + s.desk, cookies: map[string]string{}}
	b.identify("w-aino")
	matter := b.send("/notifications/new", "/notifications", canaryForm())
	b.send(matter, strings.Split(matter, "?")[0]+"/take", url.Values{})

	for _, click := range []struct{ does, page, command string }{
		{"registering a notification", "web POST /notifications", "intake.register-notification"},
		{"taking a matter", "web POST /matters/{matter}/take", "intake.take-matter"},
	} {
		t.Run(click.does+" is one trace", func(t *testing.T) {
			for _, effect := range []string{"bus.relay", "intake-worklist.apply"} {
				missing := ""
				t.Cleanup(func() {
					if missing != "" {
						t.Logf("no span %s was caused by those before it", missing)
					}
				})
				eventually(t, 20*time.Second, effect, func() bool {
					missing = spans.missing(click.page, click.command, "history.append", effect)
					return missing == ""
				})
			}
		})
	}
	t.Run("the page for ops shows it", func(t *testing.T) {
		trace := hex.EncodeToString(spans.named("web POST /notifications")[0].TraceId)
		if list := string(get(t, "http://"+s.ops+"/traces/?text=register-notification")); !strings.Contains(list, trace) {
			t.Error("the list does not lead to it")
		}
		page := string(get(t, "http://"+s.ops+"/traces/"+trace))
		for _, name := range []string{"web POST /notifications", "intake.register-notification", "history.append", "bus.relay", "intake-worklist.apply"} {
			if !strings.Contains(page, name) {
				t.Errorf("it does not show %s", name)
			}
		}
	})
	t.Run("nothing that was typed is in any span", func(t *testing.T) {
		raw := spans.raw()
		if readable(raw, "intake.register-notification") == "" {
			t.Error("the scan does not find what must be there")
		}
		for _, canary := range canaries {
			if form := readable(raw, canary); form != "" {
				t.Errorf("%q can be read in an export as %s", canary, form)
			}
		}
	})
}

// canaryForm is canaryNotification as somebody types it.
func canaryForm() url.Values {
	n := canaryNotification()
	at := n.ReceivedAt.In(calendar.Helsinki())
	return url.Values{
		"received_date": {at.Format("2.1.2006")}, "received_time": {at.Format("15.04")}, "channel": {n.Channel}, "identity": {"known"},
		"child.family_name": {n.Child.FamilyName}, "child.given_names": {n.Child.GivenNames}, "child.identity_code": {n.Child.IdentityCode},
		"child.address": {n.Child.Address}, "child.phone": {n.Child.Phone}, "child.non_disclosure": {"yes"},
		"guardians.0.family_name": {n.Guardians[0].FamilyName}, "guardians.0.given_names": {n.Guardians[0].GivenNames},
		"reporter.body": {n.Reporter.Body}, "reporter.family_name": {n.Reporter.FamilyName},
		"reporter.secret": {"yes"}, "reporter.secrecy_grounds": {n.Reporter.SecrecyGrounds}, "content": {n.Content},
	}
}

// visitor uses the pages as a browser without script does: forms and cookies.
type visitor struct {
	t       testing.TB
	base    string
	cookies map[string]string
	urls    []string // asked for, led to or offered by a page
	asked   []asking
}

// asking is what a visitor sent.
type asking struct {
	method, path string
	form         url.Values
}

// offered are the addresses in a page.
var offered = regexp.MustCompile(`(?:href|action|src|hx-get|hx-post|sse-connect)="([^"]*)"`)

var hiddenField = regexp.MustCompile(`name="(form-token|command|if)" value="([^"]*)"`)

// send opens a page, fills in the form that leads to action and returns where
// sending it leads.
func (b *visitor) send(page, action string, typed url.Values) string {
	b.t.Helper()
	body, to := b.do(http.MethodPost, action, b.fill(page, action, typed))
	if to == "" {
		b.t.Fatalf("sending %s leads nowhere: %s", action, tail(body, 2_000))
	}
	return to
}

var askedAs = regexp.MustCompile(`name="request" value="([^"]*)"`)

// identify signs a worker in, at the demo area's identity provider.
func (b *visitor) identify(worker string) {
	b.t.Helper()
	_, provider := b.do(http.MethodGet, "/sign-in", nil)
	page, _ := b.do(http.MethodGet, provider, nil)
	request := askedAs.FindStringSubmatch(page)
	if request == nil {
		b.t.Fatalf("%s does not ask who signs in: %s", provider, tail(page, 2_000))
	}
	address, _, _ := strings.Cut(provider, "?")
	_, back := b.do(http.MethodPost, address, url.Values{"request": {request[1]}, "worker": {worker}})
	if page, to := b.do(http.MethodGet, back, nil); to == "" {
		b.t.Fatalf("signing in leads nowhere: %s", tail(page, 2_000))
	}
}

// fill opens a page and returns its form that leads to action, filled in.
func (b *visitor) fill(page, action string, typed url.Values) url.Values {
	b.t.Helper()
	body, _ := b.do(http.MethodGet, page, nil)
	_, form, found := strings.Cut(body, `action="`+action+`"`)
	if !found {
		b.t.Fatalf("%s has no form for %s", page, action)
	}
	form, _, _ = strings.Cut(form, "</form>")
	for _, field := range hiddenField.FindAllStringSubmatch(form, -1) {
		typed.Set(field[1], field[2])
	}
	return typed
}

func (b *visitor) do(method, path string, form url.Values) (body, to string) {
	b.t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = b.base + path
	}
	request, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	must(b.t, err)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	response, err := http.DefaultTransport.RoundTrip(request) // follows no redirect
	must(b.t, err)
	defer response.Body.Close()
	for _, cookie := range response.Cookies() {
		b.cookies[cookie.Name] = cookie.Value
	}
	raw, err := io.ReadAll(response.Body)
	must(b.t, err)
	b.asked = append(b.asked, asking{method, path, form})
	b.urls = append(b.urls, path, response.Header.Get("Location"))
	for _, address := range offered.FindAllStringSubmatch(string(raw), -1) {
		b.urls = append(b.urls, address[1])
	}
	return string(raw), response.Header.Get("Location")
}

// exports is what a collector of OpenTelemetry received.
type exports struct {
	mu     sync.Mutex
	bodies []byte
	spans  []*otlp.Span
	from   map[*otlp.Span]string // name of the process that it is of
}

// collect receives what systems export from now on.
func collect(t *testing.T) *exports {
	e := &exports{from: map[*otlp.Span]string{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := e.take(r); err != nil {
			t.Error(err)
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	t.Cleanup(server.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
	return e
}

func (e *exports) take(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var request collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &request); err != nil || r.URL.Path != "/v1/traces" {
		return fmt.Errorf("%s is no export of spans: %w", r.URL.Path, err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bodies = append(e.bodies, body...)
	for _, resource := range request.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			e.spans = append(e.spans, scope.Spans...)
			for _, s := range scope.Spans {
				e.from[s] = attributeOf(resource.Resource.GetAttributes(), "service.name")
			}
		}
	}
	return nil
}

func (e *exports) raw() []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.bodies)
}

// named returns the spans of a name.
func (e *exports) named(name string) []*otlp.Span {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(e.spans), func(s *otlp.Span) bool { return s.Name != name })
}

// missing returns the first of the names for which no span came that was caused
// by one of the name before; empty: the names are a chain of cause and effect.
func (e *exports) missing(names ...string) string {
	causes := e.named(names[0])
	if len(causes) != 1 {
		return names[0]
	}
	for _, name := range names[1:] {
		effects := slices.DeleteFunc(e.named(name), func(s *otlp.Span) bool {
			return !slices.ContainsFunc(causes, func(cause *otlp.Span) bool { return e.causedBy(s, cause) })
		})
		if len(effects) == 0 {
			return name
		}
		causes = effects
	}
	return ""
}

// causedBy reports whether s lies below cause in one trace, or has a link to it:
// a list that takes several events at once has a trace of its own.
func (e *exports) causedBy(s, cause *otlp.Span) bool {
	for _, link := range s.Links {
		if string(link.TraceId) == string(cause.TraceId) && string(link.SpanId) == string(cause.SpanId) {
			return true
		}
	}
	for parent := s; parent != nil; parent = e.parent(parent) {
		if string(parent.ParentSpanId) == string(cause.SpanId) && string(parent.TraceId) == string(cause.TraceId) {
			return true
		}
	}
	return false
}

func (e *exports) parent(s *otlp.Span) *otlp.Span {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := slices.IndexFunc(e.spans, func(p *otlp.Span) bool {
		return string(p.SpanId) == string(s.ParentSpanId) && string(p.TraceId) == string(s.TraceId)
	})
	if i < 0 {
		return nil
	}
	return e.spans[i]
}
