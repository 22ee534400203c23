package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// section is what a part of a page says, by its heading.
func (p page) section(t *testing.T, id string) string {
	t.Helper()
	for _, n := range all(p.root, func(n *html.Node) bool { return n.Data == "section" && attr(n, "aria-labelledby") == id }) {
		return text(n)
	}
	t.Errorf("the page (%d) has no part %s", p.status, id)
	return ""
}

func saying(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("%q does not say %q", said, w)
		}
	}
}

func notSaying(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(said, w) {
			t.Errorf("%q says %q", said, w)
		}
	}
}

func TestOma_MyPage(t *testing.T) {
	t.Run("shows the plan: both ratings in words, goals, own words, what is seen differently, when it is next looked at", func(t *testing.T) {
		o := newOma(t)
		plan := o.come(t).get("/").section(t, "plan")
		saying(t, plan, "You say 7 fairly good", "Your worker says 5 up and down", "You see this differently", "Oma vuokrasopimus keväällä",
			"Jalkapalloa", "In your own words Haluan pärjätä itse, mutta en ihan yksin.", "Iltavuorot sopivat", "Asut yksin",
			"by Friday 12 November 2027 at the latest")
	})
	t.Run("does not call a difference what is none, and leaves out what nobody wrote", func(t *testing.T) {
		o := newOma(t)
		o.mine.Plan.OtherRating, o.mine.Plan.Dissent, o.mine.Plan.OwnView = 6, "", ""
		plan := o.come(t).get("/").section(t, "plan")
		saying(t, plan, "in much the same way")
		notSaying(t, plan, "own words", "seen differently", "You see this differently")
	})
	t.Run("asks for a new time when the day of the review has passed", func(t *testing.T) {
		o := newOma(t)
		o.mine.Plan.ReviewBy = calendar.On(now).AddDays(-1)
		saying(t, o.come(t).get("/").section(t, "plan"), "Ask your worker for a new time")
	})
	t.Run("names the worker, and who has been asked to continue", func(t *testing.T) {
		o := newOma(t)
		person := o.come(t).get("/").section(t, "person")
		saying(t, person, "Aino Virtaharju", "Intake, north")
		notSaying(t, person, "asked to continue")
		o.mine.OfferedTo = "w-oskari"
		saying(t, o.come(t).get("/").section(t, "person"), "Aino Virtaharju", "Oskari Lampisuo has been asked to continue with you.", "Nothing changes yet")
	})
	t.Run("never shows the id of a worker whom the area does not know", func(t *testing.T) {
		o := newOma(t)
		o.mine.Responsible, o.mine.OfferedTo = "w-gone", "w-new"
		p := o.come(t).get("/")
		saying(t, p.section(t, "person"), "You have a worker of your own", "Another worker has been asked")
		notSaying(t, p.body, "w-gone", "w-new")
	})
	t.Run("says in a sentence until when the right lasts: the day before the duty ends", func(t *testing.T) {
		o := newOma(t)
		today := calendar.On(now)
		for _, test := range []struct {
			right string
			end   calendar.Date
			want  string
		}{
			{"statutory", calendar.MustParse("2029-05-10"), "You have the right to aftercare. The last day is Wednesday 9 May 2029."},
			{"statutory", today.AddDays(1), "The last day is Tuesday 17 November 2026."},
			{"statutory", today, "Your right to aftercare has ended. The last day was Monday 16 November 2026."},
			{"statutory", calendar.Date{}, "We are still finding out until when your right lasts."},
			{"discretionary", calendar.Date{}, "Aftercare can be arranged for you."},
			{"manual", calendar.Date{}, "Your right is still being looked into."},
			{"none", calendar.Date{}, "You do not have the right to aftercare."},
			{"ended", today.AddDays(-400), "Your right to aftercare has ended. The last day was"},
			{"ended", calendar.Date{}, "Your right to aftercare has ended. There is other support"},
			{"", calendar.Date{}, "We are still finding out until when your right lasts."},
			{"brand-new", calendar.Date{}, "We are still finding out until when your right lasts."},
		} {
			o.mine.Right, o.mine.DutyEnd = test.right, test.end
			saying(t, o.come(t).get("/").section(t, "right"), test.want)
		}
	})
	t.Run("lists the own groups and no others", func(t *testing.T) {
		o := newOma(t)
		mine := o.come(t).get("/").section(t, "groups")
		saying(t, mine, "Keskiviikon kokkikerho", "You are 2nd in line", "Wed 25 Nov at 17:00", "Kirjaston keittiö")
		notSaying(t, mine, "Own home")
	})
	t.Run("has warm words where there is nothing yet", func(t *testing.T) {
		o := newOma(t)
		o.mine, o.groups, o.notices = nil, nil, contracts.NoticePage{}
		p := o.come(t).get("/")
		p.says(t, "No new messages.", "You do not have a worker of your own yet.", "It is made together with you", "You are not in any group yet.", "Look at groups")
		notSaying(t, text(p.root), "right to aftercare")
	})
	t.Run("goes on without a service that is away", func(t *testing.T) {
		for i, missing := range []string{"person", "groups", "messages"} {
			o := newOma(t)
			b := o.come(t)
			gone := o.away()[i]
			if i == 1 {
				gone.set(func() { gone.broken = true })
			} else {
				gone.server.Close()
			}
			p := b.get("/")
			if p.status != http.StatusOK {
				t.Errorf("without %s: %d", missing, p.status)
			}
			for _, part := range []string{"person", "groups", "messages"} {
				said := p.section(t, part)
				if got := strings.Contains(said, "cannot be shown right now"); got != (part == missing) {
					t.Errorf("without %s the part %s says %q", missing, part, said)
				}
			}
		}
	})
}

