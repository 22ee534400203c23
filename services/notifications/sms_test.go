package notifications

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/vault"
)

// phones is a real gateway of text messages, on this machine.
type phones struct {
	mu     sync.Mutex
	answer int           // status; 0: 202
	hangs  chan struct{} // not nil: no answer before it is closed
	got    []taken
}

type taken struct {
	header http.Header
	body   string
}

func (p *phones) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	p.got = append(p.got, taken{r.Header, string(body)})
	answer, hangs := p.answer, p.hangs
	p.mu.Unlock()
	if hangs != nil {
		<-hangs
		return
	}
	if answer == http.StatusTemporaryRedirect {
		w.Header().Set("Location", "/elsewhere")
	}
	if answer == 0 {
		answer = http.StatusAccepted
	}
	w.WriteHeader(answer)
	_, _ = w.Write([]byte(`{"error":"canary K7MNP to +358401234567"}`))
}

func (p *phones) all() []taken {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]taken(nil), p.got...)
}

func (p *phones) next(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = status
}

func listenPhones(t *testing.T) (*phones, string) {
	t.Helper()
	p := &phones{}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	return p, s.URL + "/messages"
}

func file(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(name, []byte(content), 0o600))
	return name
}

const mobile = vault.Plain("+358401234567")

func TestGateway(t *testing.T) {
	t.Run("posts the JSON that the settings ask for, with the token", func(t *testing.T) {
		p, url := listenPhones(t)
		g, err := newGateway(SMS{
			URL: url, TokenFile: file(t, "hunter2\n"), TemplateFile: file(t, `{"messages":[{"destination":{{.Number}},"body":{{.Text}},"sender":"Oma"}]}`),
		})
		must(t, err)
		must(t, g.Send(t.Context(), mobile, "Koodi \"A\" & B\n"))
		got := p.all()
		var sent struct {
			Messages []struct{ Destination, Body, Sender string }
		}
		if len(got) != 1 {
			t.Fatalf("%d messages", len(got))
		}
		must(t, json.Unmarshal([]byte(got[0].body), &sent))
		if m := sent.Messages[0]; m.Destination != mobile.Reveal() || m.Body != "Koodi \"A\" & B\n" || m.Sender != "Oma" ||
			got[0].header.Get("Authorization") != "Bearer hunter2" || got[0].header.Get("Content-Type") != "application/json" || got[0].header.Get("Traceparent") != "" {
			t.Errorf("it took %+v with %v", sent, got[0].header)
		}
	})
	t.Run("says what became of it, and nothing that anybody said", func(t *testing.T) {
		p, url := listenPhones(t)
		g, err := newGateway(SMS{URL: url})
		must(t, err)
		for status, want := range map[int]error{
			http.StatusOK: nil, http.StatusAccepted: nil, http.StatusBadRequest: ErrRefusedText, http.StatusUnauthorized: ErrRefusedText,
			http.StatusTooManyRequests: ErrRefusedText, http.StatusTemporaryRedirect: ErrRefusedText, http.StatusInternalServerError: ErrUnconfirmedText,
		} {
			p.next(status)
			before := len(p.all())
			if err := g.Send(t.Context(), mobile, "K7MNP"); err != want {
				t.Errorf("%d: %v", status, err)
			}
			if n := len(p.all()); n != before+1 { // neither tried again nor led on
				t.Errorf("%d: it was asked %d times", status, n-before)
			}
		}
	})
	t.Run("gives up on one that does not answer, when its time is over", func(t *testing.T) {
		p, url := listenPhones(t)
		p.hangs = make(chan struct{})
		t.Cleanup(func() { close(p.hangs) })
		g, err := newGateway(SMS{URL: url})
		must(t, err)
		ctx, done := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer done()
		if err := g.Send(ctx, mobile, "K7MNP"); err != ErrUnconfirmedText {
			t.Errorf("it says %v", err)
		}
	})
	t.Run("tells one that is not there from one that does not answer", func(t *testing.T) {
		gone := httptest.NewServer(http.NotFoundHandler())
		gone.Close()
		g, err := newGateway(SMS{URL: gone.URL})
		must(t, err)
		if err := g.Send(t.Context(), mobile, "K7MNP"); err == nil || errors.Is(err, ErrUnconfirmedText) || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("it says %v", err)
		}
	})
}

