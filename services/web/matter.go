package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// matterView is a matter as its page shows it.
type matterView struct {
	contracts.Matter
	Today calendar.Date
	Done  string
	Asked act              // what was asked and refused; zero: nothing
	No    *refusal.Refusal // why
	Form  form             // what was typed when it was
}

// showMatter answers GET /matters/{matter}.
func (s *Service) showMatter(v *visit) error {
	id, err := parseMatter(v.r)
	if err != nil {
		return err
	}
	m, err := s.matter(v, id)
	if err != nil {
		return err
	}
	view := matterView{Matter: m, Today: calendar.On(v.now), Done: doneOf(v.r)}
	return v.show(http.StatusOK, matterPage(v, view))
}

func (s *Service) matter(v *visit, id es.ID) (contracts.Matter, error) {
	query := url.Values{}
	if after := v.r.URL.Query().Get("after"); after != "" {
		query.Set("after", after)
	}
	m, _, err := edge.Call[contracts.Matter](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: matterPath(id), Query: query})
	return m, err
}

// may reports whether the reader may do something now.
func (m matterView) may(act string) bool { return slices.Contains(m.May, act) }

// formOf returns the form of an act: as it was typed when it has just been
// refused, and empty otherwise.
func (m matterView) formOf(a act) form {
	f := emptyForm()
	if m.No != nil && m.Asked.name == a.name {
		f = m.Form
	}
	f.prefix = a.path + "-"
	return f
}

// kept returns what was typed into an act that is no longer possible, so that it
// is not lost.
func (m matterView) kept() []string {
	if m.No == nil || m.may(m.Asked.name) {
		return nil
	}
	return m.Form.texts()
}

// colleagues are the workers to whom a matter may be handed.
func (v *visit) colleagues(m matterView) []area.Worker {
	return slices.DeleteFunc(slices.Clone(v.Area.Workers), func(w area.Worker) bool {
		return w.ID == m.Holder || w.Role != access.SocialWorker && w.Role != access.SocialCounsellor
	})
}

// facts are what an entry of the timeline says beside its text, as a name and a
// value in words.
func (v *visit) facts(h contracts.Happened) [][2]string {
	var facts [][2]string
	for _, key := range []string{"pending", "urgency", "late", "holder", "from"} {
		value := h.Facts[key]
		if value == "" || key == "late" && value != "true" {
			continue
		}
		switch key {
		case "pending":
			value = v.texts.ISODate(value)
		case "urgency":
			value = v.texts.Code("urgency", value)
		case "late":
			value = v.texts.T("fact.late-yes")
		case "holder", "from":
			value = v.workerName(value)
		}
		facts = append(facts, [2]string{v.texts.Code("fact", key), value})
	}
	return facts
}

// findingValue says an input or an outcome of a finding in words.
func (v *visit) findingValue(key, value string) string {
	switch key {
	case "pending", "due", "nominal", "on":
		return v.texts.ISODate(value)
	case "role":
		return v.texts.Code("role", value)
	case "urgency":
		return v.texts.Code("urgency", value)
	case "decision":
		return v.texts.Code("decision", value)
	default:
		return v.texts.Code("yes-no", value)
	}
}

// stepDay is the day of a step of a count.
func (t Texts) stepDay(iso string) string {
	d, err := calendar.Parse(iso)
	if err != nil {
		return iso
	}
	return t.Day(d, calendar.Date{})
}

// urgencyTitle asks for the first assessment, or offers another one.
func (v *visit) urgencyTitle(m matterView) string {
	if m.Urgency == "" {
		return v.texts.T("urgency.title")
	}
	return v.texts.T("urgency.again")
}

// toldText says whether somebody was told.
func (v *visit) toldText(told *bool) string {
	switch {
	case told == nil:
		return v.texts.T("told.unknown")
	case *told:
		return v.texts.T("told.yes")
	}
	return v.texts.T("told.no")
}

// fullName joins what is known of a name.
func fullName(family, given string) string {
	return strings.Trim(family+", "+given, ", ")
}

// sortedKeys returns the keys of what a finding holds, in a stable order.
func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// countText is the number that a day got; none for a day not counted.
func (t Texts) countText(n int) string {
	if n == 0 {
		return "–"
	}
	return t.number(n)
}
