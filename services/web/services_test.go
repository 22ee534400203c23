package web_test

import (
	"net/http"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// transitions stands for services/transitions.
type transitions struct {
	backend
	list       contracts.CasePage
	one        contracts.Case
	gaps       contracts.GapPage
	law        contracts.LawSimulation
	plans      contracts.PlanVersions
	living     living
	consent    contracts.Consent
	listRefuse *refusal.Refusal // answers every list
	oneRefuse  *refusal.Refusal // answers every reading of a case
}

// peergroups stands for services/peergroups.
type peergroups struct {
	backend
	list      contracts.GroupPage
	one       contracts.Group
	oneRefuse *refusal.Refusal // answers every reading of a group
}

// notices stands for services/notifications.
type notices struct {
	backend
	page       contracts.NoticePage
	pageRefuse *refusal.Refusal // answers every reading
}

func newTransitions(t testing.TB) *transitions {
	tr := &transitions{list: someCases(), one: someCase(), plans: somePlans(), consent: someConsent()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cases", tr.answer(func() any {
		if tr.listRefuse != nil {
			return *tr.listRefuse
		}
		return tr.list
	}))
	mux.HandleFunc("GET /simulations/law", tr.answer(func() any { return tr.law }))
	mux.HandleFunc("GET /gaps", tr.answer(func() any { return tr.gaps }))
	mux.HandleFunc("POST /cases/{case}/absence", tr.command(func() any { return caseReceipt() }))
	mux.HandleFunc("GET /cases/{case}", tr.answer(func() any {
		if tr.oneRefuse != nil {
			return *tr.oneRefuse
		}
		return tr.one
	}))
	mux.HandleFunc("GET /cases/{case}/past", tr.answer(func() any {
		if tr.oneRefuse != nil {
			return *tr.oneRefuse
		}
		one := someCase()
		one.May, one.Offer = []string{}, nil
		if len(tr.one.Groups) > 0 {
			one.Groups = tr.one.Groups[:1] // they had joined by then
		}
		return contracts.Past{Case: one, Day: calendar.MustParse("2026-10-01"), Known: contracts.KnownNow}
	}))
	for _, path := range []string{"right", "plan", "handover", "handover/refusal", "handover/meeting", "handover/acceptance", "handover/withdrawal", "handover/summary", "handover/consent", "handover/steps", "handover/transfer", "handover/follow-ups",
		"extension", "areas", "closing-plan", "closing", "return",
		"decisions", "decisions/{decision}/service", "funds", "answers",
		"meetings", "meetings/held", "meetings/cancelled"} {
		mux.HandleFunc("POST /cases/{case}/"+path, tr.command(func() any { return caseReceipt() }))
	}
	mux.HandleFunc("POST /cases/{case}/handover/file", tr.command(func() any {
		return contracts.HandoverFile{Format: contracts.HandoverFormat, Key: "k", Signature: "s", Content: "{}"}
	}))
	mux.HandleFunc("POST /cases/{case}/invitation", tr.command(func() any {
		return contracts.Invitation{Receipt: caseReceipt(), Code: "K7M4PQR3TX", Expires: now.AddDate(0, 0, 7)}
	}))
	mux.HandleFunc("GET /cases/{case}/plans", tr.answer(func() any { return tr.plans }))
	mux.HandleFunc("POST /cases/{case}/plans/{number}/document", tr.command(func() any {
		return contracts.NationalDocument{Structure: "1.2.15010", Content: `{"plan":2}`}
	}))
	mux.HandleFunc("GET /cases/{case}/consent", tr.answer(func() any { return tr.consent }))
	for _, what := range []string{"ban", "lift", "permit", "ground"} {
		mux.HandleFunc("POST /cases/{case}/consent/"+what, tr.command(func() any { return caseReceipt() }))
	}
	tr.daily(mux)
	tr.serve(t, mux)
	return tr
}

