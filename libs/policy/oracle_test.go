package policy

import (
	"slices"

	"nivel/libs/access"
)

// The oracle: what the law says, written as plain Go from the decree's table and
// from 703/2023, without looking at the policies. It is slow and obvious.

// row is one line of the table of decree 457/2024.
type row struct {
	always []access.Task  // service tasks covered
	ifOwn  []access.Task  // covered for who works in them
	never  []string       // kinds excluded
	only   []string       // kinds given, where not all are
	does   []access.Group // what such work is
}

var (
	allWork = []access.Group{
		access.ReadList, access.ReadClientRecord, access.ChangeClientRecord, access.MoveClient,
		access.AnswerHandover, access.DecideBySocialWorker, access.DecideAftercare,
	}
	looking = []access.Group{access.ReadList, access.ReadClientRecord}

	decree = map[access.Class]row{
		access.BroadResponsibility: {always: access.Tasks(), never: []string{"mediation", "shelter", "therapy", "client-test"}, does: allWork},
		access.ResponsibleForChild: {always: access.Tasks(), never: []string{"mediation", "therapy", "client-test"}, does: allWork},
		access.Arranging: {
			always: []access.Task{access.FamilyServices, access.WorkingAge, access.OlderPeople},
			ifOwn:  []access.Task{access.DisabilityServices, access.ChildProtection, access.SubstanceServices, access.FamilyLaw},
			never:  []string{"shelter", "therapy", "client-test"}, does: allWork,
		},
		access.ChildSupervisor: {
			always: []access.Task{access.FamilyLaw, access.FamilyServices, access.WorkingAge},
			ifOwn:  []access.Task{access.ChildProtection},
			never:  []string{"shelter", "therapy", "client-test"},
			does:   append(slices.Clone(looking), access.ChangeClientRecord, access.MoveClient),
		},
		access.Implementing: {ifOwn: access.Tasks(), only: []string{"plan", "assessment", "decision", "execution"},
			does: append(slices.Clone(looking), access.ChangeClientRecord)},
		access.Administrative: {ifOwn: access.Tasks(), never: []string{"mediation", "shelter", "therapy", "client-test"},
			does: append(slices.Clone(looking), access.MoveClient)},
	}
)

// ask is one cell: who asks for what about what.
type ask struct {
	actor access.Actor
	group access.Group
	about access.Resource
}

func (a ask) is(roles ...access.Role) bool      { return slices.Contains(roles, a.actor.Role) }
func (a ask) wants(groups ...access.Group) bool { return slices.Contains(groups, a.group) }
func (a ask) kind(kinds ...string) bool         { return slices.Contains(kinds, a.about.Kind) }
func (a ask) stands(relation access.Relation) bool {
	return slices.Contains(a.about.Relations, relation)
}
func (a ask) given(r access.Relation) ask          { return a.with(append(slices.Clone(a.about.Relations), r)) }
func (a ask) with(relations []access.Relation) ask { a.about.Relations = relations; return a }
func (a ask) instead(group access.Group) ask       { a.group = group; return a }
func (a ask) responsible() bool                    { return a.stands(access.Holder) || a.stands(access.Substitute) }
func (a ask) aboutOneself() bool                   { return a.about.Person == a.actor.ID }
func (a ask) leadsGroups() bool                    { return a.is(access.GroupLeader) || a.worksWithClients() }
func (a ask) worksWithClients() bool {
	return a.is(access.SocialWorker, access.SocialCounsellor, access.Manager)
}
func (a ask) worksInYouthOrAdultServices() bool {
	return a.actor.Tasks.Has(access.ChildProtection) || a.actor.Tasks.Has(access.WorkingAge)
}

// lawful is the whole decision.
func lawful(a ask) access.Decision {
	var d access.Decision
	d.Allowed = a.lawful()
	if !d.Allowed && a.wants(looking...) {
		d.Glass = a.given(access.GlassBroken).lawful()
	}
	if !d.Allowed && a.wants(allWork...) && !a.wants(looking...) {
		d.Known = a.instead(access.ReadClientRecord).lawful()
	}
	return d
}

func (a ask) lawful() bool {
	if a.about.Protected && !a.stands(access.ProtectsData) && !(a.stands(access.Self) && a.aboutOneself()) {
		return false
	}
	if a.about.Refused && !(a.about.Necessary && a.responsible() && a.wants(allWork...)) {
		return false
	}
	switch {
	case a.wants(allWork...):
		return a.clientWork()
	case a.wants(access.OwnRead, access.OwnChange):
		return a.own()
	case a.wants(access.GroupRead, access.GroupFound, access.GroupLead, access.GroupPeople, access.GroupJoin):
		return a.groups()
	case a.wants(access.LogRead, access.LogReport, access.LogExtract):
		return a.logs()
	}
	nobody := a.about.Person == ""
	switch a.group {
	case access.RecordDeath:
		return a.recordsDeath()
	case access.RetentionRead, access.RetentionDecide:
		return a.endsData()
	case access.BreakGlass:
		return a.worksWithClients() && a.worksInYouthOrAdultServices() && a.actor.Classes != "" && !nobody && a.about.Task != ""
	case access.ReceiveNotification:
		return nobody && (a.worksWithClients() || a.is(access.Importer) && a.about.Task == "")
	case access.ActAsService:
		return a.is(access.System)
	case access.Operate:
		return a.is(access.Ops) && nobody && a.about.Task == ""
	}
	return false
}

