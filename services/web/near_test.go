package web_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/services/web"
)

// ownOf returns who a service was told somebody is in private.
func (d *desk) ownOf(t testing.TB, bearer string) access.Own {
	t.Helper()
	tokens, err := edge.NewTokens([]byte(strings.Repeat("k", 32)), d.clock)
	if err != nil {
		t.Fatal(err)
	}
	_, own, err := tokens.VerifyFor(strings.TrimPrefix(bearer, "Bearer "))
	if err != nil {
		t.Fatal(err)
	}
	return own
}

// TestSession_ServicesHearWhoAWorkerIsInPrivate: of a listed worker and of one whom
// claims make; sealed, so that no header has the name in it.
func TestSession_ServicesHearWhoAWorkerIsInPrivate(t *testing.T) {
	for why, rules := range map[string]area.WorkerClaims{
		"listed": {},
		"by claims": {Grants: []area.Grant{
			{Claim: "name", Value: "Aino Virtaharju", Role: access.SocialWorker, Unit: "intake-south", Tasks: []access.Task{access.ChildProtection}},
		}},
	} {
		d := newDesk(t)
		o := options(t, d)
		o.Area.SignIn.Workers = rules
		if rules.Grants != nil {
			o.Area.Workers = nil
		}
		service, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		d.Config.Handler = service.Handler()
		d.signedIn(t, "w-aino").get("/inbox")
		bearer := d.intake.last().bearer
		if d.ownOf(t, bearer).FamilyName != "Virtaharju" {
			t.Errorf("%s: intake is not told the family name", why)
		}
		for _, part := range strings.Split(bearer, ".") {
			if plain, _ := base64.RawURLEncoding.DecodeString(part); strings.Contains(string(plain), "Virtaharju") {
				t.Errorf("%s: the token says the name", why)
			}
		}
	}
}

// TestReportPage_SaysThatANameIsAHint: in what somebody seemed near, of an alert and of
// a look, and that it proves nothing.
func TestReportPage_SaysThatANameIsAHint(t *testing.T) {
	d := newDesk(t)
	d.oversight.set(func() {
		d.oversight.report.Alerts = append(d.oversight.report.Alerts, contracts.Alert{
			Kind: "near-data", Actor: "w-aino", Unit: "intake-north", Persons: 1, Looks: 2, First: now, Last: now, Near: []string{"own-family-name", "own-address"},
		})
		d.oversight.looks.Looks[0].Near = []string{"own-family-name"}
	})
	b := d.signedIn(t, "w-tuula")
	p := b.get("/oversight")
	p.says(t, "Same name or address", "Aino Virtaharju", "The same family name as the worker, or a part of it, The same address as the worker", "Only a hint", "Data opened without a relation")
	if strings.Count(text(p.root), "Only a hint") != 1 {
		t.Error("the hint is not with the alert that it is about")
	}
	b.get("/oversight/worker?worker=w-elin").says(t, "The same family name as the worker")
}
