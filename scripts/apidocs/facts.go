package main

import "nivel/libs/contracts"

// carried says what a fact of each type holds. A test fails when libs/contracts
// names a fact that is not here.
var carried = []struct {
	fact string
	data any
}{
	{contracts.FactMatterOpened, contracts.MatterOpened{}},
	{contracts.FactUrgencyAssessed, contracts.UrgencyAssessed{}},
	{contracts.FactStartDecided, contracts.StartDecided{}},
	{contracts.FactHolderChosen, contracts.HolderChosen{}},
	{contracts.FactCompleted, contracts.AssessmentCompleted{}},
	{contracts.FactCaseOpened, contracts.CaseOpened{}},
	{contracts.FactHandoverOffered, contracts.HandoverTold{}},
	{contracts.FactHandoverDeclined, contracts.HandoverTold{}},
	{contracts.FactHandoverAccepted, contracts.HandoverTold{}},
	{contracts.FactPlanMade, contracts.PlanMade{}},
	{contracts.FactCaseClosed, contracts.CaseClosed{}},
	{contracts.FactCaseReopened, contracts.CaseReopened{}},
	{contracts.FactGroupFounded, contracts.GroupFounded{}},
	{contracts.FactSeatReserved, contracts.SeatTold{}},
	{contracts.FactQueued, contracts.SeatTold{}},
	{contracts.FactSeatReleased, contracts.SeatTold{}},
	{contracts.FactPromoted, contracts.SeatTold{}},
	{contracts.FactGlassBroken, contracts.GlassBroken{}},
	{contracts.FactDestructionApproved, contracts.DestructionApproved{}},
	{contracts.FactQueueLeft, contracts.QueueLeft{}},
	{contracts.FactHandoverWithdrawn, contracts.HandoverTold{}},
	{contracts.FactHandoverOverdue, contracts.HandoverOverdue{}},
	{contracts.FactSummaryWritten, contracts.SummaryTold{}},
	{contracts.FactSummaryReviewed, contracts.SummaryTold{}},
	{contracts.FactBanGroundStated, contracts.BanGroundTold{}},
	{contracts.FactConsultationAsked, contracts.ConsultationTold{}},
	{contracts.FactPersonMerged, contracts.PersonMerged{}},
	{contracts.FactPersonUnmerged, contracts.PersonUnmerged{}},
	{contracts.FactYouthWrote, contracts.PlanTold{}},
	{contracts.FactYouthAnswered, contracts.PlanTold{}},
	{contracts.FactMeetingPlanned, contracts.PlanTold{}},
	{contracts.FactMeetingCancelled, contracts.PlanTold{}},
	{contracts.FactNoticePosted, contracts.NoticePosted{}},
}
