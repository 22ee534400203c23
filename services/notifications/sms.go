package notifications

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"text/template"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"

	"nivel/libs/chassis"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// ErrMalformedNumber: what a text message is to be sent to is no number of a phone.
var ErrMalformedNumber = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "number", Code: "malformed-number"}},
}

// Gateway sends text messages.
type Gateway interface {
	// Send hands a message over, once: it is not tried again. Errors: ErrRefusedText;
	// ErrUnconfirmedText; what says that nothing was handed over. None of them holds
	// the number, the text, or anything that the gateway said.
	Send(ctx context.Context, number vault.Plain, text string) error
}

// What a gateway answers besides that it has the message.
var (
	// ErrRefusedText: the gateway does not take it.
	ErrRefusedText = errors.New("the gateway of text messages refuses it")
	// ErrUnconfirmedText: nobody knows whether the gateway has it.
	ErrUnconfirmedText = errors.New("the gateway of text messages did not answer")
)

// SMS says which gateway takes text messages. The zero value: none does.
type SMS struct {
	URL          string // takes each message as one POST of JSON; empty: no text messages
	TokenFile    string // holds the bearer token alone; a line end behind it is dropped; empty: none is asked for
	TemplateFile string // of the JSON, with {{.Number}} and {{.Text}} as JSON strings; empty: standardText
}

// standardText is the JSON of a message where the settings give none.
const standardText = `{"to":{{.Number}},"text":{{.Text}}}`

// smsFlags adds the settings of text messages to a process.
func smsFlags(s *chassis.Settings) func() SMS {
	address := s.String("sms-url", "", "URL of the gateway that takes text messages, each as one POST of JSON; empty: no text message is sent")
	token := s.String("sms-token-file", "", "file that holds the bearer token for the gateway of text messages")
	body := s.String("sms-template-file", "", "file with the JSON that the gateway wants, {{.Number}} and {{.Text}} in it stand for JSON strings; empty: "+standardText)
	return func() SMS { return SMS{URL: *address, TokenFile: *token, TemplateFile: *body} }
}

// httpGateway is a gateway that takes JSON over HTTP, as most do.
type httpGateway struct {
	url, token string
	body       *template.Template
	client     *http.Client
}

// newGateway reads what the settings name; nil where there is none. Errors:
// settings that would not work or not be safe.
func newGateway(s SMS) (Gateway, error) {
	if s.URL == "" {
		return nil, nil
	}
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the gateway of text messages is no http or https URL without a login in it")
	case u.Scheme == "http" && !onThisMachine(u.Hostname()):
		return nil, errors.New("text messages without TLS go to a gateway on this machine only")
	}
	g := &httpGateway{url: s.URL, client: &http.Client{
		Transport: http.DefaultTransport.(*http.Transport).Clone(),
		// Another address than the one that was configured is not told a code.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if g.token, err = contentOf(s.TokenFile); err != nil {
		return nil, fmt.Errorf("read the token for text messages: %w", err)
	}
	text, err := contentOf(s.TemplateFile)
	if err != nil {
		return nil, fmt.Errorf("read the template of text messages: %w", err)
	}
	if text == "" {
		text = standardText
	}
	if g.body, err = template.New("sms").Option("missingkey=error").Parse(text); err != nil {
		return nil, fmt.Errorf("read the template of text messages: %w", err)
	}
	tried, err := g.message("+358401234567", "Try")
	if err != nil || !json.Valid(tried) || !bytes.Contains(tried, []byte("+358401234567")) || !bytes.Contains(tried, []byte("Try")) {
		return nil, errors.New("the template of text messages makes no JSON with the number and the text in it")
	}
	return g, nil
}

// message is the JSON of a message.
func (g *httpGateway) message(number vault.Plain, text string) ([]byte, error) {
	quoted := struct{ Number, Text string }{quotedJSON(number.Reveal()), quotedJSON(text)}
	var out bytes.Buffer
	err := g.body.Execute(&out, quoted)
	return out.Bytes(), err
}

func quotedJSON(s string) string {
	raw, _ := json.Marshal(s) // text is never no JSON
	return string(raw)
}

// Send implements Gateway. Its span says what became of the message, and no word of it.
func (g *httpGateway) Send(ctx context.Context, number vault.Plain, text string) (err error) {
	ctx, span := otel.Tracer("nivel/services/notifications").Start(ctx, "notifications.sms")
	defer func() {
		if err != nil {
			span.SetStatus(codes.Error, "failed")
		}
		span.End()
	}()
	body, err := g.message(number, text)
	if err != nil {
		return errors.New("the template of text messages does not fit")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("the gateway of text messages cannot be asked")
	}
	request.Header.Set("Content-Type", "application/json")
	if g.token != "" {
		request.Header.Set("Authorization", "Bearer "+g.token)
	}
	response, err := g.client.Do(request)
	if err != nil {
		return unsent(err)
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // so that the connection serves again; what it says is nobody's to read
	span.SetAttributes(attribute.Int("http.response.status_code", response.StatusCode))
	switch {
	case response.StatusCode/100 == 2:
		return nil
	case response.StatusCode/100 == 5:
		return ErrUnconfirmedText
	}
	return ErrRefusedText
}

// unsent tells a gateway that was never reached from one that did not answer. The
// error of the library holds the URL, and is not passed on.
func unsent(err error) error {
	if opening, ok := errors.AsType[*net.OpError](err); ok && opening.Op == "dial" {
		return errors.New("the gateway of text messages cannot be reached")
	}
	return ErrUnconfirmedText
}

var (
	// apart is what people write between the digits.
	apart      = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "")
	numberForm = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// phoneNumber returns a number as the whole world dials it; one that begins with a
// single zero is Finnish. False: it is none.
//
// Source: ITU-T E.164, at most fifteen digits.
func phoneNumber(typed string) (vault.Plain, bool) {
	n := apart.Replace(strings.TrimSpace(typed))
	switch {
	case strings.HasPrefix(n, "00"):
		n = "+" + n[2:]
	case strings.HasPrefix(n, "0"):
		n = "+358" + n[1:]
	}
	return vault.Plain(n), numberForm.MatchString(n)
}
