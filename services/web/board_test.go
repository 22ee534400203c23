package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func TestBoard(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-maria")
	b.get("/board").says(t, "Aino Virtaharju", "31", "over the limit", "30 children", "16 Nov 2026: 31 children. Decided by Aino Virtaharju.", "Ei ollut muita.")
	p := b.submit("/board", "/board", url.Values{"from_worker": {"w-aino"}, "to_worker": {"queue:intake-south"}, "note": {"Loma."}, "cap_grounds": {"Ei muita."}})
	if want := "/board?left=0&moved=4"; p.status != http.StatusSeeOther || p.header.Get("Location") != want {
		t.Fatalf("answered %d, to %q", p.status, p.header.Get("Location"))
	}
	sent := d.intake.commands()[0]
	var m contracts.MoveAll
	if err := json.Unmarshal(sent.body, &m); err != nil || sent.path != "/workers/w-aino/matters" || m.Unit != "intake-south" || m.To != "" || m.Note != "Loma." || m.CapGrounds != "Ei muita." {
		t.Errorf("sent %s %+v, %v", sent.path, m, err)
	}
	b.get("/board?moved=4&left=1").says(t, "4 matters were moved", "1 matters stayed")
	b.submit("/board", "/board", url.Values{"from_worker": {""}, "to_worker": {"w-elin"}}).pointsTo(t, "from_worker", "Fill")
}

func someBoard() contracts.Board {
	return contracts.Board{Unit: "intake-north", Cap: 30, Workers: []contracts.Load{{Worker: "w-aino", Children: 31, Others: 2, Overdue: 3, OverCap: true, Overrides: []contracts.CapOverride{
		{On: calendar.On(monday), Decided: "w-aino", Children: 31, Grounds: "Ei ollut muita."},
	}}}}
}

// TestTake_AboveTheCapAsksWhy: the field is there once the cap was found, and what is
// typed into it goes with the next try.
func TestTake_AboveTheCapAsksWhy(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	page := "/matters/" + matterOne.String()
	if strings.Contains(b.get(page).body, "cap_grounds") {
		t.Error("it is asked for below the cap")
	}
	d.intake.set(func() {
		d.intake.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "cap-reached", Law: "LSL 417/2007 13 b § 2 mom", Fields: []refusal.Field{{Name: "cap_grounds", Code: "cap-reached"}}}
	})
	b.submit(page, page+"/take", url.Values{}).pointsTo(t, "take-cap_grounds", "more than the cap")
	b.submit(page, page+"/take", url.Values{"cap_grounds": {"Ei muita."}})
	all := d.intake.commands()
	var sent contracts.TakeOver
	if err := json.Unmarshal(all[len(all)-1].body, &sent); err != nil || sent.CapGrounds != "Ei muita." {
		t.Errorf("sent %+v, %v", sent, err)
	}
}
