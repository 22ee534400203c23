package policy

import (
	"testing"

	"nivel/libs/access"
)

// The people of the stories. Each works in a unit with a class of work tasks, in
// a service task.
var (
	aftercareWorker = worker(access.SocialWorker, "aftercare", access.BroadResponsibility, access.ChildProtection)
	childsWorker    = worker(access.SocialWorker, "aftercare", access.ResponsibleForChild, access.ChildProtection)
	adultWorker     = worker(access.SocialWorker, "adults", access.Arranging, access.WorkingAge)
	adultBroad      = worker(access.SocialWorker, "adults", access.BroadResponsibility, access.WorkingAge)
	supervisor      = worker(access.SocialWorker, "adults", access.ChildSupervisor, access.FamilyLaw)
	counsellor      = worker(access.SocialCounsellor, "aftercare", access.Implementing, access.ChildProtection)
	manager         = worker(access.Manager, "aftercare", access.Administrative, access.ChildProtection)
	office          = worker(access.Administrator, "aftercare", access.Administrative, access.ChildProtection)
	officer         = worker(access.PrivacyOfficer, "aftercare", "", "")
	leader          = worker(access.GroupLeader, "aftercare", "", "")
	consultant      = worker(access.Consultant, "team", access.Implementing, "")
	expert          = worker(access.ExpertByExperience, "aftercare", "", "")
	opsWorker       = worker(access.Ops, "aftercare", "", "")
	importer        = worker(access.Importer, "", "", "")
	youth           = access.Actor{ID: "p-young", Role: access.Youth}
	guardian        = access.Actor{ID: "p-parent", Role: access.GuardianRole}
)

func worker(role access.Role, unit string, class access.Class, task access.Task) access.Actor {
	w := access.Actor{ID: "w-" + string(role), Role: role, Unit: unit, Area: "demo"}
	if class != "" {
		w.Classes, w.Tasks = access.SetOf(class), access.SetOf(task)
	}
	return w
}

// thing is about the young person of the stories, in their unit of that task.
func thing(kind string, task access.Task, relations ...access.Relation) access.Resource {
	unit := "aftercare"
	if task == access.WorkingAge {
		unit = "adults"
	}
	return access.Resource{Kind: kind, Person: "p-young", Task: task, Unit: unit, Relations: relations}
}

func protected(r access.Resource) access.Resource { r.Protected = true; return r }
func refused(r access.Resource) access.Resource   { r.Refused = true; return r }
func necessary(r access.Resource) access.Resource { r.Refused, r.Necessary = true, true; return r }
func ended(r access.Resource) access.Resource     { r.Closed = true; return r }
func in(unit string, r access.Resource) access.Resource {
	r.Unit = unit
	return r
}

// line is one sentence of a story.
type line struct {
	says  string
	who   access.Actor
	does  access.Group
	about access.Resource
	want  string // yes, no (looks like nothing), glass, or known
}

func tell(t *testing.T, lines ...line) {
	t.Helper()
	e := engine(t)
	for _, l := range lines {
		t.Run(l.says, func(t *testing.T) {
			d := e.Decide(l.who, doing(l.does), l.about)
			if got := said(d); got != l.want {
				t.Errorf("%s (by %s), want %s", got, d.Policy, l.want)
			}
			if d.Policy == "" {
				t.Error("it does not say which policy decided")
			}
		})
	}
}

func said(d access.Decision) string {
	switch {
	case d.Allowed:
		return "yes"
	case d.Glass:
		return "glass"
	case d.Known:
		return "known"
	}
	return "no"
}

const read, change, decide = access.ReadClientRecord, access.ChangeClientRecord, access.DecideBySocialWorker

