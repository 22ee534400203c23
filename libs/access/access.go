package access

// Role is what somebody does in the organisation.
type Role string

const (
	// SocialWorker (sosiaalityöntekijä): a licensed professional, act 817/2015 7 §.
	SocialWorker Role = "social-worker"
	// SocialCounsellor (sosiaaliohjaaja): everyday support and guidance.
	SocialCounsellor Role = "social-counsellor"
	// Manager leads a unit.
	Manager Role = "manager"
	// PrivacyOfficer (tietosuojavastaava) reads logs, never a client's documents.
	PrivacyOfficer Role = "privacy-officer"
	// Administrator (hallintotyöntekijä) does office work around clients.
	Administrator Role = "administrator"
	// GroupLeader leads peer groups and sees names, no client records.
	GroupLeader Role = "group-leader"
	// ExpertByExperience (kokemusnuori) co-leads groups and never sees a client record.
	ExpertByExperience Role = "expert-by-experience"
	// Consultant gives a view in a multi-professional team: of what it is asked, while
	// it is asked.
	Consultant Role = "consultant"
	// Importer is a machine that brings notifications from another system.
	Importer Role = "importer"
	// Youth is a young person on the own pages; the actor's id is the person's.
	Youth Role = "youth"
	// GuardianRole (huoltaja) is who has custody of a minor.
	GuardianRole Role = "guardian"
	// System is one of our own services, acting on a fact.
	System Role = "system"
	// Ops runs the system and never sees a client's data.
	Ops Role = "ops"
)

// Roles lists every role, in the order in which they are shown.
func Roles() []Role {
	return []Role{
		SocialWorker, SocialCounsellor, Manager, PrivacyOfficer, Administrator, GroupLeader, ExpertByExperience,
		Importer, Youth, GuardianRole, System, Ops,
		Consultant,
	}
}

// Action is one thing that a route does, such as "intake.take-matter".
type Action string

// Actor is who asks, as the edge established it. It holds no name.
type Actor struct {
	ID      string     `json:"id"`                // opaque and stable
	Role    Role       `json:"role"`              //
	Unit    string     `json:"unit"`              // code of the unit the actor works in
	Area    string     `json:"area"`              // code of the wellbeing services county
	Classes Set[Class] `json:"classes,omitempty"` // of the actor's work tasks
	Tasks   Set[Task]  `json:"tasks,omitempty"`   // service tasks that the actor works in
}
