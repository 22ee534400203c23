package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// dailyView is the everyday life of a case, as its page shows it.
type dailyView struct {
	contracts.DailyLife
	attempt
	Names names
	Done  string
}

func dailyPath(id es.ID) string { return casePath(id) + "/daily" }

// dailyAnswers are the pages of everyday life.
func (s *Service) dailyAnswers() []answer {
	if s.Transitions == nil {
		return nil
	}
	return append(s.networkAnswers(), []answer{
		{"GET /cases/{case}/daily", signedIn, s.showDaily},
		{"POST /cases/{case}/daily/contact", signedIn, s.act(dailies(), recordContact)},
		{"POST /cases/{case}/daily/contact-withdraw", signedIn, s.act(dailies(), withdrawContact)},
		{"POST /cases/{case}/daily/situation", signedIn, s.act(dailies(), recordSituation)},
		{"POST /cases/{case}/daily/housing", signedIn, s.act(dailies(), openHousing)},
		{"POST /cases/{case}/daily/housing-end", signedIn, s.act(dailies(), endHousing)},
		{"POST /cases/{case}/daily/rating", signedIn, s.act(dailies(), rateWellbeing)},
		{"GET /living", signedIn, s.showLiving},
	}...)
}

// dailyDone is what was done on them.
func dailyDone() []string {
	return []string{"contact", "contact-withdraw", "situation", "housing", "housing-end", "rating", "tie", "tie-change"}
}

// dailies is the everyday life of cases.
func dailies() subject {
	return subject{
		name: "case", lists: "/cases", path: dailyPath,
		service: func(s *Service) *edge.Client { return s.Transitions },
		refuse: func(v *visit, id es.ID, t attempt) error {
			view, err := v.daily(id)
			if err != nil {
				return err
			}
			view.attempt = t
			status, _ := statusOf(*t.No)
			return v.show(status, dailyPage(v, view))
		},
	}
}

// showDaily answers GET /cases/{case}/daily.
func (s *Service) showDaily(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	view, err := v.daily(id)
	if err != nil {
		return err
	}
	view.Done = doneOf(v.r)
	return v.show(http.StatusOK, dailyPage(v, view))
}

func (v *visit) daily(id es.ID) (dailyView, error) {
	life, _, err := edge.Call[contracts.DailyLife](v.ctx(), v.Transitions, edge.Request{Method: http.MethodGet, Path: dailyPath(id)})
	if err != nil {
		return dailyView{}, err
	}
	return dailyView{DailyLife: life, Names: v.namesOf([]es.ID{life.Person})}, nil
}

// may reports whether the reader may record something now.
func (d dailyView) may(act string) bool { return slices.Contains(d.May, act) }

// todayForm is the form of an act that most often is of today: unless something
// was typed, its day is there already.
func (d dailyView) todayForm(a act, field string) form {
	f := d.formOf(a)
	if !d.tried(a) {
		f.typed.Set(field, typedDay(d.Today))
	}
	return f
}

// inForm renames what a service found wrong: from its own names to those of a form.
func inForm(names map[string]string) func(form, []refusal.Field) []refusal.Field {
	return func(_ form, wrong []refusal.Field) []refusal.Field {
		out := slices.Clone(wrong)
		for i, w := range out {
			if own, other := names[w.Name]; other {
				out[i].Name = own
			}
		}
		return out
	}
}

// recordContact is how the page records a contact.
var recordContact = act{
	name: "contact", path: "contact", done: "contact", request: askContact,
	shown: inForm(map[string]string{"day": "contact_day", "offered": "contact_offered", "chosen": "contact_chosen"}),
}

func askContact(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("contact_day", "contact_offered", "contact_chosen")
	return edge.Request{Method: http.MethodPost, Path: "/contacts", Body: contracts.NewContact{
		Day: r.day("contact_day"), Offered: r.text("contact_offered"), Chosen: r.text("contact_chosen"), Who: r.text("who"), Note: r.text("note"), Task: r.text("task"),
	}}, r.wrong
}

// contactMode says how a contact was, and what was offered where that is another.
func (t Texts) contactMode(c contracts.Contacted) string {
	return t.modeText(contracts.Meeting{Offered: c.Offered, Chosen: c.Chosen})
}

// offeredIn are the cells of what was offered in a mode, by what was chosen.
func offeredIn(f contracts.ModeFigures, mode string) []contracts.ModeCell {
	return slices.DeleteFunc(slices.Clone(f.Cells), func(c contracts.ModeCell) bool { return c.Offered != mode })
}
