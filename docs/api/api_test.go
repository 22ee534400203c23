package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// behind answers what no document answers.
var behind = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) })

func serve(t *testing.T, services ...string) http.Handler {
	t.Helper()
	h, err := Before(behind, services...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestBefore(t *testing.T) {
	h := serve(t, "intake")
	t.Run("a service's document holds its own routes and no others", func(t *testing.T) {
		var got part
		if err := json.Unmarshal(get(h, "GET", "/openapi.json").Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Tags) != 1 || got.Paths["/matters/{matter}"] == nil || got.Paths["/groups"] != nil {
			t.Errorf("tags %s, paths %v", got.Tags, got.Paths)
		}
	})
	t.Run("what its routes refer to is there, and nothing else is", func(t *testing.T) {
		document := get(h, "GET", "/openapi.json").Body.String()
		var got part
		if err := json.Unmarshal([]byte(document), &got); err != nil {
			t.Fatal(err)
		}
		for _, m := range reference.FindAllStringSubmatch(document, -1) {
			if got.Components[m[1]][m[2]] == nil {
				t.Errorf("refers to %s %s, which is not there", m[1], m[2])
			}
		}
		if got.Components["schemas"]["GroupPage"] != nil || got.Components["securitySchemes"]["token"] == nil {
			t.Error("holds a shape of another service, or lost how to sign in")
		}
	})
	t.Run("without a service it is the whole document", func(t *testing.T) {
		var got, whole part
		if err := json.Unmarshal(get(serve(t), "GET", "/openapi.json").Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(openAPI, &whole); err != nil {
			t.Fatal(err)
		}
		if len(got.Paths) != len(whole.Paths) || len(got.Paths) == 0 {
			t.Errorf("%d paths of %d", len(got.Paths), len(whole.Paths))
		}
	})
	t.Run("everything else reaches the service", func(t *testing.T) {
		for _, r := range [][2]string{{"GET", "/matters"}, {"POST", "/docs"}, {"GET", "/docs/"}, {"DELETE", "/openapi.json"}} {
			if w := get(h, r[0], r[1]); w.Code != http.StatusTeapot {
				t.Errorf("%s %s was answered with %d", r[0], r[1], w.Code)
			}
		}
	})
	t.Run("a service that is not described is refused", func(t *testing.T) {
		if _, err := Before(behind, "intake", "astrology"); err == nil || !strings.Contains(err.Error(), "astrology") {
			t.Errorf("said %v", err)
		}
	})
}

func TestPage(t *testing.T) {
	w := get(serve(t), "GET", "/docs")
	page := w.Body.String()
	t.Run("shows every route, shape and refusal of the document", func(t *testing.T) {
		var whole spec
		if err := json.Unmarshal(openAPI, &whole); err != nil {
			t.Fatal(err)
		}
		shown := 0
		for _, tag := range whole.Tags {
			for _, e := range whole.of(tag.Name) {
				shown++
				if !strings.Contains(page, `<h3 id="`+e.ID+`">`) {
					t.Errorf("%s %s is not shown", e.Method, e.Path)
				}
			}
			for _, r := range tag.Refusals {
				if !strings.Contains(page, "<code>"+r.Code+"</code>") {
					t.Errorf("refusal %s is not shown", r.Code)
				}
			}
		}
		if shown == 0 {
			t.Error("there is no route")
		}
	})
	t.Run("links lead to a place on it, once", func(t *testing.T) {
		for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if n := strings.Count(page, `id="`+m[1]+`"`); n != 1 {
				t.Errorf("%d places are called %s", n, m[1])
			}
		}
	})
	t.Run("loads nothing, and may not", func(t *testing.T) {
		if regexp.MustCompile(`(?i)<(script|img|link|iframe)|url\(|https?://`).MatchString(page) {
			t.Error("it names something to load")
		}
		if p := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") {
			t.Errorf("policy %q", p)
		}
	})
}
