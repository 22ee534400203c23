package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestRun(t *testing.T) {
	healthy := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !healthy {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Run("is content with a 200", func(t *testing.T) {
		if code := run([]string{server.URL}); code != 0 {
			t.Errorf("ended with %d", code)
		}
	})
	t.Run("is not with a 503", func(t *testing.T) {
		healthy = false
		if code := run([]string{server.URL}); code != 1 {
			t.Errorf("ended with %d", code)
		}
	})
	t.Run("is not when nobody answers", func(t *testing.T) {
		server.Close()
		if code := run([]string{server.URL}); code != 1 {
			t.Errorf("ended with %d", code)
		}
	})
	t.Run("says how it is called", func(t *testing.T) {
		if code := run(nil); code != 2 {
			t.Errorf("ended with %d", code)
		}
	})
}
