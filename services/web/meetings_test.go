package web_test

import (
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

func someMeetings() []contracts.Meeting {
	today := calendar.On(now)
	return []contracts.Meeting{
		{Meeting: es.ID{}.Derive("m1"), Offered: "online", Chosen: "online", Held: today.AddDays(-9), By: "w-aino"},
		{Meeting: es.ID{}.Derive("m2"), For: today.AddDays(-2), Offered: "online", Chosen: "in-person", Held: today.AddDays(-2), By: "w-aino"},
		{Meeting: es.ID{}.Derive("m3"), For: today.AddDays(3), At: "14:30", Offered: "in-person", Chosen: "in-person", Place: "Kahvila Kide", By: "w-aino"},
		{Meeting: es.ID{}.Derive("m4"), For: today.AddDays(20), Offered: "online", Chosen: "online", By: "w-aino"},
	}
}

func TestMeetings_OnTheWorkersPage(t *testing.T) {
	d := newDesk(t)
	d.transitions.set(func() {
		one := &d.transitions.one
		one.Meetings, one.MeetBy, one.May = someMeetings(), calendar.On(now).AddDays(-1), append(one.May, "meeting", "held")
	})
	b := d.signedIn(t, "w-aino")
	p := b.get(caseOnePath)
	p.says(t, "Friday 20 November 2026 at 14:30 Next In person Kahvila Kide", "Monday 7 December 2026 Online", "the next meeting is due by 16 Nov 2026 Overdue",
		"15 Nov 2026 · In person (offered: Online) 8 Nov 2026 · Online")
	for name, test := range map[string]struct {
		act, asked, body string
		fields           url.Values
	}{
		"plan": {"meeting", "/meetings", `{"for":"2026-11-30","at":"09:15","offered":"in-person","chosen":"online","place":"Linkki"}`,
			url.Values{"for": {"30.11.2026"}, "at": {"9.15"}, "offered": {"in-person"}, "chosen": {"online"}, "place": {"Linkki"}}},
		"hold": {"held", "/meetings/held", `{"meeting":"` + someMeetings()[2].Meeting.String() + `","met":"2026-11-17","offered":"in-person","chosen":"assisted"}`,
			url.Values{"meeting": {someMeetings()[2].Meeting.String()}, "offered": {"in-person"}, "chosen": {"assisted"}}},
		"cancel": {"meeting-cancel", "/meetings/cancelled", `{"meeting":"` + someMeetings()[2].Meeting.String() + `"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := b.submit(caseOnePath, caseOnePath+"/"+test.act, test.fields)
			if got := d.transitions.last(); got.path != caseOnePath+test.asked || string(got.body) != test.body || !strings.Contains(p.header.Get("Location"), "done="+test.act) {
				t.Errorf("asked %s %s, to %s", got.path, got.body, p.header.Get("Location"))
			}
		})
	}
	t.Run("says what is missing, and keeps what was typed", func(t *testing.T) {
		p := b.submit(caseOnePath, caseOnePath+"/meeting", url.Values{"at": {"joskus"}, "place": {"Kahvila"}})
		p.says(t, "Write the day of the meeting", "Choose how the meeting was offered", "Choose what the young person chose")
		if form, _ := p.form(caseOnePath + "/meeting"); form.Get("place") != "Kahvila" || form.Get("at") != "joskus" {
			t.Errorf("%v", form)
		}
	})
}

func TestOma_NextMeeting(t *testing.T) {
	o := newOma(t)
	o.mine.Meetings = someMeetings()
	b := o.come(t)
	for _, at := range []string{"/", "/plan"} {
		p := b.get(at)
		p.says(t, "Your next meeting Friday 20 November 2026 at 14:30 In person Kahvila Kide")
		notSaying(t, text(p.root), "7 December")
	}
	o.mine.Meetings = nil
	b.get("/").says(t, "No meeting is planned yet")
}
