package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// The acts about meetings of the worker and the young person.
var (
	planMeeting   = act{name: "meeting", path: "meeting", done: "meeting", request: askNewMeeting}
	holdMeeting   = act{name: "held", path: "held", done: "held", request: askHeldMeeting}
	cancelMeeting = act{name: "meeting", path: "meeting-cancel", done: "meeting-cancel", request: askCancelledMeeting}
)

func askNewMeeting(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("for", "offered", "chosen")
	meeting := contracts.NewMeeting{For: r.day("for"), Offered: r.text("offered"), Chosen: r.text("chosen"), Place: r.text("place")}
	if r.text("at") != "" {
		meeting.At = r.clock("at")
	}
	return edge.Request{Method: http.MethodPost, Path: "/meetings", Body: meeting}, r.wrong
}

func askHeldMeeting(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("met", "offered", "chosen")
	held := contracts.HeldMeeting{Met: r.day("met"), Offered: r.text("offered"), Chosen: r.text("chosen")}
	if id, err := es.ParseID(r.text("meeting")); err == nil {
		held.Meeting = id
	}
	return edge.Request{Method: http.MethodPost, Path: "/meetings/held", Body: held}, r.wrong
}

func askCancelledMeeting(f form) (edge.Request, []refusal.Field) {
	id, _ := es.ParseID(f.text("meeting")) // what is no id is no meeting, which the service says
	return edge.Request{Method: http.MethodPost, Path: "/meetings/cancelled", Body: contracts.CancelledMeeting{Meeting: id}}, nil
}

// ahead are the meetings that are planned and not held, the next first.
func ahead(all []contracts.Meeting) []contracts.Meeting {
	return slices.DeleteFunc(slices.Clone(all), func(m contracts.Meeting) bool { return !m.Held.IsZero() })
}

// heldMeetings are the meetings that were held, the last first.
func heldMeetings(all []contracts.Meeting) []contracts.Meeting {
	held := slices.DeleteFunc(slices.Clone(all), func(m contracts.Meeting) bool { return m.Held.IsZero() })
	slices.Reverse(held)
	return held
}

// meetingText says when a meeting is to be.
func (t Texts) meetingText(m contracts.Meeting) string {
	if m.At == "" {
		return t.LongDay(m.For)
	}
	return t.T("meeting.at", "Day", t.LongDay(m.For), "Clock", m.At)
}

// modeText says how a meeting is, and what was offered where that is another.
func (t Texts) modeText(m contracts.Meeting) string {
	if m.Offered == m.Chosen {
		return t.Code("mode", m.Chosen)
	}
	return t.T("meeting.instead", "Chosen", t.Code("mode", m.Chosen), "Offered", t.Code("mode", m.Offered))
}

// heldForm is the form of a meeting that was held: today, unless something was
// typed.
func (c caseView) heldForm() form {
	f := c.formOf(holdMeeting)
	if !c.tried(holdMeeting) {
		f.typed.Set("met", typedDay(c.Today))
	}
	return f
}
