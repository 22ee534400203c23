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
)
