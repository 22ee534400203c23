package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// retentionViews are the lists of whose data ends, in the order of their tabs.
func retentionViews() []string { return []string{"endings", "proposed"} }

// retentionStates are what an act of this page leads to.
func retentionStates() []string { return []string{"recorded", "proposed", "approved"} }

// retentionView is a list of whose data ends as it is shown.
type retentionView struct {
	contracts.RetentionPage
	View string
	From string // the cursor of this page; empty: the first
	Done string // one of retentionStates; empty: nothing was done
	No   *refusal.Refusal
}

// deathForm is what the page about a death needs to know.
type deathForm struct {
	form
	Person es.ID
	No     *refusal.Refusal
	Done   bool // it was recorded
}

// endsData reports whether the reader decides when data ends.
func (v *visit) endsData() bool {
	return slices.Contains([]access.Role{access.Manager, access.PrivacyOfficer}, v.worker.Role)
}

// showRetention answers GET /retention: whose data is to be destroyed, and when?
func (s *Service) showRetention(v *visit) error {
	done := v.r.URL.Query().Get("done")
	if !slices.Contains(retentionStates(), done) {
		done = ""
	}
	return s.retention(v, http.StatusOK, retentionView{Done: done})
}

// retention shows the list that the address asks for.
func (s *Service) retention(v *visit, status int, list retentionView) error {
	asked := v.r.URL.Query()
	list.View, list.From = retentionViews()[0], asked.Get("from")
	if view := asked.Get("view"); slices.Contains(retentionViews(), view) {
		list.View = view
	}
	query := url.Values{"view": {list.View}}
	for name, value := range map[string]string{"from": list.From, "after": asked.Get("after")} {
		if value != "" {
			query.Set(name, value)
		}
	}
	page, _, err := edge.Call[contracts.RetentionPage](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: "/retention", Query: query})
	switch {
	case isCode(err, "malformed-cursor"), isCode(err, "malformed-position"):
		return v.goTo("/retention", url.Values{"view": {list.View}})
	case err != nil:
		return err
	}
	list.RetentionPage = page
	return v.show(status, retentionPage(v, list))
}

// destroyData answers POST /retention: propose that a person's data is destroyed,
// or approve it.
func (s *Service) destroyData(v *visit) error {
	f := v.sentForm()
	person, err := es.ParseID(f.raw("person"))
	if err != nil {
		return errUnreadable
	}
	request, err := f.asked(edge.Request{Method: http.MethodPost, Path: "/retention/" + person.String() + "/destruction"})
	if err != nil {
		return err
	}
	receipt, _, err := edge.Call[contracts.LifeReceipt](v.ctx(), s.Intake, request)
	no, refused := refusal.As(err)
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, f))
	case refused && (no.Kind == refusal.Untimely || no.Kind == refusal.Conflict || no.Code == "second-person-required"):
		edge.Note(v.ctx(), err)
		return s.retention(v, http.StatusConflict, retentionView{No: &no})
	case err != nil:
		return err
	}
	return v.goTo("/retention", url.Values{"done": {receipt.State}, "after": {receipt.Position}})
}

// showDeathForm answers GET /people/{person}/death.
func (s *Service) showDeathForm(v *visit) error {
	person, err := es.ParseID(v.r.PathValue("person"))
	if err != nil {
		return errNoPage
	}
	return v.show(http.StatusOK, deathPage(v, deathForm{form: emptyForm(), Person: person, Done: v.r.URL.Query().Get("done") == "recorded"}))
}

// recordDeath answers POST /people/{person}/death.
func (s *Service) recordDeath(v *visit) error {
	person, err := es.ParseID(v.r.PathValue("person"))
	if err != nil {
		return errNoPage
	}
	d := deathForm{form: v.sentForm(), Person: person}
	r := reading{form: d.form}
	r.must("on", "source")
	body := contracts.Death{On: r.day("on"), Source: r.form.text("source")}
	if len(r.wrong) > 0 {
		return v.deathRefused(d, refusal.Refusal{Kind: refusal.Invalid, Fields: r.wrong})
	}
	_, _, err = edge.Call[contracts.LifeReceipt](v.ctx(), s.Intake, edge.Request{
		Method: http.MethodPost, Path: "/people/" + person.String() + "/death", Command: d.command, Body: body,
	})
	no, refused := refusal.As(err)
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, d.form))
	case refused && (len(no.Fields) > 0 || no.Kind == refusal.Untimely):
		edge.Note(v.ctx(), err)
		return v.deathRefused(d, no)
	case err != nil:
		return err
	}
	return v.goTo(deathAddress(person), url.Values{"done": {"recorded"}})
}

func (v *visit) deathRefused(d deathForm, no refusal.Refusal) error {
	d.form = d.refusedFor(no.Fields)
	if len(no.Fields) == 0 {
		d.No = &no
	}
	return v.show(http.StatusUnprocessableEntity, deathPage(v, d))
}

// deathAddress is where a person's death is recorded.
func deathAddress(person es.ID) string { return "/people/" + person.String() + "/death" }

// reference is what two people call a person's data when they speak of it: a part
// of the opaque id.
func reference(person es.ID) string { return person.String()[:8] }

// tab returns a list of ends as its tab shows it.
func (l retentionView) address(view string) string { return "/retention?view=" + view }

// next is where the next page of the list is; empty: there is none.
func (l retentionView) next() string {
	if l.Next == "" {
		return ""
	}
	return "/retention?" + url.Values{"view": {l.View}, "from": {l.Next}}.Encode()
}

// first is where the first page is; empty: it is shown.
func (l retentionView) first() string {
	if l.From == "" {
		return ""
	}
	return l.address(l.View)
}

// monthText is a month in figures.
func (v *visit) monthText(month string) string {
	first, err := calendar.Parse(month + "-01")
	if err != nil {
		return month
	}
	return v.texts.T("retention.month", "Month", v.texts.number(int(first.Month())), "Year", v.texts.number(first.Year()))
}

// due returns the months in which something ends.
func (l retentionView) due() []contracts.MonthCount {
	return slices.DeleteFunc(slices.Clone(l.Months), func(m contracts.MonthCount) bool { return m.Total == 0 })
}
