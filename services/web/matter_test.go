package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

var matterOnePath = "/matters/" + matterOne.String()

func TestMatterPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	p := b.get(matterOnePath)
	t.Run("says who, how old, what to mind, whose and what next, in a strip", func(t *testing.T) {
		strip := all(p.root, func(n *html.Node) bool { return attr(n, "class") == "strip" })
		said := text(strip[0])
		for _, want := range []string{"Virtasalo, Venla Testi", "12 years", "born 1 May 2014", "Non-disclosure for safety", "Nobody yet", "Assess urgency", "Overdue"} {
			if !strings.Contains(said, want) {
				t.Errorf("the strip %q does not say %q", said, want)
			}
		}
	})
	t.Run("says what the notification says", func(t *testing.T) {
		p.says(t, "Venla on ollut syyskuusta", "010514A900L", "Kittilä", "Keksitty tie 4 A 5", "luokanopettaja", "must not be given to the parties", "Pelkää yhteydenottoja")
	})
	t.Run("proves a deadline day by day", func(t *testing.T) {
		p.says(t, "Assessment starts at latest", "Wednesday 25 November 2026", "Child Welfare Act 417/2007, section 26, subsection 5", "the day it became pending is not counted")
		rows := all(p.root, func(n *html.Node) bool { return n.Data == "tr" && strings.Contains(text(n), "Sat 21 Nov 2026") })
		if len(rows) != 1 || text(rows[0]) != "Sat 21 Nov 2026 – Saturday" {
			t.Errorf("%d rows for the Saturday", len(rows))
		}
	})
	t.Run("tells what happened, who did it, why, and what the law said", func(t *testing.T) {
		p.says(t, "Notification registered, matter pending", "Oskari Lampisuo", "Ei välitöntä vaaraa", "On the day it became pending Yes")
	})
	t.Run("has ids that are each used once, and labels that lead to them", func(t *testing.T) {
		ids := map[string]int{}
		for _, n := range all(p.root, func(n *html.Node) bool { return has(n, "id") }) {
			ids[attr(n, "id")]++
		}
		for id, times := range ids {
			if times > 1 {
				t.Errorf("%s is used %d times", id, times)
			}
		}
		for _, n := range all(p.root, func(n *html.Node) bool { return has(n, "for") }) {
			if ids[attr(n, "for")] != 1 {
				t.Errorf("a label leads to %q, which is not there", attr(n, "for"))
			}
		}
	})
	t.Run("offers what the reader may do, and nothing else", func(t *testing.T) {
		d.intake.set(func() { d.intake.matter.May = []string{"take"} })
		p := b.get(matterOnePath)
		if _, ok := p.form(matterOnePath + "/take"); !ok {
			t.Error("taking is not offered")
		}
		for _, act := range []string{"urgency", "start", "outcome", "hand"} {
			if _, ok := p.form(matterOnePath + "/" + act); ok {
				t.Errorf("%s is offered", act)
			}
		}
	})
	t.Run("says that the assessment is complete, and in what it ended", func(t *testing.T) {
		d.intake.set(func() {
			m := &d.intake.matter
			m.May, m.State, m.Next = nil, "completed", ""
			m.Timeline = append(m.Timeline, contracts.Happened{
				What: "intake.assessment-completed.v1", At: now, By: "w-aino", Text: "Tuki jatkuu.", Facts: map[string]string{"outcome": "aftercare", "late": "false"},
			})
		})
		p := b.get(matterOnePath)
		p.says(t, "State Assessment complete", "Service needs assessment completed", "Outcome Aftercare", "Tuki jatkuu.")
		if strings.Contains(text(p.root), "after the deadline") {
			t.Error("it is said to be late")
		}
	})
	t.Run("cannot be found for what is no matter's id", func(t *testing.T) {
		if p := b.get("/matters/nonsense"); p.status != http.StatusNotFound {
			t.Errorf("answered %d", p.status)
		}
	})
}

