package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// The consultation of a multi-professional team, as services/intake takes it. It is
// a house rule: what the team sees, it sees while the consultation is open, and
// its advice binds nobody.
//
//	GET  /matters/{matter}/consultation                 –                   → Consultation
//	POST /matters/{matter}/consultation                 ConsultationAsked   → Receipt
//	POST /matters/{matter}/consultation/view            ConsultationView    → Receipt
//	POST /matters/{matter}/consultation/recommendation  JointRecommendation → Receipt
//	POST /matters/{matter}/consultation/close           ConsultationClosing → Receipt
//	GET  /consultations?after=&from=                    –                   → ConsultationPage

// ConsultationAsked asks a team. One member of each of TeamRoles is named.
type ConsultationAsked struct {
	Purpose  string        `json:"consult_purpose"` // one of ConsultationPurposes: what each look is noted for
	Question string        `json:"question"`        // required, sealed
	Members  []TeamMember  `json:"members"`
	Shows    []string      `json:"shows"`      // of ConsultationParts: what the team sees beside the question
	Until    calendar.Date `json:"open_until"` // the last day of the team's access, 30 days ahead at most
}

// TeamMember is one of a team, in one of TeamRoles.
type TeamMember struct {
	Role   string `json:"role"`   // one of TeamRoles
	Worker string `json:"worker"` // id
}

// ConsultationView asks to record a member's own view. A later one replaces it,
// until there is a joint recommendation.
type ConsultationView struct {
	View string `json:"view"` // required, sealed
}

// JointRecommendation asks to record what the team recommends together: when each
// has given a view.
type JointRecommendation struct {
	Recommendation string `json:"recommendation"` // required, sealed
}

// ConsultationClosing asks to close it: the team's access ends.
type ConsultationClosing struct {
	Reason string `json:"close_reason,omitempty"` // required where there is no joint recommendation, sealed
}

// Consultation is what the reader may see of a matter's consultations: the team the
// open one, who works with the matter all.
type Consultation struct {
	Matter    es.ID              `json:"matter"`
	Revision  es.Revision        `json:"revision"` // of the matter
	ChildName string             `json:"child_name"`
	Age       *int               `json:"age,omitempty"` // in full years; absent: the birth date is not known
	Rounds    []ConsultationOnce `json:"rounds"`        // oldest first
	Member    bool               `json:"member"`        // the reader sees it as one of the team
	May       []string           `json:"may"`           // what the reader may do now: ask, view, recommend, close
}

// Version returns what the edge puts into ETag and Nivel-Position.
func (c Consultation) Version() (es.Revision, es.Position) { return c.Revision, es.Position{} }

// ConsultationOnce is one consultation, from the question to its end.
type ConsultationOnce struct {
	Purpose  string        `json:"consult_purpose"`
	Question string        `json:"question"`
	Members  []TeamMember  `json:"members"`
	Asker    string        `json:"asker"` // id of who asked
	Asked    time.Time     `json:"asked"`
	Until    calendar.Date `json:"open_until"`
	Open     bool          `json:"open"` // the team has access today

	Notification string           `json:"notification,omitempty"` // its content, where the team is shown it
	Checklist    *FilledChecklist `json:"checklist,omitempty"`    // the newest, where the team is shown it

	Views          []TeamView `json:"views"` // of a member who has not given one: none of the others'
	Recommendation *TeamText  `json:"recommendation,omitempty"`
	Closed         *TeamText  `json:"closed,omitempty"` // why, where there was no recommendation
}

// TeamView is one member's own view.
type TeamView struct {
	Role   string    `json:"role"`
	Worker string    `json:"worker"` // id
	View   string    `json:"view"`
	At     time.Time `json:"at"`
}

// TeamText is what somebody wrote for all.
type TeamText struct {
	Text string    `json:"text,omitempty"`
	By   string    `json:"by"` // id
	At   time.Time `json:"at"`
}

// ConsultationPage is a page of the reader's open consultations, the first to end
// first.
type ConsultationPage struct {
	Rows  []ConsultationRow `json:"rows"`
	Next  string            `json:"next,omitempty"` // cursor of the next page
	AsOf  string            `json:"as_of"`          // position up to which the list is complete
	Stale bool              `json:"stale,omitempty"`
}

// ConsultationRow is one open consultation.
type ConsultationRow struct {
	Matter    es.ID         `json:"matter"`
	ChildName string        `json:"child_name"`
	Purpose   string        `json:"consult_purpose"`
	Until     calendar.Date `json:"open_until"`
	Answered  bool          `json:"answered"` // by the reader
}

// TeamRoles lists who gives a view: a social worker, a family therapist, a
// psychiatric nurse who knows substance work.
func TeamRoles() []string { return []string{"social-worker", "family-therapist", "psychiatric-nurse"} }

// ConsultationPurposes lists what a team is asked for. It is the purpose that the
// use log has of each of its looks.
func ConsultationPurposes() []string {
	return []string{"consult-risk", "consult-prevention", "consult-support"}
}

// ConsultationParts lists what a team may be shown beside the question.
func ConsultationParts() []string { return []string{"notification", "checklist"} }

// FactConsultationAsked tells the members of a team that they were asked. Its subject
// is the matter.
const FactConsultationAsked = "intake.consultation-asked.v1"

// ConsultationTold is its data.
type ConsultationTold struct {
	Members []string      `json:"members"` // ids of the workers
	Until   calendar.Date `json:"until"`   // the last day on which they have access
}