func TestOma_Messages(t *testing.T) {
	t.Run("say what is new, lead to it, and keep what was read apart", func(t *testing.T) {
		o := newOma(t)
		p := o.come(t).get("/")
		saying(t, p.section(t, "messages"), "You got a place in the group you were in line for.", "New Tue 17 Nov at 9:42", "Earlier messages Your plan has been updated.")
		if !strings.Contains(p.body, `href="/groups/`+groupTwo.String()+`">You got a place`) {
			t.Error("the message leads nowhere")
		}
	})
	t.Run("of a kind that this release does not know still say something", func(t *testing.T) {
		o := newOma(t)
		o.notices.Notices[0].What, o.notices.Notices[0].Link = "brand-new", "https://elsewhere.example/"
		p := o.come(t).get("/")
		saying(t, p.section(t, "messages"), "There is something new for you.")
		notSaying(t, p.body, "brand-new", "elsewhere.example")
	})
	t.Run("are marked as read all at once, and the page that follows shows it", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		p := b.submit("/", "/messages/read", nil)
		if p.header.Get("Location") != "/?after=77%2F77&done=read" {
			t.Fatalf("answered %d to %q", p.status, p.header.Get("Location"))
		}
		sent := o.notifications.was(http.MethodPost)[0]
		if sent.path != "/notices/read" || sent.command == "" || o.actor(t, sent).ID != youthOne.String() {
			t.Errorf("notifications was asked %v", sent)
		}
		b.get(p.header.Get("Location")).says(t, "The messages are marked as read.")
		reads := o.notifications.was(http.MethodGet)
		if last := reads[len(reads)-1]; last.query != "after=77%2F77" {
			t.Errorf("the page waited for %q", last.query)
		}
	})
	t.Run("that cannot be marked now can be sent again, once", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		open := b.get("/")
		o.notifications.set(func() { o.notifications.refuse = &refusal.Refusal{Kind: refusal.Busy, Code: "overloaded"} })
		p := b.send(open, "/messages/read", nil)
		if p.status != http.StatusServiceUnavailable {
			t.Fatalf("answered %d", p.status)
		}
		before, _ := open.form("/messages/read")
		if again, ok := p.form(""); !ok || again.Get("command") != before.Get("command") {
			t.Error("sending again would be another command")
		}
	})
}