func TestActs(t *testing.T) {
	for name, test := range map[string]struct {
		act    string
		fields url.Values
		asked  string
		body   string
		atPage bool // sent with the revision that the page shows
	}{
		"assess urgency":    {"urgency", url.Values{"urgent": {"yes"}, "grounds": {"Vaara."}}, "POST /urgency", `{"urgent":true,"grounds":"Vaara."}`, true},
		"start":             {"start", url.Values{"start": {"yes"}}, "POST /start", `{"start":true}`, true},
		"do not start":      {"start", url.Values{"start": {"no"}, "grounds": {"Turha."}}, "POST /start", `{"start":false,"grounds":"Turha."}`, true},
		"complete":          {"outcome", url.Values{"outcome": {"aftercare"}, "grounds": {"Tuki jatkuu."}}, "POST /outcome", `{"outcome":"aftercare","grounds":"Tuki jatkuu."}`, true},
		"take":              {"take", nil, "POST /holder", `{}`, false},
		"hand to colleague": {"hand", url.Values{"worker": {"w-elin"}, "note": {"Ole hyvä."}}, "PUT /holder", `{"worker":"w-elin","note":"Ole hyvä."}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			p := d.signedIn(t, "w-aino").submit(matterOnePath, matterOnePath+"/"+test.act, test.fields)
			want := matterOnePath + "?after=1042%2F1042&done=" + test.act
			if test.act == "hand" { // whoever gave it away may have no more to do with it
				want = "/inbox?after=1042%2F1042&done=hand"
			}
			if p.header.Get("Location") != want {
				t.Errorf("answered %d, to %q", p.status, p.header.Get("Location"))
			}
			got := d.intake.commands()[0]
			method, path, _ := strings.Cut(test.asked, " ")
			if got.method != method || got.path != matterOnePath+path || string(got.body) != test.body || got.command == "" {
				t.Errorf("asked %s %s %s", got.method, got.path, got.body)
			}
			if (got.ifMatch == `"3"`) != test.atPage {
				t.Errorf("sent at revision %q", got.ifMatch)
			}
		})
	}
}

func TestActs_Refused(t *testing.T) {
	urgency := url.Values{"urgent": {"yes"}, "grounds": {"Kirjoitin <tämän> jo."}}
	t.Run("say who was first", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Conflict, Code: "taken", Detail: map[string]string{"holder": "w-elin"}}
		})
		p := d.signedIn(t, "w-aino").submit(matterOnePath, matterOnePath+"/take", nil)
		if p.status != http.StatusConflict {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "A colleague has the matter: Elin Björkskog.")
	})
	t.Run("show the matter as it is now above the form as it was typed, ready to be sent again", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(matterOnePath)
		first, _ := open.form(matterOnePath + "/urgency")
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Conflict, Code: "changed-since"}
			d.intake.matter.Revision, d.intake.matter.Holder = 9, "w-elin"
		})
		p := b.send(open, matterOnePath+"/urgency", urgency)
		p.says(t, "The matter has changed since you opened the page", "Elin Björkskog")
		again, _ := p.form(matterOnePath + "/urgency")
		if again.Get("grounds") != urgency.Get("grounds") || again.Get("urgent") != "yes" {
			t.Error("what was typed is lost")
		}
		if again.Get("if") != "9" || again.Get("command") == first.Get("command") {
			t.Errorf("it would be sent again at revision %s", again.Get("if"))
		}
	})
	t.Run("keep what was typed when the act is no longer possible", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(matterOnePath)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "already-decided"}
			d.intake.matter.May = nil
		})
		b.send(open, matterOnePath+"/urgency", urgency).says(t, "The assessment has been decided on already.", "You wrote: Kirjoitin <tämän> jo.")
	})
	t.Run("name the provision", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "not-social-worker", Law: "LSL 417/2007 26 § 4 mom"}
		})
		p := d.signedIn(t, "w-oskari").submit(matterOnePath, matterOnePath+"/start", url.Values{"start": {"yes"}})
		if p.status != http.StatusForbidden {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "This decision is made by a social worker.", "Child Welfare Act 417/2007, section 26, subsection 4")
	})
	t.Run("point to the field, in this form and no other", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "grounds", Code: "required"}}}
		})
		p := d.signedIn(t, "w-aino").submit(matterOnePath, matterOnePath+"/urgency", url.Values{"urgent": {"no"}})
		p.pointsTo(t, "urgency-grounds", "Write the grounds")
		if strings.Contains(p.body, `id="f-start-grounds-error"`) {
			t.Error("the other form is marked too")
		}
	})
	t.Run("ask for the choice before anything is sent", func(t *testing.T) {
		d := newDesk(t)
		for act, words := range map[string]string{"urgency": "Choose whether the need is urgent", "start": "Choose whether the assessment starts", "outcome": "Choose what the assessment ended in", "hand": "Choose to whom"} {
			d.signedIn(t, "w-aino").submit(matterOnePath, matterOnePath+"/"+act, url.Values{"worker": {""}}).says(t, words)
		}
		if len(d.intake.commands()) > 0 {
			t.Error("intake was asked")
		}
	})
	t.Run("can be sent again, as the same command, when intake did not answer", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(matterOnePath)
		first, _ := open.form(matterOnePath + "/urgency")
		d.intake.server.Close()
		p := b.send(open, matterOnePath+"/urgency", urgency)
		again, ok := p.form("")
		if p.status != http.StatusServiceUnavailable || !ok || again.Get("command") != first.Get("command") || again.Get("grounds") != urgency.Get("grounds") || again.Get("if") != "3" {
			t.Errorf("answered %d with %d fields", p.status, len(again))
		}
		p.says(t, "Send again", "You wrote: Kirjoitin <tämän> jo.")
	})
}

func TestWhatPeopleWroteIsNeverMarkup(t *testing.T) {
	const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>"'</textarea>`
	d := newDesk(t)
	d.intake.set(func() {
		m := &d.intake.matter
		m.ChildName, m.Notification.Content, m.Timeline[2].Text = evil, evil, evil
		m.Notification.Child = contracts.Child{FamilyName: evil, GivenNames: evil, Address: evil, Phone: evil, LivesWith: evil, IdentityCode: evil, BirthDate: evil, AgeText: evil, Municipality: evil, Language: evil}
		m.Notification.Reporter = contracts.Reporter{Body: evil, FamilyName: evil, Title: evil, Organisation: evil, Phone: evil, Secret: true, SecrecyGrounds: evil}
		d.intake.list.Rows[0].ChildName, d.intake.list.Rows[0].ReporterBody = evil, evil
	})
	b := d.signedIn(t, "w-aino")
	form := filled()
	form.Set("received_date", evil)
	form.Set("content", evil)
	for name, p := range map[string]page{"matter": b.get(matterOnePath), "inbox": b.get("/inbox"), "form": b.submit("/notifications/new", "/notifications", form)} {
		for _, n := range all(p.root, func(n *html.Node) bool { return n.Data == "script" && !has(n, "src") || n.Data == "img" }) {
			t.Errorf("%s: it became <%s>", name, n.Data)
		}
		if !strings.Contains(text(p.root), "<script>alert(1)</script>") && name != "form" {
			t.Errorf("%s: it is not shown", name)
		}
	}
}

// TestMatter_DeniedAsTheServiceSays: what intake says no with is what is shown.
func TestMatter_DeniedAsTheServiceSays(t *testing.T) {
	for _, test := range []struct {
		no     refusal.Refusal
		status int
		said   string
	}{
		{refusal.Refusal{Kind: refusal.Forbidden, Code: "no-relation", Law: "703/2023 9 §"}, http.StatusForbidden, "You have no relation to this client"},
		{refusal.Refusal{Kind: refusal.Busy, Code: "use-log-unavailable"}, http.StatusServiceUnavailable, "Every viewing of client information is noted"},
		{refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}, http.StatusNotFound, "Page not found"},
	} {
		t.Run(test.no.Code, func(t *testing.T) {
			d := newDesk(t)
			d.intake.set(func() { d.intake.matterRefuse = &test.no })
			p := d.signedIn(t, "w-aino").get(matterOnePath)
			if p.status != test.status {
				t.Errorf("answered %d", p.status)
			}
			p.says(t, test.said)
		})
	}
	t.Run("a list says why it is empty", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.listRefuse = &refusal.Refusal{Kind: refusal.Busy, Code: "use-log-unavailable"} })
		p := d.signedIn(t, "w-aino").get("/inbox")
		if p.status != http.StatusServiceUnavailable {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "This cannot be shown right now, as the viewing cannot be noted", "Try again")
	})
	t.Run("what a safety non-disclosure hides is said to be hidden", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.matter.Withheld = true })
		d.signedIn(t, "w-aino").get(matterOnePath).says(t, "shown only to whoever handles the matter")
	})
}
