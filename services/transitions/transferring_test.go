package transitions

import (
	"testing"

	"nivel/libs/vault"
)

func TestPlanTransfer(t *testing.T) {
	open := []Event{CaseOpened(opening)}
	given(t, open...).When(PlanTransfer{Transfer: tuesday, On: monday, By: aino}).Then(TransferPlanned{Transfer: tuesday, On: monday})
	given(t, open...).When(PlanTransfer{Transfer: monday, On: monday, By: aino}).Then(TransferPlanned{Transfer: monday, On: monday})
	given(t, open...).When(PlanTransfer{Transfer: tuesday, On: monday, By: elin}).ThenRefused(ErrNotResponsible)
	thenWrong(t, open, PlanTransfer{On: monday, By: aino}, "transfer", "required")
	thenWrong(t, open, PlanTransfer{Transfer: monday, On: tuesday, By: aino}, "transfer", "in-the-past")
}

func TestTakeStep(t *testing.T) {
	open := []Event{CaseOpened(opening)}
	given(t, open...).When(TakeStep{Step: "needs-assessment", Done: monday, On: tuesday, By: aino}).Then(StepTaken{Step: "needs-assessment", Done: monday, On: tuesday})
	given(t, open...).When(TakeStep{Step: "needs-assessment", Done: monday, On: tuesday, By: elin}).ThenRefused(ErrNotResponsible)
	thenWrong(t, open, TakeStep{Step: "joint-meeting", Done: monday, On: tuesday, By: aino}, "step", "unknown-code") // it is done by meeting
	thenWrong(t, open, TakeStep{Step: "needs-assessment", Done: tuesday, On: monday, By: aino}, "done", "in-the-future")
	thenWrong(t, open, TakeStep{Step: "needs-assessment", On: monday, By: aino}, "done", "required")
}

func TestRecordFollowUp(t *testing.T) {
	past := []Event{CaseOpened(opening), offered, JointMeetingHeld{Met: monday}, HandoverAccepted{From: aino.ID, To: elin.ID, On: tuesday}}
	record := RecordFollowUp{Months: 1, Met: wednesday, Note: someText, On: wednesday, By: aino}
	first := FollowedUp{Months: 1, Met: wednesday, Note: someText, On: wednesday}
	t.Run("by who handed over and by who has the case", func(t *testing.T) {
		for _, who := range []Worker{aino, elin} {
			cmd := record
			cmd.By = who
			given(t, past...).When(cmd).Then(first)
		}
	})
	t.Run("by nobody else", func(t *testing.T) {
		cmd := record
		cmd.By = oskari
		given(t, past...).When(cmd).ThenRefused(ErrNotParty)
	})
	t.Run("by both is one, and nothing that the second says is lost unnoticed", func(t *testing.T) {
		cmd := record
		cmd.By, cmd.Note = elin, vault.Sealed{}
		given(t, append(past, first)...).When(cmd).ThenNothing()
		given(t, append(past, first)...).When(record).ThenRefused(ErrFollowedUpAlready)
		cmd.Met, cmd.On = wednesday.AddDays(1), wednesday.AddDays(1)
		given(t, append(past, first)...).When(cmd).ThenRefused(ErrFollowedUpAlready)
	})
	t.Run("after a handover, until both are made", func(t *testing.T) {
		given(t, past[:3]...).When(record).ThenRefused(ErrNoFollowUp)
		given(t, append(past, first, FollowedUp{Months: 3})...).When(record).ThenRefused(ErrNoFollowUp)
	})
	t.Run("and of the last handover only", func(t *testing.T) {
		onward := HandoverAccepted{From: elin.ID, To: henri.ID, On: wednesday}
		given(t, append(past, first, onward)...).When(record).ThenRefused(ErrNotParty)
		cmd := record
		cmd.By = elin
		given(t, append(past, first, onward)...).When(cmd).Then(first)
	})
	t.Run("moves no responsibility", func(t *testing.T) {
		given(t, append(past, first)...).When(PlanTransfer{Transfer: wednesday, On: tuesday, By: aino}).ThenRefused(ErrNotResponsible)
	})
	t.Run("names what is wrong", func(t *testing.T) {
		thenWrong(t, past, RecordFollowUp{Months: 2, Met: wednesday, On: wednesday, By: aino}, "months", "unknown-code")
		thenWrong(t, past, RecordFollowUp{Months: 1, On: wednesday, By: aino}, "met", "required")
		thenWrong(t, past, RecordFollowUp{Months: 1, Met: monday, On: wednesday, By: aino}, "met", "before-handover")
		thenWrong(t, past, RecordFollowUp{Months: 1, Met: wednesday, On: tuesday, By: aino}, "met", "in-the-future")
	})
}
