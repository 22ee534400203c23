package notifications

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/bus"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

func whats(page contracts.NoticePage) (all []string) {
	for _, n := range page.Notices {
		all = append(all, n.What)
	}
	return all
}

func TestNotifications_FromAFactToWhoeverItConcerns(t *testing.T) {
	c := newCounty(t)
	var mu sync.Mutex
	var live []contracts.NoticePosted
	c.during(bus.Consumer{Bus: c.bus, Name: "page", Types: []string{contracts.FactNoticePosted}, Handle: func(_ context.Context, fact contracts.Fact) error {
		mu.Lock()
		defer mu.Unlock()
		var told contracts.NoticePosted
		if err := json.Unmarshal(fact.Data, &told); err != nil || fact.Subject != told.Recipient {
			return fmt.Errorf("fact about %s tells of %s: %w", fact.Subject, told.Recipient, err)
		}
		if told.Recipient != stranger.String() {
			live = append(live, told)
		}
		return nil
	}}.Run)
	c.choose(youth.String(), "canary.tuisku@example.org", "sv")
	tell(c, contracts.FactHandoverAccepted, case1, contracts.HandoverTold{Person: youth, From: "w-aino", To: "w-elin"})
	c.until("both letters are sent", func() bool {
		return len(c.smtp.all()) == 2 && c.settled("w-aino", 1) && c.settled(youth.String(), 1)
	})

	t.Run("each sees it on the own pages", func(t *testing.T) {
		c.until("the pages show it", func() bool { return c.page("w-aino").Unread == 1 && c.page(youth.String()).Unread == 1 })
		if n := c.page("w-aino").Notices[0]; n.What != "handover-accepted" || n.Link != "/cases/"+case1.String() || n.Read || !n.At.Equal(monday) {
			t.Errorf("the worker sees %+v", n)
		}
		if n := c.page(youth.String()).Notices[0]; n.What != "responsible-changed" || n.Link != "/" {
			t.Errorf("the young person sees %+v", n)
		}
		if page := c.page("w-elin"); page.Unread != 0 || page.Notices == nil || len(page.Notices) != 0 {
			t.Errorf("somebody else sees %+v", page)
		}
	})
	t.Run("the pages hear of it live", func(t *testing.T) {
		c.until("both are heard of", func() bool { mu.Lock(); defer mu.Unlock(); return len(live) == 2 })
		for _, want := range []contracts.NoticePosted{{Recipient: "w-aino", What: "handover-accepted"}, {Recipient: youth.String(), What: "responsible-changed"}} {
			if !slices.Contains(live, want) {
				t.Errorf("heard %+v, not %+v", live, want)
			}
		}
	})
	t.Run("each gets a neutral letter in the own language", func(t *testing.T) {
		letters := map[string]string{}
		for _, l := range c.smtp.all() {
			letters[l.to] = readable(t, l.raw)
		}
		for to, words := range map[string][]string{
			"canary.aino@example.org":   {"Subject: Uusi viesti", "Sinulle on uusi viesti.", "https://desk.example.org/"},
			"canary.tuisku@example.org": {"Subject: Nytt meddelande", "Du har ett nytt meddelande.", "https://own.example.org/"},
		} {
			for _, word := range append(words, "Auto-Submitted: auto-generated", "Date: Mon, 23 Nov 2026 10:00:00 +0000", "From: <noreply@example.org>") {
				if !strings.Contains(letters[to], word) {
					t.Errorf("%q is not in the letter:\n%s", word, letters[to])
				}
			}
			for _, secret := range []string{"Aino", "handover", "responsible", "case", case1.String(), youth.String(), "w-aino", "Testi"} {
				if strings.Contains(letters[to], secret) {
					t.Errorf("%q is in the letter:\n%s", secret, letters[to])
				}
			}
		}
	})
	t.Run("reading marks all as read", func(t *testing.T) {
		done, meta, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), edge.Request{Method: "POST", Path: "/notices/read", Command: es.NewID()})
		must(t, err)
		if meta.Position == (es.Position{}) || meta.Revision != done.Revision {
			t.Errorf("the answer's headers say revision %d at %s, its body %d", meta.Revision, meta.Position, done.Revision)
		}
		page, _, err := edge.Call[contracts.NoticePage](t.Context(), c.as("w-aino"), edge.Request{Method: "GET", Path: "/notices", Query: map[string][]string{"after": {done.Position}}})
		must(t, err)
		if page.Stale || page.Unread != 0 || !page.Notices[0].Read {
			t.Errorf("the page after reading: %+v", page)
		}
	})
	t.Run("what happened is one line each in history", func(t *testing.T) {
		if got := strings.Join(c.happened(youth.String()), " "); got != "contact-chosen notice-posted mail-begun mail-sent" {
			t.Errorf("history says %s", got)
		}
	})
	t.Run("a rebuild shows the same", func(t *testing.T) {
		before, err := c.service.Digest(t.Context())
		must(t, err)
		must(t, c.service.Rebuild(t.Context()))
		if after, err := c.service.Digest(t.Context()); err != nil || after != before {
			t.Errorf("before %s, after %s, %v", before, after, err)
		}
	})
	t.Run("nothing readable is stored", func(t *testing.T) {
		recorded, err := c.history.Read(t.Context(), Category+"-"+youth.String(), 0)
		must(t, err)
		var stored strings.Builder
		for _, r := range recorded {
			stored.Write(r.Data)
		}
		if !strings.Contains(stored.String(), "responsible-changed") {
			t.Fatal("the scan does not find what is stored")
		}
		if strings.Contains(stored.String(), "canary") {
			t.Error("an address is readable in history")
		}
	})
}