func TestOma_Groups(t *testing.T) {
	path := "/groups/" + groupOne.String()
	t.Run("are listed with when, where and how much room there is", func(t *testing.T) {
		o := newOma(t)
		o.groups = append(o.groups, contracts.GroupRow{Group: es.ID{}.Derive("full"), Name: map[string]string{"fi": "Täysi"}, Waiting: 1, First: now.AddDate(0, 0, 1), Last: now.AddDate(0, 0, 8)},
			contracts.GroupRow{Group: es.ID{}.Derive("over"), Name: map[string]string{"fi": "Ohi"}, Free: 2, First: now.AddDate(0, 0, -8), Last: now.Add(-time.Hour)})
		p := o.come(t).get("/groups")
		p.says(t, "Own home", "Starts Tue 24 Nov at 17:00", "Last Tue 8 Dec at 17:00", "Nuorten talo, Rantakatu 2", "3 places free", "Sign up",
			"Keskiviikon kokkikerho", "You are 2nd in line", "Leave the line", "Full, 1 in line", "Get in line", "The group has ended")
		if _, offered := p.form("/groups/" + es.ID{}.Derive("over").String() + "/seat"); offered {
			t.Error("a group that is over takes people")
		}
	})
	t.Run("are all listed, however many pages they come in", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		asked := 0
		o.peergroups.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			said := contracts.GroupPage{Rows: o.groups[:1], Next: "more"}
			if r.URL.Query().Get("from") == "more" {
				said = contracts.GroupPage{Rows: o.groups[1:]}
			}
			_ = json.NewEncoder(w).Encode(said)
		})
		b.get("/groups").says(t, "Own home", "Keskiviikon kokkikerho")
		if asked != 2 {
			t.Errorf("asked %d times", asked)
		}
	})
	t.Run("may be none", func(t *testing.T) {
		o := newOma(t)
		o.groups = nil
		o.come(t).get("/groups").says(t, "No groups coming up right now")
	})
	t.Run("show their meetings and who leads them, and never who comes", func(t *testing.T) {
		o := newOma(t)
		other := es.ID{}.Derive("another youth")
		p := o.come(t).get(path)
		p.says(t, "Own home", "Tue 24 Nov, 17:00–19:00", "Tue 1 Dec, 17:00–19:00", "Led by Oskari Lampisuo", "Nuorten talo", "3 places free")
		notSaying(t, p.body, other.String(), youthOne.String())
	})
	t.Run("are joined with one tap, and left with one", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		p := b.submit("/groups", path+"/seat", nil)
		if p.header.Get("Location") != path+"?after=77%2F77&done=seat" {
			t.Fatalf("answered %d to %q", p.status, p.header.Get("Location"))
		}
		o.group.Mine = "seat"
		p = b.get(p.header.Get("Location"))
		p.says(t, "The place is yours. See you in the group!", "You have a place")
		p = b.send(p, path+"/cancel", nil)
		if p.header.Get("Location") != path+"?after=77%2F77&done=cancelled" {
			t.Fatalf("answered %d to %q", p.status, p.header.Get("Location"))
		}
		o.group.Mine = ""
		b.get(p.header.Get("Location")).says(t, "Cancelled.", "Sign up")
		join, leave := o.peergroups.was(http.MethodPost)[0], o.peergroups.was(http.MethodDelete)[0]
		if join.path != path+"/seat" || leave.path != path+"/seat" || join.command == "" || leave.command == "" || join.command == leave.command {
			t.Errorf("peergroups was asked %v and %v", join, leave)
		}
		if o.actor(t, join).ID != youthOne.String() || o.actor(t, leave).ID != youthOne.String() {
			t.Error("somebody else asked")
		}
	})
	t.Run("do not say that one waits for a seat which one has got meanwhile", func(t *testing.T) {
		o := newOma(t)
		o.group.Mine = "seat"
		p := o.come(t).get(path + "?done=queue")
		p.says(t, "You have a place")
		notSaying(t, text(p.root), "You are in line")
	})
	t.Run("say in plain words why one cannot join", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		for code, want := range map[string]string{"last-session-started": "nobody can sign up any more", "brand-new": "That did not work. Look at the group as it is now"} {
			open := b.get(path)
			o.peergroups.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					problem(w, http.StatusConflict, refusal.Refusal{Kind: refusal.Untimely, Code: code})
					return
				}
				_ = json.NewEncoder(w).Encode(o.group)
			})
			p := b.send(open, path+"/seat", nil)
			if p.status != http.StatusConflict {
				t.Errorf("answered %d", p.status)
			}
			p.says(t, want, "Own home")
			notSaying(t, p.body, code)
		}
	})
	t.Run("that nobody knows have no page", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		o.peergroups.set(func() { o.peergroups.refuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		for _, path := range []string{"/groups/" + groupTwo.String(), "/groups/nonsense"} {
			if p := b.get(path); p.status != http.StatusNotFound {
				t.Errorf("%s answered %d", path, p.status)
			}
		}
	})
}