// clientWork: the right person, whose class covers it, who stands in a relation.
func (a ask) clientWork() bool {
	switch {
	case !a.worksWithClients() && !(a.is(access.Administrator) && a.wants(looking...)) && !a.consultant():
		return false
	case a.wants(access.DecideBySocialWorker, access.DecideAftercare) && !a.is(access.SocialWorker):
		return false
	case a.about.Closed && !a.wants(looking...):
		return false
	case a.wants(access.ReadList) && a.kind("") && a.about.Person == "" && a.about.Task == "" && a.about.Unit == "":
		return a.actor.Classes != ""
	case a.about.Person == "" && !(a.wants(access.ReadList) && a.kind("", "list")):
		return false
	case a.wants(access.AnswerHandover) && !a.stands(access.Offered) && !a.responsible():
		return false
	}
	return (a.asked() || a.covered()) && a.related()
}

// consultant: sees the question, and the list as such.
func (a ask) consultant() bool {
	list := a.wants(access.ReadList) && a.kind("") && a.about.Person == "" && a.about.Task == "" && a.about.Unit == ""
	question := a.stands(access.Consulted) && a.kind("consultation") && a.wants(append(slices.Clone(looking), access.ChangeClientRecord)...)
	return a.is(access.Consultant) && (list || question)
}

// asked: what is shown whatever the class, because it was shown on purpose.
func (a ask) asked() bool {
	offered := a.stands(access.Offered) && a.kind("handover") && a.wants(append(slices.Clone(looking), access.AnswerHandover)...)
	consulted := a.stands(access.Consulted) && a.kind("consultation") && a.wants(append(slices.Clone(looking), access.ChangeClientRecord)...)
	return (offered || consulted) && !a.about.Closed || a.disclosed()
}

func (a ask) disclosed() bool {
	return a.stands(access.DisclosedTo) && a.kind("plan", "assessment", "decision", "execution", "document") && a.wants(access.ReadClientRecord)
}

// covered: the worker's class of work tasks gives it.
func (a ask) covered() bool {
	return slices.ContainsFunc(a.actor.Classes.Codes(), func(class access.Class) bool {
		r := decree[class]
		if a.kind("basics") && a.about.Task == "" {
			return a.wants(looking...) || a.wants(access.ChangeClientRecord)
		}
		task := slices.Contains(r.always, a.about.Task) || slices.Contains(r.ifOwn, a.about.Task) && a.actor.Tasks.Has(a.about.Task)
		if class == access.Implementing && a.wants(access.ChangeClientRecord) && !a.kind("plan", "execution") {
			return false
		}
		return task && a.wants(r.does...) && !a.kind(r.never...) && (r.only == nil || a.kind(r.only...))
	})
}

// related: whose data it is, is the worker's business now.
func (a ask) related() bool {
	if a.responsible() || a.disclosed() || a.stands(access.Leads) && a.is(access.Manager) {
		return true
	}
	if a.stands(access.GlassBroken) && a.worksWithClients() && a.worksInYouthOrAdultServices() && a.wants(looking...) {
		return true
	}
	if a.about.Closed {
		return false
	}
	return a.stands(access.Team) && a.about.Unit != "" && a.about.Unit == a.actor.Unit || a.asked()
}

func (a ask) own() bool {
	if a.stands(access.Self) && a.aboutOneself() {
		return !a.is(access.Ops, access.Importer, access.System)
	}
	return a.is(access.GuardianRole) && a.stands(access.Guardian) && a.wants(access.OwnRead) && a.about.Person != ""
}

func (a ask) groups() bool {
	nobody := a.about.Person == ""
	switch a.group {
	case access.GroupRead:
		if a.is(access.ExpertByExperience) {
			return nobody && (a.kind("") || a.kind("group") && (a.stands(access.Leads) || a.stands(access.TakesPart)))
		}
		return (a.leadsGroups() || a.is(access.Youth)) && a.kind("", "group") && (nobody || a.aboutOneself())
	case access.GroupFound:
		return a.leadsGroups() && nobody
	case access.GroupJoin:
		return a.is(access.Youth) && a.kind("", "group") && (nobody || a.aboutOneself())
	}
	return a.leadsGroups() && a.kind("group") && a.stands(access.Leads)
}

func (a ask) logs() bool {
	if a.is(access.PrivacyOfficer) {
		return a.kind("use-log", "disclosure-log", "report")
	}
	return a.wants(access.LogExtract) && a.is(access.SocialWorker, access.SocialCounsellor) &&
		a.stands(access.Holder) && a.about.Person != "" && a.kind("use-log", "disclosure-log")
}

// recordsDeath: who has or had the client; a colleague, until the relationship ends.
func (a ask) recordsDeath() bool {
	if !a.worksWithClients() || a.actor.Classes == "" || !a.kind("basics") || a.about.Task != "" || a.about.Person == "" {
		return false
	}
	colleague := a.stands(access.Team) && a.about.Unit != "" && a.about.Unit == a.actor.Unit
	return a.responsible() || a.stands(access.Leads) && a.is(access.Manager) || colleague && !a.about.Closed
}

// endsData: the privacy officer, and who leads the unit that had the client.
func (a ask) endsData() bool {
	list := a.kind("") && a.about.Person == "" && a.about.Task == "" && a.about.Unit == ""
	switch {
	case list:
		return a.wants(access.RetentionRead) && a.is(access.PrivacyOfficer, access.Manager)
	case !a.kind("retention") || a.about.Person == "":
		return false
	}
	return a.is(access.PrivacyOfficer) || a.is(access.Manager) && a.stands(access.Leads)
}
