package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/refusal"
)

func TestGroups(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	t.Run("says which groups there are, when they meet and where there is room", func(t *testing.T) {
		b.get("/groups").says(t, "Starting a home", "Nuorisotalo Kide", "Starts Tue 10 Nov at 17:30, last session Tue 24 Nov", "2 seats", "Full", "1 waiting", "Next page")
	})
	t.Run("stays a page, with a way to try again, while peergroups is away", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.peergroups.server.Close()
		p := b.get("/groups")
		if p.status != http.StatusServiceUnavailable {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "The groups cannot be fetched right now", "Try again")
	})
	t.Run("says so when there are none", func(t *testing.T) {
		d := newDesk(t)
		d.peergroups.set(func() { d.peergroups.list.Rows = nil })
		d.signedIn(t, "w-aino").get("/groups").says(t, "No peer groups to come")
	})
}

func TestGroupPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-oskari")
	t.Run("shows who leads it the sessions, the people with a seat and those in line, by name", func(t *testing.T) {
		p := b.get(deskGroupPath)
		p.says(t, "Starting a home", "Leader: Oskari Lampisuo", "Tue 10 Nov, 17:30–19:00 (over)", "Tue 24 Nov, 17:30–19:00", "Kokeilu, Eino", "Name not known", "Virtasalo, Venla Testi")
		said := text(p.root)
		if strings.Contains(said, "Non-disclosure") {
			t.Error("who leads a group is told of a safety non-disclosure")
		}
		if strings.Index(said, "Members") > strings.Index(said, "Kokeilu") || strings.Index(said, "Queue") > strings.Index(said, "Virtasalo") {
			t.Error("the people are in the wrong list")
		}
	})
	t.Run("shows everything but the names without intake", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		d.intake.server.Close()
		p := b.get(deskGroupPath)
		if p.status != http.StatusOK {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Starting a home", "Name not available now", "Names cannot be fetched right now")
	})
	t.Run("shows others everything but the people, and does not ask for them", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").get(deskGroupPath)
		p.says(t, "Starting a home", "Tue 24 Nov, 17:30", "Only the leader sees who takes part")
		notSaying(t, p.body, "Kokeilu", "Virtasalo", "Queue, next")
		for _, asked := range append(d.peergroups.asked, d.intake.asked...) {
			if strings.Contains(asked.path, "people") {
				t.Errorf("asked %s", asked.path)
			}
		}
	})
	t.Run("cannot be found for what is no group's id", func(t *testing.T) {
		if p := b.get("/groups/nonsense"); p.status != http.StatusNotFound {
			t.Errorf("answered %d", p.status)
		}
	})
}

func TestFoundGroup(t *testing.T) {
	filled := url.Values{
		"name.fi": {"Oman kodin aloittajat"}, "name.en": {"Starting a home"}, "place": {"Nuorisotalo Kide"}, "first_day": {"1.12.2026"}, "at": {"17.30"},
		"seats": {"2"}, "minutes": {"90"}, "sessions": {"3"},
	}
	t.Run("sends what was typed, and leads to the group", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		p := b.submit("/groups/new", "/groups", filled)
		if want := deskGroupPath + "?after=2001%2F2001&done=group"; p.status != http.StatusSeeOther || p.header.Get("Location") != want {
			t.Fatalf("answered %d, to %q", p.status, p.header.Get("Location"))
		}
		got := d.peergroups.commands()[0]
		want := `{"name":{"en":"Starting a home","fi":"Oman kodin aloittajat"},"place":"Nuorisotalo Kide","seats":2,"first_day":"2026-12-01","at":"17:30","minutes":90,"sessions":3}`
		if string(got.body) != want || got.command == "" {
			t.Errorf("sent %s", got.body)
		}
		b.get(p.header.Get("Location")).says(t, "The peer group is founded.")
	})
	t.Run("keeps what was typed and points to what is wrong", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		p := b.submit("/groups/new", "/groups", url.Values{"name.fi": {"Ryhmä"}, "at": {"25.00"}, "seats": {"kaksi"}, "first_day": {"huomenna"}})
		p.pointsTo(t, "at", "Write the time as 9.15")
		p.pointsTo(t, "seats", "Write a whole number")
		p.pointsTo(t, "first_day", "Write the date as 19.11.2026")
		p.pointsTo(t, "place", "Write the place")
		if form, _ := p.form("/groups"); form.Get("seats") != "kaksi" || form.Get("name.fi") != "Ryhmä" || len(d.peergroups.commands()) > 0 {
			t.Error("what was typed is lost, or was sent")
		}
		d.peergroups.set(func() {
			d.peergroups.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "name.fi", Code: "required"}, {Name: "minutes", Code: "out-of-range"}}}
		})
		p = b.submit("/groups/new", "/groups", filled)
		p.pointsTo(t, "name-fi", "Write the name of the group in Finnish")
		p.pointsTo(t, "minutes", "The number is not within the limits given")
	})
	t.Run("can be sent again, as the same command, when peergroups did not answer", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get("/groups/new")
		first, _ := open.form("/groups")
		d.peergroups.server.Close()
		p := b.send(open, "/groups", filled)
		again, _ := p.form("/groups")
		if p.status != http.StatusServiceUnavailable || again.Get("command") != first.Get("command") || again.Get("at") != "17.30" {
			t.Errorf("answered %d, command %s", p.status, again.Get("command"))
		}
		p.says(t, "the group is founded only once")
	})
}
