package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

func someNetwork() contracts.Network {
	today := calendar.On(now)
	return contracts.Network{
		Case: caseOne, Person: personOne, Shows: contracts.ShowsCase, Day: today, Today: today, May: []string{"tie", "tie-change"},
		People: []contracts.Tie{
			{Tie: es.ID{}.Derive("sister"), Kind: "sibling", Closeness: 1, Name: "Iida <sisko>", Self: true},
			{Tie: es.ID{}.Derive("friend"), Kind: "friend", Closeness: 3, Name: "Roni", From: today.AddDays(-30)},
		},
	}
}

// network adds the routes of a network.
func (tr *transitions) network(mux *http.ServeMux) {
	tr.living.network = someNetwork()
	mux.HandleFunc("GET /cases/{case}/network", tr.answer(func() any { return tr.living.network }))
	for _, path := range []string{"ties", "ties/changed"} {
		mux.HandleFunc("POST /cases/{case}/network/"+path, tr.command(func() any { return caseReceipt() }))
	}
}

// withNetwork adds the own network to what transitions answers.
func (o *oma) withNetwork(routes map[string]func(*http.Request, []byte) any) map[string]func(*http.Request, []byte) any {
	o.network = someNetwork()
	routes["GET /my/network"] = func(*http.Request, []byte) any {
		if o.mine == nil {
			return refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
		}
		return o.network
	}
	for _, path := range []string{"ties", "ties/changed"} {
		routes["POST /my/network/"+path] = func(*http.Request, []byte) any {
			if o.noDaily != nil {
				return *o.noDaily
			}
			return contracts.Receipt{Position: "77/77"}
		}
	}
	return routes
}

func TestNetworkPage(t *testing.T) {
	path, sister := caseOnePath+"/network", es.ID{}.Derive("sister").String()
	t.Run("is a picture with numbers, and a table that says who they are", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-aino")
		b.get(caseOnePath+"/daily").says(t, "Network: people around the young person")
		p := b.get(path)
		p.says(t, "Virtasalo, Venla Testi", "The network on 17 Nov 2026: 2 people. The numbers are the rows of the table.",
			"1 Iida <sisko> Sibling Added by the young person Very close Not known 2 Roni Friend Farther away 18 Oct 2026")
		spots := all(p.root, func(n *html.Node) bool { return n.Data == "circle" && attr(n, "class") == "spot" })
		if len(spots) != 2 || attr(spots[0], "cx") == attr(spots[1], "cx") || strings.Contains(p.body, "style=") {
			t.Errorf("%d people in the picture", len(spots))
		}
	})
	t.Run("is asked for as of a day, on which nothing is drawn", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.transitions.set(func() { d.transitions.living.network.Day = calendar.MustParse("2026-09-01") })
		p := b.get(path + "?day=1.9.2026")
		if got := d.transitions.last(); got.path != path || got.query != "day=2026-09-01" {
			t.Errorf("asked %s?%s", got.path, got.query)
		}
		if _, draws := p.form(path + "/tie"); draws {
			t.Error("a past day can be drawn into")
		}
		p.says(t, "Tuesday 1 September 2026", "Show today")
		for typed, says := range map[string]string{"eilen": "day", "1.1.2031": "future"} {
			if p := b.get(path + "?day=" + typed); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, `value="`+typed+`"`) || !strings.Contains(text(p.root), says) {
				t.Errorf("%s: answered %d", typed, p.status)
			}
		}
	})
	t.Run("is drawn and changed", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		b.submit(path, path+"/tie", url.Values{"tie_name": {"Mummo"}, "tie_kind": {"relative"}, "closeness": {"2"}, "tie_from": {"1.9.2026"}})
		if got := d.transitions.last(); got.path != path+"/ties" || string(got.body) != `{"kind":"relative","closeness":2,"name":"Mummo","from":"2026-09-01"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		p := b.submit(path, path+"/tie-change", url.Values{"tie": {sister}, "tie_change": {"gone"}, "tie_since": {"10.11.2026"}})
		if got := d.transitions.last(); got.path != path+"/ties/changed" || string(got.body) != `{"tie":"`+sister+`","gone":true,"from":"2026-11-10"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		b.get(p.header.Get("Location")).says(t, "The change is recorded.")
		b.submit(path, path+"/tie", url.Values{"tie_name": {"Vain nimi"}}).says(t, "Choose who they are", "Choose the closeness")
		b.submit(path, path+"/tie-change", nil).says(t, "Choose the person", "Choose how it is now", "Write from which day")
	})
}

