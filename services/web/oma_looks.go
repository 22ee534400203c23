package web

import (
	"net/http"
	"net/url"

	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// ownLooksView is who has looked at the reader's data, as the page shows it.
type ownLooksView struct {
	contracts.OwnLookPage
	First string // address of the first page; empty: it is the one shown
}

// showLooks answers GET /looks: who has looked at my data?
func (o *Oma) showLooks(v *omaVisit) error {
	query := url.Values{}
	view := ownLooksView{}
	if page := v.r.URL.Query().Get("page"); page != "" {
		query.Set("page", page)
		view.First = "/looks"
	}
	page, _, err := edge.Call[contracts.OwnLookPage](v.ctx(), o.Oversight, edge.Request{Method: http.MethodGet, Path: "/my/looks", Query: query})
	if isCode(err, "no-cursor") {
		return v.goTo("/looks", nil)
	}
	if err != nil {
		return err
	}
	view.OwnLookPage = page
	return v.show(http.StatusOK, omaLooksPage(v, view))
}

// after is where the earlier looks are; empty: there are none.
func (l ownLooksView) after() string {
	if l.Next == "" {
		return ""
	}
	return "/looks?" + url.Values{"page": {l.Next}}.Encode()
}

// whoText says who looked: the role, and the unit where there is one. No name:
// 703/2023, section 74.
func (v *omaVisit) whoText(l contracts.OwnLook) string {
	role := v.texts.Code("oma.role", l.Role)
	for _, u := range v.Area.Units {
		if u.Code == l.Unit {
			return v.texts.T("oma.looks.role-and-unit", "Role", role, "Unit", v.texts.InLanguage(u.Name))
		}
	}
	return role
}
