package transitions_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

var support = contracts.NewDecision{
	About: "support", Granted: true, Service: "93", What: "Canarywhat", Grounds: "Canarygrounds", From: day, Until: calendar.MustParse("2027-05-31"),
}

// TestTransitions_ADecision is made, served, paid from what was reserved, read by
// the young person and exported, on real servers.
func TestTransitions_ADecision(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	do(c, "w-aino", id, "decisions", support)
	do(c, "w-aino", id, "funds", contracts.Reserve{Month: "2026-11", Incomes: []contracts.Income{{Of: "maintenance", Cents: 19000}, {Of: "child-benefit", Cents: 9488}}, Reserved: 7600})
	pay := contracts.NewDecision{About: "funds", Granted: true, What: "Canarypaid", Grounds: "Canarygrounds", From: calendar.MustParse("2031-05-15"), Cents: 7601}
	_, err := try(c, "w-aino", id, "decisions", pay)
	c.refused(err, "above-balance")
	pay.Cents, pay.From = 7600, calendar.MustParse("2031-05-16")
	_, err = try(c, "w-aino", id, "decisions", pay)
	c.refused(err, "after-23")
	pay.From = calendar.MustParse("2031-05-15")
	do(c, "w-aino", id, "decisions", pay)

	seen := c.see("w-aino", id)
	if len(seen.Decisions) != 2 || seen.Decisions[0].What != "Canarywhat" || seen.Decisions[0].By != "w-aino" || !seen.Decisions[0].ClaimBy.IsZero() ||
		!strings.Contains(seen.Decisions[0].Appeal["sv"], "omprövning") || !strings.Contains(seen.Decisions[0].Appeal["fi"], "oikaisua") {
		t.Fatalf("the decisions are %+v", seen.Decisions)
	}
	if f := seen.Funds; f == nil || f.Reserved != 7600 || f.Paid != 7600 || f.Balance != 0 || f.Months[0].Minimum != 7600 || f.Months[0].Counted != 19000 {
		t.Errorf("the statement says %+v", f)
	}
	first := seen.Decisions[0].Decision
	do(c, "w-aino", id, "decisions/"+first.String()+"/service", contracts.Service{How: "letter", Sent: day})
	_, err = try(c, "w-aino", id, "decisions/"+first.String()+"/service", contracts.Service{How: "letter", Sent: day})
	c.refused(err, "already-served")
	mine := c.mine(someone)
	if len(mine.Decisions) != 2 || mine.Decisions[0].Known.String() != "2026-11-30" || mine.Decisions[0].ClaimBy.String() != "2026-12-30" || mine.Funds == nil {
		t.Errorf("the young person sees %+v", mine.Decisions)
	}

	who := contracts.DocumentOf{
		FamilyName: "Virtasalo", GivenNames: "Venla", IdentityCode: "nonsense", Language: "fi", Street: "Katu 1", Postcode: "00001", PostOffice: "Keksilä", Phone: "000",
	}
	_, err = c.export("w-aino", id, first, who)
	c.refused(err, "identity-code-check")
	who.IdentityCode = "010190-900P"
	document, err := c.export("w-aino", id, first, who)
	if err != nil || !strings.HasPrefix(document.Structure, "1.2.246.537.6.1506.11059") || !json.Valid([]byte(document.Content)) || !strings.Contains(document.Content, "Canarywhat") {
		t.Errorf("exported %s %s, %v", document.Structure, document.Content, err)
	}
	_, err = c.export("w-henri", id, first, who)
	c.refused(err, "not-found")
}

func (c *county) export(who string, id, decision es.ID, of contracts.DocumentOf) (contracts.NationalDocument, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.NationalDocument](c.Context(), c.as(who), edge.Request{
		Method: "POST", Path: "/cases/" + id.String() + "/decisions/" + decision.String() + "/document", Body: of, Command: es.NewID(),
	})
	return out, err
}

// TestTransitions_WhoMayDecide: a social worker; a counsellor or a manager where
// the area's rules of procedure say so, and nowhere else.
func TestTransitions_WhoMayDecide(t *testing.T) {
	decides := func(delegations ...access.Delegation) (held, led string) {
		was := testArea
		defer func() { testArea = was }()
		testArea.Delegations = delegations
		testArea.Workers = slices.Clone(was.Workers)
		for i, w := range testArea.Workers {
			if w.Role == access.Manager {
				testArea.Workers[i].Classes = append(slices.Clone(w.Classes), access.BroadResponsibility)
			}
		}
		c := newCounty(t)
		id := c.planned()
		do(c, "w-aino", id, "closing", contracts.Closing{Reason: "own-wish", Grounds: "x"})
		do(c, "w-oskari", id, "return", struct{}{}) // now it is the counsellor's
		_, err := try(c, "w-oskari", id, "decisions", support)
		held = codeOf(err)
		_, err = try(c, "w-maria", id, "decisions", support)
		return held, codeOf(err)
	}
	if held, led := decides(); held != "not-allowed" || led != "not-allowed" {
		t.Errorf("without a delegation: the counsellor %q, the manager %q", held, led)
	}
	both := access.Delegation{
		Group: access.DecideAftercare, Roles: []access.Role{access.SocialCounsellor, access.Manager}, Classes: []access.Class{access.BroadResponsibility},
	}
	if held, led := decides(both); held != "" || led != "" {
		t.Errorf("with one: the counsellor %q, the manager %q", held, led)
	}
	south := both
	south.Units = []string{"south"}
	if held, led := decides(south); held != "not-allowed" || led != "not-allowed" {
		t.Errorf("with one of another unit: the counsellor %q, the manager %q", held, led)
	}
}
