package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"net/http"
	"time"
)

//go:embed openapi.json
var openAPI []byte

// Before serves what is known of the HTTP interfaces of some services (none
// named: of all) and passes every other request on to next:
//
//	GET /openapi.json   the OpenAPI 3.1 document, cut down to those services
//	GET /docs           the same as a page
//
// Both are open: they say what the sources say. Errors: a service that the
// document does not know.
func Before(next http.Handler, services ...string) (http.Handler, error) {
	part, err := read(openAPI)
	if err == nil && len(services) > 0 {
		err = part.cutTo(services)
	}
	if err != nil {
		return nil, err
	}
	document, err := part.document()
	if err != nil {
		return nil, err
	}
	page, err := render(document)
	if err != nil {
		return nil, fmt.Errorf("render the page of the interfaces: %w", err)
	}
	documents := map[string]served{
		"/openapi.json": {"application/json", document},
		"/docs":         {"text/html; charset=utf-8", page},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, ours := documents[r.URL.Path]
		if !ours || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		s.serve(w, r)
	}), nil
}

// served is one document in memory.
type served struct {
	contentType string
	content     []byte
}

func (s served) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", s.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", policy())
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.content))
}
