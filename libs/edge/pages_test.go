package edge

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nivel/libs/refusal"
)

func TestPages(t *testing.T) {
	c := newCounty(t)
	var now time.Time
	mux := http.NewServeMux()
	mux.HandleFunc("GET /desk/{box}", func(w http.ResponseWriter, r *http.Request) {
		now = Now(r.Context())
		WithActor(r.Context(), worker)
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		io.WriteString(w, "<p>hei")
	})
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, r *http.Request) {
		Note(r.Context(), refusal.Refusal{Kind: refusal.Untimely, Code: "too-late"})
		io.WriteString(w, "<p>too late")
	})
	mux.HandleFunc("GET /fault", func(w http.ResponseWriter, r *http.Request) {
		Note(r.Context(), errors.New("disk is gone"))
		w.WriteHeader(http.StatusInternalServerError)
	})
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("secret of the client") })
	mux.HandleFunc("GET /own-page", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		io.WriteString(w, "<p>sorry")
		panic("x")
	})
	mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<p>half")
		_ = http.NewResponseController(w).Flush()
		panic("x")
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "data: hei\n\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			panic(err)
		}
		<-r.Context().Done()
	})
	server := httptest.NewServer(Pages("web", c.tel.Logger(), func() time.Time { return noon }, mux))
	t.Cleanup(server.Close)

	get := func(t *testing.T, path string) (*http.Response, string) {
		t.Helper()
		response, err := server.Client().Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(body)
	}
	last := func(t *testing.T) map[string]any {
		t.Helper()
		lines := c.lines.all(t)
		for i := len(lines) - 1; i >= 0; i-- {
			if lines[i]["msg"] == "request" {
				return lines[i]
			}
		}
		t.Fatal("no request was noted")
		return nil
	}

	t.Run("a page knows the time and may set its own headers", func(t *testing.T) {
		response, body := get(t, "/desk/Aino?q=Aino")
		if response.StatusCode != 200 || body != "<p>hei" || !now.Equal(noon) {
			t.Fatal(response.StatusCode, body, now)
		}
		h := response.Header
		if h.Get("Content-Security-Policy") != "default-src 'self'" || h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Fatal(h)
		}
	})

	t.Run("it is noted by its pattern, with who asked", func(t *testing.T) {
		get(t, "/desk/Aino?q=Aino")
		line := last(t)
		if line["route"] != "GET /desk/{box}" || line["outcome"] != "done" || line["role"] != "social-worker" || line["trace_id"] == nil {
			t.Fatal(line)
		}
		if strings.Contains(c.lines.String(), "Aino") {
			t.Fatal("a path or a query was noted")
		}
		if page := traceOf(c, line["trace_id"].(string)); !strings.Contains(page, "web GET /desk/{box}") || strings.Contains(page, "Aino") {
			t.Fatal(page)
		}
	})

	t.Run("what a page says was wrong is noted", func(t *testing.T) {
		get(t, "/refused")
		if line := last(t); line["outcome"] != "refused" || line["code"] != "too-late" || line["status"] != 200.0 || line["level"] != "INFO" {
			t.Fatal(line)
		}
		get(t, "/fault")
		if line := last(t); line["outcome"] != "fault" || line["fault"] != "disk is gone" || line["status"] != 500.0 || line["level"] != "ERROR" {
			t.Fatal(line)
		}
		get(t, "/nowhere")
		if line := last(t); line["outcome"] != "refused" || line["status"] != 404.0 {
			t.Fatal(line)
		}
	})

	t.Run("a panic is answered, unless the page has done so itself", func(t *testing.T) {
		if response, body := get(t, "/panic"); response.StatusCode != 500 || strings.Contains(body, "secret") {
			t.Fatal(response.StatusCode, body)
		}
		if line := last(t); line["outcome"] != "fault" || line["status"] != 500.0 {
			t.Fatal(line)
		}
		if response, body := get(t, "/own-page"); response.StatusCode != 500 || body != "<p>sorry" {
			t.Fatal(response.StatusCode, body)
		}
		if strings.Contains(c.lines.String(), "secret") {
			t.Fatal("the panic's value was logged")
		}
	})

	t.Run("half a page is cut off and not taken for a whole one", func(t *testing.T) {
		response, err := server.Client().Get(server.URL + "/half")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if body, err := io.ReadAll(response.Body); err == nil {
			t.Fatalf("%q looks whole", body)
		}
	})

	t.Run("a stream of events flows, and ends with its reader", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		request, _ := http.NewRequestWithContext(ctx, "GET", server.URL+"/stream", nil)
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if line, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil || line != "data: hei\n" {
			t.Fatal(line, err)
		}
		cancel() // that the handler returns is seen by the server's Close, which waits for it
	})
}

func TestPages_OfSomethingElseThanAMux(t *testing.T) {
	h := Pages("web", quiet, nil, http.NotFoundHandler())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader("x")))
	if w.Code != http.StatusNotFound || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Fatal(w.Code, w.Header())
	}
}
