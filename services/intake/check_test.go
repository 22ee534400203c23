package intake

import (
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func goodNotification() contracts.Notification {
	return contracts.Notification{
		ReceivedAt: noon.Add(-time.Hour), Channel: "phone", Content: "Huoli lapsen arjesta.",
		Child:    contracts.Child{FamilyName: "Testinen", GivenNames: "Tuisku", IdentityCode: "150508A9990", Municipality: "240", Language: "fi"},
		Reporter: contracts.Reporter{Body: "education", FamilyName: "Opettaja", GivenNames: "Outi"},
	}
}

func TestCheckNotification(t *testing.T) {
	if err := CheckNotification(goodNotification(), noon); err != nil {
		t.Fatalf("a good notification is refused: %v", err)
	}
	for name, c := range map[string]struct {
		change      func(*contracts.Notification)
		field, code string
	}{
		"no time of receipt":            {func(n *contracts.Notification) { n.ReceivedAt = time.Time{} }, "received_at", "required"},
		"received tomorrow":             {func(n *contracts.Notification) { n.ReceivedAt = noon.Add(24 * time.Hour) }, "received_at", "in-the-future"},
		"received before the act":       {func(n *contracts.Notification) { n.ReceivedAt = noon.AddDate(-20, 0, 0) }, "received_at", "too-old"},
		"no channel":                    {func(n *contracts.Notification) { n.Channel = "" }, "channel", "required"},
		"a channel nobody knows":        {func(n *contracts.Notification) { n.Channel = "owl" }, "channel", "unknown-code"},
		"no family name":                {func(n *contracts.Notification) { n.Child.FamilyName = " " }, "child.family_name", "required"},
		"a wrong check character":       {func(n *contracts.Notification) { n.Child.IdentityCode = "150508A9991" }, "child.identity_code", "identity-code-check"},
		"a wrong separator":             {func(n *contracts.Notification) { n.Child.IdentityCode = "150508G9990" }, "child.identity_code", "identity-code-separator"},
		"no such day":                   {func(n *contracts.Notification) { n.Child.IdentityCode = "310204A901D" }, "child.identity_code", "identity-code-date"},
		"too short a code":              {func(n *contracts.Notification) { n.Child.IdentityCode = "150508A999" }, "child.identity_code", "identity-code-length"},
		"a birth date that contradicts": {func(n *contracts.Notification) { n.Child.BirthDate = "2008-05-16" }, "child.birth_date", "birth-date-mismatch"},
		"a birth date that is none":     {func(n *contracts.Notification) { n.Child.BirthDate = "16.5.2008" }, "child.birth_date", "malformed-date"},
		"a birth date to come":          {func(n *contracts.Notification) { n.Child.IdentityCode = ""; n.Child.BirthDate = "2027-01-01" }, "child.birth_date", "in-the-future"},
		"a municipality nobody knows":   {func(n *contracts.Notification) { n.Child.Municipality = "999" }, "child.municipality", "unknown-code"},
		"no reporter body":              {func(n *contracts.Notification) { n.Reporter.Body = "" }, "reporter.body", "required"},
		"an anonymous reporter's name":  {func(n *contracts.Notification) { n.Anonymous = true; n.Reporter.Body = "private-person" }, "anonymous", "anonymous-with-name"},
		"an anonymous authority":        {func(n *contracts.Notification) { n.Anonymous = true; n.Reporter = contracts.Reporter{Body: "police"} }, "anonymous", "anonymous-only-private"},
		"secrecy without grounds":       {func(n *contracts.Notification) { n.Reporter.Secret = true }, "reporter.secrecy_grounds", "secrecy-grounds-missing"},
		"no content":                    {func(n *contracts.Notification) { n.Content = "\n" }, "content", "required"},
		"content without end":           {func(n *contracts.Notification) { n.Content = strings.Repeat("ä", maxContent+1) }, "content", "too-long"},
		"a NUL byte":                    {func(n *contracts.Notification) { n.Content = "a\x00b" }, "content", "unreadable-characters"},
		"a guardian without a name":     {func(n *contracts.Notification) { n.Guardians = []contracts.Guardian{{Relation: "äiti"}} }, "guardians.0.family_name", "required"},
		"another service's document":    {func(n *contracts.Notification) { n.ServiceTask = "family-law" }, "service_task", "unknown-code"},
	} {
		t.Run(name, func(t *testing.T) {
			n := goodNotification()
			c.change(&n)
			r, ok := refusal.As(CheckNotification(n, noon))
			if !ok || r.Kind != refusal.Invalid || len(r.Fields) != 1 || r.Fields[0] != (refusal.Field{Name: c.field, Code: c.code}) {
				t.Errorf("said %+v, want %s: %s alone", r, c.field, c.code)
			}
		})
	}
	t.Run("no identity code known is no error", func(t *testing.T) {
		n := goodNotification()
		n.Child.IdentityCode, n.Child.AgeText = "", "noin 12"
		if err := CheckNotification(n, noon); err != nil {
			t.Error(err)
		}
	})
}
