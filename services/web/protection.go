package web

import (
	"net/http"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// protectionView is the safety non-disclosure of a person as its page shows it.
type protectionView struct {
	contracts.Protection
	names
	attempt
	Today calendar.Date
	Done  string
}

// protections are what services/intake keeps of safety non-disclosure.
func protections() subject {
	return subject{
		name: "person", lists: "/inbox", path: protectionPath,
		service: func(s *Service) *edge.Client { return s.Intake },
		refuse: func(v *visit, id es.ID, t attempt) error {
			view, err := v.protection(id)
			if err != nil {
				return err
			}
			view.attempt = t
			status, _ := statusOf(*t.No)
			return v.show(status, protectionPage(v, view))
		},
	}
}

func protectionPath(person es.ID) string { return "/people/" + person.String() + "/protection" }

// The acts, as the page offers them.
var (
	orderProtection  = act{name: "order", path: "order", done: "protected", request: askProtection}
	extendProtection = act{name: "extend", path: "extension", done: "protected", request: askExtension}
	endProtection    = act{name: "end", path: "end", done: "protection-ended", request: askEnd}
)

// furtherNotice is the box that says that there is no last day.
const furtherNotice = "further_notice"

func askProtection(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	order := contracts.ProtectionOrder{From: r.day("from"), Until: r.day("until"), FurtherNotice: f.ticked(furtherNotice, "yes")}
	return edge.Request{Method: http.MethodPost, Path: "/order", Body: order}, r.wrong
}

func askExtension(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	extension := contracts.ProtectionExtension{Until: r.day("until"), FurtherNotice: f.ticked(furtherNotice, "yes")}
	return edge.Request{Method: http.MethodPost, Path: "/extension", Body: extension}, r.wrong
}

func askEnd(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	return edge.Request{Method: http.MethodPost, Path: "/end", Body: contracts.ProtectionEnd{Last: r.day("last")}}, r.wrong
}

// showProtection answers GET /people/{person}/protection.
func (s *Service) showProtection(v *visit) error {
	id, err := protections().idOf(v.r)
	if err != nil {
		return err
	}
	view, err := v.protection(id)
	if err != nil {
		return err
	}
	view.Done = doneOf(v.r)
	return v.show(http.StatusOK, protectionPage(v, view))
}

func (v *visit) protection(person es.ID) (protectionView, error) {
	p, _, err := edge.Call[contracts.Protection](v.ctx(), v.Intake, edge.Request{Method: http.MethodGet, Path: protectionPath(person)})
	if err != nil {
		return protectionView{}, err
	}
	return protectionView{Protection: p, names: v.namesOf([]es.ID{person}), Today: calendar.On(v.now)}, nil
}

// may reports whether the reader may do something now.
func (p protectionView) may(act string) bool { return slices.Contains(p.May, act) }

// orderForm returns the form of an order: from today, unless something was typed.
func (p protectionView) orderForm() form {
	f := p.formOf(orderProtection)
	if !p.tried(orderProtection) {
		f.typed.Set("from", typedDay(p.Today))
	}
	return f
}

// protectedTime says from when until when, and how that is known.
func (v *visit) protectedTime(t contracts.ProtectedTime) string {
	switch {
	case t.Reported && t.Until.IsZero():
		return v.texts.T("protection.reported", "From", v.texts.Date(t.From))
	case t.Until.IsZero():
		return v.texts.T("protection.open", "From", v.texts.Date(t.From))
	}
	return v.texts.T("protection.from-until", "From", v.texts.Date(t.From), "Until", v.texts.Date(t.Until))
}
