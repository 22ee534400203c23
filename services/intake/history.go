package intake

import "nivel/libs/es"

// Category is the category of the streams of matters.
const Category = "intake"

// History lists every name that this service has ever stored an event under.
// Lines are added and turned from Current to Retired; none is changed or
// removed.
var History = es.NewCatalog(
	es.Current[NotificationRegistered, Event]("intake.notification-registered.v1"),
	es.Current[UrgencyAssessed, Event]("intake.urgency-assessed.v1"),
	es.Current[AssessmentStarted, Event]("intake.assessment-started.v1"),
	es.Current[AssessmentFoundUnnecessary, Event]("intake.assessment-found-unnecessary.v1"),
	es.Current[AssessmentCompleted, Event]("intake.assessment-completed.v1"),
	es.Current[MatterTaken, Event]("intake.matter-taken.v1"),
	es.Current[MatterHanded, Event]("intake.matter-handed.v1"),
	es.Current[AnswersWritten, Event]("intake.answers-written.v1"),
	es.Current[ArrivalRegistered, Event]("intake.arrival-registered.v1"),
	es.Current[BirthRecorded, Event]("intake.birth-recorded.v1"),
	es.Current[MatterQueued, Event]("intake.matter-queued.v1"),
	es.Current[ChildPlaced, Event]("intake.child-placed.v1"),
	es.Current[PlacementContinued, Event]("intake.placement-continued.v1"),
	es.Current[PlacementEnded, Event]("intake.placement-ended.v1"),
	es.Current[CapExceeded, Event]("intake.cap-exceeded.v1"),
	es.Current[DelayExplained, Event]("intake.delay-explained.v1"),
	es.Current[SourceRecorded, Event]("intake.source-recorded.v1"),
	es.Current[ChecklistFilled, Event]("intake.checklist-filled.v1"),
	es.Current[ChecklistJudged, Event]("intake.checklist-judged.v1"),
	es.Current[SupportBegun, Event]("intake.support-begun.v1"),
	es.Current[TeamAsked, Event]("intake.team-asked.v1"),
	es.Current[ViewGiven, Event]("intake.view-given.v1"),
	es.Current[JointlyRecommended, Event]("intake.jointly-recommended.v1"),
	es.Current[ConsultationClosed, Event]("intake.consultation-closed.v1"),
)
