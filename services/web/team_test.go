package web_test

import (
	"net/http"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// teamRoutes are those of what several people know together: information from
// outside, the checklist of the risk of placement, the consultation of a team.
func (in *intake) teamRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /matters/{matter}/sources", in.command(func() any { return someReceipt() }))
	mux.HandleFunc("GET /matters/{matter}/checklist", in.answer(func() any { return someChecklist() }))
	for _, what := range []string{"", "/judgement", "/support"} {
		mux.HandleFunc("POST /matters/{matter}/checklist"+what, in.command(func() any { return someReceipt() }))
	}
	mux.HandleFunc("GET /matters/{matter}/consultation", in.answer(func() any {
		if in.consultationRefuse != nil {
			return *in.consultationRefuse
		}
		return in.consultation
	}))
	for _, what := range []string{"", "/view", "/recommendation", "/close"} {
		mux.HandleFunc("POST /matters/{matter}/consultation"+what, in.command(func() any { return someReceipt() }))
	}
	mux.HandleFunc("GET /consultations", in.answer(func() any {
		return contracts.ConsultationPage{Rows: []contracts.ConsultationRow{{
			Matter: matterOne, ChildName: "Virtasalo, Venla Testi", Purpose: "consult-risk", Until: calendar.MustParse("2026-11-30"), Answered: true,
		}}}
	}))
	twelve := 12
	mux.HandleFunc("GET /signals", in.answer(func() any {
		return contracts.SignalReport{Year: 2026, Smallest: 5, Groups: []contracts.SignalGroup{{Group: contracts.SignalSupported, NotPlaced: &twelve}}}
	}))
}
