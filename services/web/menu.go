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

// worksWithGroups reports whether somebody's work is peer groups alone: who leads
// them, and who does so by experience.
func (s *Service) worksWithGroups(role access.Role) bool {
	return s.PeerGroups != nil && (role == access.GroupLeader || role == access.ExpertByExperience)
}

// foundsGroups reports whether the reader may found a group; peergroups decides.
func (v *visit) foundsGroups() bool { return v.worksHere() || v.worker.Role == access.GroupLeader }

// homeOf is the page on which the work of a role begins.
func (s *Service) homeOf(role access.Role) string {
	switch {
	case s.Oversight != nil && role == access.PrivacyOfficer:
		return "/oversight"
	case s.worksWithGroups(role):
		return "/groups"
	case role == access.Consultant:
		return "/consultations"
	case role == access.Ops:
		return "/sign-ins"
	}
	return "/inbox"
}

// menuItem is one place of the desk that the menu leads to.
type menuItem struct {
	address string
	name    string
	here    bool // the page that is shown belongs to it
}

// menu is what the desk offers to the reader's role: what no service stands behind is not in it.
func (v *visit) menu() []menuItem {
	path, view := v.r.URL.Path, v.r.URL.Query().Get("view")
	switch {
	case v.oversees():
		return []menuItem{{"/oversight", v.texts.T("oversight.title"), path == "/oversight"}, v.retentionItem()}
	case v.worksWithGroups(v.worker.Role):
		return []menuItem{{"/groups", v.texts.T("groups.title"), strings.HasPrefix(path, "/groups")}}
	case v.consults():
		return []menuItem{v.consultationItem()}
	case !v.worksHere():
		return nil
	}
	handovers := path == "/cases" && slices.Contains(handoverViews(), view)
	items := []menuItem{{"/inbox", v.texts.T("inbox.title"), path == "/inbox"}}
	if v.Transitions != nil {
		items = append(items,
			menuItem{casesAddress("mine"), v.texts.T("cases.mine"), strings.HasPrefix(path, "/cases") && !handovers},
			menuItem{casesAddress("offered-to-me"), v.texts.T("cases.handovers"), handovers},
			menuItem{"/gaps", v.texts.T("gaps.title"), path == "/gaps"})
	}
	if v.Transitions != nil && v.leads() {
		items = append(items,
			menuItem{"/living", v.texts.T("living.menu"), path == "/living"},
			menuItem{"/forecast", v.texts.T("forecast.title"), path == "/forecast"},
			menuItem{"/simulation", v.texts.T("law-sim.title"), path == "/simulation"})
	}
	if v.PeerGroups != nil {
		items = append(items, menuItem{"/groups", v.texts.T("groups.title"), strings.HasPrefix(path, "/groups")})
	}
	if v.leads() {
		items = append(items, menuItem{"/board", v.texts.T("board.menu"), path == "/board"}, menuItem{"/figures", v.texts.T("figures.menu"), path == "/figures"},
			menuItem{"/signals", v.texts.T("signals.menu"), path == "/signals"})
	}
	items = append(items, menuItem{"/people", v.texts.T("search.title"), path == "/people"})
	if v.endsData() {
		items = append(items, v.retentionItem())
	}
	return append(items, menuItem{"/notifications/new", v.texts.T("new.menu"), path == "/notifications/new"})
}

func (v *visit) retentionItem() menuItem {
	return menuItem{"/retention", v.texts.T("retention.title"), v.r.URL.Path == "/retention"}
}
