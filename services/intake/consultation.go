package intake

import (
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// The consultation of a multi-professional team is a house rule, asked for by no
// law. What the law does say is 703/2023, section 9: who is not asked has no
// relation to the matter, and who was asked has one while the question is open.

// maxConsultation is how many days ahead a consultation may end. House rule.
const maxConsultation = 30

// Consultation is what the rules need to know of the newest one of a matter.
type Consultation struct {
	Open        bool // nobody has closed it
	Until       calendar.Date
	Purpose     ConsultPurpose
	Members     []Member
	Viewed      []TeamRole // who has given a view
	Recommended bool
}

// ConsultPurpose is what a team is asked for; see contracts.ConsultationPurposes.
type ConsultPurpose string

// TeamRole is in what role a member gives a view; see contracts.TeamRoles.
type TeamRole string

// ConsultPart is what a team is shown beside the question; see
// contracts.ConsultationParts.
type ConsultPart string

// Member is one of the team.
type Member struct {
	Role   TeamRole `json:"role"`
	Worker string   `json:"worker"` // id: of the worker
}

// openOn reports whether the team has access on a day: nobody closed it, and its
// last day has not passed.
func (c Consultation) openOn(day calendar.Date) bool { return c.Open && !day.After(c.Until) }

// roleOf returns in what role a worker is in the team.
func (c Consultation) roleOf(worker string) (TeamRole, bool) {
	i := slices.IndexFunc(c.Members, func(m Member) bool { return m.Worker == worker })
	if i < 0 {
		return "", false
	}
	return c.Members[i].Role, true
}

// AskTeam asks a team of three for their views. The responsible worker asks.
type AskTeam struct {
	Purpose  ConsultPurpose
	Question vault.Sealed
	Members  []Member
	Shows    []ConsultPart
	Until    calendar.Date
	On       calendar.Date
	By       Worker
}

// TeamAsked says that a consultation is open, for whom and until when.
type TeamAsked struct {
	Purpose  ConsultPurpose `json:"purpose"`
	Question vault.Sealed   `json:"question"`
	Members  []Member       `json:"members"`
	Shows    []ConsultPart  `json:"shows,omitempty"`
	Until    calendar.Date  `json:"until"`
	On       calendar.Date  `json:"on"`
}

// GiveView records a member's own view. A later one replaces it, until there is a
// joint recommendation.
type GiveView struct {
	View vault.Sealed
	On   calendar.Date
	By   Worker
}

// ViewGiven says what one of the team thinks, in what role.
type ViewGiven struct {
	Role TeamRole     `json:"role"`
	View vault.Sealed `json:"view"`
}

// RecommendJointly records what the team recommends together, once each has given
// a view.
type RecommendJointly struct {
	Recommendation vault.Sealed
	On             calendar.Date
	By             Worker
}

// JointlyRecommended says what the team recommends, and on whose views it stands.
type JointlyRecommended struct {
	Recommendation vault.Sealed `json:"recommendation"`
	Views          []Member     `json:"views"`
}

// CloseConsultation ends the team's access. Who is responsible closes it, or the
// manager; without a joint recommendation only with the reason.
type CloseConsultation struct {
	Reason vault.Sealed
	On     calendar.Date
	By     Worker
}

// ConsultationClosed says that the team's access has ended.
type ConsultationClosed struct {
	On     calendar.Date `json:"on"`
	Reason vault.Sealed  `json:"reason,omitzero"`
}

// What consultations refuse.
var (
	// ErrConsultationOpen: the matter has one that is open.
	ErrConsultationOpen = refusal.Refusal{Kind: refusal.Untimely, Code: "consultation-open"}
	// ErrNoConsultation: none is open.
	ErrNoConsultation = refusal.Refusal{Kind: refusal.Untimely, Code: "no-consultation"}
	// ErrNotOfTeam: only who was asked gives a view.
	ErrNotOfTeam = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-of-team"}
	// ErrRecommended: the joint recommendation is there; views stay as they are.
	ErrRecommended = refusal.Refusal{Kind: refusal.Untimely, Code: "already-recommended"}
	// ErrViewsMissing: not everybody has given a view yet.
	ErrViewsMissing = refusal.Refusal{Kind: refusal.Untimely, Code: "views-missing"}
	// ErrTeamIncomplete: not one member of each role is named; its fields say which
	// is missing.
	ErrTeamIncomplete = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields"}
	// ErrConsultationDays: the last day is today at least and 30 days ahead at most.
	ErrConsultationDays = invalid("open_until", "consultation-days")
	// ErrCloseReason: without a joint recommendation it is closed with a reason.
	ErrCloseReason = invalid("close_reason", "close-reason-required")
)

// invalid is a refusal of one field.
func invalid(field, code string) refusal.Refusal {
	return refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: field, Code: code}}}
}

