package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// filled is a form that somebody filled in.
func filled() url.Values {
	return url.Values{
		"received_date": {"16.11.2026"}, "received_time": {"9.15"}, "channel": {"phone"},
		"child.family_name": {"Virtasalo"}, "child.given_names": {"Venla Testi"}, "identity": {"known"}, "child.identity_code": {" 010514a900l "},
		"child.municipality": {"kittilä"}, "child.language": {"fi"}, "child.address": {"Keksitty tie 4"}, "child.non_disclosure": {"yes"},
		"guardians.1.family_name": {"Virtasalo"}, "guardians.1.given_names": {"Aada"}, "guardians.1.relation": {"äiti"},
		"reporter.body": {"education"}, "reporter.family_name": {"Opettavainen"}, "reporter.secret": {"yes"}, "reporter.secrecy_grounds": {"Pelkää."},
		"content": {"Väsynyt.\r\nIlman eväitä."}, "child_told": {"no"}, "guardian_told": {"unknown"},
	}
}

func TestRegisterNotification(t *testing.T) {
	t.Run("sends what was typed, and leads to the matter", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		p := b.submit("/notifications/new", "/notifications", filled())
		if want := "/matters/" + matterOne.String() + "?after=1042%2F1042&done=registered"; p.status != http.StatusSeeOther || p.header.Get("Location") != want {
			t.Fatalf("answered %d, to %q", p.status, p.header.Get("Location"))
		}
		var n contracts.Notification
		if err := json.Unmarshal(d.intake.commands()[0].body, &n); err != nil {
			t.Fatal(err)
		}
		no := false
		want := contracts.Notification{
			ReceivedAt: monday, Channel: "phone",
			Child:     contracts.Child{FamilyName: "Virtasalo", GivenNames: "Venla Testi", IdentityCode: "010514A900L", Municipality: "261", Language: "fi", Address: "Keksitty tie 4", NonDisclosure: true},
			Guardians: []contracts.Guardian{{FamilyName: "Virtasalo", GivenNames: "Aada", Relation: "äiti"}},
			Reporter:  contracts.Reporter{Body: "education", FamilyName: "Opettavainen", Secret: true, SecrecyGrounds: "Pelkää."},
			Content:   "Väsynyt.\nIlman eväitä.", ChildTold: &no,
		}
		if !n.ReceivedAt.Equal(want.ReceivedAt) {
			t.Errorf("received at %s", n.ReceivedAt)
		}
		n.ReceivedAt = want.ReceivedAt
		got, _ := json.Marshal(n)
		expected, _ := json.Marshal(want)
		if string(got) != string(expected) {
			t.Errorf("sent %s\nnot  %s", got, expected)
		}
		b.get(p.header.Get("Location")).says(t, "The notification is registered")
	})
	t.Run("is one command however often the form is sent", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		open := b.get("/notifications/new")
		b.send(open, "/notifications", filled())
		b.send(open, "/notifications", filled())
		asked := d.intake.commands()
		if len(asked) != 2 || asked[0].command == "" || asked[0].command != asked[1].command {
			t.Errorf("the commands are %q and %q", asked[0].command, asked[1].command)
		}
	})
	t.Run("sends birth date or age when there is no identity code", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		form := filled()
		form["identity"], form["child.birth_date"], form["child.age_text"] = []string{"unknown"}, []string{"1.5.2014"}, []string{"noin 12"}
		b.submit("/notifications/new", "/notifications", form)
		var n contracts.Notification
		if err := json.Unmarshal(d.intake.commands()[0].body, &n); err != nil {
			t.Fatal(err)
		}
		if n.Child.IdentityCode != "" || n.Child.BirthDate != "2014-05-01" || n.Child.AgeText != "noin 12" {
			t.Error("the child is not as typed")
		}
	})
	t.Run("keeps the command when intake does not answer, so that it can be sent again", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		open := b.get("/notifications/new")
		before, _ := open.form("/notifications")
		d.intake.server.Close()
		p := b.send(open, "/notifications", filled())
		after, _ := p.form("/notifications")
		if p.status != http.StatusServiceUnavailable || before.Get("command") != after.Get("command") || after.Get("content") == "" {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "The service did not answer. All that you typed is still on this page.")
	})
}

// TestRegisterNotification_GuardianOfWhomOnlyTheNonDisclosureIsKnown is not dropped:
// intake hears of them and says what is missing.
func TestRegisterNotification_GuardianOfWhomOnlyTheNonDisclosureIsKnown(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-oskari")
	d.intake.set(func() {
		d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "guardians.0.family_name", Code: "required"}}}
	})
	form := filled()
	for name := range form {
		if strings.HasPrefix(name, "guardians.") {
			form.Del(name)
		}
	}
	form.Set("guardians.1.non_disclosure", "yes")
	p := b.submit("/notifications/new", "/notifications", form)
	var n contracts.Notification
	if err := json.Unmarshal(d.intake.last().body, &n); err != nil {
		t.Fatal(err)
	}
	if len(n.Guardians) != 1 || n.Guardians[0] != (contracts.Guardian{NonDisclosure: true}) {
		t.Errorf("intake heard of %+v", n.Guardians)
	}
	p.pointsTo(t, "guardians-1-family_name", "Enter the guardian’s family name")
	if kept, _ := p.form("/notifications"); kept.Get("guardians.1.non_disclosure") != "yes" {
		t.Error("the tick is gone")
	}
}

