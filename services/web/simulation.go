package web

import (
	"net/http"
	"net/url"
	"strconv"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// lawView is a simulation of a law as its page shows it.
type lawView struct {
	contracts.LawSimulation
	names
	Form  form
	Asked bool // a draft was given
	First string
	After string
}

// lawDays and lawNumbers are the fields of a draft.
func lawDays() []string    { return []string{"in_force", "reached_before", "ends_on", "as_of"} }
func lawNumbers() []string { return []string{"age_limit", "years_after_client", "half_year_months"} }

// showLaw answers GET /simulation: what would another law do to our caseload?
// Without a draft it shows the form. Nothing is stored.
func (s *Service) showLaw(v *visit) error {
	typed := v.r.URL.Query()
	r := reading{form: form{typed: typed, command: es.NewID()}}
	view := lawView{Asked: typed.Get("in_force") != "" || typed.Get("age_limit") != ""}
	query := url.Values{}
	for _, name := range lawDays() {
		if day := r.day(name); !day.IsZero() {
			query.Set(name, day.String())
		}
	}
	for _, name := range append(lawNumbers(), "from") {
		if n := r.text(name); n != "" {
			query.Set(name, n)
		}
	}
	if view.Asked && r.text("in_force") == "" {
		r.fault("in_force", "required")
	}
	r.form.wrong = r.wrong
	view.Form = r.form
	if !view.Asked || len(r.wrong) > 0 {
		if !view.Asked {
			view.Form.typed = url.Values{"age_limit": {"23"}, "years_after_client": {"5"}, "half_year_months": {"6"}, "as_of": {typedDay(v.today())}}
		}
		return v.show(lawStatus(r.wrong), lawPage(v, view))
	}
	out, _, err := edge.Call[contracts.LawSimulation](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/simulations/law", Query: query})
	if no, refused := refusal.As(err); refused && no.Kind == refusal.Invalid {
		view.Asked, view.Form.wrong = false, no.Fields
		return v.show(http.StatusUnprocessableEntity, lawPage(v, view))
	}
	if err != nil {
		return err
	}
	view.LawSimulation = out
	var people []es.ID
	for _, p := range out.Persons {
		people = append(people, p.Person)
	}
	view.names = v.namesOf(people)
	view.page(v.r.URL)
	return v.show(http.StatusOK, lawPage(v, view))
}

func lawStatus(wrong []refusal.Field) int {
	if len(wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// page sets where the other pages of people are.
func (l *lawView) page(here *url.URL) {
	query := here.Query()
	if query.Has("from") {
		query.Del("from")
		l.First = here.Path + "?" + query.Encode()
	}
	if l.Next > 0 {
		query.Set("from", strconv.Itoa(l.Next))
		l.After = here.Path + "?" + query.Encode()
	}
}

// leads reports whether the reader leads a unit.
func (v *visit) leads() bool { return v.worker.Role == access.Manager }

// months are the months in which somebody leaves by either law.
func (l lawView) months() (months []contracts.LawMonth) {
	for _, m := range l.Figures.Months {
		if m.LeaveNow+m.LeaveDraft > 0 {
			months = append(months, m)
		}
	}
	return months
}

// loads are the load of each unit, every sixth month.
func loads(months []contracts.UnitMonth) (some []contracts.UnitMonth) {
	for i := 0; i < len(months); i += 6 {
		some = append(some, months[i])
	}
	return some
}

// monthText is a month as figures name it.
func monthText(first calendar.Date) string { return first.String()[:len("2027-01")] }

// endText is the end of a right; a dash where there is none.
func (v *visit) endText(end calendar.Date) string {
	if end.IsZero() {
		return "–"
	}
	return v.texts.Date(end)
}

// lacksText says what somebody lacks who leaves.
func (v *visit) lacksText(p contracts.LawPerson) string {
	text := ""
	if !p.Planned {
		text = v.texts.T("law-sim.no-plan")
	}
	if !p.HasReceiver {
		if text != "" {
			text += ", "
		}
		text += v.texts.T("law-sim.no-receiver")
	}
	return text
}
