package web_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

func at(n uint64) es.Position { return es.Position{Commit: n, Prepare: n} }

// listen opens a stream of events and returns a function that reads the next.
func (b *browser) listen(path string, lastEvent string) (next func() string, header http.Header) {
	b.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := b.request(http.MethodGet, path, nil).WithContext(ctx)
	r.Header.Set("Last-Event-ID", lastEvent)
	r.Header.Set("HX-Request", "true")
	response, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { stop(); response.Body.Close() })
	lines := bufio.NewReader(response.Body)
	return func() string {
		var event strings.Builder
		for {
			line, err := lines.ReadString('\n')
			if strings.HasPrefix(line, ":") {
				_, _ = lines.ReadString('\n') // a comment and its empty line
				continue
			}
			event.WriteString(line)
			if err == io.EOF || line == "\n" && event.Len() > 1 {
				return event.String()
			}
			if err != nil {
				b.t.Fatal(err)
			}
		}
	}, response.Header
}

func TestLive(t *testing.T) {
	t.Run("tells a list of new matters, and where it is fresh", func(t *testing.T) {
		d := newDesk(t)
		next, header := d.signedIn(t, "w-aino").listen("/live?view=mine&after=1000%2F1000&from=abc", "")
		if header.Get("Content-Type") != "text/event-stream" || header.Get("Cache-Control") != "no-store" || header.Get("Content-Security-Policy") == "" {
			t.Errorf("the headers are %v", header)
		}
		d.facts.told <- contracts.Fact{Type: contracts.FactMatterOpened, Position: at(1001)}
		d.facts.told <- contracts.Fact{Type: contracts.FactMatterOpened, Position: at(1002)}
		d.facts.told <- contracts.Fact{Type: contracts.FactHolderChosen, Position: at(1003)}
		event := next()
		for _, want := range []string{"id: 1003/1003\n", "data: ", "2 new notifications since 10:42", `hx-get="/inbox?from=abc&amp;view=mine&amp;after=1003%2F1003"`} {
			if !strings.Contains(event, want) {
				t.Errorf("the event %q lacks %q", event, want)
			}
		}
	})
	t.Run("tells at once of what happened between the list and its stream", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.facts.told <- contracts.Fact{Type: contracts.FactUrgencyAssessed, Position: at(1001)}
		d.facts.told <- contracts.Fact{Type: contracts.FactUrgencyAssessed, Position: at(1001)} // the first is noted when this is taken
		next, _ := b.listen("/live?after=1000%2F1000", "")
		if event := next(); !strings.Contains(event, "id: 1001/1001") || !strings.Contains(event, "The list was updated") {
			t.Errorf("the event is %q", event)
		}
	})
	t.Run("goes on where a stream broke off", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		next, _ := b.listen("/live?after=1000%2F1000", "1005/1005")
		d.facts.told <- contracts.Fact{Type: contracts.FactHolderChosen, Position: at(1005)}
		d.facts.told <- contracts.Fact{Type: contracts.FactHolderChosen, Position: at(1006)}
		if event := next(); !strings.Contains(event, "id: 1006/1006") {
			t.Errorf("the event is %q", event)
		}
	})
	t.Run("leads a reader who is signed out to the sign-in page", func(t *testing.T) {
		d := newDesk(t)
		next, _ := d.browser(t).listen("/live", "")
		if event := next(); !strings.Contains(event, `hx-get="/inbox"`) || strings.Contains(event, "id:") {
			t.Errorf("the event is %q", event)
		}
		if rest := next(); rest != "" {
			t.Errorf("the stream goes on with %q", rest)
		}
	})
	t.Run("is not opened by a page that has nothing to be told of", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		if p := b.get("/notifications/new"); strings.Contains(p.body, "hx-sse:connect") {
			t.Error("the form listens")
		}
		if p := b.get("/inbox?view=mine"); !strings.Contains(p.body, `hx-sse:connect="/live?after=1000%2F1000&amp;view=mine"`) {
			t.Error("the list does not listen")
		}
	})
}

func TestLive_LeavesNothingBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("desk", func(t *testing.T) {
		d := newDesk(t)
		next, _ := d.signedIn(t, "w-aino").listen("/live?after=1%2F1", "")
		d.facts.told <- contracts.Fact{Type: contracts.FactMatterOpened, Position: at(2)}
		next()
	})
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}