func TestRegisterNotification_SaysWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-oskari")
	t.Run("where the form itself cannot be read", func(t *testing.T) {
		form := filled()
		form["received_date"], form["received_time"], form["child.municipality"], form["child.identity_code"] = []string{"32.1.2026"}, []string{"9"}, []string{"Nowhere"}, []string{""}
		p := b.submit("/notifications/new", "/notifications", form)
		if p.status != http.StatusUnprocessableEntity || len(d.intake.commands()) > 0 {
			t.Errorf("answered %d", p.status)
		}
		for field, words := range map[string]string{
			"received_date": "Write the date as 19.11.2026", "child-identity_code": "Enter the child’s identity code", "child-municipality": "There is no municipality of that name",
		} {
			p.pointsTo(t, field, words)
		}
	})
	t.Run("where intake refuses, under the names of the form", func(t *testing.T) {
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{
				{Name: "received_at", Code: "in-the-future"}, {Name: "guardians.0.family_name", Code: "required"}, {Name: "content", Code: "required"}, {Name: "child.phone", Code: "brand-new"},
			}}
		})
		p := b.submit("/notifications/new", "/notifications", filled())
		for field, words := range map[string]string{
			"received_date": "This is in the future", "guardians-1-family_name": "Enter the guardian’s family name", "content": "Write what the worry is", "child-phone": "code brand-new",
		} {
			p.pointsTo(t, field, words)
		}
		if title := text(all(p.root, tag("title"))[0]); !strings.HasPrefix(title, "Error:") {
			t.Errorf("the title is %q", title)
		}
	})
}

// pointsTo fails the test unless the summary says words and leads to the field,
// and the field is marked and described by them.
func (p page) pointsTo(t *testing.T, field, words string) {
	t.Helper()
	id := "f-" + field
	var linked, described bool
	for _, n := range all(p.root, func(*html.Node) bool { return true }) {
		linked = linked || attr(n, "href") == "#"+id && strings.Contains(text(n), words)
		if attr(n, "id") == id {
			described = attr(n, "aria-invalid") == "true" && strings.Contains(attr(n, "aria-describedby"), id+"-error")
		}
	}
	if !linked || !described {
		t.Errorf("%s: linked from the summary %v, marked %v", field, linked, described)
	}
}

func TestRegisterNotification_KeepsEverythingTyped(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-oskari")
	open := b.get("/notifications/new")
	empty, _ := open.form("/notifications")
	token := empty.Get("form-token")
	texts := []string{"received_time", "child.family_name", "child.given_names", "child.identity_code", "child.birth_date", "child.age_text",
		"child.municipality", "child.address", "child.phone", "child.lives_with", "guardians.0.family_name", "guardians.1.phone", "reporter.title",
		"reporter.secrecy_grounds", "content", "told_more", "source_ref"}
	typed := rapid.StringMatching(`[ -~äöåÄÖÅ€’<>&"'\n]{0,40}`)
	rapid.Check(t, func(rt *rapid.T) {
		form := url.Values{"form-token": {token}, "received_date": {"not a date"}, "command": {"x"}}
		for _, name := range texts {
			form.Set(name, strings.ReplaceAll(typed.Draw(rt, name), "\n", "\r\n"))
		}
		form.Set("identity", rapid.SampledFrom([]string{"known", "unknown"}).Draw(rt, "identity"))
		form.Set("channel", rapid.SampledFrom(contracts.Channels()).Draw(rt, "channel"))
		form.Set("reporter.body", rapid.SampledFrom(contracts.ReporterBodies()).Draw(rt, "body"))
		form.Set("child_told", rapid.SampledFrom([]string{"yes", "no", "unknown"}).Draw(rt, "told"))
		if rapid.Bool().Draw(rt, "secret") {
			form.Set("reporter.secret", "yes")
		}
		p := b.post("/notifications", form)
		kept, ok := p.form("/notifications")
		if !ok || p.status != http.StatusUnprocessableEntity {
			rt.Fatalf("answered %d", p.status)
		}
		for name := range form {
			if name == "form-token" || name == "command" {
				continue
			}
			if got, want := normal(kept.Get(name)), normal(form.Get(name)); got != want {
				rt.Fatalf("%s holds %q, not %q", name, got, want)
			}
		}
		if kept.Get("reporter.secret") != form.Get("reporter.secret") {
			rt.Fatal("the choice of secrecy is lost")
		}
	})
}

// normal writes line ends as a browser does when it reads a page.
func normal(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
