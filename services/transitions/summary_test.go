package transitions

import "testing"

func TestWriteSummary(t *testing.T) {
	open := []Event{CaseOpened(opening)}
	texts := SummaryTexts{Strengths: someText, Situation: someText}
	write := WriteSummary{Texts: texts, On: monday, By: aino}
	written := SummaryWritten{Person: youth, Texts: texts, On: monday}
	t.Run("is the responsible worker's, before and while an answer is awaited", func(t *testing.T) {
		given(t, open...).When(write).Then(written)
		given(t, append(open, offered)...).When(write).Then(written)
		given(t, append(open, offered)...).When(WriteSummary{Texts: texts, On: monday, By: elin}).ThenRefused(ErrNotResponsible)
	})
	t.Run("says strengths and situation", func(t *testing.T) {
		thenWrong(t, open, WriteSummary{Texts: SummaryTexts{Situation: someText}, By: aino}, "strengths", "required")
		thenWrong(t, open, WriteSummary{Texts: SummaryTexts{Strengths: someText}, By: aino}, "situation", "required")
	})
	t.Run("is reviewed by the young person, and by nobody else", func(t *testing.T) {
		review := ReviewSummary{Person: youth, Agrees: true, On: tuesday}
		given(t, append(open, written)...).When(review).Then(SummaryReviewed{Agrees: true, Responsible: aino.ID, On: tuesday})
		given(t, append(open, written)...).When(ReviewSummary{Person: matter, Agrees: true}).ThenRefused(ErrNotFound)
		given(t, open...).When(review).ThenRefused(ErrNoSummary)
	})
	t.Run("is the one that they have read, if another was written since", func(t *testing.T) {
		first, second := written, written
		first.Summary, second.Summary = youth.Derive("first"), youth.Derive("second")
		review := ReviewSummary{Person: youth, Summary: first.Summary, Agrees: true, On: tuesday}
		given(t, append(open, first)...).When(review).Then(SummaryReviewed{Agrees: true, Responsible: aino.ID, On: tuesday})
		given(t, append(open, first, second)...).When(review).ThenRefused(ErrSummaryReplaced)
		given(t, append(open, first)...).When(ReviewSummary{Person: youth, Agrees: true, On: tuesday}).ThenRefused(ErrSummaryReplaced)
		given(t, append(open, written, first)...).When(ReviewSummary{Person: youth, Agrees: true, On: tuesday}).ThenRefused(ErrSummaryReplaced)
	})
	t.Run("who does not agree says what is wrong", func(t *testing.T) {
		thenWrong(t, append(open, written), ReviewSummary{Person: youth, On: tuesday}, "comment", "required")
		given(t, append(open, written)...).When(ReviewSummary{Person: youth, Comment: someText, On: tuesday}).
			Then(SummaryReviewed{Comment: someText, Responsible: aino.ID, On: tuesday})
	})
	t.Run("is for one handover: the next worker writes their own", func(t *testing.T) {
		given(t, append(open, written, offered, JointMeetingHeld{Met: monday}, HandoverAccepted{From: aino.ID, To: elin.ID})...).
			When(ReviewSummary{Person: youth, Agrees: true}).ThenRefused(ErrNoSummary)
	})
}

func TestRecordConsent(t *testing.T) {
	open := []Event{CaseOpened(opening), PlanMade{}, RightAssessed{Right: Statutory}}
	ask := RecordConsent{Asked: monday, May: []string{"plan", "summary"}, On: tuesday, By: aino}
	recorded := ConsentRecorded{Person: youth, Asked: monday, By: aino.ID, May: []string{"plan", "summary"}, On: tuesday}
	offer := func(documents ...string) OfferHandover {
		return OfferHandover{To: henri, RespondBy: wednesday, Documents: documents, On: monday, By: aino}
	}
	t.Run("says when and by whom they were asked, and what may be told", func(t *testing.T) {
		given(t, open...).When(ask).Then(recorded)
	})
	t.Run("a refusal is an answer", func(t *testing.T) {
		given(t, open...).When(RecordConsent{Asked: monday, On: monday, By: aino}).Then(ConsentRecorded{Person: youth, Asked: monday, By: aino.ID, On: monday})
	})
	t.Run("is recorded by who is responsible, after it was asked, and of what there is", func(t *testing.T) {
		given(t, open...).When(RecordConsent{Asked: monday, On: monday, By: elin}).ThenRefused(ErrNotResponsible)
		thenWrong(t, open, RecordConsent{On: monday, By: aino}, "asked", "required")
		thenWrong(t, open, RecordConsent{Asked: tuesday, On: monday, By: aino}, "asked", "in-the-future")
		thenWrong(t, open, RecordConsent{Asked: monday, May: []string{"diary"}, On: monday, By: aino}, "may", "unknown-code")
	})
	t.Run("comes before a document is named, and covers it", func(t *testing.T) {
		thenWrong(t, open, offer("plan"), "documents", "consent-missing")
		thenWrong(t, append(open, recorded), offer("right"), "documents", "consent-missing")
		thenWrong(t, append(open, recorded, ConsentRecorded{Asked: monday}), offer("plan"), "documents", "consent-missing")
		given(t, append(open, recorded)...).When(offer("plan")).
			Then(HandoverOffered{Person: youth, From: aino.ID, To: henri.ID, RespondBy: wednesday, Documents: []string{"plan"}, On: monday})
	})
	t.Run("is not needed to hand over without a document", func(t *testing.T) {
		given(t, append(open, ConsentRecorded{Asked: monday})...).When(offer()).
			Then(HandoverOffered{Person: youth, From: aino.ID, To: henri.ID, RespondBy: wednesday, On: monday})
	})
	t.Run("is of one handover", func(t *testing.T) {
		past := append(open, recorded, HandoverAccepted{From: aino.ID, To: elin.ID})
		again := offer("plan")
		again.By = elin
		thenWrong(t, past, again, "documents", "consent-missing")
		for _, end := range []Event{HandoverDeclined{}, HandoverWithdrawn{}} {
			thenWrong(t, append(open, recorded, offered, end), offer("plan"), "documents", "consent-missing")
			given(t, append(open, recorded, offered, end, recorded)...).When(offer("plan")).
				Then(HandoverOffered{Person: youth, From: aino.ID, To: henri.ID, RespondBy: wednesday, Documents: []string{"plan"}, On: monday})
		}
	})
}
