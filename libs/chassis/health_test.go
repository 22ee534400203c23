package chassis

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
)

func probe(h *Health, path string) (int, string) {
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, strings.TrimSpace(w.Body.String())
}

func TestHealth(t *testing.T) {
	t.Run("is not ready before the process is up and once it stops", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var h Health
			if status, _ := probe(&h, "/readyz"); status != http.StatusServiceUnavailable {
				t.Fatalf("ready while starting: %d", status)
			}
			ctx, cancel := context.WithCancel(t.Context())
			o := quiet()
			o.Health = &h
			result := make(chan error)
			go func() { result <- Run(ctx, o) }()
			synctest.Wait()
			if status, said := probe(&h, "/readyz"); status != http.StatusOK || said != `{"checks":{"process":"ok"}}` {
				t.Fatalf("not ready when up: %d %s", status, said)
			}
			cancel()
			<-result
			if status, _ := probe(&h, "/readyz"); status != http.StatusServiceUnavailable {
				t.Fatalf("ready when stopped: %d", status)
			}
			if status, _ := probe(&h, "/livez"); status != http.StatusOK {
				t.Fatalf("not alive when stopping: %d", status)
			}
		})
	})

	t.Run("names what fails and says nothing else of it", func(t *testing.T) {
		var h Health
		h.set(serving)
		h.Ready("redis", func(context.Context) error { return nil })
		h.Ready("history", func(context.Context) error { return errors.New("dial 10.0.0.7: password is hunter2") })
		status, said := probe(&h, "/readyz")
		if status != http.StatusServiceUnavailable || said != `{"checks":{"history":"failing","process":"ok","redis":"ok"}}` {
			t.Fatalf("%d %s", status, said)
		}
	})

	t.Run("takes a check that does not answer for failing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var h Health
			h.set(serving)
			h.Ready("projection", func(ctx context.Context) error { <-ctx.Done(); <-t.Context().Done(); return nil })
			if status, said := probe(&h, "/readyz"); status != http.StatusServiceUnavailable || said != `{"checks":{"process":"ok","projection":"failing"}}` {
				t.Fatalf("%d %s", status, said)
			}
		})
	})
}

func TestHealth_AWarningIsToldAndKeepsNobodyAway(t *testing.T) {
	var h Health
	h.set(serving)
	h.Warn("keys", func(context.Context) error { return errors.New("one is lost") })
	if status, said := probe(&h, "/readyz"); status != http.StatusOK || !strings.Contains(said, `"keys":"warning"`) {
		t.Errorf("%d %s", status, said)
	}
}