func TestOma_Network(t *testing.T) {
	o := newOma(t)
	b := o.come(t)
	sister := es.ID{}.Derive("sister").String()
	b.get("/").says(t, "My people: who is close to you")
	b.get("/network").says(t, "You are in the middle.", "1 Iida <sisko> Sibling Added by you Very close", "2 Roni Friend Farther away 18 Oct 2026")
	sent := func() asked {
		all := o.transitions.was(http.MethodPost)
		return all[len(all)-1]
	}
	t.Run("takes a person and a change", func(t *testing.T) {
		p := b.submit("/network", "/network/tie", url.Values{"name": {"Mummo"}, "tie_kind": {"relative"}, "closeness": {"1"}})
		if got := sent(); got.path != "/my/network/ties" || string(got.body) != `{"kind":"relative","closeness":1,"name":"Mummo"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		b.get(p.header.Get("Location")).says(t, "The person was added.")
		b.submit("/network", "/network/change", url.Values{"tie": {sister}, "change": {"2"}})
		if got := sent(); got.path != "/my/network/ties/changed" || string(got.body) != `{"tie":"`+sister+`","closeness":2,"from":"2026-11-17"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
	})
	t.Run("keeps what was typed, whatever is wrong", func(t *testing.T) {
		p := b.submit("/network", "/network/tie", url.Values{"name": {"Vain <nimi>"}, "from": {"kauan"}})
		p.says(t, "Choose who they are.", "Choose how close they are.", "Write the day like this: 1.9.2026.")
		if form, _ := p.form("/network/tie"); form.Get("name") != "Vain <nimi>" || form.Get("from") != "kauan" || p.status != http.StatusUnprocessableEntity {
			t.Errorf("%d, %v", p.status, form)
		}
		b.submit("/network", "/network/change", nil).says(t, "Choose whom the change is about.", "Choose how it is now.")
		o.transitions.set(func() {
			o.noDaily = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "from", Code: "ends-before-start"}}}
		})
		p = b.submit("/network", "/network/change", url.Values{"tie": {sister}, "change": {"gone"}, "since": {"1.1.2020"}})
		p.says(t, "The day is before they came in.")
		if form, _ := p.form("/network/change"); form.Get("since") != "1.1.2020" || form.Get("change") != "gone" {
			t.Errorf("%v", form)
		}
		o.transitions.set(func() { o.noDaily = &refusal.Refusal{Kind: refusal.Untimely, Code: "too-many-ties"} })
		b.submit("/network", "/network/tie", url.Values{"name": {"Mummo"}, "tie_kind": {"relative"}, "closeness": {"1"}}).says(t, "There is no room for more people here.")
	})
	t.Run("shows the name that was typed where the form is gone", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		open := b.get("/network")
		o.transitions.set(func() {
			o.network.May, o.noDaily = []string{}, &refusal.Refusal{Kind: refusal.Untimely, Code: "case-closed"}
		})
		p := b.send(open, "/network/tie", url.Values{"name": {"Mummo <Helmi>"}, "tie_kind": {"relative"}, "closeness": {"1"}})
		p.says(t, "Your aftercare has ended", "Mummo <Helmi>")
		if _, asks := p.form("/network/tie"); asks {
			t.Error("the form is there")
		}
	})
	t.Run("as of a day that is none", func(t *testing.T) {
		for typed, says := range map[string]string{"ennen": "Write the day like this", "1.1.2031": "cannot be in the future"} {
			p := b.get("/network?day=" + typed)
			p.says(t, says)
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, `value="`+typed+`"`) {
				t.Errorf("%s: answered %d", typed, p.status)
			}
		}
	})
}