func (cmd AskTeam) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case m.Holder != cmd.By.ID:
		return nil, ErrNotHolder.With("holder", m.Holder)
	case m.ended():
		return nil, ErrMatterEnded
	case m.Consultation.openOn(cmd.On):
		return nil, ErrConsultationOpen
	case cmd.Question.IsZero():
		return nil, invalid("question", "required")
	case cmd.Until.Before(cmd.On) || cmd.Until.After(cmd.On.AddDays(maxConsultation)):
		return nil, ErrConsultationDays
	}
	if err := oneOfEach(cmd.Members); err != nil {
		return nil, err
	}
	return []Event{TeamAsked{
		Purpose: cmd.Purpose, Question: cmd.Question, Members: cmd.Members, Shows: cmd.Shows, Until: cmd.Until, On: cmd.On,
	}}, nil
}

// oneOfEach refuses a team in which a role is missing, or is there twice, or a
// person is.
func oneOfEach(members []Member) error {
	no, people := ErrTeamIncomplete, map[string]bool{}
	for _, role := range contracts.TeamRoles() {
		var named int
		for _, member := range members {
			if member.Role == TeamRole(role) && member.Worker != "" && !people[member.Worker] {
				people[member.Worker] = true
				named++
			}
		}
		if named != 1 {
			no.Fields = append(slices.Clip(no.Fields), refusal.Field{Name: "members." + role, Code: "one-of-each-role"})
		}
	}
	if len(no.Fields) > 0 || len(members) != len(contracts.TeamRoles()) {
		return no
	}
	return nil
}

func (e TeamAsked) evolve(m Matter) Matter {
	m.Consultation = Consultation{Open: true, Until: e.Until, Purpose: e.Purpose, Members: e.Members}
	return m
}

// ofTeam refuses whoever is not in the team of an open consultation.
func ofTeam(m Matter, by Worker, on calendar.Date) (TeamRole, error) {
	role, member := m.Consultation.roleOf(by.ID)
	switch {
	case !m.Registered:
		return "", ErrNotFound
	case !m.Consultation.openOn(on) || m.ended():
		return "", ErrNoConsultation
	case !member:
		return "", ErrNotOfTeam
	case m.Consultation.Recommended:
		return "", ErrRecommended
	}
	return role, nil
}

func (cmd GiveView) decide(m Matter) ([]Event, error) {
	role, err := ofTeam(m, cmd.By, cmd.On)
	switch {
	case err != nil:
		return nil, err
	case cmd.View.IsZero():
		return nil, invalid("view", "required")
	}
	return []Event{ViewGiven{Role: role, View: cmd.View}}, nil
}

func (e ViewGiven) evolve(m Matter) Matter {
	if !slices.Contains(m.Consultation.Viewed, e.Role) {
		m.Consultation.Viewed = append(slices.Clip(m.Consultation.Viewed), e.Role)
	}
	return m
}

func (cmd RecommendJointly) decide(m Matter) ([]Event, error) {
	_, err := ofTeam(m, cmd.By, cmd.On)
	switch {
	case err != nil:
		return nil, err
	case len(m.Consultation.Viewed) < len(m.Consultation.Members):
		return nil, ErrViewsMissing
	case cmd.Recommendation.IsZero():
		return nil, invalid("recommendation", "required")
	}
	return []Event{JointlyRecommended{Recommendation: cmd.Recommendation, Views: m.Consultation.Members}}, nil
}

func (e JointlyRecommended) evolve(m Matter) Matter {
	m.Consultation.Recommended = true
	return m
}

func (cmd CloseConsultation) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case m.Holder != cmd.By.ID && cmd.By.Role != access.Manager:
		return nil, ErrNotHolder.With("holder", m.Holder)
	case !m.Consultation.Open:
		return nil, ErrNoConsultation
	case !m.Consultation.Recommended && cmd.Reason.IsZero():
		return nil, ErrCloseReason
	}
	return []Event{ConsultationClosed{On: cmd.On, Reason: cmd.Reason}}, nil
}

func (e ConsultationClosed) evolve(m Matter) Matter {
	m.Consultation.Open = false
	return m
}
