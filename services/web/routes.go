package web

import (
	"net/http"
	"slices"
)

// route says what a page asks of its visitor.
type route int

const (
	signedIn route = iota // a session, and the form's token when something is sent
	open                  // nobody needs to be signed in; the form's token when something is sent
)

// answer is one page of the desk.
type answer struct {
	pattern string
	kind    route
	show    func(*visit) error
}

// answers is the whole surface of the desk, one line each.
func (s *Service) answers() []answer {
	return slices.Concat([]answer{
		{"GET /{$}", open, s.showSignIn},
		{"GET /sign-in", open, s.startSignIn},
		{"GET " + BackPath, open, s.endSignIn},
		{"GET /sign-ins", signedIn, s.showSignIns},
		{"POST /sign-ins/end", signedIn, s.endSignIns},
		{"POST /sign-out", open, s.signOut},
		{"POST /language", open, s.chooseLanguage},
		{"POST /stay", signedIn, s.stay},
		{"GET /inbox", signedIn, s.showInbox},
		{"GET " + livePath, open, s.live}, // a stream that finds nobody signed in says so itself
		{"GET /notifications/new", signedIn, s.newNotification},
		{"POST /notifications", signedIn, s.registerNotification},
		{"GET /board", signedIn, s.showBoard},
		{"POST /board", signedIn, s.moveAll},
		{"GET /figures", signedIn, s.showFigures},
		{"GET /figures.csv", signedIn, s.sendFigures},
		{"GET /arrivals/new", signedIn, s.newArrival},
		{"POST /arrivals", signedIn, s.registerArrival},
		{"GET /matters/{matter}", signedIn, s.showMatter},
		{"POST /matters/{matter}/birth", signedIn, s.act(matters(), recordBirth)},
		{"POST /matters/{matter}/placement", signedIn, s.act(matters(), placeUrgently)},
		{"POST /matters/{matter}/continuation", signedIn, s.act(matters(), continuePlacement)},
		{"POST /matters/{matter}/placement-end", signedIn, s.act(matters(), endPlacement)},
		{"POST /matters/{matter}/queue", signedIn, s.act(matters(), queueMatter)},
		{"POST /matters/{matter}/urgency", signedIn, s.act(matters(), assessUrgency)},
		{"POST /matters/{matter}/start", signedIn, s.act(matters(), decideStart)},
		{"POST /matters/{matter}/outcome", signedIn, s.act(matters(), completeAssessment)},
		{"GET /matters/{matter}/assessment", signedIn, s.showAssessment},
		{"POST /matters/{matter}/assessment", signedIn, s.saveAssessment},
		{"GET /matters/{matter}/checklist", signedIn, s.showChecklist},
		{"POST /matters/{matter}/checklist/fill", signedIn, s.act(checklists(), fillChecklist)},
		{"POST /matters/{matter}/checklist/judge", signedIn, s.act(checklists(), judgeChecklist)},
		{"POST /matters/{matter}/checklist/support", signedIn, s.act(checklists(), beginSupport)},
		{"GET /consultations", signedIn, s.showConsultations},
		{"GET /matters/{matter}/consultation", signedIn, s.showConsultation},
		{"POST /matters/{matter}/consultation/ask", signedIn, s.act(consultations(), askTeam)},
		{"POST /matters/{matter}/consultation/view", signedIn, s.act(consultations(), giveView)},
		{"POST /matters/{matter}/consultation/recommend", signedIn, s.act(consultations(), recommendJointly)},
		{"POST /matters/{matter}/consultation/close", signedIn, s.act(consultations(), closeConsultation)},
		{"GET /signals", signedIn, s.showSignals},
		{"POST /matters/{matter}/source", signedIn, s.act(matters(), recordSource)},
		{"POST /matters/{matter}/take", signedIn, s.act(matters(), takeMatter)},
		{"POST /matters/{matter}/hand", signedIn, s.act(matters(), handMatter)},
		{"POST /matters/{matter}/delay", signedIn, s.act(matters(), explainDelay)},
		{"GET /people/{person}/identity", signedIn, s.showIdentity},
		{"POST /people/{person}/identity/code", signedIn, s.act(identities(), recordCode)},
		{"POST /people/{person}/identity/merge", signedIn, s.act(identities(), mergePeople)},
		{"POST /people/{person}/identity/unmerge", signedIn, s.act(identities(), unmergePeople)},
		{"GET /people/{person}/protection", signedIn, s.showProtection},
		{"POST /people/{person}/protection/order", signedIn, s.act(protections(), orderProtection)},
		{"POST /people/{person}/protection/extension", signedIn, s.act(protections(), extendProtection)},
		{"POST /people/{person}/protection/end", signedIn, s.act(protections(), endProtection)},
		{"GET /retention", signedIn, s.showRetention},
		{"POST /retention", signedIn, s.destroyData},
		{"GET /people", signedIn, s.showSearch},
		{"POST /people", signedIn, s.searchPeople},
		{"GET /people/{person}/death", signedIn, s.showDeathForm},
		{"POST /people/{person}/death", signedIn, s.recordDeath},
		{"GET /people/{person}/erasures", signedIn, s.showErasures},
		{"GET /people/{person}/erasures/{number}", signedIn, s.showErasure},
		{"POST /people/{person}/erasures", signedIn, s.refuseErasure},
		{"/", open, func(*visit) error { return errNoPage }},
	}, s.caseAnswers(), s.dailyAnswers(), s.groupAnswers(), s.noticeAnswers(), s.oversightAnswers(), s.paperAnswers())
}

