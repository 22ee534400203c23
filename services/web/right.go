package web

import (
	"net/http"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

func askRight(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	facts := contracts.RightFacts{
		BirthDate: r.day("birth_date"), Basis: r.text("basis"),
		PlacedFrom: r.day("placed_from"), PlacedTo: r.day("placed_to"), LastClientDay: r.day("last_client_day"),
		Placements: r.placements(), LeapDay: r.text("leap_day"), Unsettled: r.text("unsettled"), Grounds: r.text("grounds"),
		MeasureUntil: r.day("measure_until"),
	}
	return edge.Request{Method: http.MethodPost, Path: "/right", Body: facts}, r.wrong
}

// rightForm returns the form of the right: with the birth date that intake
// knows, unless something was typed.
func (c caseView) rightForm() form {
	f := c.formOf(assessRight)
	if born, err := calendar.Parse(c.Names.known[c.Person].BirthDate); err == nil && !c.tried(assessRight) {
		f.typed.Set("birth_date", typedDay(born))
	}
	return f
}
