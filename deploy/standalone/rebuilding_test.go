package standalone

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/edge"
)

// TestRebuild_SaysWhatWasFound: a wrong read model is an error of its own, and not
// that something was written meanwhile.
func TestRebuild_SaysWhatWasFound(t *testing.T) {
	tokens, err := edge.NewTokens([]byte("thirty-two bytes that both share"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		answer backbone.Rebuilt
		want   error
	}{
		{backbone.Rebuilt{Before: "a", After: "a", EventsBefore: "7", EventsAfter: "7"}, nil},
		{backbone.Rebuilt{Before: "a", After: "b", EventsBefore: "7", EventsAfter: "7"}, ErrOtherDigest},
		{backbone.Rebuilt{Before: "a", After: "b", EventsBefore: "7", EventsAfter: "8"}, ErrNotCompared},
		{backbone.Rebuilt{After: "b", EventsAfter: "8"}, ErrNotCompared},
	} {
		ops := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := json.NewEncoder(w).Encode(x.answer); err != nil {
				t.Error(err)
			}
		}))
		if err := rebuild(t.Context(), ops.URL, "intake", tokens); !errors.Is(err, x.want) {
			t.Errorf("%+v: said %v, want %v", x.answer, err, x.want)
		}
		ops.Close()
	}
}