// readable returns a letter with its body decoded.
func readable(t *testing.T, raw string) string {
	t.Helper()
	head, body, _ := strings.Cut(raw, "\r\n\r\n")
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	must(t, err)
	return head + "\r\n\r\n" + string(text)
}

func TestNotifications_AYoungPersonsWayThroughAGroup(t *testing.T) {
	c := newCounty(t)
	for _, fact := range []string{contracts.FactQueued, contracts.FactPromoted, contracts.FactSeatReleased} {
		tell(c, fact, group, contracts.SeatTold{Person: youth, First: monday})
		c.clock.forward(time.Minute)
	}
	tell(c, contracts.FactPlanMade, case1, contracts.PlanMade{Person: youth})
	c.until("all four are shown", func() bool { return c.page(youth.String()).Unread == 4 })
	page := c.page(youth.String())
	if got := strings.Join(whats(page), " "); got != "plan-made seat-released promoted queued" {
		t.Errorf("the page shows %s", got)
	}
	if len(c.smtp.all()) != 0 {
		t.Error("who chose no address got a letter")
	}
}

func TestNotifications_Contact(t *testing.T) {
	c := newCounty(t)
	see := func(who string) contracts.Contact {
		out, _, err := edge.Call[contracts.Contact](t.Context(), c.as(who), edge.Request{Method: "GET", Path: "/contact"})
		must(t, err)
		return out
	}
	t.Run("of a young person is what they chose last", func(t *testing.T) {
		if got := see(youth.String()); got != (contracts.Contact{Language: "fi"}) {
			t.Errorf("before: %+v", got)
		}
		want := contracts.Contact{Email: "tuisku@example.org", Language: "en"}
		c.choose(youth.String(), want.Email, want.Language)
		if got := see(youth.String()); got != want {
			t.Errorf("then: %+v", got)
		}
		c.choose(youth.String(), "", "sv")
		if got := see(youth.String()); got != (contracts.Contact{Language: "sv"}) {
			t.Errorf("at last: %+v", got)
		}
	})
	t.Run("of a worker is what the area says, and not theirs to set", func(t *testing.T) {
		if got := see("w-aino"); got != (contracts.Contact{Email: "canary.aino@example.org", Language: "fi"}) {
			t.Errorf("%+v", got)
		}
		_, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), edge.Request{Method: "PUT", Path: "/contact", Body: contracts.Contact{Language: "sv"}})
		if r, _ := refusal.As(err); r.Code != "not-allowed" {
			t.Errorf("said %v", err)
		}
	})
	t.Run("of the wrong form is refused by field", func(t *testing.T) {
		_, _, err := edge.Call[contracts.Receipt](t.Context(), c.as(youth.String()), edge.Request{Method: "PUT", Path: "/contact", Body: contracts.Contact{Email: "x", Language: "fi"}})
		if r, _ := refusal.As(err); len(r.Fields) != 1 || r.Fields[0] != (refusal.Field{Name: "email", Code: "malformed-email"}) {
			t.Errorf("said %v", err)
		}
	})
}

func TestNotifications_WhoMayDoWhat(t *testing.T) {
	c := newCounty(t)
	_, _, err := edge.Call[contracts.NoticePage](t.Context(), c.as("w-ops"), edge.Request{Method: "GET", Path: "/notices"})
	if r, _ := refusal.As(err); r.Code != "not-allowed" {
		t.Errorf("ops: %v", err)
	}
	_, _, err = edge.Call[contracts.NoticePage](t.Context(), &edge.Client{Base: c.base}, edge.Request{Method: "GET", Path: "/notices"})
	if r, _ := refusal.As(err); r.Code != "not-signed-in" {
		t.Errorf("somebody without a token: %v", err)
	}
	for _, route := range c.service.Routes() {
		if len(Access[route.Action].Roles) == 0 {
			t.Errorf("%s needs %s, which nobody may", route.Pattern, route.Action)
		}
	}
	_, _, err = edge.Call[contracts.NoticePage](t.Context(), c.as("w-aino"), edge.Request{Method: "GET", Path: "/notices", Query: map[string][]string{"after": {"x"}}})
	if r, _ := refusal.As(err); r.Code != "malformed-position" {
		t.Errorf("a position that is none: %v", err)
	}
}

func TestNotifications_AFactThatNamesNobodyIsParkedAndHoldsUpNoOther(t *testing.T) {
	c := newCounty(t)
	tell(c, contracts.FactPlanMade, case1, contracts.PlanMade{})
	tell(c, contracts.FactCaseOpened, group.Derive("another case"), contracts.CaseOpened{Person: youth, Responsible: "w-elin"})
	c.until("the other one is told", func() bool { return c.page("w-elin").Unread == 1 })
	parked, err := c.service.ears.Parked(t.Context())
	must(t, err)
	if len(parked) != 1 || !strings.Contains(parked[0].Reason, errNobody.Error()) {
		t.Errorf("parked: %+v", parked)
	}
}