// A young person came to aftercare as a child, is now a client of adult social
// work, and the child protection of their life is not adult social work's.
func TestLaw_457_2024_13_AdultSocialWorkSeesNoChildProtection(t *testing.T) {
	lines := []line{
		{"a broad responsibility worker of the same unit with the client sees it", adultBroad, read, thing(access.KindPlan, access.ChildProtection, access.Holder), "yes"},
		{"a broad responsibility worker without the client does not", adultBroad, read, thing(access.KindPlan, access.ChildProtection), "glass"},
		{"the new holder works on the plan of working age", adultWorker, change, thing(access.KindPlan, access.WorkingAge, access.Holder), "yes"},
		{"the document that the handover names is seen", adultWorker, read, thing(access.KindPlan, access.ChildProtection, access.DisclosedTo), "yes"},
		{"also when child protection has ended", adultWorker, read, ended(thing(access.KindPlan, access.ChildProtection, access.DisclosedTo)), "yes"},
		{"but not changed", adultWorker, change, thing(access.KindPlan, access.ChildProtection, access.DisclosedTo), "known"},
		{"and it opens no case", adultWorker, read, thing(access.KindCase, access.ChildProtection, access.DisclosedTo), "no"},
		{"nor the shelter", adultWorker, read, thing(access.KindShelter, access.ChildProtection, access.DisclosedTo), "no"},
		{"the offer itself is seen before it is accepted", adultWorker, read, thing(access.KindHandover, access.ChildProtection, access.Offered), "yes"},
		{"and accepted", adultWorker, access.AnswerHandover, thing(access.KindHandover, access.ChildProtection, access.Offered), "yes"},
		{"the record behind the offer is not", adultWorker, read, thing(access.KindCase, access.ChildProtection, access.Offered), "no"},
	}
	for _, kind := range []string{access.KindMatter, access.KindCase, access.KindPlan, access.KindAssessment, access.KindDecision, access.KindExecution, access.KindDocument} {
		for _, relation := range []access.Relation{access.Team, access.Holder, access.Substitute, access.Leads, access.Offered, access.Consulted, access.GlassBroken} {
			r := in("adults", thing(kind, access.ChildProtection, relation))
			lines = append(lines, line{"not the " + kind + " as " + string(relation), adultWorker, read, r, "no"},
				line{"nor when it has ended, the " + kind + " as " + string(relation), adultWorker, read, ended(r), "no"})
		}
		lines = append(lines, line{"not the " + kind + " by role", adultWorker, read, in("adults", thing(kind, access.ChildProtection)), "no"})
	}
	tell(t, lines...)
}

func TestLaw_457_2024_12(t *testing.T) {
	tell(t,
		line{"broad responsibility covers every service task", aftercareWorker, read, thing(access.KindPlan, access.WorkingAge, access.Holder), "yes"},
		line{"except mediation", aftercareWorker, read, thing(access.KindMediation, access.FamilyLaw, access.Holder), "no"},
		line{"except a shelter", aftercareWorker, read, thing(access.KindShelter, access.FamilyServices, access.Holder), "no"},
		line{"except therapeutic work", aftercareWorker, read, thing(access.KindTherapy, access.ChildProtection, access.Holder), "no"},
		line{"except tests", aftercareWorker, read, thing(access.KindClientTest, access.ChildProtection, access.Holder), "no"},
		line{"the child's own worker sees the shelter", childsWorker, read, thing(access.KindShelter, access.FamilyServices, access.Holder), "yes"},
		line{"and not the mediation", childsWorker, read, thing(access.KindMediation, access.FamilyLaw, access.Holder), "no"},
		line{"a datum without a service task is nobody's", aftercareWorker, read, thing(access.KindPlan, "", access.Holder), "no"},
	)
}

