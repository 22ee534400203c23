package notifications

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

var someAddress = vault.Sealed{Key: "k", Cipher: []byte("c")}

func TestTell(t *testing.T) {
	post := Tell{Notice: notice, What: "plan-made", Link: "/", At: monday}
	with := func(m Mailing) Tell { post.Mail = m; return post }
	quiet, loud := owed, owed
	quiet.MailDue = false
	t.Run("owes a letter to who has an address, where letters are sent", func(t *testing.T) {
		estest.Of(t, Decider).When(with(Mailing{On: true, Address: true})).Then(loud)
		estest.Of(t, Decider).Given(ContactChosen{Address: someAddress, Language: "sv"}).When(with(Mailing{On: true})).Then(loud)
	})
	t.Run("owes none to others", func(t *testing.T) {
		estest.Of(t, Decider).When(with(Mailing{On: true})).Then(quiet)
		estest.Of(t, Decider).When(with(Mailing{Address: true})).Then(quiet)
		estest.Of(t, Decider).Given(ContactChosen{Address: someAddress}, ContactChosen{}).When(with(Mailing{On: true})).Then(quiet)
	})
}

func TestMarkRead(t *testing.T) {
	t.Run("reads everything so far, once", func(t *testing.T) {
		estest.Of(t, Decider).Given(owed).When(MarkRead{}).Then(NoticesRead{})
		estest.Of(t, Decider).Given(owed, NoticesRead{}).When(MarkRead{}).ThenNothing()
		estest.Of(t, Decider).When(MarkRead{}).ThenNothing()
	})
}

func TestSetContact(t *testing.T) {
	t.Run("without an address forgets what was still to be mailed", func(t *testing.T) {
		estest.Of(t, Decider).Given(ContactChosen{Address: someAddress}, owed, ContactChosen{Language: "fi"}).When(begin(ticket1, monday)).ThenNothing()
	})
	t.Run("with another address keeps it", func(t *testing.T) {
		estest.Of(t, Decider).Given(ContactChosen{Address: someAddress}, owed, ContactChosen{Address: someAddress}).When(begin(ticket1, monday)).Then(begun)
	})
}

func TestCheckContact(t *testing.T) {
	for _, x := range []struct {
		name, email, language string
		wrong                 []refusal.Field
	}{
		{"takes an address", "tuisku@example.org", "fi", nil},
		{"takes none at all", "", "en", nil},
		{"refuses a name", "Tuisku <tuisku@example.org>", "sv", []refusal.Field{{Name: "email", Code: "malformed-email"}}},
		{"refuses a second address", "a@example.org,b@example.org", "sv", []refusal.Field{{Name: "email", Code: "malformed-email"}}},
		{"refuses a line of its own", "a@example.org\r\nBcc: b@example.org", "sv", []refusal.Field{{Name: "email", Code: "malformed-email"}}},
		{"refuses what lacks a domain", "tuisku", "sv", []refusal.Field{{Name: "email", Code: "malformed-email"}}},
		{"refuses what is too long", strings.Repeat("a", 243) + "@example.org", "sv", []refusal.Field{{Name: "email", Code: "too-long"}}},
		{"refuses an unknown language", "", "se", []refusal.Field{{Name: "language", Code: "unknown-code"}}},
		{"requires a language", "", "", []refusal.Field{{Name: "language", Code: "required"}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			r, _ := refusal.As(CheckContact(contracts.Contact{Email: x.email, Language: x.language}))
			if !reflect.DeepEqual(r.Fields, x.wrong) {
				t.Errorf("said %v, want %v", r.Fields, x.wrong)
			}
		})
	}
}

// FuzzCheckContact: what is taken becomes one recipient of one letter and
// nothing else of its headers.
func FuzzCheckContact(f *testing.F) {
	for _, s := range []string{"a@example.org", "a@b", "a b@example.org", "\"a\"@example.org", "a@[127.0.0.1]", "ä@example.org", "a@example.org\nX: y", "<a@example.org>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if CheckContact(contracts.Contact{Email: s, Language: "fi"}) != nil || s == "" {
			return
		}
		m, err := (&counter{from: "noreply@example.org"}).message(envelope{To: vault.Plain(s), MessageID: "m@example.org", Date: monday})
		if err != nil {
			t.Fatalf("taken, and no letter can be sent to it: %v", err)
		}
		to, err := m.GetRecipients()
		if err != nil || !slices.Equal(to, []string{"<" + s + ">"}) {
			t.Fatalf("the letter goes to %d others, %v", len(to), err)
		}
	})
}

func TestInboxes(t *testing.T) {
	t.Run("show the newest first, whatever order facts come in, and no more than fit a page", func(t *testing.T) {
		var row Row
		for i := range shown + 10 {
			at := monday.Add(time.Duration((i*37)%(shown+10)) * time.Minute)
			row = applyRow(row, es.Recorded{}, NoticePosted{Notice: es.ID{byte(i)}, At: at})
		}
		for i := 1; i < len(row.Notices); i++ {
			if row.Notices[i].At.After(row.Notices[i-1].At) {
				t.Errorf("notice %d is newer than the one before", i)
			}
		}
		if len(row.Notices) != shown || row.Unread != shown+10 || !row.Notices[0].At.Equal(monday.Add((shown+9)*time.Minute)) {
			t.Errorf("%d notices, %d unread, the first of %s", len(row.Notices), row.Unread, row.Notices[0].At)
		}
		row = applyRow(row, es.Recorded{}, NoticesRead{})
		if row.Unread != 0 || slices.ContainsFunc(row.Notices, func(n contracts.Notice) bool { return !n.Read }) {
			t.Error("something is unread after reading")
		}
	})
	t.Run("list who is owed a letter by the earliest attempt", func(t *testing.T) {
		row := Row{Inbox: Inbox{Owed: []Letter{{Next: monday.Add(time.Hour)}, {Next: monday}}}}
		if got := indexRow("w-aino", row); len(got) != 1 || got[0].Set != viewOwed || got[0].Score != scoreOf(monday) {
			t.Errorf("stands in %+v", got)
		}
		if got := indexRow("w-aino", Row{}); got != nil {
			t.Errorf("who is owed nothing stands in %+v", got)
		}
	})
}
