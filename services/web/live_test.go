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

// listens opens a stream of the desk, whose first event is for the bell, and
// returns a function that reads the next.
func (b *browser) listens(path, lastEvent string) (next func() string, header http.Header) {
	b.t.Helper()
	next, header = b.listen(path, lastEvent)
	if event := next(); !strings.Contains(event, `hx-get="/notices/bell"`) {
		b.t.Fatalf("the stream begins with %q", event)
	}
	return next, header
}

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
		next, header := d.signedIn(t, "w-aino").listens("/live?view=mine&after=1000%2F1000&from=abc", "")
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
		next, _ := b.listens("/live?after=1000%2F1000", "")
		if event := next(); !strings.Contains(event, "id: 1001/1001") || !strings.Contains(event, "The list was updated") {
			t.Errorf("the event is %q", event)
		}
	})
	t.Run("goes on where a stream broke off", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		next, _ := b.listens("/live?after=1000%2F1000", "1005/1005")
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
	t.Run("is one for each page: the list's, or one for the bell alone", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		for path, want := range map[string]string{
			"/notifications/new": `hx-sse:connect="/live?view=none"`, "/inbox?view=mine": `hx-sse:connect="/live?after=1000%2F1000&amp;view=mine"`,
		} {
			if p := b.get(path); !strings.Contains(p.body, want) || strings.Count(p.body, "hx-sse:connect") != 1 {
				t.Errorf("%s does not listen by %s", path, want)
			}
		}
		if p := d.browser(t).get("/"); strings.Contains(p.body, "hx-sse:connect") {
			t.Error("the sign-in page listens")
		}
	})
}

func TestLive_Bell(t *testing.T) {
	posted := func(to string, n uint64) contracts.Fact {
		return contracts.Fact{Type: contracts.FactNoticePosted, Subject: to, Position: at(n)}
	}
	t.Run("rings for its reader and nobody else, and waits for the notice to count", func(t *testing.T) {
		d := newDesk(t)
		aino, _ := d.signedIn(t, "w-aino").listens("/live?view=none", "")
		elin, _ := d.signedIn(t, "w-elin").listens("/live?view=inbox&after=9%2F9", "")
		d.facts.told <- posted("w-nobody", 1999)
		d.facts.told <- posted("w-aino", 2000)
		if event := aino(); !strings.Contains(event, `hx-get="/notices/bell?after=2000%2F2000"`) || strings.Contains(event, "id:") {
			t.Errorf("the event is %q", event)
		}
		d.facts.told <- posted("w-elin", 2001)
		if event := elin(); !strings.Contains(event, "2001%2F2001") || !strings.Contains(event, `<hx-partial hx-target="#bell-news"`) {
			t.Errorf("on a list, the event is %q", event)
		}
	})
	t.Run("does not tell a page without a list of matters", func(t *testing.T) {
		d := newDesk(t)
		next, _ := d.signedIn(t, "w-aino").listens("/live?view=none", "")
		d.facts.told <- contracts.Fact{Type: contracts.FactMatterOpened, Position: at(1001)}
		d.facts.told <- posted("w-aino", 1002)
		if event := next(); !strings.Contains(event, "1002%2F1002") {
			t.Errorf("the event is %q", event)
		}
	})
	t.Run("is told late notices of one service after earlier facts of another", func(t *testing.T) {
		d := newDesk(t)
		next, _ := d.signedIn(t, "w-aino").listens("/live?view=none", "")
		d.facts.told <- contracts.Fact{Type: contracts.FactMatterOpened, Position: at(5000)}
		d.facts.told <- posted("w-aino", 4000)
		if event := next(); !strings.Contains(event, "4000%2F4000") {
			t.Errorf("the event is %q", event)
		}
	})
	t.Run("keeps what is typed when its reader is signed out: it says so, and ends", func(t *testing.T) {
		d := newDesk(t)
		next, _ := d.browser(t).listen("/live?view=none", "")
		if event := next(); !strings.Contains(event, "Olet kirjautunut ulos") || strings.Contains(event, "hx-get") {
			t.Errorf("the event is %q", event)
		}
		if event := next(); !strings.HasPrefix(event, "event: signed-out\n") {
			t.Errorf("the last event is %q", event)
		}
	})
}

func TestLive_LeavesNothingBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("desk", func(t *testing.T) {
		d := newDesk(t)
		next, _ := d.signedIn(t, "w-aino").listens("/live?after=1%2F1", "")
		d.facts.told <- contracts.Fact{Type: contracts.FactMatterOpened, Position: at(2)}
		next()
	})
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}