func TestLaw_457_2024_14_15_17(t *testing.T) {
	tell(t,
		line{"14: a child supervisor sees family law", supervisor, read, thing(access.KindCase, access.FamilyLaw, access.Holder), "yes"},
		line{"14: and no child protection", supervisor, read, thing(access.KindCase, access.ChildProtection, access.Holder), "no"},
		line{"15: who carries out a service sees its plan", counsellor, read, thing(access.KindPlan, access.ChildProtection, access.Team), "yes"},
		line{"15: writes down what was done", counsellor, change, thing(access.KindExecution, access.ChildProtection, access.Team), "yes"},
		line{"15: reads a decision and does not write it", counsellor, change, thing(access.KindDecision, access.ChildProtection, access.Team), "known"},
		line{"15: does not see the matter", counsellor, read, thing(access.KindMatter, access.ChildProtection, access.Team), "no"},
		line{"15: nor the plan of another service task", counsellor, read, thing(access.KindPlan, access.WorkingAge, access.Holder), "no"},
		line{"17: a manager sees whose clients they are", manager, read, thing(access.KindCase, access.ChildProtection, access.Leads), "yes"},
		line{"17: and gives one to another worker", manager, access.MoveClient, thing(access.KindCase, access.ChildProtection, access.Leads), "yes"},
		line{"17: office work reads", office, read, thing(access.KindCase, access.ChildProtection, access.Team), "yes"},
		line{"17: and moves nobody", office, access.MoveClient, thing(access.KindCase, access.ChildProtection, access.Team), "known"},
		line{"12-17: the basics are for every class with the client", counsellor, read, thing(access.KindBasics, "", access.Holder), "yes"},
		line{"12-17: and for nobody without", worker(access.SocialWorker, "aftercare", "", ""), read, thing(access.KindBasics, "", access.Holder), "no"},
	)
}

func TestLaw_703_2023_9(t *testing.T) {
	plan := access.KindPlan
	tell(t,
		line{"the holder's substitute of today sees it", aftercareWorker, read, thing(plan, access.ChildProtection, access.Substitute), "yes"},
		line{"the team sees what the unit has", aftercareWorker, read, thing(plan, access.ChildProtection, access.Team), "yes"},
		line{"a team's word alone is no proof: the unit is another", aftercareWorker, read, in("adults", thing(plan, access.ChildProtection, access.Team)), "glass"},
		line{"who led a group of theirs has no relation to the record", aftercareWorker, read, thing(plan, access.ChildProtection, access.Leads), "glass"},
		line{"who broke the glass reads", aftercareWorker, read, thing(plan, access.ChildProtection, access.GlassBroken), "yes"},
		line{"and changes nothing", aftercareWorker, change, thing(plan, access.ChildProtection, access.GlassBroken), "known"},
		line{"the glass does not widen the class", adultWorker, read, thing(plan, access.ChildProtection, access.GlassBroken), "no"},
		line{"after the end the team sees no more", aftercareWorker, read, ended(thing(plan, access.ChildProtection, access.Team)), "glass"},
		line{"and nobody changes", aftercareWorker, change, ended(thing(plan, access.ChildProtection, access.Holder)), "known"},
		line{"who was consulted sees the question", counsellor, read, thing(access.KindConsultation, access.ChildProtection, access.Consulted), "yes"},
		line{"a consultant does, by that alone", consultant, read, thing(access.KindConsultation, access.ChildProtection, access.Consulted), "yes"},
		line{"and answers it", consultant, change, thing(access.KindConsultation, access.ChildProtection, access.Consulted), "yes"},
		line{"until it closes: then there is nothing", consultant, read, thing(access.KindConsultation, access.ChildProtection), "no"},
		line{"and never the matter itself", consultant, read, thing(access.KindMatter, access.ChildProtection, access.Consulted), "no"},
		line{"until it closes", counsellor, read, ended(thing(access.KindConsultation, access.ChildProtection, access.Consulted)), "no"},
		line{"the list as such opens to who has a class", adultWorker, access.ReadList, access.Resource{}, "yes"},
		line{"its row of another's client does not", adultWorker, access.ReadList, thing(access.KindCase, access.ChildProtection), "no"},
		line{"the own unit's list of a task covered opens at once", aftercareWorker, access.ReadList,
			access.Resource{Kind: access.KindList, Task: access.ChildProtection, Unit: "aftercare", Relations: []access.Relation{access.Team}}, "yes"},
		line{"of a task not covered it does not", adultWorker, access.ReadList,
			access.Resource{Kind: access.KindList, Task: access.ChildProtection, Unit: "adults", Relations: []access.Relation{access.Team}}, "no"},
	)
}

