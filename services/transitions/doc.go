// Package transitions is where somebody is responsible for a young person: from
// the opening of a case of aftercare (jälkihuolto) until another service has it.
//
// It owns the case: whose it is, the right to aftercare and its end, the plan,
// the handover from one worker to another, and the code with which the young
// person signs in. At every moment exactly one worker is responsible, and
// responsibility moves only when the receiver accepts, after a joint meeting. It
// never knows a name: services/intake does.
//
// A case that has ended keeps all that was in it: until the duty ends, who comes
// back finds it. What the act leaves open is asked of a person, who gives grounds.
//
// A case is in one service task: child protection, until a worker of another
// service accepts it. What was written stays in the task in which it was written;
// a handover discloses exactly the documents it names. Who had the case goes on
// seeing it as it stood when it left them.
//
// Its map:
//
//	command                 event                law
//	OpenCase                CaseOpened           –
//	AssessRight             RightAssessed        LSL 417/2007 75 §, 6 §, 1283/2023
//	MakePlan                PlanMade             LSL 30 §
//	WriteToPlan             YouthWrote           LSL 30 §
//	AnswerWriting           YouthAnswered        –
//	PlanMeeting             MeetingPlanned       –
//	HoldMeeting             MeetingHeld          LSL 29 §
//	CancelMeeting           MeetingCancelled     –
//	RecordContact           ContactHad           –
//	WithdrawContact         ContactWithdrawn     –
//	RecordSituation         SituationRecorded    –
//	OpenHousingNeed         HousingNeedOpened    LSL 76 a §
//	EndHousingNeed          HousingNeedEnded     LSL 76 a §
//	RateWellbeing           WellbeingRated       –
//	RateMyself              WellbeingRated       –
//	DrawTie                 TieDrawn             LSL 54 §
//	ChangeTie               TieChanged           LSL 54 §
//	OfferHandover           HandoverOffered      –
//	DeclineHandover         HandoverDeclined     –
//	WithdrawHandover        HandoverWithdrawn    –
//	RaiseAlarm              HandoverOverdue      –
//	RecordJointMeeting      JointMeetingHeld     –
//	WriteSummary            SummaryWritten       –
//	ReviewSummary           SummaryReviewed      –
//	RecordConsent           ConsentRecorded      –
//	IssueHandoverFile       HandoverFileIssued   703/2023 55 §, 59 §
//	PlanTransfer            TransferPlanned      –
//	TakeStep                StepTaken            –
//	RecordFollowUp          FollowedUp           –
//	AcceptHandover          HandoverAccepted     –
//	InviteYouth             YouthInvited         –
//	(permits and bans are in consent/: 703/2023 55-59 §; seeing what is
//	necessary in spite of a ban, in necessity/ and necessary.go: 55 § 2 mom, 56 §)
//	SignInYouth             YouthSignedIn        –
//	ExtendAftercare         AftercareExtended    –
//	FindAreas               AreasFound           LSL 16 §, 16 a §
//	MakeClosingPlan         ClosingPlanMade      LSL 76 § 2 mom
//	CloseCase               CaseClosed           LSL 75 § 3 mom, 76 § 2 mom
//	ReturnToAftercare       CaseReopened         LSL 75 § 3 mom
//	MakeDecision            DecisionMade         LSL 75-77 §
//	ServeDecision           DecisionServed       434/2003 49 c §, 59 §; 13/2003 19 §
//	ReserveFunds            FundsReserved        LSL 77 §
//
//	case.go       the state and the two sealed sets
//	opening.go, right.go, plan.go, handover.go, youth.go   a topic each: ask, happen, refuse, rule, effect
//	plandepth.go   needs, strengths, means; planversions.go one beside another; planstep.go prepare, meet, follow up
//	writing.go   what the young person writes to the plan; meeting.go, meetings.go meetings with the worker
//	daily.go   everyday life: its routes and what is seen of it; contact.go contacts and their mode, miscontact.go those recorded wrongly; filing.go to whose record what is written belongs; neet.go what they do, as of a day; housing.go what must not wait, housinghanded.go at a handover; wellbeing.go ratings over time; network.go the people around them
//	dailylist.go what reports read of it, reportthrough.go by when it was recorded; figures.go numbers, of which the small ones are hidden; smallunits.go small units are told together
//	withdrawing.go   an offer is taken back; alarm.go it was not answered in time, alarming.go looks for that
//	handoverfile.go   documents for another area, as a signed file; handoverfileagain.go its command, sent again
//	summary.go   what who takes over needs to know; agreeing.go what they may be told; summarising.go the routes of both
//	milestone.go   the steps of a handover and their days, as pure functions; transferring.go what is recorded of them; handoverwork.go what is shown
//	extension.go, areas.go, closing.go, decision.go, funds.go   likewise
//	appeal.go     the instructions for a claim for revision; national.go decisions in the national structures, nationalplan.go plans
//	deciding.go   the routes of decisions; openeddecision.go their texts and the statement of funds
//	law75.go      section 75 as pure functions, one for each subsection
//	halfyear.go   which placements are counted together; openquestion.go what a person reads
//	ending.go     the routes of the end and of the way back
//	history.go    the stored names
//	hearing.go    what the other services' facts lead to here
//	facts.go      what the other services hear
//	worklist.go   the lists: what must be done next, and by when
//	http.go       the routes; access.go who may; sealing.go texts in and out; check.go wrong fields
//	consenting.go what young people permit and forbid, and what a ban keeps from whom; consent/ keeps it
//	relation.go   how who asks stands to a case; paper.go whose its documents are; look.go what they see of it; guardians.go what a minor keeps from guardians
//	gap.go        what may be missing; support.go decisions that do not follow each other; board.go, boardpage.go the boards
//	grouptimes.go in which peer groups the young person was, as peers/ heard it from services/peergroups
//	asof.go       a case as of a past day, as recorded then or as known now
//	simulation.go, lawdraft.go, caseload.go   another law over the whole caseload, and the forecast; madeup.go a caseload for the bench
//	reading.go    the pages of a list; seeing.go a case as people see it; opened.go its texts
package transitions
