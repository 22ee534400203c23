package transitions

import "testing"

func TestWithdrawHandover(t *testing.T) {
	pending := []Event{CaseOpened(opening), offered}
	withdraw := WithdrawHandover{Reason: someText, On: tuesday, By: aino}
	withdrawn := HandoverWithdrawn{Person: youth, From: aino.ID, To: elin.ID, Reason: someText, On: tuesday}
	t.Run("leaves responsibility where it was", func(t *testing.T) {
		given(t, pending...).When(withdraw).Then(withdrawn)
		if c := withdrawn.evolve(offered.evolve(CaseOpened(opening).evolve(Case{}))); c.Responsible != aino.ID || c.Offer.Pending() {
			t.Errorf("%+v", c)
		}
	})
	t.Run("needs no reason", func(t *testing.T) {
		given(t, pending...).When(WithdrawHandover{On: tuesday, By: aino}).
			Then(HandoverWithdrawn{Person: youth, From: aino.ID, To: elin.ID, On: tuesday})
	})
	t.Run("is the sender's", func(t *testing.T) {
		for _, who := range []Worker{elin, oskari, maria} {
			given(t, pending...).When(WithdrawHandover{By: who}).ThenRefused(ErrNotResponsible)
		}
	})
	t.Run("needs an offer that is not answered", func(t *testing.T) {
		given(t, pending[0]).When(withdraw).ThenRefused(ErrNoOffer)
		given(t, append(pending, HandoverDeclined{})...).When(withdraw).ThenRefused(ErrNoOffer)
		given(t, append(pending, withdrawn)...).When(withdraw).ThenRefused(ErrNoOffer)
	})
	t.Run("is too late once the receiver has accepted", func(t *testing.T) {
		given(t, append(pending, JointMeetingHeld{Met: monday}, HandoverAccepted{From: aino.ID, To: elin.ID})...).
			When(withdraw).ThenRefused(ErrNotResponsible)
	})
	t.Run("leaves nothing to answer", func(t *testing.T) {
		past := append(pending, JointMeetingHeld{Met: monday}, withdrawn)
		given(t, past...).When(AcceptHandover{On: wednesday, By: elin}).ThenRefused(ErrNoOffer)
		given(t, past...).When(DeclineHandover{Reason: someText, On: wednesday, By: elin}).ThenRefused(ErrNoOffer)
	})
	t.Run("lets another be asked, with whom a meeting is to be held anew", func(t *testing.T) {
		offer := OfferHandover{To: oskari, RespondBy: wednesday, On: tuesday, By: aino}
		again := HandoverOffered{Person: youth, From: aino.ID, To: oskari.ID, RespondBy: wednesday, On: tuesday}
		past := append(pending, JointMeetingHeld{Met: monday}, withdrawn)
		given(t, past...).When(offer).Then(again)
		given(t, append(past, again)...).When(AcceptHandover{On: wednesday, By: oskari}).ThenRefused(ErrNotMet)
		given(t, append(past, again)...).When(AcceptHandover{On: wednesday, By: elin}).ThenRefused(ErrNotReceiver)
	})
}
