package standalone

import (
	_ "embed" // the page's look
	"html/template"
	"net/http"

	"nivel/libs/backbone"
	"nivel/libs/readmodel"
)

//go:embed ops.html
var opsHTML string

//go:embed ops.css
var opsCSS []byte

// opsView is what the page for ops shows. It holds no client's data.
type opsView struct {
	Area     string
	Version  string
	Embedded string
	Models   []readmodel.Status
}

// opsPage is the page for ops: how the read models are, and the ways to traces,
// metrics and probes.
func opsPage(b *backbone.Backbone) http.Handler {
	page := template.Must(template.New("ops").Parse(opsHTML))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		secure(w.Header())
		view := opsView{Area: b.Area.Name["en"], Version: backbone.Version, Embedded: b.Embedded(), Models: b.Lists()}
		if err := page.Execute(w, view); err != nil {
			b.Logger().ErrorContext(r.Context(), "render the page for ops", "error", err)
		}
	})
	mux.HandleFunc("GET /ops.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		secure(w.Header())
		_, _ = w.Write(opsCSS) // who has gone needs no style
	})
	mux.Handle("GET /traces", http.RedirectHandler("/traces/", http.StatusFound))
	mux.Handle("GET /traces/", http.StripPrefix("/traces", b.Telemetry.Traces()))
	mux.Handle("/", b.Probes())
	return mux
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
}
