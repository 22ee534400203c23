package transitions

import "nivel/libs/es"

// Category is the category of the streams of cases.
const Category = "transitions"

// History lists every name that this service has ever stored an event under.
// Lines are added and turned from Current to Retired; none is changed or
// removed.
var History = es.NewCatalog(
	es.Current[CaseOpened, Event]("transitions.case-opened.v1"),
	es.Current[RightAssessed, Event]("transitions.right-assessed.v1"),
	es.Current[PlanMade, Event]("transitions.plan-made.v1"),
	es.Current[HandoverOffered, Event]("transitions.handover-offered.v1"),
	es.Current[HandoverDeclined, Event]("transitions.handover-declined.v1"),
	es.Current[JointMeetingHeld, Event]("transitions.joint-meeting-held.v1"),
	es.Current[HandoverAccepted, Event]("transitions.handover-accepted.v1"),
	es.Current[YouthInvited, Event]("transitions.youth-invited.v1"),
	es.Current[YouthSignedIn, Event]("transitions.youth-signed-in.v1"),
	es.Current[WorkerAway, Event]("transitions.worker-away.v1"),
	es.Current[AftercareExtended, Event]("transitions.aftercare-extended.v1"),
	es.Current[AreasFound, Event]("transitions.areas-found.v1"),
	es.Current[ClosingPlanMade, Event]("transitions.closing-plan-made.v1"),
	es.Current[CaseClosed, Event]("transitions.case-closed.v1"),
	es.Current[CaseReopened, Event]("transitions.case-reopened.v1"),
	es.Current[DecisionMade, Event]("transitions.decision-made.v1"),
	es.Current[ContactHad, Event]("transitions.contact-had.v1"),
	es.Current[ContactWithdrawn, Event]("transitions.contact-withdrawn.v1"),
	es.Current[SituationRecorded, Event]("transitions.situation-recorded.v1"),
	es.Current[HousingNeedOpened, Event]("transitions.housing-need-opened.v1"),
	es.Current[HousingNeedEnded, Event]("transitions.housing-need-ended.v1"),
	es.Current[WellbeingRated, Event]("transitions.wellbeing-rated.v1"),
	es.Current[TieDrawn, Event]("transitions.tie-drawn.v1"),
	es.Current[TieChanged, Event]("transitions.tie-changed.v1"),
	es.Current[DecisionServed, Event]("transitions.decision-served.v1"),
	es.Current[FundsReserved, Event]("transitions.funds-reserved.v1"),
	es.Current[HandoverWithdrawn, Event]("transitions.handover-withdrawn.v1"),
	es.Current[HandoverOverdue, Event]("transitions.handover-overdue.v1"),
	es.Current[SummaryWritten, Event]("transitions.summary-written.v1"),
	es.Current[SummaryReviewed, Event]("transitions.summary-reviewed.v1"),
	es.Current[ConsentRecorded, Event]("transitions.consent-recorded.v1"),
	es.Current[TransferPlanned, Event]("transitions.transfer-planned.v1"),
	es.Current[StepTaken, Event]("transitions.step-taken.v1"),
	es.Current[FollowedUp, Event]("transitions.followed-up.v1"),
	es.Current[YouthWrote, Event]("transitions.youth-wrote.v1"),
	es.Current[YouthAnswered, Event]("transitions.youth-answered.v1"),
	es.Current[MeetingPlanned, Event]("transitions.meeting-planned.v1"),
	es.Current[MeetingHeld, Event]("transitions.meeting-held.v1"),
	es.Current[MeetingCancelled, Event]("transitions.meeting-cancelled.v1"),
	es.Current[HandoverFileIssued, Event]("transitions.handover-file-issued.v1"),
)
