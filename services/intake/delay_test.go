package intake

import "testing"

// TestExplainDelay on both sides of each last day: a reason is for what is late, and
// for that step alone.
func TestExplainDelay(t *testing.T) {
	waiting := []Event{registered("2026-11-10"), UrgencyAssessed{Urgency: NotUrgent}, MatterTaken{Holder: aino.ID}} // start by 2026-11-19
	assessing := append(waiting[:3:3], AssessmentStarted{})                                                         // complete by 2027-02-10
	why := func(on string, by Worker) ExplainDelay {
		return ExplainDelay{Grounds: someText, On: day(on), By: by}
	}
	given(t, waiting...).When(why("2026-11-19", aino)).ThenRefused(ErrNotOverdue)
	given(t, waiting...).When(why("2026-11-20", aino)).Then(DelayExplained{Step: "decide-start", Due: day("2026-11-19"), On: day("2026-11-20"), Grounds: someText})
	given(t, waiting...).When(why("2026-11-20", maria)).Then(DelayExplained{Step: "decide-start", Due: day("2026-11-19"), On: day("2026-11-20"), Grounds: someText})
	given(t, waiting...).When(why("2026-11-20", elin)).ThenRefused(ErrNotHolder)
	given(t, waiting...).When(ExplainDelay{On: day("2026-11-20"), By: aino}).ThenRefused(ErrGroundsRequired)
	given(t, assessing...).When(why("2027-02-10", aino)).ThenRefused(ErrNotOverdue)
	given(t, assessing...).When(why("2027-02-11", aino)).Then(DelayExplained{Step: "complete-assessment", Due: day("2027-02-10"), On: day("2027-02-11"), Grounds: someText})
	given(t, append(waiting[:3:3], AssessmentFoundUnnecessary{})...).When(why("2027-02-11", aino)).ThenRefused(ErrNotOverdue)
	given(t).When(why("2027-02-11", aino)).ThenRefused(ErrNotFound)

	row := Row{Pending: day("2026-11-10"), Urgency: Urgent, StartDue: day("2026-11-19"), Delay: rowDelay{Step: "decide-start"}}
	if !row.explained() {
		t.Error("the reason of the step is not shown")
	}
	if row.Decision = Started; row.explained() {
		t.Error("the reason of one step is shown for the next")
	}
}

// TestExplainDelay_ABirthThatIsLate: the mark that the list shows can be explained.
func TestExplainDelay_ABirthThatIsLate(t *testing.T) {
	expected := arrived(unborn("2026-11-10")) // by 2026-12-20
	why := ExplainDelay{Grounds: someText, On: day("2026-12-21"), By: maria}
	given(t, expected).When(why).Then(DelayExplained{Step: "await-birth", Due: day("2026-12-20"), On: why.On, Grounds: someText})
	why.On = day("2026-12-20")
	given(t, expected).When(why).ThenRefused(ErrNotOverdue)
}
