package web_test

import (
	"net/http"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

func TestFigures(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-maria")
	p := b.get("/figures?from=2026-10&as_of=20.11.2026")
	p.says(t, "1 Oct 2026", "31 Mar 2027", "17 Apr 2027", "41", "As recorded on 20 Nov 2026")
	if asked := d.intake.last(); asked.path != "/figures" || !strings.Contains(asked.query, "as_of=2026-11-20") {
		t.Errorf("asked %s?%s", asked.path, asked.query)
	}
	file := b.get("/figures.csv?from=2026-10")
	if file.status != http.StatusOK || file.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("answered %d as %s", file.status, file.header.Get("Content-Type"))
	}
	if want := "2026-10-01,2027-03-31,2026-11-20,now,start-7-working-days,41,3,30,2,5,1"; !strings.Contains(file.body, want) {
		t.Errorf("the file says %q", file.body)
	}
}

func someFigures() contracts.ThlReport {
	now := contracts.ThlFigures{Pending: 41, Unnecessary: 3, Start: contracts.ThlClock{InTime: 30, Late: 2, Open: 5, OpenLate: 1}}
	return contracts.ThlReport{
		From: calendar.MustParse("2026-10-01"), To: calendar.MustParse("2027-03-31"), Due: calendar.MustParse("2027-04-17"),
		AsOf: calendar.MustParse("2026-11-20"), Then: contracts.ThlFigures{Pending: 40}, Now: now,
	}
}
