package edge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// What decoding refuses. None of it says what it read.
var (
	// ErrContentType: the body is not announced as JSON in UTF-8.
	ErrContentType = refusal.Refusal{Kind: refusal.Invalid, Code: "content-type"}
	// ErrTooLarge: the body is longer than Options.MaxBody.
	ErrTooLarge = refusal.Refusal{Kind: refusal.Invalid, Code: "too-large"}
	// ErrMalformedJSON: the body is not one JSON value.
	ErrMalformedJSON = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-json"}
	// ErrMalformedValue: the body is JSON, but some value in it is not of its form.
	ErrMalformedValue = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-value"}
	// ErrUnknownField: the body has a field that the request does not know.
	ErrUnknownField = refusal.Refusal{Kind: refusal.Invalid, Code: "unknown-field"}
	// ErrMalformedRequest: decoding refused something else than the body.
	ErrMalformedRequest = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-request"}
	// ErrNotFound: there is no such thing, or not for whoever asks.
	ErrNotFound = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
)

// JSON reads a request's body as one Req, strictly: announced as JSON, of
// bounded size, without unknown fields, with nothing behind it. A value of the
// wrong type is refused with its field.
// Errors: the refusals of this package; a connection that broke off.
func JSON[Req any](r *http.Request) (Req, error) {
	var none Req
	if !isJSON(r.Header.Get("Content-Type")) {
		return none, ErrContentType
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok && tooLarge != nil {
		return none, ErrTooLarge
	}
	if err != nil {
		return none, fmt.Errorf("%w: read the body", errBrokenOff)
	}
	return unmarshal[Req](body)
}

// ID reads the path value name as an id. What is no id cannot be found.
func ID(r *http.Request, name string) (es.ID, error) {
	id, err := es.ParseID(r.PathValue(name))
	if err != nil {
		return es.ID{}, ErrNotFound
	}
	return id, nil
}

func isJSON(contentType string) bool {
	media, params, err := mime.ParseMediaType(contentType)
	charset, said := params["charset"]
	return err == nil && media == "application/json" && (!said || strings.EqualFold(charset, "utf-8"))
}

func unmarshal[Req any](body []byte) (Req, error) {
	var req, none Req
	if !utf8.Valid(body) { // encoding/json would silently put other text in its place
		return none, ErrMalformedJSON
	}
	strict := json.NewDecoder(bytes.NewReader(body))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&req); err != nil {
		return none, whyNot[Req](body, err)
	}
	if _, err := strict.Token(); !errors.Is(err, io.EOF) {
		return none, ErrMalformedJSON
	}
	return req, nil
}

// whyNot turns a decoding error into a refusal. An unknown field has no error
// type of its own: it is what stops the strict decoder and not the lenient one.
func whyNot[Req any](body []byte, err error) error {
	if refused, ok := refusal.As(err); ok {
		return refused
	}
	if !json.Valid(body) {
		return ErrMalformedJSON
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		var c refusal.Check
		c.Require(false, wrong.Field, "wrong-type")
		return c.Refusal()
	}
	var lenient Req
	if json.Unmarshal(body, &lenient) == nil {
		return ErrUnknownField
	}
	return ErrMalformedValue
}

// asRefusal keeps the text of a decoding error from everybody: parsers like to
// quote what they read.
func asRefusal(err error) error {
	if _, ok := refusal.As(err); ok || errors.Is(err, errBrokenOff) {
		return err
	}
	return ErrMalformedRequest
}
