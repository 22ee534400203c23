package web

import (
	"slices"
	"strings"

	"nivel/libs/access"
)

// worksHere reports whether the reader's role has work on the desk; who has none
// is led to no page of it.
func (v *visit) worksHere() bool {
	return slices.Contains([]access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}, v.worker.Role)
}

// oversees reports whether the reader looks after how data is used.
func (v *visit) oversees() bool { return v.Oversight != nil && v.worker.Role == access.PrivacyOfficer }

// menuItem is one place of the desk that the menu leads to.
type menuItem struct {
	address string
	name    string
	here    bool // the page that is shown belongs to it
}

// menu is what the desk offers: what no service stands behind is not in it.
func (v *visit) menu() []menuItem {
	path, view := v.r.URL.Path, v.r.URL.Query().Get("view")
	if v.oversees() {
		return []menuItem{{"/oversight", v.texts.T("oversight.title"), path == "/oversight"}}
	}
	handovers := path == "/cases" && slices.Contains(handoverViews(), view)
	items := []menuItem{{"/inbox", v.texts.T("inbox.title"), path == "/inbox"}}
	if v.Transitions != nil {
		items = append(items,
			menuItem{casesAddress("mine"), v.texts.T("cases.mine"), strings.HasPrefix(path, "/cases") && !handovers},
			menuItem{casesAddress("offered-to-me"), v.texts.T("cases.handovers"), handovers})
	}
	if v.PeerGroups != nil {
		items = append(items, menuItem{"/groups", v.texts.T("groups.title"), strings.HasPrefix(path, "/groups")})
	}
	if v.leads() {
		items = append(items, menuItem{"/board", v.texts.T("board.menu"), path == "/board"}, menuItem{"/figures", v.texts.T("figures.menu"), path == "/figures"})
	}
	return append(items, menuItem{"/notifications/new", v.texts.T("new.menu"), path == "/notifications/new"})
}
