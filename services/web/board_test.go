package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"nivel/libs/contracts"
)

func TestBoard(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-maria")
	b.get("/board").says(t, "Aino Virtaharju", "31", "over the limit", "30 children")
	p := b.submit("/board", "/board", url.Values{"from_worker": {"w-aino"}, "to_worker": {"queue:intake-south"}, "note": {"Loma."}})
	if want := "/board?left=0&moved=4"; p.status != http.StatusSeeOther || p.header.Get("Location") != want {
		t.Fatalf("answered %d, to %q", p.status, p.header.Get("Location"))
	}
	sent := d.intake.commands()[0]
	var m contracts.MoveAll
	if err := json.Unmarshal(sent.body, &m); err != nil || sent.path != "/workers/w-aino/matters" || m.Unit != "intake-south" || m.To != "" || m.Note != "Loma." {
		t.Errorf("sent %s %+v, %v", sent.path, m, err)
	}
	b.get("/board?moved=4&left=1").says(t, "4 matters were moved", "1 matters stayed")
	b.submit("/board", "/board", url.Values{"from_worker": {""}, "to_worker": {"w-elin"}}).pointsTo(t, "from_worker", "Fill")
}

func someBoard() contracts.Board {
	return contracts.Board{Unit: "intake-north", Cap: 30, Workers: []contracts.Load{{Worker: "w-aino", Children: 31, Others: 2, Overdue: 3, OverCap: true}}}
}
