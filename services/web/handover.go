package web

import (
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// answerDays is how many working days ahead the form proposes that an offer be
// answered. House habit; transitions says what is too early.
const answerDays = 7

func askOffer(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	offer := contracts.HandoverOffer{To: r.text("to"), RespondBy: r.day("respond_by"), Note: r.text("note")}
	if offer.To == "" {
		r.fault("to", "required")
	}
	if r.text("respond_by") == "" {
		r.fault("respond_by", "required")
	}
	return edge.Request{Method: http.MethodPost, Path: "/handover", Body: offer}, r.wrong
}

func askRefusal(f form) (edge.Request, []refusal.Field) {
	if f.text("reason") == "" {
		return edge.Request{}, required("reason")
	}
	return edge.Request{Method: http.MethodPost, Path: "/handover/refusal", Body: contracts.HandoverRefusal{Reason: f.text("reason")}}, nil
}

func askMeeting(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	meeting := contracts.JointMeeting{On: r.day("on")}
	return edge.Request{Method: http.MethodPost, Path: "/handover/meeting", Body: meeting}, r.wrong
}

func askAcceptance(form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/handover/acceptance"}, nil
}

// receivers are the workers of other units to whom a case may be offered, by
// unit, in the order of the area.
func (v *visit) receivers() []unitWorkers {
	var units []unitWorkers
	for _, unit := range v.Area.Units {
		workers := slices.DeleteFunc(slices.Clone(v.Area.Workers), func(w area.Worker) bool {
			return w.Unit != unit.Code || w.Role != access.SocialWorker && w.Role != access.SocialCounsellor
		})
		if unit.Code != v.worker.Unit && len(workers) > 0 {
			units = append(units, unitWorkers{unit, workers})
		}
	}
	return units
}

// unitWorkers is a unit with some of its workers.
type unitWorkers struct {
	Unit    area.Unit
	Workers []area.Worker
}

// offerForm returns the form of an offer: with a day to answer by, unless
// something was typed.
func (v *visit) offerForm(c caseView) form {
	f := c.formOf(offerCase)
	if !c.tried(offerCase) {
		f.typed.Set("respond_by", typedDay(workingDaysAfter(c.Today, answerDays)))
	}
	return f
}

// meetingForm returns the form of a joint meeting: today, unless something was
// typed.
func (v *visit) meetingForm(c caseView) form {
	f := c.formOf(recordMeeting)
	if !c.tried(recordMeeting) {
		f.typed.Set("on", typedDay(c.Today))
	}
	return f
}

// workingDaysAfter returns the n-th working day after a day.
func workingDaysAfter(day calendar.Date, n int) calendar.Date {
	for n > 0 {
		day = day.AddDays(1)
		if calendar.WorkingDay(day) {
			n--
		}
	}
	return day
}
