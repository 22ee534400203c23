package web

import "net/http"

// policy is the content security policy of every answer: nothing inline, nothing
// from elsewhere, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// maxForm is the most bytes that a form may send: the longest texts that intake
// takes, every character escaped, with room.
const maxForm = 512 << 10

// guard is the outer wall of the desk. It shows the routes behind it, so that a
// request can be named by its pattern.
type guard struct {
	*http.ServeMux
	inner      http.Handler
	production bool
}

// guard puts the routes behind the wall: what another site sends is refused, and
// a form has an end.
func (s *Service) guard() guard {
	mux := s.routes()
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(s.page(open, func(*visit) error { return errForeign }))
	return guard{ServeMux: mux, inner: foreign.Handler(mux), production: s.Production}
}

// ServeHTTP gives every answer, errors too, the headers that keep it private.
func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if r.TLS != nil || g.production {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	g.inner.ServeHTTP(w, r)
}
