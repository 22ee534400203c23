// Package intake is where a need arrives and becomes a matter.
//
// It owns the matter (asia): from the day on which a need reaches the county, in
// one of nine ways, of which a child welfare notification is the first, over its
// urgency and the decision to assess, until the assessment has its outcome; what goes
// on after that is a case of services/transitions. Beside the clock it keeps what is
// done meanwhile: emergency placements, information from outside, the checklist of
// the risk of placement, the consultation of a team. It never opens a text for a rule: rules see ids, codes and dates; the
// texts are sealed at the edge and opened at the edge for who may see them.
//
// Its map:
//
//	command                 event                        law
//	RegisterNotification    NotificationRegistered       LSL 417/2007 25 §, 26 § 1 and 5 mom
//	AssessUrgency           UrgencyAssessed              LSL 26 § 2 mom
//	DecideStart             AssessmentStarted,           LSL 26 § 4 and 5 mom
//	                        AssessmentFoundUnnecessary
//	CompleteAssessment      AssessmentCompleted          LSL 26 § 4 and 5 mom
//	WriteAnswers            AnswersWritten               SHL 1301/2014 37 §, LSL 20 §
//	TakeMatter              MatterTaken, CapExceeded     LSL 13 b § 2 mom
//	HandToColleague         MatterHanded, CapExceeded    LSL 13 b § 2 mom
//	ExplainDelay            DelayExplained               –
//	RegisterArrival         ArrivalRegistered            LSL 25 c §, 25 d §, 75 §; SHL 1301/2014 34–36 §
//	RecordBirth             BirthRecorded                LSL 25 c §
//	QueueMatter             MatterQueued                 –
//	PlaceUrgently           ChildPlaced                  LSL 13 § 1 mom, 38 § 2 mom
//	ContinuePlacement       PlacementContinued           LSL 13 § 2 and 3 mom, 38 a §
//	EndPlacement            PlacementEnded               LSL 39 §
//	RecordSource            SourceRecorded               703/2023 39 §
//	FillChecklist           ChecklistFilled              – (house rule; never a score, never automatic)
//	JudgeChecklist          ChecklistJudged              –
//	BeginSupport            SupportBegun                 –
//	AskTeam                 TeamAsked                    703/2023 9 § (the team's access); else a house rule
//	GiveView                ViewGiven                    –
//	RecommendJointly        JointlyRecommended           –
//	CloseConsultation       ConsultationClosed           703/2023 9 §
//
// Beside matters it keeps, in persons/, which ids are the same person and which
// identity codes a person has had. Matters are never rewritten by it: an id is linked,
// and whoever reads people reads all ids of each.
//
// And it keeps a life per person: when they died, and the end of
// their data in all services (703/2023 24 §).
//
//	RecordDeath             DeathRecorded                –
//	WithdrawDeath           DeathWithdrawn               – (a merge was undone)
//	DestroyData             DestructionProposed,         703/2023 24 § and annex
//	                        DestructionApproved          (the second person)
//
//	life.go          the state and the commands of a life; retention.go the list of ends
//	matter.go        the state and the two sealed sets
//	notification.go, urgency.go, start.go, outcome.go, holder.go   a topic each: ask, happen, refuse, rule, effect
//	form.go, answers.go, hearing.go, assessment.go   the assessment: its form, drafts, what it must hold
//	way.go           the ways in and what the clock hangs on; arrival.go, birth.go, queue.go   their topics
//	arriving.go      their routes, the young person's own request, and several children by one notification
//	placement.go     emergency placement; placing.go its routes
//	history.go       the stored names
//	worklist.go      the lists: what must be done next, and by when
//	copying.go       copies for a party: for whom, and what a minor's ban leaves out
//	printing.go      documents to print, a route each; document.go, document_parts.go   what laws ask of them
//	national.go, national_documents.go   the same in the national structures 4009, 1006 and 1012
//	source.go        information from outside; sourcing.go its route
//	checklist.go     the risk of placement at 12 to 17; riskform.go its questions, checklisting.go its routes
//	consultation.go  a team's views; consulting.go its routes and relation, consulted.go the team's list
//	signals.go       what followed on signals: the report
//	thl.go           the supervision figures of a half-year; reporting.go their route
//	load.go          the cap of children for one worker, and the record of who is above it
//	delay.go         why a last day has passed
//	board.go         the load of a unit, and moving all that a worker has
//	withholding.go   what a safety non-disclosure (turvakielto) hides from whom; guardians.go what a guardian's own does
//	protecting.go    its dates as people record and see them, protecting_ids.go under which ids; protection/ keeps them
//	near.go          that somebody who was opened bears the worker's own name or address: a code for the use log
//	people.go        who a person is, for pages that know an opaque id: to who has to do with them
//	identification.go  the other way round: which id an identity code has, for sign-in
//	persons/         which ids are the same person; identity codes as they were recorded
//	sameness.go      all ids of a person, who they are called by, whether theirs is temporary
//	identifying.go   the routes: who somebody is, codes, merge and undo; duplicates.go who may be the same
//	undoing.go       what a merge told of a death, taken back with it
//	telling.go       what other services hear of it
//	ties/            who has to do with a person in other services, as they told
//	relation.go      how who asks stands to a matter: holder, unit, manager, glass
//	facts.go         what the other services hear
//	http.go          the routes; access.go who may; sealing.go texts in and out; check.go wrong fields
//	importing.go     notifications from a CSV file
//
// What a safety non-disclosure (turvakielto) hides while it is in force (661/2009
// 36 and 37 §), from everybody but who holds the matter, who is responsible for a
// case of the child, and, until its urgency is assessed, who must assess a matter
// that nobody holds:
//
//	where                           what is hidden                                        by
//	a matter: the child             municipality, address, phone, with whom they live     withhold
//	a matter: each guardian         address, phone (they may be of the same household)    withhold
//	a matter: a guardian's own      their address and phone; where the child is, if that  withholdGuarded
//	                                is the same address; to its last day
//	a matter: the reporter          organisation (school), title, phone                   withhold
//	a matter: the sender's own id   all of it (it may name the school's system)           withhold
//	a matter: outside sources       from whom information came (it may be the school)     withholdSources
//	a matter: free texts            nothing: who writes them is told not to write it      –
//	a matter: its timeline          holds codes, dates, grounds; no field of the above    openHappening
//	lists, their sort and columns   hold no such field; sorted by due day and arrival     Row
//	documents to print              all of the above, from everybody: who holds it sees   withhold
//	                                the matter; paper has no access rights
//	/people                         holds no such field                                   nameOf
//	who may be the same person      all of it, of either of the two                       duplicatesOf
//	identity codes                  earlier ones, in force or not: one may have been      seeIdentityCodes,
//	                                changed to protect the person                         withholdOldCode
//	/group-people                   birth date and the mark too: the name is all          onlyNameOf
//	facts, use log                  hold no such field                                    Translate
//	services/transitions            hold no such field: sealed texts of plan and right    –
//	services/peergroups             a place is the group's, not a member's; who takes
//	                                part is told to who leads it, as ids                  –
//	services/notifications          letters say that there is a message and no more; the
//	                                own e-mail is shown to oneself only                   –
//
// Documents in the national structures are exported one by one, and leave out the
// same; the extract of the use log (services/oversight) holds ids, roles and times.
//
// The reporter (ilmoittaja) is never shown to parties: no action of this package
// is for a young person or a guardian, no fact or list tells more of the reporter
// than the body, and a copy that is printed for a party leaves the reporter out.
package intake