// caseAnswers are the pages behind which services/transitions stands.
func (s *Service) caseAnswers() []answer {
	if s.Transitions == nil {
		return nil
	}
	return []answer{
		{"GET /cases", signedIn, s.showCases},
		{"GET /gaps", signedIn, s.showGaps},
		{"GET /forecast", signedIn, s.showForecast},
		{"GET /simulation", signedIn, s.showLaw},
		{"POST /cases/{case}/absence", signedIn, s.act(cases(), absence)},
		{"GET /cases/{case}", signedIn, s.showCase},
		{"GET /cases/{case}/summary", signedIn, s.showSummary},
		{"GET /cases/{case}/past", signedIn, s.showPast},
		{"POST /cases/{case}/right", signedIn, s.act(cases(), assessRight)},
		{"POST /cases/{case}/plan", signedIn, s.act(cases(), makePlan)},
		{"POST /cases/{case}/offer", signedIn, s.act(cases(), offerCase)},
		{"POST /cases/{case}/refuse", signedIn, s.act(cases(), refuseCase)},
		{"POST /cases/{case}/meet", signedIn, s.act(cases(), recordMeeting)},
		{"POST /cases/{case}/accept", signedIn, s.act(cases(), acceptCase)},
		{"POST /cases/{case}/invite", signedIn, s.invite},
		{"POST /cases/{case}/extend", signedIn, s.act(cases(), extendCase)},
		{"POST /cases/{case}/areas", signedIn, s.act(cases(), findAreas)},
		{"POST /cases/{case}/closing-plan", signedIn, s.act(cases(), makeClosingPlan)},
		{"POST /cases/{case}/close", signedIn, s.act(cases(), closeCase)},
		{"GET /cases/{case}/decisions/{decision}", signedIn, s.showDecision},
		{"POST /cases/{case}/decide", signedIn, s.act(cases(), makeDecision)},
		{"POST /cases/{case}/serve", signedIn, s.act(cases(), serveDecision)},
		{"POST /cases/{case}/reserve", signedIn, s.act(cases(), reserveFunds)},
		{"POST /cases/{case}/return", signedIn, s.act(cases(), takeBack)},
		{"GET /cases/{case}/consent", signedIn, s.showConsent},
		{"POST /cases/{case}/consent/ban", signedIn, s.act(consents(), recordBan)},
		{"POST /cases/{case}/consent/lift", signedIn, s.act(consents(), liftBan)},
		{"POST /cases/{case}/consent/permit", signedIn, s.act(consents(), changePermit)},
		{"POST /cases/{case}/withdraw", signedIn, s.act(cases(), withdrawOffer)},
		{"POST /cases/{case}/summary", signedIn, s.act(cases(), writeSummary)},
		{"POST /cases/{case}/agreed", signedIn, s.act(cases(), recordConsent)},
		{"POST /cases/{case}/transfer", signedIn, s.act(cases(), planTransfer)},
		{"POST /cases/{case}/step", signedIn, s.act(cases(), takeStep)},
		{"POST /cases/{case}/follow-up", signedIn, s.act(cases(), followUp)},
		{"GET /cases/{case}/plans", signedIn, s.showPlans},
		{"GET /cases/{case}/plans/{number}", signedIn, s.showPlanPaper},
		{"GET /cases/{case}/plans/{number}/national", signedIn, s.sendNationalPlan},
		{"POST /cases/{case}/answer", signedIn, s.act(cases(), answerYouth)},
		{"POST /cases/{case}/meeting", signedIn, s.act(cases(), planMeeting)},
		{"POST /cases/{case}/held", signedIn, s.act(cases(), holdMeeting)},
		{"POST /cases/{case}/meeting-cancel", signedIn, s.act(cases(), cancelMeeting)},
	}
}

// groupAnswers are the pages behind which services/peergroups stands.
func (s *Service) groupAnswers() []answer {
	if s.PeerGroups == nil {
		return nil
	}
	return []answer{
		{"GET /groups", signedIn, s.showGroups},
		{"GET /groups/new", signedIn, s.newGroup},
		{"POST /groups", signedIn, s.foundGroup},
		{"GET /groups/{group}", signedIn, s.showGroup},
	}
}

// noticeAnswers are the pages behind which services/notifications stands.
func (s *Service) noticeAnswers() []answer {
	if s.Notifications == nil {
		return nil
	}
	return []answer{
		{"GET /notices", signedIn, s.showNotices},
		{"GET /notices/bell", signedIn, s.showBell},
		{"POST /notices/read", signedIn, s.markRead},
	}
}

// oversightAnswers are the pages behind which services/oversight stands.
func (s *Service) oversightAnswers() []answer {
	if s.Oversight == nil {
		return nil
	}
	return []answer{
		{"GET /glass", signedIn, s.showGlassForm},
		{"POST /glass", signedIn, s.breakGlass},
		{"POST /glass/mend", signedIn, s.mendGlass},
		{"GET /glass/{glass}", signedIn, s.showGlass},
		{"GET /oversight", signedIn, s.showReport},
		{"GET /oversight/worker", signedIn, s.showLooksBy},
		{"GET /oversight/people/{person}", signedIn, s.showLooks},
		{"GET /oversight/people/{person}/extract", signedIn, s.sendExtract},
		{"GET /oversight/people/{person}/extract/print", signedIn, s.showExtract},
	}
}

// routes puts the answers, and the files that pages load, behind one mux.
func (s *Service) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, a := range s.answers() {
		mux.Handle(a.pattern, s.page(a.kind, a.show))
	}
	mux.Handle("GET /assets/{file}", http.HandlerFunc(s.assets.serve))
	return mux
}
