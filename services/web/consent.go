package web

import (
	"net/http"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// consentView is what a young person permits and forbids, as the page of the case
// shows it.
type consentView struct {
	contracts.Consent
	names
	attempt
	Case  es.ID
	Today calendar.Date
	Done  string
}

// consents are what services/transitions keeps of permits and bans.
func consents() subject {
	return subject{
		name: "case", lists: "/cases", path: consentPath,
		service: func(s *Service) *edge.Client { return s.Transitions },
		refuse: func(v *visit, id es.ID, t attempt) error {
			view, err := v.consent(id)
			if err != nil {
				return err
			}
			view.attempt = t
			status, _ := statusOf(*t.No)
			return v.show(status, consentPage(v, view))
		},
	}
}

func consentPath(id es.ID) string { return casePath(id) + "/consent" }

// The acts, as the page offers them.
var (
	recordBan    = act{name: "ban", path: "ban", done: "ban", request: askBan, shown: shownBan}
	liftBan      = act{name: "lift", path: "lift", done: "lift", request: askLift}
	stateGround  = act{name: "ground", path: "ground", done: "ground", request: askGround, shown: shownGround}
	changePermit = act{name: "permit", path: "permit", done: "permit", request: askPermit}
)

// banChoices are what a ban may cover, as one choice: a scope, and what it is of.
func banChoices() []string {
	choices := []string{"controller"}
	for _, task := range access.Tasks() {
		choices = append(choices, "task:"+string(task))
	}
	for _, name := range contracts.HandoverDocuments() {
		choices = append(choices, "document:"+name)
	}
	for _, name := range contracts.IntakeDocuments() { // towards guardians, who may get copies of them
		choices = append(choices, "document:"+name)
	}
	return choices
}

func askBan(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("toward", "covers")
	scope, of, _ := strings.Cut(f.text("covers"), ":")
	body := contracts.NewBan{Toward: f.text("toward"), Scope: scope, Of: of, Reason: f.text("reason")}
	return edge.Request{Method: http.MethodPost, Path: "/ban", Body: body}, r.wrong
}

// shownBan puts what is wrong with scope and of at the one choice that they are.
func shownBan(_ form, wrong []refusal.Field) []refusal.Field {
	var shown []refusal.Field
	for _, w := range wrong {
		if w.Name == "scope" || w.Name == "of" {
			w.Name = "covers"
		}
		shown = append(shown, w)
	}
	return shown
}

// askGround reads why papers are necessary that a ban hides.
func askGround(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("ban_ground", "grounds")
	body := contracts.StatedGround{Ground: f.text("ban_ground"), Reason: f.text("grounds")}
	return edge.Request{Method: http.MethodPost, Path: "/ground", Body: body}, r.wrong
}

// shownGround puts what is wrong at the fields of the page, which have names of
// their own: a reason is asked for elsewhere too.
func shownGround(_ form, wrong []refusal.Field) []refusal.Field {
	var shown []refusal.Field
	for _, w := range wrong {
		switch w.Name {
		case "ground":
			w.Name = "ban_ground"
		case "reason":
			w.Name = "grounds"
		}
		shown = append(shown, w)
	}
	return shown
}

// bansOthers reports whether a ban hides something from other services.
func (c consentView) bansOthers() bool {
	return slices.ContainsFunc(c.Bans, func(b contracts.Ban) bool { return b.Toward == "others" })
}

// formShown reports whether the page has the form that was sent: that of a ground is
// gone while a ground holds, and where nothing is hidden any more.
func (c consentView) formShown() bool {
	return !c.tried(stateGround) || c.bansOthers() && c.Ground == ""
}

func askLift(f form) (edge.Request, []refusal.Field) {
	id, err := es.ParseID(f.raw("ban"))
	if err != nil {
		return edge.Request{}, required("ban")
	}
	return edge.Request{Method: http.MethodPost, Path: "/lift", Body: contracts.LiftedBan{Ban: id}}, nil
}

func askPermit(f form) (edge.Request, []refusal.Field) {
	permitted := f.yesNo("permitted")
	if permitted == nil {
		return edge.Request{}, required("permitted")
	}
	return edge.Request{Method: http.MethodPost, Path: "/permit", Body: contracts.Permit{Permitted: *permitted}}, nil
}

// showConsent answers GET /cases/{case}/consent.
func (s *Service) showConsent(v *visit) error {
	id, err := consents().idOf(v.r)
	if err != nil {
		return err
	}
	view, err := v.consent(id)
	if err != nil {
		return err
	}
	view.Done = doneOf(v.r)
	return v.show(http.StatusOK, consentPage(v, view))
}

func (v *visit) consent(id es.ID) (consentView, error) {
	c, _, err := edge.Call[contracts.Consent](v.ctx(), v.Transitions, edge.Request{Method: http.MethodGet, Path: consentPath(id)})
	if err != nil {
		return consentView{}, err
	}
	return consentView{Consent: c, Case: id, names: v.namesOf([]es.ID{c.Person}), Today: calendar.On(v.now)}, nil
}

// coversText says what a ban covers.
func (t Texts) coversText(scope, of string) string {
	switch scope {
	case "task":
		return t.T("ban.task", "Task", t.Code("task", of))
	case "document":
		return t.T("ban.document", "Document", t.Code("document", of))
	}
	return t.T("ban.controller")
}

// choiceText says a choice of banChoices.
func (t Texts) choiceText(choice string) string {
	scope, of, _ := strings.Cut(choice, ":")
	if scope == "document" && slices.Contains(contracts.IntakeDocuments(), of) {
		return t.T("ban.document-guardians", "Document", t.Code("document", of))
	}
	return t.coversText(scope, of)
}
