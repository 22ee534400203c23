// Package intake is where a need arrives and becomes a matter.
//
// It owns the matter (asia) of a child welfare notification from the moment it
// becomes pending until it is decided whether a service-needs assessment
// starts. It never opens a text for a rule: rules see ids, codes and dates; the
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
//	TakeMatter              MatterTaken                  –
//	HandToColleague         MatterHanded                 –
//	RegisterArrival         ArrivalRegistered            LSL 25 c §, 25 d §, 75 §; SHL 1301/2014 34–36 §
//	RecordBirth             BirthRecorded                LSL 25 c §
//	QueueMatter             MatterQueued                 –
//	PlaceUrgently           ChildPlaced                  LSL 13 § 1 mom, 38 § 2 mom
//	ContinuePlacement       PlacementContinued           LSL 13 § 2 and 3 mom, 38 a §
//	EndPlacement            PlacementEnded               LSL 39 §
//
// Beside matters it keeps a life per person: when they died, and the end of
// their data in all services (703/2023 24 §).
//
//	RecordDeath             DeathRecorded                –
//	DestroyData             DestructionProposed,         703/2023 24 § and annex
//	                        DestructionApproved          (the second person)
//
//	life.go          the state and the commands of a life; retention.go the list of ends
//	matter.go        the state and the two sealed sets
//	notification.go, urgency.go, start.go, outcome.go, holder.go   a topic each: ask, happen, refuse, rule, effect
//	way.go           the ways in and what the clock hangs on; arrival.go, birth.go, queue.go   their topics
//	arriving.go      their routes, the young person's own request, and several children by one notification
//	placement.go     emergency placement; placing.go its routes
//	history.go       the stored names
//	worklist.go      the lists: what must be done next, and by when
//	thl.go           the supervision figures of a half-year; reporting.go their route
//	board.go         the load of a unit, and moving all that a worker has
//	people.go        who a person is, for pages that know an opaque id: to who has to do with them
//	identification.go  the other way round: which id an identity code has, for sign-in
//	ties/            who has to do with a person in other services, as they told
//	relation.go      how who asks stands to a matter: holder, unit, manager, glass
//	facts.go         what the other services hear
//	http.go          the routes; access.go who may; sealing.go texts in and out; check.go wrong fields
//	importing.go     notifications from a CSV file
package intake
