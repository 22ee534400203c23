package edge

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
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

const (
	maxAnswer   = 8 << 20          // bytes
	callTimeout = 15 * time.Second // above the server's own, so that its answer arrives
)

// Client calls the API of another of our services. It must not be copied once
// it has been used.
type Client struct {
	// Base is where the service is: "http://host:port", or "unix:///path" of a
	// socket.
	Base string
	// HTTP does the requests. Default: one with timeouts of our own, which
	// follows no redirects and dials Base when that is a socket.
	HTTP *http.Client
	// Bearer returns the token of whoever asks in a context. Required by routes.
	Bearer func(context.Context) (string, error)

	once   sync.Once
	client *http.Client
	root   string
}

// Request is one call.
type Request struct {
	Method  string
	Path    string // such as "/matters/1b4e…"; escaped by the caller; opaque ids only
	Query   url.Values
	Body    any          // sent as JSON; nil: none
	Command es.ID        // the same id again is the same answer; zero: none is sent
	If      *es.Revision // do it only at this revision; nil: at any
}

// Meta is what an answer says beside its body.
type Meta struct {
	Revision es.Revision // es.NoStream if the answer names none
	Position es.Position // zero if the answer names none
}

// Call does one request and reads its answer. It continues the trace, the
// conversation and the deadline of ctx.
// Errors: the refusal that the service gave, as its rule made it; a Busy one
// when the service cannot answer now; otherwise a fault.
func Call[Resp any](ctx context.Context, c *Client, r Request) (Resp, Meta, error) {
	var resp Resp
	ctx, span := otel.Tracer("nivel/libs/edge").Start(ctx, "call "+r.Method, trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	body, meta, err := c.do(ctx, r)
	if err == nil && len(body) > 0 {
		err = json.Unmarshal(body, &resp)
	}
	if no, ok := refusal.As(err); ok {
		span.SetAttributes(attribute.String("nivel.refusal", no.Code))
		return resp, meta, no
	}
	if err != nil {
		span.SetStatus(codes.Error, "fault")
		return resp, meta, fmt.Errorf("call %s %s: %w", r.Method, r.Path, err)
	}
	return resp, meta, nil
}

func (c *Client) do(ctx context.Context, r Request) ([]byte, Meta, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	c.once.Do(c.connect)
	request, err := c.request(ctx, r)
	if err != nil {
		return nil, Meta{}, err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, Meta{}, withoutURL(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, Meta{}, fmt.Errorf("read the answer: %w", err)
	}
	if len(body) > maxAnswer {
		return nil, Meta{}, fmt.Errorf("read the answer: longer than %d bytes", maxAnswer)
	}
	if response.StatusCode >= 300 {
		return nil, Meta{}, readProblem(response, body)
	}
	return body, metaOf(response.Header), nil
}

// connect decides, once, how Base is reached.
func (c *Client) connect() {
	c.client, c.root = c.HTTP, strings.TrimSuffix(c.Base, "/")
	socket, isSocket := strings.CutPrefix(c.Base, "unix://")
	if isSocket {
		c.root = "http://socket"
	}
	if c.client != nil {
		return
	}
	dialer := &net.Dialer{Timeout: 2 * time.Second}
	transport := &http.Transport{
		DialContext:         dialer.DialContext,
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     time.Minute,
	}
	if isSocket {
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", socket)
		}
	}
	c.client = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (c *Client) request(ctx context.Context, r Request) (*http.Request, error) {
	var body io.Reader
	if r.Body != nil {
		encoded, err := json.Marshal(r.Body)
		if err != nil {
			return nil, fmt.Errorf("encode the request: %w", err)
		}
		body = bytes.NewReader(encoded)
	}
	target := c.root + r.Path
	if len(r.Query) > 0 {
		target += "?" + r.Query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, target, body)
	if err != nil {
		return nil, withoutURL(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, c.headers(ctx, request.Header, r)
}

func (c *Client) headers(ctx context.Context, h http.Header, r Request) error {
	h.Set("Accept", "application/json")
	otel.GetTextMapPropagator().Inject(ctx, propagation.HeaderCarrier(h))
	if correlation := es.IssueOf(ctx).Correlation; !correlation.IsZero() {
		h.Set(headerCorrelation, correlation.String())
	}
	if !r.Command.IsZero() {
		h.Set(headerCommand, r.Command.String())
	}
	if r.If != nil {
		h.Set("If-Match", quote(*r.If))
	}
	if c.Bearer == nil {
		return nil
	}
	token, err := c.Bearer(ctx)
	if err != nil {
		return fmt.Errorf("get a token: %w", err)
	}
	h.Set("Authorization", "Bearer "+token)
	return nil
}

// withoutURL drops the address from an error: its query is nobody's business.
func withoutURL(err error) error {
	if addressed, ok := errors.AsType[*url.Error](err); ok {
		return addressed.Err
	}
	return err
}

func metaOf(h http.Header) Meta {
	meta := Meta{Revision: es.NoStream}
	if revision, ok := unquote(h.Get("ETag")); ok {
		meta.Revision = revision
	}
	if position, err := es.ParsePosition(h.Get(headerPosition)); err == nil {
		meta.Position = position
	}
	return meta
}

// readProblem turns a problem document back into the error that it was made of.
// An answer that is none comes from something between us and the service.
func readProblem(response *http.Response, body []byte) error {
	var p problem
	if strings.HasPrefix(response.Header.Get("Content-Type"), "application/problem+json") && json.Unmarshal(body, &p) == nil {
		if p.Kind != "" && p.Code != "" {
			return refusal.Refusal{Kind: p.Kind, Code: p.Code, Law: p.Law, Fields: p.Fields, Detail: p.Details}
		}
		return fmt.Errorf("status %d, code %q, trace %q", response.StatusCode, p.Code, p.Trace)
	}
	if response.StatusCode == http.StatusServiceUnavailable || response.StatusCode == http.StatusTooManyRequests {
		return errOverloaded
	}
	return fmt.Errorf("status %d without a problem document", response.StatusCode)
}