func newPeergroups(t testing.TB) *peergroups {
	p := &peergroups{list: contracts.GroupPage{Rows: []contracts.GroupRow{someGroup().GroupRow}, Next: "cursor-2"}, one: someGroup()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /groups", p.answer(func() any { return p.list }))
	mux.HandleFunc("GET /groups/{group}", p.answer(func() any {
		if p.oneRefuse != nil {
			return *p.oneRefuse
		}
		return p.one
	}))
	mux.HandleFunc("GET /groups/{group}/people", p.answer(func() any { return someGroupPeople() }))
	mux.HandleFunc("POST /groups", p.command(func() any { return contracts.Receipt{Matter: deskGroup, Position: "2001/2001"} }))
	p.serve(t, mux)
	return p
}

func newNotices(t testing.TB) *notices {
	n := &notices{page: contracts.NoticePage{Unread: 2, Notices: []contracts.Notice{
		{ID: es.ID{}.Derive("n1"), What: "handover-offered", At: now.Add(-time.Hour), Link: "/cases/" + caseOne.String()},
		{ID: es.ID{}.Derive("n2"), What: "case-opened", At: monday, Link: "https://elsewhere.example/"},
		{ID: es.ID{}.Derive("n3"), What: "handover-accepted", At: monday, Read: true},
	}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /notices", n.answer(func() any {
		if n.pageRefuse != nil {
			return *n.pageRefuse
		}
		return n.page
	}))
	mux.HandleFunc("POST /codes", n.command(func() any { return contracts.CodeSent{Outcome: "sent"} }))
	mux.HandleFunc("POST /notices/read", n.command(func() any { return contracts.Receipt{Position: "3001/3001"} }))
	n.serve(t, mux)
	return n
}

var (
	caseOne     = es.ID{}.Derive("case one")
	caseTwo     = es.ID{}.Derive("case two")
	personOne   = es.ID{}.Derive("person one")
	personTwo   = es.ID{}.Derive("person two")
	decisionOne = es.ID{}.Derive("decision one")
	deskGroup   = es.ID{}.Derive("desk group")
)

func somePeople() []contracts.PersonName {
	return []contracts.PersonName{
		{Person: personOne, Name: "Virtasalo, Venla Testi", BirthDate: "2008-05-10", NonDisclosure: true},
		{Person: personTwo, Name: "Kokeilu, Eino", BirthDate: "2007-02-01"},
	}
}

func caseReceipt() contracts.Receipt {
	return contracts.Receipt{Matter: caseOne, Revision: 5, Position: "1500/1500"}
}

func someCases() contracts.CasePage {
	today := calendar.On(now)
	return contracts.CasePage{
		View: "mine", Next: "cursor-2", Today: today.String(),
		Rows: []contracts.CaseRow{
			{Case: caseTwo, Person: personTwo, OpenedOn: today.AddDays(-3), Task: "child-protection", Responsible: "w-aino", Next: "assess-right"},
			{
				Case: caseOne, Person: personOne, OpenedOn: today.AddDays(-10), Task: "child-protection", Responsible: "w-aino", Right: "statutory",
				DutyEnd: calendar.MustParse("2031-05-10"), OfferedTo: "w-elin", RespondBy: today.AddDays(-1), Next: "meet", Due: today.AddDays(-1), Overdue: true,
			},
			{
				Case: es.ID{}.Derive("case three"), Person: es.ID{}.Derive("nobody"), OpenedOn: today, Task: "child-protection", Responsible: "w-aino", Right: "discretionary",
				Next: "review-plan", Due: today.AddDays(6),
			},
		},
		Counts: []contracts.ViewCount{{View: "mine", Total: 3, Overdue: 1}, {View: "offered-to-me", Total: 2, Today: 1}, {View: "offered-by-me", Total: 1}},
	}
}

