package web

import (
	"net/http"
	"slices"
	"strconv"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// placementFields is how many placements the form of the right has room for.
const placementFields = 4

func placementField(i int, part string) string { return "placements." + strconv.Itoa(i) + "." + part }

// placements reads the list of placements: the rows that somebody typed into.
func (r *reading) placements() []contracts.Placement {
	var list []contracts.Placement
	for i := range placementFields {
		kind, from, to := placementField(i, "kind"), placementField(i, "from"), placementField(i, "to")
		if r.text(kind)+r.text(from)+r.text(to) == "" {
			continue
		}
		r.must(kind, from)
		list = append(list, contracts.Placement{Kind: r.text(kind), From: r.day(from), To: r.day(to)})
	}
	return list
}

func askExtendCase(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("extended_until", "grounds")
	return edge.Request{Method: http.MethodPost, Path: "/extension", Body: contracts.Extension{Until: r.day("extended_until"), Grounds: r.text("grounds")}}, r.wrong
}

func askAreas(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("home")
	residence := contracts.Residence{
		Home: r.municipality("home"), LivesIn: r.municipality("lives_in"), HomeThen: r.municipality("home_then"),
		PaidCare: r.text("paid_care"), DecidedIn: r.text("decided_in"),
	}
	return edge.Request{Method: http.MethodPost, Path: "/areas", Body: residence}, r.wrong
}

// municipality reads the name of a municipality as its code.
func (r *reading) municipality(name string) string {
	typed := r.text(name)
	if typed == "" {
		return ""
	}
	m, known := person.MunicipalityByName(typed)
	if !known {
		r.fault(name, "unknown-municipality")
	}
	return m.Code
}

func askClosingPlan(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("ends")
	notNeeded := f.is("not_needed", "yes")
	if notNeeded {
		r.must("grounds")
	} else {
		r.must("services")
	}
	plan := contracts.ClosingPlan{
		Ends: r.text("ends"), Services: r.text("services"), NotNeeded: notNeeded, Grounds: r.text("grounds"), WithYouth: f.is("with_youth", "yes"),
	}
	return edge.Request{Method: http.MethodPost, Path: "/closing-plan", Body: plan}, r.wrong
}

func askClosing(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("closing_reason")
	return edge.Request{Method: http.MethodPost, Path: "/closing", Body: contracts.Closing{Reason: r.text("closing_reason"), Grounds: r.text("grounds")}}, r.wrong
}

// shownAs names what a service found wrong as the form does, where a field has a
// name of its own there: other forms have a field of the service's name too.
func shownAs(name, own string) func(form, []refusal.Field) []refusal.Field {
	return func(_ form, wrong []refusal.Field) []refusal.Field {
		out := slices.Clone(wrong)
		for i, w := range out {
			if w.Name == name {
				out[i].Name = own
			}
		}
		return out
	}
}

func askReturn(form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/return"}, nil
}

// areaCodes are the codes of the areas, as a form offers them.
func areaCodes() []string {
	var codes []string
	for _, a := range person.Areas() {
		codes = append(codes, a.Code)
	}
	return codes
}

// areaName returns the name of an area's code, in the language of the page.
func (t Texts) areaName(code string) string {
	a, known := person.AreaByCode(code)
	switch {
	case !known:
		return t.Code("value", code)
	case t.Lang == "sv":
		return a.NameSv
	case t.Lang == "en":
		return a.NameEn
	}
	return a.NameFi
}

// closingPlanForm returns the form of the closing plan: with the one there is.
func (c caseView) closingPlanForm() form {
	f := c.formOf(makeClosingPlan)
	if !c.tried(makeClosingPlan) {
		f.typed.Set("services", c.ClosingPlan)
		if c.After != nil {
			f.typed.Set("ends", c.After.Ends)
			f.typed.Set("grounds", c.After.Grounds)
			if c.After.NotNeeded {
				f.typed.Set("not_needed", "yes")
			}
		}
	}
	return f
}