func TestGateway_RefusesSettings(t *testing.T) {
	for name, s := range map[string]SMS{
		"without TLS to elsewhere":  {URL: "http://sms.example/send"},
		"with a login in the URL":   {URL: "https://me:hunter2@sms.example/send"},
		"that are no URL":           {URL: "sms.example"},
		"of another protocol":       {URL: "smpp://sms.example"},
		"whose token is not there":  {URL: "https://sms.example", TokenFile: filepath.Join(t.TempDir(), "gone")},
		"whose template is no JSON": {URL: "https://sms.example", TemplateFile: file(t, `{"to":{{.Number}}, {{.Text}}}`)},
		"that forget the number":    {URL: "https://sms.example", TemplateFile: file(t, `{"text":{{.Text}}}`)},
		"that quote twice":          {URL: "https://sms.example", TemplateFile: file(t, `{"to":"{{.Number}}","text":{{.Text}}}`)},
		"that ask for the name":     {URL: "https://sms.example", TemplateFile: file(t, `{"to":{{.Number}},"text":{{.Text}},"who":{{.Name}}}`)},
	} {
		if _, err := newGateway(s); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("settings %s: %v", name, err)
		}
	}
	if g, err := newGateway(SMS{}); g != nil || err != nil {
		t.Errorf("without settings: %v, %v", g, err)
	}
}

func TestPhoneNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"040 123 4567": "+358401234567", "+358 40 123 4567": "+358401234567", "00358401234567": "+358401234567", " (040) 123-4567 ": "+358401234567",
		"+46701234567": "+46701234567", "12": "", "": "", "call me": "", "+0401234567": "", "0401234567; DROP": "", "+3584012345678901": "",
	} {
		got, ok := phoneNumber(typed)
		if ok != (want != "") || ok && got.Reveal() != want {
			t.Errorf("%q is %q, %v", typed, got.Reveal(), ok)
		}
	}
}

// TestSendCode_ByTextMessage: to the number that is asked for, at once or not at
// all, and neither number nor code is anywhere afterwards.
func TestSendCode_ByTextMessage(t *testing.T) {
	spans, before := tracetest.NewSpanRecorder(), otel.GetTracerProvider()
	otel.SetTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(spans)))
	t.Cleanup(func() { otel.SetTracerProvider(before) })
	c := newCounty(t)
	var log bytes.Buffer
	logged := c.newService()
	logged.logger = slog.New(slog.NewTextHandler(&log, nil))
	server := httptest.NewServer(logged.Handler())
	t.Cleanup(server.Close)
	young := es.NewID()
	send := func(number string) (string, error) {
		pages := &edge.Client{Base: server.URL, Bearer: func(context.Context) (string, error) {
			return c.tokens.Issue(access.Actor{ID: "desk", Role: access.System, Area: testArea.Code}, time.Minute)
		}}
		out, _, err := edge.Call[contracts.CodeSent](t.Context(), pages, edge.Request{
			Method: "POST", Path: "/codes", Body: contracts.CodeLetter{Person: young, Code: "K7MNP3QRTW", Number: number}, Command: es.NewID(),
		})
		return out.Outcome, err
	}
	if got, err := send("040 123 4567"); got != "sent" || err != nil {
		t.Errorf("it is %q, %v", got, err)
	}
	if got := c.phones.all(); len(got) != 1 || !strings.Contains(got[0].body, `"to":"+358401234567"`) || !strings.Contains(got[0].body, "K7MNP 3QRTW") ||
		strings.Contains(got[0].body, "Nivel") || len(c.smtp.all()) != 0 {
		t.Errorf("the gateway has %v", got)
	}
	c.phones.next(http.StatusForbidden)
	if got, err := send("0401234567"); got != "not-sent" || err != nil {
		t.Errorf("refused, it is %q, %v", got, err)
	}
	c.phones.next(http.StatusBadGateway)
	if got, err := send("0401234567"); got != "unconfirmed" || err != nil {
		t.Errorf("without an answer, it is %q, %v", got, err)
	}
	if _, err := send("call me"); !errors.Is(err, ErrMalformedNumber) {
		t.Errorf("to no number: %v", err)
	}
	if n := len(c.happened(young.String())); n != 0 {
		t.Errorf("history has %d events", n)
	}
	var traced strings.Builder
	for _, s := range spans.Ended() {
		traced.WriteString(s.Name() + s.Status().Description)
		for _, a := range s.Attributes() {
			traced.WriteString(" " + a.Value.Emit())
		}
		for _, e := range s.Events() {
			for _, a := range e.Attributes {
				traced.WriteString(" " + a.Value.Emit())
			}
		}
	}
	if !strings.Contains(traced.String(), "notifications.sms") || !strings.Contains(log.String(), "a code") {
		t.Error("neither trace nor log tells of it: the look would find nothing")
	}
	for _, secret := range []string{"K7MNP", "3QRTW", "401234567", "canary"} {
		if strings.Contains(traced.String(), secret) || strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the trace or in the log", secret)
		}
	}
}