func someCase() contracts.Case {
	today, opened := calendar.On(now), monday.Add(26*time.Hour)
	findings := []law.Finding{
		{
			Provision: law.Provision{Act: "417/2007", Section: "75 § 1 mom", InForce: "2023-01-01"},
			Inputs:    map[string]string{"basis": "taken-into-care", "on": today.String()},
			Outcome:   map[string]string{"right": "statutory"},
		},
		{
			Provision: law.Provision{Act: "417/2007", Section: "75 § 3 mom", InForce: "2024-01-01"},
			Inputs:    map[string]string{"birth-date": "2008-05-10", "last-client-day": "goes-on", "age-limit": "23"},
			Outcome:   map[string]string{"duty-end": "2031-05-10", "by": "age-limit"},
		},
	}
	return contracts.Case{
		CaseRow: contracts.CaseRow{
			Case: caseOne, Person: personOne, Task: "child-protection", OpenedOn: today, Responsible: "w-aino", Right: "statutory", DutyEnd: calendar.MustParse("2031-05-10"),
			OfferedTo: "w-elin", RespondBy: today.AddDays(8), Next: "meet", Due: today.AddDays(8), Revision: 4,
		},
		Shows: contracts.ShowsCase, Matter: matterOne, Findings: findings,
		Plan: &contracts.Plan{
			Situation: "Asuu tuetusti, opiskelee lähihoitajaksi.", OwnRating: 7, OtherRating: 5, Goals: []string{"Oma asunto", "Ajokortti"},
			OwnView: "Haluan asua yksin.", Dissent: "Äidin mielestä liian aikaista.", ReviewBy: today.AddYears(1),
		},
		PlannedOn: today,
		Offer:     &contracts.HandoverState{From: "w-aino", To: "w-elin", OfferedOn: today, RespondBy: today.AddDays(8), Documents: []string{"plan"}, Note: "Tavoittaa parhaiten iltapäivisin."},
		Timeline: []contracts.Happened{
			{What: "transitions.case-opened.v1", At: opened, By: "system", Facts: map[string]string{"responsible": "w-aino", "on": today.String()}},
			{What: "transitions.right-assessed.v1", At: opened.Add(10 * time.Minute), By: "w-aino", Findings: findings, Facts: map[string]string{"basis": "taken-into-care", "right": "statutory", "duty-end": "2031-05-10"}},
			{What: "transitions.handover-offered.v1", At: opened.Add(20 * time.Minute), By: "w-aino", Text: "Tavoittaa parhaiten iltapäivisin.", Facts: map[string]string{"from": "w-aino", "to": "w-elin", "respond-by": today.AddDays(8).String()}},
			{What: "transitions.youth-invited.v1", At: opened.Add(30 * time.Minute), By: "w-aino", Facts: map[string]string{"expires": "2026-11-24T08:42:00Z"}},
		},
		May: []string{"right", "plan", "offer", "withdraw", "refuse", "meet", "accept", "invite", "extend", "areas", "closing-plan", "close", "return", "decide", "reserve", "summary", "consent", "file", "transfer", "step", "follow-up"},
		Handover: &contracts.HandoverWork{
			Summary:   &contracts.WrittenSummary{HandoverSummary: contracts.HandoverSummary{Strengths: "Osaa laittaa ruokaa.", Situation: "Asuu tuetusti."}, By: "w-aino", On: today, ReviewedOn: today, Comment: "Asun yksin."},
			Transfer:  today.AddMonths(6),
			Steps:     []contracts.HandoverStep{{Step: "start", Due: today.AddMonths(-6), Done: today.AddDays(-9)}, {Step: "needs-assessment", Due: today.AddMonths(-3), Late: true}, {Step: "transfer", Due: today.AddMonths(6)}},
			FollowUps: []contracts.FollowUp{{Months: 1, Due: today.AddMonths(1), Done: today}, {Months: 3, Due: today.AddMonths(3)}},
			Consent:   &contracts.RecordedConsent{HandoverConsent: contracts.HandoverConsent{Asked: today, May: []string{"plan", "right", "summary"}}, By: "w-aino", On: today},
		},
		Decisions: []contracts.Decision{{
			Decision: decisionOne, About: "support", Granted: true, Service: "93", What: "Tuki kotiin.", Grounds: "Tarvitsee apua.", From: today, On: today, By: "w-aino",
			Provisions: []law.Provision{{Act: "417/2007", Section: "76 § 1 mom", InForce: "2008-01-01"}},
			Appeal:     map[string]string{"fi": "Vaadi oikaisua.", "sv": "Begär omprövning."},
		}},
		Funds: &contracts.Funds{Months: []contracts.FundsMonth{{Month: "2026-10", Counted: 19000, Minimum: 7600, Reserved: 7600}}, Reserved: 7600, Balance: 7600},
	}
}

func someGroupPeople() contracts.GroupPeople {
	return contracts.GroupPeople{Members: []es.ID{personTwo, es.ID{}.Derive("nobody")}, Queue: []es.ID{personOne}}
}

func someGroup() contracts.Group {
	first := time.Date(2026, time.November, 10, 15, 30, 0, 0, time.UTC)
	g := contracts.Group{
		GroupRow: contracts.GroupRow{
			Group: deskGroup, Name: map[string]string{"fi": "Oman kodin aloittajat", "en": "Starting a home"}, Seats: 2, Waiting: 1,
			First: first, Last: first.AddDate(0, 0, 14), Place: "Nuorisotalo Kide, Keksitty katu 1",
		},
		Leader: "w-oskari",
	}
	for week := range 3 {
		starts := first.AddDate(0, 0, 7*week)
		g.Sessions = append(g.Sessions, contracts.Session{Starts: starts, Ends: starts.Add(90 * time.Minute)})
	}
	return g
}
