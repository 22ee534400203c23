package web_test

import (
	"net/http"

	"nivel/libs/contracts"
)

// teamRoutes are those of what several people know together: information from
// outside, the checklist of the risk of placement.
func (in *intake) teamRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /matters/{matter}/sources", in.command(func() any { return someReceipt() }))
	mux.HandleFunc("GET /matters/{matter}/checklist", in.answer(func() any { return someChecklist() }))
	for _, what := range []string{"", "/judgement", "/support"} {
		mux.HandleFunc("POST /matters/{matter}/checklist"+what, in.command(func() any { return someReceipt() }))
	}
	twelve := 12
	mux.HandleFunc("GET /signals", in.answer(func() any {
		return contracts.SignalReport{Year: 2026, Smallest: 5, Groups: []contracts.SignalGroup{{Group: contracts.SignalSupported, NotPlaced: &twelve}}}
	}))
}
