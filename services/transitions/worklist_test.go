package transitions

import (
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// rowOf folds what happened to one case.
func rowOf(events ...Event) Row {
	var row Row
	for i, e := range events {
		row = applyRow(row, es.Recorded{Revision: es.Revision(i)}, e)
	}
	return row
}

func TestRow_SaysWhatIsNext(t *testing.T) {
	opened, judged := CaseOpened(opening), RightAssessed{Right: Statutory}
	planned := PlanMade{On: monday, ReviewBy: date("2027-11-23")}
	met := JointMeetingHeld{Met: tuesday}
	for _, x := range []struct {
		name        string
		events      []Event
		viewer      Worker
		step        string
		due         calendar.Date
		responsible Worker
	}{
		{"opened", []Event{opened}, aino, "assess-right", calendar.Date{}, aino},
		{"right assessed", []Event{opened, judged}, aino, "make-plan", calendar.Date{}, aino},
		{"no right", []Event{opened, RightAssessed{Right: NoRight}}, aino, "", calendar.Date{}, aino},
		{"right ended", []Event{opened, RightAssessed{Right: Ended}}, aino, "", calendar.Date{}, aino},
		{"planned", []Event{opened, judged, planned}, aino, "review-plan", planned.ReviewBy, aino},
		{"offered, for the sender", []Event{opened, judged, planned, offered}, aino, "meet", wednesday, aino},
		{"offered, for the receiver", []Event{opened, judged, planned, offered}, elin, "answer-handover", wednesday, aino},
		{"met", []Event{opened, judged, planned, offered, met}, elin, "accept", wednesday, aino},
		{"declined", []Event{opened, judged, planned, offered, met, HandoverDeclined{}}, aino, "review-plan", planned.ReviewBy, aino},
		{"accepted", []Event{opened, judged, planned, offered, met, HandoverAccepted{To: elin.ID}}, elin, "review-plan", planned.ReviewBy, elin},
	} {
		t.Run(x.name, func(t *testing.T) {
			row := rowOf(x.events...)
			if step, due := row.Next(x.viewer.ID); step != x.step || due != x.due || row.Responsible != x.responsible.ID {
				t.Errorf("%s by %q, responsible %s", step, due, row.Responsible)
			}
		})
	}
	t.Run("an offer that was answered leaves nothing behind", func(t *testing.T) {
		row := rowOf(opened, offered, met, HandoverDeclined{})
		if row.OfferedTo != "" || !row.RespondBy.IsZero() || !row.Met.IsZero() || !row.OfferedOn.IsZero() {
			t.Errorf("%+v", row)
		}
	})
}

// TestRow_StandsWhereItBelongs: without delay, then by day, then by opening;
// last what needs nothing.
func TestRow_StandsWhereItBelongs(t *testing.T) {
	later := opening
	later.On = tuesday
	judged := RightAssessed{Right: Statutory}
	rows := []Row{
		rowOf(CaseOpened(opening)),
		rowOf(CaseOpened(later)),
		rowOf(CaseOpened(opening), offered),
		rowOf(CaseOpened(later), offered),
		rowOf(CaseOpened(opening), judged, PlanMade{ReviewBy: date("2027-11-23")}),
		rowOf(CaseOpened(opening), RightAssessed{Right: Ended}),
	}
	for i := 1; i < len(rows); i++ {
		if rows[i-1].score() >= rows[i].score() {
			t.Errorf("row %d at %v stands before row %d at %v", i, rows[i].score(), i-1, rows[i-1].score())
		}
	}
	if s := rows[3].score(); s < dayScore(wednesday) || s >= dayScore(wednesday.AddDays(1)) || rows[1].score() >= 0 {
		t.Error("a day's rows are not counted on their day")
	}
}
