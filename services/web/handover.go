package web

import (
	"net/http"
	"slices"
	"strings"

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
	offer := contracts.HandoverOffer{To: r.text("to"), RespondBy: r.day("respond_by"), Documents: f.typed["documents"], Note: r.text("note")}
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

// disclosable are the documents that an offer may name: those that the sender
// sees and the young person
// allows. None is ticked beforehand: nothing is disclosed by habit.
func (c caseView) disclosable() []string {
	var names []string
	if c.Plan != nil && c.allowed("plan") {
		names = append(names, "plan")
	}
	if c.Right != "" && c.allowed("right") {
		names = append(names, "right")
	}
	return names
}

// documentsText names the documents that are disclosed when an offer is accepted.
func (v *visit) documentsText(names []string) string {
	if len(names) == 0 {
		return v.texts.T("handover.no-documents")
	}
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = v.texts.Code("document", name)
	}
	return strings.Join(words, ", ")
}

// receivers are the workers of other units to whom a case may be offered, by
// unit, in the order of the area: case workers who work in a service.
func (v *visit) receivers() []unitWorkers {
	var units []unitWorkers
	for _, unit := range v.Area.Units {
		workers := slices.DeleteFunc(slices.Clone(v.Area.Workers), func(w area.Worker) bool {
			return w.Unit != unit.Code || len(w.Tasks) == 0 || w.Role != access.SocialWorker && w.Role != access.SocialCounsellor
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
