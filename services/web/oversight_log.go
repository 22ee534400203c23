package web

import (
	"net/http"
	"net/url"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// reportView is the report of a day as the page shows it.
type reportView struct {
	contracts.DailyReport
	Today calendar.Date
	Form  form // the day that was typed
}

// looksView is a part of the use log as the page shows it.
type looksView struct {
	contracts.LookPage
	Worker string // id; empty: it is about a person
	Person es.ID
	First  string // address of the first page; empty: it is the one shown
	After  string // address of the next page; empty: there is none
	Today  calendar.Date
}

// showReport answers GET /oversight: what should the privacy officer look at?
func (s *Service) showReport(v *visit) error {
	day := v.today()
	r := reading{form: form{typed: v.r.URL.Query(), command: es.NewID()}}
	if typed := r.day("day"); !typed.IsZero() {
		day = typed
	}
	r.form.wrong = r.wrong
	report, _, err := edge.Call[contracts.DailyReport](v.ctx(), s.Oversight, edge.Request{
		Method: http.MethodGet, Path: "/report", Query: url.Values{"day": {day.String()}},
	})
	if err != nil {
		return err
	}
	if len(r.wrong) > 0 {
		return v.show(http.StatusUnprocessableEntity, reportPage(v, reportView{report, v.today(), r.form}))
	}
	return v.show(http.StatusOK, reportPage(v, reportView{report, v.today(), r.form}))
}

// showLooksBy answers GET /oversight/worker: what has this worker looked at?
func (s *Service) showLooksBy(v *visit) error {
	worker := v.r.URL.Query().Get("worker")
	if worker == "" {
		return v.goTo("/oversight", nil)
	}
	view, err := s.looks(v, "/workers/"+url.PathEscape(worker)+"/looks")
	if err != nil {
		return err
	}
	view.Worker = worker
	return v.show(http.StatusOK, looksPage(v, view))
}

// showLooks answers GET /oversight/people/{person}: who has looked at this
// person's data?
func (s *Service) showLooks(v *visit) error {
	person, err := es.ParseID(v.r.PathValue("person"))
	if err != nil {
		return errNoPage
	}
	view, err := s.looks(v, "/people/"+person.String()+"/looks")
	if err != nil {
		return err
	}
	view.Person = person
	return v.show(http.StatusOK, looksPage(v, view))
}

func (s *Service) looks(v *visit, path string) (looksView, error) {
	query := url.Values{}
	if page := v.r.URL.Query().Get("page"); page != "" {
		query.Set("page", page)
	}
	page, _, err := edge.Call[contracts.LookPage](v.ctx(), s.Oversight, edge.Request{Method: http.MethodGet, Path: path, Query: query})
	view := looksView{LookPage: page, Today: v.today()}
	own := url.Values{}
	if worker := v.r.URL.Query().Get("worker"); worker != "" {
		own.Set("worker", worker)
	}
	if len(query) > 0 {
		view.First = withQuery(v.r.URL.Path, own)
	}
	if page.Next != "" {
		own.Set("page", page.Next)
		view.After = withQuery(v.r.URL.Path, own)
	}
	return view, err
}

func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// extractAddress is where the formal extract about a person is.
func extractAddress(person es.ID) string { return looksAddress(person) + "/extract" }

// looksAddress is where it stands who has looked at a person's data.
func looksAddress(person es.ID) string { return "/oversight/people/" + person.String() }

// looksByAddress is where it stands what a worker has looked at.
func looksByAddress(worker string) string {
	return "/oversight/worker?" + url.Values{"worker": {worker}}.Encode()
}

// extractView is the formal extract as the page shows it.
type extractView struct {
	contracts.LogExtract
	Person es.ID
	Names  names
}

func (v *visit) extract() (es.ID, contracts.LogExtract, error) {
	person, err := es.ParseID(v.r.PathValue("person"))
	if err != nil {
		return person, contracts.LogExtract{}, errNoPage
	}
	extract, _, err := edge.Call[contracts.LogExtract](v.ctx(), v.Oversight, edge.Request{
		Method: http.MethodGet, Path: "/people/" + person.String() + "/looks/extract",
	})
	return person, extract, err
}

// sendExtract answers GET /oversight/people/{person}/extract with a file.
func (s *Service) sendExtract(v *visit) error {
	_, extract, err := v.extract()
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+strings.ReplaceAll(extract.Name, `"`, "")+`"`)
	_, _ = v.w.Write([]byte(extract.CSV)) // a reader who has gone is not our fault
	return nil
}

// showExtract answers GET /oversight/people/{person}/extract/print: a page to
// print, or to save as PDF, in Finnish or Swedish whatever the language of who
// makes it.
func (s *Service) showExtract(v *visit) error {
	person, extract, err := v.extract()
	if err != nil {
		return err
	}
	v.speak(v.r.URL.Query().Get("lang"))
	return v.show(http.StatusOK, extractPage(v, extractView{extract, person, v.namesOf([]es.ID{person})}))
}

// userText names who used the data: the extract does not name other clients.
func (v *visit) userText(l contracts.ExtractLine) string {
	if l.User == "" {
		return v.texts.T("extract.private")
	}
	if _, err := es.ParseID(l.User); err == nil { // only whom it is about is not left out
		return v.texts.T("extract.self")
	}
	return l.User
}

// nearText says in what somebody whose data was looked at seems near to who looked: in
// what, and never in which name or at which address.
func (v *visit) nearText(how []string) string {
	texts := make([]string, len(how))
	for i, one := range how {
		texts[i] = v.texts.Code("near", one)
	}
	return strings.Join(texts, ", ")
}

// providerText names who used the data for another provider.
func (v *visit) providerText(l contracts.ExtractLine) string {
	if l.Provider == v.Area.Code {
		return ""
	}
	return l.Provider
}

// nameOnPaper is the client's name, or the reference by which who may not see it
// finds it.
func (v *visit) nameOnPaper(n names, person es.ID) string {
	if p, known := n.known[person]; known {
		return p.Name
	}
	return v.texts.T("retention.reference", "Reference", reference(person))
}

// unitText returns the name of a unit, or its code where the area does not know it
// (any more).
func (v *visit) unitText(code string) string {
	for _, u := range v.Area.Units {
		if u.Code == code {
			return v.texts.InLanguage(u.Name)
		}
	}
	return code
}

// lookerText names who looked: a worker by name, and anybody else by the role.
func (v *visit) lookerText(l contracts.Look) string {
	if w, known := v.Area.Worker(l.Actor); known {
		return w.Name
	}
	return v.texts.Code("role", l.Role)
}

// today is the day of the visit.
func (v *visit) today() calendar.Date { return calendar.On(v.now) }