func TestOma_PlacesInALine(t *testing.T) {
	o := newOma(t)
	for place, want := range map[int]string{1: "You are next in line", 2: "2nd in line", 3: "3rd in line", 4: "4th in line", 11: "11th in line", 12: "12th", 13: "13th", 21: "21st", 112: "112th"} {
		o.group.Mine, o.group.InLine = "queue", place
		o.come(t).get("/groups/"+groupOne.String()).says(t, want)
	}
	b := o.come(t)
	for lang, want := range map[string]map[int]string{"sv": {2: "Du är 2:a i kön", 3: "Du är 3:e i kön", 12: "12:e", 21: "21:a"}, "fi": {2: "Olet jonossa 2.", 1: "Olet jonossa seuraavana"}} {
		b.submit("/", "/language", url.Values{"language": {lang}})
		for place, words := range want {
			o.group.InLine = place
			b.get("/groups/"+groupOne.String()).says(t, words)
		}
	}
}

func TestOma_Contact(t *testing.T) {
	t.Run("shows what was chosen, and says that an e-mail never says why", func(t *testing.T) {
		o := newOma(t)
		p := o.come(t).get("/contact")
		form, _ := p.form("/contact")
		if form.Get("email") != "testi@example.com" || form.Get("language") != "sv" {
			t.Errorf("the form has %v", form)
		}
		p.says(t, "The e-mail never says what it is about.", "Optional.")
	})
	t.Run("suggests the language of the page where nothing was chosen", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		o.notifications.set(func() { o.notifications.refuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		if form, ok := b.get("/contact").form("/contact"); !ok || form.Get("language") != "en" || form.Get("email") != "" {
			t.Errorf("the form has %v", form)
		}
	})
	t.Run("is saved, trimmed, for the young person", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		p := b.submit("/contact", "/contact", url.Values{"email": {" uusi@example.com "}, "language": {"fi"}})
		if p.header.Get("Location") != "/contact?after=77%2F77&done=saved" {
			t.Fatalf("answered %d to %q", p.status, p.header.Get("Location"))
		}
		sent := o.notifications.was(http.MethodPut)[0]
		if string(sent.body) != `{"email":"uusi@example.com","language":"fi"}` || sent.command == "" || o.actor(t, sent).ID != youthOne.String() {
			t.Errorf("notifications was asked %v", sent)
		}
		b.get(p.header.Get("Location")).says(t, "Saved.")
	})
	t.Run("says what is wrong at the field and in a summary, and keeps what was typed", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		open := b.get("/contact")
		o.notifications.set(func() {
			o.notifications.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "email", Code: "malformed-email"}}}
		})
		p := b.send(open, "/contact", url.Values{"email": {"not an address"}})
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("answered %d", p.status)
		}
		form, _ := p.form("/contact")
		before, _ := open.form("/contact")
		if form.Get("email") != "not an address" || form.Get("language") != "sv" || form.Get("command") == before.Get("command") {
			t.Errorf("the form has %v", form)
		}
		if said := text(p.root); strings.Count(said, "Check the address. It looks like this") != 2 || !strings.Contains(p.body, `href="#f-email"`) {
			t.Errorf("it says %q", said)
		}
	})
	t.Run("can be sent again when the service was away, with what was typed", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		open := b.get("/contact")
		o.notifications.server.Close()
		p := b.send(open, "/contact", url.Values{"email": {"uusi@example.com"}})
		again, ok := p.form("")
		before, _ := open.form("/contact")
		if p.status != http.StatusServiceUnavailable || !ok || again.Get("email") != "uusi@example.com" || again.Get("command") != before.Get("command") {
			t.Errorf("answered %d with %v", p.status, again)
		}
	})
}

func TestOma_Language(t *testing.T) {
	o := newOma(t)
	b := o.come(t)
	lang := func(p page) string { return attr(all(p.root, tag("html"))[0], "lang") }
	if got := lang(b.get("/")); got != "en" {
		t.Errorf("a browser that asks for English gets %s", got)
	}
	p := b.submit("/groups", "/language", url.Values{"language": {"sv"}})
	if cookie := cookieOf(p, "__Host-nivel-oma-language"); p.header.Get("Location") != "/groups" || cookie == nil || !cookie.HttpOnly || !cookie.Secure {
		t.Errorf("choosing Swedish leads to %q with %v", p.header.Get("Location"), cookie)
	}
	if got := lang(b.get("/groups")); got != "sv" {
		t.Errorf("it is %s then", got)
	}
	if p := b.submit("/groups", "/language", url.Values{"language": {"de"}}); p.status != http.StatusNotFound {
		t.Errorf("a language without texts answered %d", p.status)
	}
}
