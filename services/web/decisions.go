package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

func askDecision(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("about", "granted", "what", "grounds")
	decision := contracts.NewDecision{
		About: r.text("about"), Granted: f.is("granted", "yes"), Service: r.text("service"), What: r.text("what"), Grounds: r.text("grounds"),
		From: r.day("from"), Until: r.day("until"), Cents: r.money("cents"),
	}
	return edge.Request{Method: http.MethodPost, Path: "/decisions", Body: decision}, r.wrong
}

func askService(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("decision", "how", "sent")
	id, err := es.ParseID(r.text("decision"))
	if err != nil && len(r.wrong) == 0 {
		r.fault("decision", "required")
	}
	return edge.Request{
		Method: http.MethodPost, Path: "/decisions/" + id.String() + "/service", Body: contracts.Service{How: r.text("how"), Sent: r.day("sent")},
	}, r.wrong
}

func askReserve(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("month", "reserved")
	reserve := contracts.Reserve{Month: r.text("month"), Reserved: r.money("reserved")}
	for _, kind := range contracts.IncomeKinds() {
		if cents := r.money("income." + kind); cents != 0 {
			reserve.Incomes = append(reserve.Incomes, contracts.Income{Of: kind, Cents: cents})
		}
	}
	return edge.Request{Method: http.MethodPost, Path: "/funds", Body: reserve}, r.wrong
}

// amountForm is up to seven digits of euros, and cents where there are any.
var amountForm = regexp.MustCompile(`^(\d{1,7})(?:\.(\d{1,2}))?$`)

// money reads an amount of euros, such as 1 234,50, as cents; one that was left
// empty is none.
func (r *reading) money(name string) int {
	typed := strings.NewReplacer(" ", "", "\u00a0", "", ",", ".", "€", "").Replace(r.text(name))
	if typed == "" {
		return 0
	}
	amount := amountForm.FindStringSubmatch(typed)
	if amount == nil {
		r.fault(name, "amount-form")
		return 0
	}
	cents, _ := strconv.Atoi(amount[1] + (amount[2] + "00")[:2]) // nine digits at the most
	return cents
}

// euros says an amount of cents in the way of the language.
func (t Texts) euros(cents int) string {
	amount := strconv.Itoa(cents/100) + "," + strconv.Itoa(100 + cents%100)[1:]
	if t.Lang == "en" {
		return "€" + strings.Replace(amount, ",", ".", 1)
	}
	return amount + " €"
}

// unserved are the decisions that nobody has served yet.
func (c caseView) unserved() []contracts.Decision {
	return slices.DeleteFunc(slices.Clone(c.Decisions), func(d contracts.Decision) bool { return !d.Sent.IsZero() })
}

// decisionPath is the page of a decision, to print.
func decisionPath(in, decision es.ID) string {
	return casePath(in) + "/decisions/" + decision.String()
}

// decisionLanguages are the languages in which a decision is printed.
func decisionLanguages() []string { return []string{"fi", "sv"} }

// showDecision answers GET /cases/{case}/decisions/{decision}: a page to print, in
// Finnish or Swedish, whatever the language of the worker.
func (s *Service) showDecision(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	wanted, err := es.ParseID(v.r.PathValue("decision"))
	if err != nil {
		return errNoPage
	}
	c, _, err := edge.Call[contracts.Case](v.ctx(), v.Transitions, edge.Request{Method: http.MethodGet, Path: casePath(id), Query: url.Values{}})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(c.Decisions, func(d contracts.Decision) bool { return d.Decision == wanted })
	if at < 0 {
		return errNoPage
	}
	v.speak(v.r.URL.Query().Get("lang"))
	view := caseView{Case: c, Today: calendar.On(v.now), Names: v.namesOf([]es.ID{c.Person})}
	return v.show(http.StatusOK, decisionPage(v, view, c.Decisions[at]))
}

// speak chooses the language of a page to print.
func (v *visit) speak(lang string) {
	if !slices.Contains(decisionLanguages(), lang) {
		lang = decisionLanguages()[0]
	}
	if texts, offered := v.catalogs.texts[lang]; offered {
		v.texts = texts
	}
}
