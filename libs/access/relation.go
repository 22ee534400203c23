package access

// Class is a class of work tasks (työtehtäväluokka), which decides whose and
// which client data a worker may need at all.
//
// Law: decree 457/2024, sections 12–17, as in force from 2024-10-01.
type Class string

// The classes of public social care.
const (
	// BroadResponsibility (laaja asiakasvastuu), 12 § 1 mom: duty, assessment,
	// planning, own worker.
	BroadResponsibility Class = "broad-responsibility"
	// ResponsibleForChild (lapsen asioista vastaava sosiaalityöntekijä,
	// lastensuojelun johtava viranhaltija), 12 § 2 mom.
	ResponsibleForChild Class = "responsible-for-child"
	// Arranging (sosiaalipalvelun järjestäminen), 13 §: families, working age and
	// older people, and of the other service tasks the own.
	Arranging Class = "arranging"
	// ChildSupervisor (lastenvalvoja), 14 §.
	ChildSupervisor Class = "child-supervisor"
	// Implementing (sosiaalipalvelun toteutus), 15 §: the service given.
	Implementing Class = "implementing"
	// Administrative (hallinnollinen tehtävä), 17 §.
	Administrative Class = "administrative"
)

// Classes lists every class, in the order of the decree.
func Classes() []Class {
	return []Class{BroadResponsibility, ResponsibleForChild, Arranging, ChildSupervisor, Implementing, Administrative}
}

// Task is a service task (palvelutehtävä): every document belongs to one.
//
// Law: 703/2023, section 37, as in force from 2024-01-01.
type Task string

// The service tasks.
const (
	ChildProtection    Task = "child-protection"    // lastensuojelu, aftercare included
	FamilyServices     Task = "family-services"     // lapsiperheiden palvelut
	WorkingAge         Task = "working-age"         // työikäisten palvelut
	OlderPeople        Task = "older-people"        // iäkkäiden palvelut
	SubstanceServices  Task = "substance-services"  // päihdehuolto
	DisabilityServices Task = "disability-services" // vammaispalvelut
	FamilyLaw          Task = "family-law"          // perheoikeudelliset palvelut
)

// Tasks lists every service task.
func Tasks() []Task {
	return []Task{ChildProtection, FamilyServices, WorkingAge, OlderPeople, SubstanceServices, DisabilityServices, FamilyLaw}
}

// Relation is how who asks stands to what is asked for: a client relationship
// verified from history at the time of the request (703/2023, section 9), never
// taken from a token.
type Relation string

// The relations.
const (
	Holder       Relation = "holder"        // is responsible for it now
	Substitute   Relation = "substitute"    // stands in for the holder today
	Team         Relation = "team"          // works in the unit that has it
	Offered      Relation = "offered"       // it was offered to the actor or to the actor's unit, unanswered
	Consulted    Relation = "consulted"     // was asked for an opinion, still open
	Leads        Relation = "leads"         // leads the group or the unit that it is about
	TakesPart    Relation = "takes-part"    // is a member of the group
	Self         Relation = "self"          // it is about the actor
	Guardian     Relation = "guardian"      // has custody of whom it is about
	GlassBroken  Relation = "glass-broken"  // broke the glass for this person, not yet over
	DisclosedTo  Relation = "disclosed-to"  // this document was disclosed to the actor's service task
	ProtectsData Relation = "protects-data" // the actor's task directly needs what a safety non-disclosure hides
)

// Relations lists every relation.
func Relations() []Relation {
	return []Relation{Holder, Substitute, Team, Offered, Consulted, Leads, TakesPart, Self, Guardian, GlassBroken, DisclosedTo, ProtectsData}
}

// Resource is what an action is about, as far as a policy asks. The zero value
// is nothing in particular: a list, or something about nobody.
type Resource struct {
	Kind      string     // one of Kinds; empty: about nobody
	Person    string     // opaque id of whom it is about; empty: nobody
	Task      Task       // of the document or the matter; only the basics of a client have none
	Unit      string     // that has it
	Relations []Relation // of the actor to it, now
	Protected bool       // shows what a safety non-disclosure (turvakielto) hides
	Refused   bool       // the person has refused (kielto) that it be shown to this actor
	Necessary bool       // a ground to see it despite the refusal is on record for this actor (703/2023 55 § 2 mom, 56 §)
	Closed    bool       // the client relationship has ended
	Purpose   string     // code: what it is used for, where that is more than its service task; for the use log
}

// Decision is what a policy says to one request.
type Decision struct {
	Allowed bool
	// Glass says that this actor might break the glass: with a reason, the same
	// request would be allowed.
	Glass bool
	// Known says that the actor may read what was asked for, so that a denial
	// hides nothing and may name its reason. Where none of the three is true, the
	// answer is the same as for something that does not exist.
	Known  bool
	Policy string // id of the policy that decided; for the log
	// Relation is the one that opened the door: broken glass only where nothing
	// else would have. Empty: denied, or open without a relation.
	Relation Relation
}

// Decider decides by policies. It never fails open: whatever goes wrong within
// it is a decision that allows nothing.
type Decider interface {
	Decide(actor Actor, action Action, resource Resource) Decision
}
