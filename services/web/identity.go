package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// identityView is who a person is known as, as its page shows it.
type identityView struct {
	contracts.PersonIdentity
	attempt
	Codes []contracts.IdentityCodeOnce // for whom they are; else none
	Today calendar.Date
	Done  string
}

// identities are what services/intake keeps of who is who.
func identities() subject {
	return subject{
		name: "person", lists: "/people", path: identityPath,
		service: func(s *Service) *edge.Client { return s.Intake },
		refuse: func(v *visit, id es.ID, t attempt) error {
			view, err := v.identity(id)
			if err != nil {
				return err
			}
			view.attempt = t
			status, _ := statusOf(*t.No)
			return v.show(status, identityPage(v, view))
		},
	}
}

func identityPath(person es.ID) string { return "/people/" + person.String() + "/identity" }

// The acts, as the page offers them. The page has a form of merging for each who may
// be the same, and one of undoing for each who was merged.
var (
	recordCode    = act{name: "record-code", path: "code", done: "identified", request: askCode}
	mergePeople   = act{name: "merge", path: "merge", done: "merged", request: askMerge, prefix: prefixOf("merge-", "other")}
	unmergePeople = act{name: "unmerge", path: "unmerge", done: "unmerged", request: askUnmerge, prefix: prefixOf("unmerge-", "merged")}
)

// prefixOf tells the forms of an act apart by whom each is about.
func prefixOf(act, name string) func(form) string {
	return func(f form) string { return act + f.text(name) + "-" }
}

func askCode(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/code", Body: contracts.IdentityCode{IdentityCode: f.text("identity_code")}}, nil
}

func askMerge(f form) (edge.Request, []refusal.Field) {
	other, err := es.ParseID(f.text("other"))
	if err != nil {
		return edge.Request{}, []refusal.Field{{Name: "other", Code: "unknown-code"}}
	}
	return edge.Request{Method: http.MethodPost, Path: "/merge", Body: contracts.Merging{Other: other, Reason: f.text("reason")}}, nil
}

func askUnmerge(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/unmerge", Body: contracts.Unmerging{Reason: f.text("reason")}}, nil
}

// showIdentity answers GET /people/{person}/identity.
func (s *Service) showIdentity(v *visit) error {
	id, err := identities().idOf(v.r)
	if err != nil {
		return err
	}
	view, err := v.identity(id)
	if err != nil {
		return err
	}
	view.Done = doneOf(v.r)
	return v.show(http.StatusOK, identityPage(v, view))
}

func (v *visit) identity(person es.ID) (identityView, error) {
	query := url.Values{}
	if after := v.r.URL.Query().Get("after"); after != "" {
		query.Set("after", after)
	}
	p, _, err := edge.Call[contracts.PersonIdentity](v.ctx(), v.Intake, edge.Request{Method: http.MethodGet, Path: identityPath(person), Query: query})
	if err != nil {
		return identityView{}, err
	}
	view := identityView{PersonIdentity: p, Today: calendar.On(v.now)}
	codes, _, err := edge.Call[contracts.IdentityCodes](v.ctx(), v.Intake, edge.Request{Method: http.MethodGet, Path: identityPath(person) + "/codes"})
	if _, refused := refusal.As(err); refused {
		return view, nil // they are for those whose work needs them
	}
	view.Codes = codes.Codes
	return view, err
}

// may reports whether the reader may do something now.
func (p identityView) may(act string) bool { return slices.Contains(p.May, act) }

// formShown reports whether the page has the very form that was sent: others of its
// kind may still be there when the one is gone.
func (p identityView) formShown() bool {
	if !p.may(p.Asked.name) {
		return false
	}
	switch {
	case p.tried(mergePeople):
		other := p.Form.text("other")
		return slices.ContainsFunc(p.Duplicates, func(d contracts.Duplicate) bool { return d.Person.String() == other })
	case p.tried(unmergePeople):
		merged := p.Form.text("merged")
		return slices.ContainsFunc(p.Merged, func(m contracts.MergedPerson) bool { return m.Person.String() == merged })
	}
	return true
}

// mergeForm is the form of merging with one of those who may be the same: as typed,
// if it was that one.
func (p identityView) mergeForm(other es.ID) form {
	f := p.formOf(mergePeople)
	if f.text("other") != other.String() {
		f = emptyForm()
	}
	f.prefix = "merge-" + other.String() + "-"
	return f
}

// unmergeForm is the form of undoing one merge: as typed, if it was that one.
func (p identityView) unmergeForm(merged es.ID) form {
	f := p.formOf(unmergePeople)
	if f.text("merged") != merged.String() {
		f = emptyForm()
	}
	f.prefix = "unmerge-" + merged.String() + "-"
	return f
}

// codeLine says since when and by whom a code is known.
func (v *visit) codeLine(c contracts.IdentityCodeOnce) string {
	if c.From.IsZero() {
		return v.texts.T("identity.code-first")
	}
	return v.texts.T("identity.code-since", "Day", v.texts.Date(c.From), "Worker", v.workerName(c.By))
}
