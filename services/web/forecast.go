package web

import (
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// forecastView is who leaves when by the law as it is.
type forecastView struct {
	contracts.LawFigures
}

// showForecast answers GET /forecast: who turns 18, and whose right ends, month by
// month, and who of them lacks a plan or a receiver? It is the simulation of the
// present law.
func (s *Service) showForecast(v *visit) error {
	out, _, err := edge.Call[contracts.LawSimulation](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/simulations/law"})
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, forecastPage(v, forecastView{out.Figures}))
}

// eventful are the months in which something ends or begins.
func (f forecastView) eventful() []contracts.LawMonth {
	return slices.DeleteFunc(slices.Clone(f.Months), func(m contracts.LawMonth) bool { return m.LeaveDraft+m.ComeOfAge == 0 })
}

// caseWorkers is how many workers of a unit may be responsible for a client.
func (v *visit) caseWorkers(unit string) (n int) {
	for _, w := range v.Area.Workers {
		if w.Unit == unit && (w.Role == access.SocialWorker || w.Role == access.SocialCounsellor) {
			n++
		}
	}
	return n
}

// loadOf is the load of a unit, every sixth month.
func (f forecastView) loadOf(code string) []contracts.UnitMonth {
	for _, unit := range f.Units {
		if unit.Unit == code {
			return loads(unit.Months)
		}
	}
	return nil
}

// perWorker is how many people there are for each worker of a unit, rounded up.
func (v *visit) perWorker(people int, unit string) string {
	workers := v.caseWorkers(unit)
	if workers == 0 {
		return "–"
	}
	return v.texts.number((people + workers - 1) / workers)
}