func TestLaw_703_2023_55to59_Refusals(t *testing.T) {
	plan := access.KindPlan
	tell(t,
		line{"a refusal shuts out the team", aftercareWorker, read, refused(thing(plan, access.ChildProtection, access.Team)), "no"},
		line{"and the holder", aftercareWorker, read, refused(thing(plan, access.ChildProtection, access.Holder)), "no"},
		line{"55 and 56: not the holder with a ground on record", aftercareWorker, read, necessary(thing(plan, access.ChildProtection, access.Holder)), "yes"},
		line{"a ground helps nobody else", aftercareWorker, read, necessary(thing(plan, access.ChildProtection, access.Team)), "no"},
		line{"nor who breaks the glass", aftercareWorker, read, necessary(thing(plan, access.ChildProtection, access.GlassBroken)), "no"},
		line{"40: a minor's refusal shuts out a guardian", guardian, access.OwnRead, refused(thing(plan, access.ChildProtection, access.Guardian)), "no"},
		line{"51: a ground does not open it", guardian, access.OwnRead, necessary(thing(plan, access.ChildProtection, access.Guardian)), "no"},
		line{"a guardian of a minor who refused nothing reads", guardian, access.OwnRead, thing(plan, access.ChildProtection, access.Guardian), "yes"},
	)
}

func TestLaw_661_2009_36_SafetyNonDisclosure(t *testing.T) {
	basics := access.KindBasics
	tell(t,
		line{"the holder does not see the address", aftercareWorker, read, protected(thing(basics, "", access.Holder)), "no"},
		line{"unless the task needs it", aftercareWorker, read, protected(thing(basics, "", access.Holder, access.ProtectsData)), "yes"},
		line{"the need alone is no relation", aftercareWorker, read, protected(thing(basics, "", access.ProtectsData)), "glass"},
		line{"breaking the glass does not show it", aftercareWorker, read, protected(thing(basics, "", access.GlassBroken)), "no"},
		line{"a guardian does not see it", guardian, access.OwnRead, protected(thing(basics, "", access.Guardian)), "no"},
		line{"one sees one's own", youth, access.OwnRead, protected(thing(access.KindOwn, "", access.Self)), "yes"},
	)
}

func TestLaw_417_2007_26_75_76_Professions(t *testing.T) {
	broad := worker(access.SocialCounsellor, "aftercare", access.BroadResponsibility, access.ChildProtection)
	assessment := thing(access.KindAssessment, access.ChildProtection, access.Holder)
	tell(t,
		line{"LSL 26: a social worker assesses the need of child protection", aftercareWorker, decide, assessment, "yes"},
		line{"a counsellor does not, and is told why", broad, decide, assessment, "known"},
		line{"LSL 76: the closing plan is a social worker's", broad, decide, thing(access.KindPlan, access.ChildProtection, access.Holder), "known"},
		line{"LSL 75: aftercare too, unless the area delegates it", broad, access.DecideAftercare, thing(access.KindDecision, access.ChildProtection, access.Holder), "known"},
		line{"a counsellor works on the everyday plan", broad, change, thing(access.KindPlan, access.ChildProtection, access.Holder), "yes"},
	)
}

