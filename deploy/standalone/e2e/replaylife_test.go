//go:build e2e

package e2e

import (
	"net/http"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// secondCode is an identity code that is recorded of the young person later.
const secondCode = "150508A998Y"

// live is their everyday life, with who is around them, and what their worker does
// with who they are: each written in words of its own, and looked at.
func (m *private) live(aino *edge.Client) {
	at, today := "/cases/"+m.ids["case"], calendar.On(time.Now())
	post[contracts.Receipt](m.t, aino, at+"/daily/contacts", contracts.NewContact{Day: today, Offered: "in-person", Chosen: "online", Note: inWords["contact"]})
	post[contracts.Receipt](m.t, aino, at+"/daily/ratings", contracts.NewRating{Of: "own", Points: 4, Day: today, Words: inWords["rating"]})
	post[contracts.Receipt](m.t, aino, at+"/daily/housing", contracts.NewHousingNeed{What: "no-home", Opened: today, Detail: inWords["housing"]})
	post[contracts.Receipt](m.t, aino, at+"/network/ties", contracts.NewTie{Kind: "friend", Closeness: 1, Name: inWords["tie"]})
	post[contracts.Receipt](m.t, aino, at+"/consent/permit", contracts.Permit{Permitted: true})
	post[contracts.HandoverFile](m.t, aino, at+"/handover/file", contracts.HandoverFileFor{
		ToArea: "08", Documents: []string{"summary"}, FamilyName: "Kanarianen", GivenNames: "Siipikarja", IdentityCode: secondCode,
	})
	intake := m.at(m.s.api, "w-aino", access.SocialWorker)
	post[contracts.Receipt](m.t, intake, "/people/"+m.ids["person"]+"/identity/code", contracts.IdentityCode{IdentityCode: secondCode})
	eventually(m.t, 30*time.Second, "the second code", func() bool {
		codes := fetch[contracts.IdentityCodes](m.t, intake, "/people/"+m.ids["person"]+"/identity/codes", nil).Codes
		return slices.ContainsFunc(codes, func(c contracts.IdentityCodeOnce) bool { return c.Code == secondCode && c.Current })
	})
	for _, page := range []string{at + "/daily", at + "/network", "/people/" + m.ids["person"] + "/identity"} {
		m.desk.do(http.MethodGet, page, nil)
	}
	for _, page := range []string{"/daily", "/network"} {
		m.oma.do(http.MethodGet, page, nil)
	}
	m.lived(aino)
}

// inWords is what was written, one of the canaries in each.
var inWords = map[string]string{"contact": "Pajulintu soitti.", "rating": "Västäräkki väsyi.", "housing": "Tikankolo on liian kallis.", "tie": "Rautiainen"}

// lived fails the test unless their worker reads each of the words again: what is not
// there could tell nobody anything.
func (m *private) lived(aino *edge.Client) {
	m.t.Helper()
	life := fetch[contracts.DailyLife](m.t, aino, "/cases/"+m.ids["case"]+"/daily", nil)
	people := fetch[contracts.Network](m.t, aino, "/cases/"+m.ids["case"]+"/network", nil).People
	rated := slices.ContainsFunc(life.Ratings, func(r contracts.WellbeingRating) bool { return r.Words == inWords["rating"] })
	if len(life.Contacts) != 1 || life.Contacts[0].Note != inWords["contact"] || !rated || len(life.Housing) != 1 || life.Housing[0].Detail != inWords["housing"] ||
		len(people) != 1 || people[0].Name != inWords["tie"] {
		m.t.Fatal("their worker does not read what was written of everyday life")
	}
	for what, said := range inWords {
		if theirs(said) == "" {
			m.t.Errorf("what was written of a %s has no canary", what)
		}
	}
}
