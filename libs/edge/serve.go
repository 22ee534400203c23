package edge

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-kit/kit/endpoint"

	"nivel/libs/es"
)

// Endpoint is what a route does; made by Serve.
type Endpoint struct {
	serve func(*http.Request) (answer, error)
}

// Versioned is an answer that knows which revision and log position it speaks
// of. They go out as ETag and Nivel-Position.
type Versioned interface {
	Version() (es.Revision, es.Position)
}

// Located is an answer about something that has an address. To a POST it is
// sent as 201 with that Location.
type Located interface {
	Location() string
}

// Serve makes an endpoint of a typed handler. decode reads the request, handle
// answers it; both may return a refusal. handle finds who asks in ActorOf, the
// time in Now, and the command's id in the context that es.Streams takes.
func Serve[Req, Resp any](decode func(*http.Request) (Req, error), handle func(context.Context, Req) (Resp, error)) Endpoint {
	return Endpoint{func(r *http.Request) (answer, error) {
		req, err := decode(r)
		if err != nil {
			return answer{}, asRefusal(err)
		}
		resp, err := handle(r.Context(), req)
		if err != nil {
			return answer{}, err
		}
		return answerWith(r.Method, resp)
	}}
}

// kit is the endpoint as go-kit sees it. Decoding happens in here, behind the
// whole chain, so that nobody's body is read before we know who it is.
func (e Endpoint) kit() endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		r, ok := request.(*http.Request)
		if !ok {
			return nil, fmt.Errorf("serve a %T: not a request", request)
		}
		return e.serve(r.WithContext(ctx))
	}
}

// answer is a response that is ready to be written.
type answer struct {
	status   int
	header   http.Header
	body     []byte
	revision *es.Revision // that the answer speaks of; nil: none
}

func answerWith(method string, resp any) (answer, error) {
	out := answer{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json"}}}
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(resp); err != nil {
		return answer{}, fmt.Errorf("encode the answer: %w", err)
	}
	out.body = body.Bytes()
	if versioned, ok := resp.(Versioned); ok {
		revision, position := versioned.Version()
		out.revision = &revision
		out.header.Set("ETag", quote(revision))
		out.header.Set(headerPosition, position.String())
	}
	if located, ok := resp.(Located); ok && method == http.MethodPost {
		out.status = http.StatusCreated
		out.header.Set("Location", located.Location())
	}
	return out, nil
}

// passRequest hands the request itself to the chain; see Endpoint.kit.
func passRequest(_ context.Context, r *http.Request) (any, error) { return r, nil }

func writeAnswer(_ context.Context, w http.ResponseWriter, response any) error {
	out, ok := response.(answer)
	if !ok {
		return fmt.Errorf("write a %T: not an answer", response)
	}
	for name, values := range out.header {
		w.Header()[name] = values
	}
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body) // a client that has gone is not our fault
	return nil
}

// quote writes a revision as an entity tag.
func quote(r es.Revision) string { return `"` + strconv.FormatInt(int64(r), 10) + `"` }

// unquote reads what quote wrote.
func unquote(tag string) (es.Revision, bool) {
	if len(tag) < 3 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return 0, false
	}
	n, err := strconv.ParseInt(tag[1:len(tag)-1], 10, 64)
	revision := es.Revision(n)
	return revision, err == nil && revision >= es.NoStream && quote(revision) == tag
}