func TestEachRoleStaysInItsPlace(t *testing.T) {
	group := access.Resource{Kind: access.KindGroup, Relations: []access.Relation{access.Leads}}
	others := access.Resource{Kind: access.KindGroup}
	tell(t,
		line{"the young see what is their own", youth, access.OwnRead, thing(access.KindCase, access.ChildProtection, access.Self), "yes"},
		line{"not what somebody says is their own", youth, access.OwnRead, access.Resource{Kind: access.KindCase, Person: "p-other", Relations: []access.Relation{access.Self}}, "no"},
		line{"not by a worker's route", youth, read, thing(access.KindCase, access.ChildProtection, access.Self), "no"},
		line{"not as holder, however it came about", youth, read, thing(access.KindCase, access.ChildProtection, access.Holder), "no"},
		line{"they take a seat for themselves", youth, access.GroupJoin, others, "yes"},
		line{"and for nobody else", youth, access.GroupJoin, access.Resource{Kind: access.KindGroup, Person: "p-other"}, "no"},
		line{"they do not see who else comes", youth, access.GroupPeople, access.Resource{Kind: access.KindGroup, Relations: []access.Relation{access.TakesPart}}, "no"},
		line{"a worker who is a parent uses a parent's pages", aftercareWorker, access.OwnRead, thing(access.KindCase, access.ChildProtection, access.Guardian), "no"},
		line{"a group leader sees the names", leader, access.GroupPeople, group, "yes"},
		line{"of the own group", leader, access.GroupPeople, others, "no"},
		line{"and no record", leader, read, thing(access.KindCase, access.ChildProtection, access.Leads), "no"},
		line{"an expert by experience sees the own group", expert, access.GroupRead, group, "yes"},
		line{"no other group", expert, access.GroupRead, others, "no"},
		line{"no names", expert, access.GroupPeople, group, "no"},
		line{"no record, not even the basics", expert, read, thing(access.KindBasics, "", access.Leads), "no"},
		line{"the privacy officer reads the log", officer, access.LogRead, thing(access.KindUseLog, ""), "yes"},
		line{"and the report", officer, access.LogReport, access.Resource{Kind: access.KindReport}, "yes"},
		line{"and no document", officer, read, thing(access.KindDocument, access.ChildProtection, access.Leads), "no"},
		line{"not by way of the log either", officer, access.LogRead, thing(access.KindDocument, access.ChildProtection), "no"},
		line{"a social worker reads no log", aftercareWorker, access.LogRead, thing(access.KindUseLog, "", access.Holder), "no"},
		line{"but makes the extract of the own client", aftercareWorker, access.LogExtract, thing(access.KindUseLog, "", access.Holder), "yes"},
		line{"ops runs the system", opsWorker, access.Operate, access.Resource{}, "yes"},
		line{"about nobody", opsWorker, access.Operate, thing(access.KindCase, access.ChildProtection), "no"},
		line{"and never sees a client", opsWorker, read, thing(access.KindBasics, "", access.Holder), "no"},
		line{"the importer brings", importer, access.ReceiveNotification, access.Resource{}, "yes"},
		line{"and reads nothing", importer, read, thing(access.KindMatter, access.ChildProtection, access.Holder), "no"},
		line{"one of our services acts on a fact", worker(access.System, "", "", ""), access.ActAsService, access.Resource{}, "yes"},
		line{"and reads no record", worker(access.System, "", "", ""), read, thing(access.KindCase, access.ChildProtection, access.Holder), "no"},
	)
}

// Who cannot break the glass is told nothing: a denial is the same for what
// exists and for what does not.
func TestGlass_OnlyForColleagues(t *testing.T) {
	e := engine(t)
	for _, who := range []access.Actor{opsWorker, importer, youth, guardian, expert, leader, officer, office, adultWorker} {
		there := e.Decide(who, doing(read), thing(access.KindCase, access.ChildProtection))
		if there.Allowed || there.Glass || there.Known {
			t.Errorf("%s is told %+v", who.Role, there)
		}
	}
	for _, who := range []access.Actor{aftercareWorker, childsWorker, manager} {
		about := thing(access.KindCase, access.ChildProtection)
		if d := e.Decide(who, doing(read), about); !d.Glass {
			t.Errorf("%s is not told of the glass: %+v", who.Role, d)
		}
		if d := e.Decide(who, doing(access.BreakGlass), about); !d.Allowed {
			t.Errorf("%s is told of the glass and may not break it: %+v", who.Role, d)
		}
	}
}
