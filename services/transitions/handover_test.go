package transitions

import (
	"testing"

	"nivel/libs/access"
)

var (
	tuesday   = monday.AddDays(1)
	wednesday = monday.AddDays(2)
	offered   = HandoverOffered{Person: youth, From: aino.ID, To: elin.ID, RespondBy: wednesday, Note: someText, On: monday}
)

func TestOfferHandover(t *testing.T) {
	open := []Event{CaseOpened(opening)}
	offer := OfferHandover{To: elin, RespondBy: wednesday, Note: someText, On: monday, By: aino}
	t.Run("asks a colleague", func(t *testing.T) {
		given(t, open...).When(offer).Then(offered)
	})
	t.Run("is refused while another answer is awaited, whoever is asked", func(t *testing.T) {
		again := offer
		again.To = oskari
		given(t, append(open, offered)...).When(again).ThenRefused(ErrOfferPending)
		given(t, append(open, offered)...).When(offer).ThenRefused(ErrOfferPending)
	})
	t.Run("may follow a refusal", func(t *testing.T) {
		given(t, append(open, offered, HandoverDeclined{})...).When(offer).Then(offered)
	})
	t.Run("is the responsible worker's", func(t *testing.T) {
		cmd := offer
		cmd.By = oskari
		given(t, open...).When(cmd).ThenRefused(ErrNotResponsible)
	})
	t.Run("is not the former worker's after the handover", func(t *testing.T) {
		given(t, append(open, offered, JointMeetingHeld{Met: monday}, HandoverAccepted{From: aino.ID, To: elin.ID})...).
			When(offer).ThenRefused(ErrNotResponsible)
	})
	t.Run("goes to another case worker", func(t *testing.T) {
		self, manager := offer, offer
		self.To, manager.To = aino, maria
		thenWrong(t, open, self, "to", "already-responsible")
		thenWrong(t, open, manager, "to", "not-case-worker")
	})
	t.Run("goes to who works in a service", func(t *testing.T) {
		nowhere := offer
		nowhere.To.Tasks = ""
		thenWrong(t, open, nowhere, "to", "no-service-task")
	})
	t.Run("names documents that there are, and none unasked", func(t *testing.T) {
		cmd := offer
		cmd.Documents = []string{"plan"}
		thenWrong(t, open, cmd, "documents", "no-such-document")
		thenWrong(t, append(open, RightAssessed{Right: Statutory}), cmd, "documents", "no-such-document")
		want := offered
		want.Documents = cmd.Documents
		thenWrong(t, append(open, PlanMade{}), cmd, "documents", "consent-missing")
		thenWrong(t, append(open, PlanMade{}, ConsentRecorded{Asked: monday, May: []string{"right", "summary"}}), cmd, "documents", "consent-missing")
		given(t, append(open, PlanMade{}, ConsentRecorded{Asked: monday, May: []string{"plan"}})...).When(cmd).Then(want)
		cmd.Documents = []string{"diary"}
		thenWrong(t, append(open, PlanMade{}), cmd, "documents", "no-such-document")
	})
	t.Run("gives at least until the next working day", func(t *testing.T) {
		for on, first := range map[string]string{"2026-11-23": "2026-11-24", "2026-11-27": "2026-11-30", "2026-12-04": "2026-12-07", "2026-12-23": "2026-12-28"} {
			cmd := offer
			cmd.On, cmd.RespondBy = date(on), date(first)
			if _, err := cmd.decide(CaseOpened(opening).evolve(Case{})); err != nil {
				t.Errorf("offered on %s, answer by %s: %v", on, first, err)
			}
			cmd.RespondBy = date(first).AddDays(-1)
			thenWrong(t, open, cmd, "respond_by", "respond-by-too-early")
		}
	})
}

func TestDeclineHandover(t *testing.T) {
	pending := []Event{CaseOpened(opening), offered}
	decline := DeclineHandover{Reason: someText, On: tuesday, By: elin}
	t.Run("leaves responsibility where it was", func(t *testing.T) {
		want := HandoverDeclined{Person: youth, From: aino.ID, To: elin.ID, Reason: someText, On: tuesday}
		given(t, pending...).When(decline).Then(want)
		if c := want.evolve(offered.evolve(CaseOpened(opening).evolve(Case{}))); c.Responsible != aino.ID || c.Offer.Pending() {
			t.Errorf("%+v", c)
		}
	})
	t.Run("is the receiver's", func(t *testing.T) {
		given(t, pending...).When(DeclineHandover{Reason: someText, By: aino}).ThenRefused(ErrNotReceiver)
	})
	t.Run("says why", func(t *testing.T) {
		given(t, pending...).When(DeclineHandover{By: elin}).ThenRefused(ErrReasonRequired)
	})
	t.Run("needs an offer", func(t *testing.T) {
		given(t, pending[0]).When(decline).ThenRefused(ErrNoOffer)
	})
}

func TestRecordJointMeeting(t *testing.T) {
	pending := []Event{CaseOpened(opening), offered}
	t.Run("may be recorded by either", func(t *testing.T) {
		for _, who := range []Worker{aino, elin} {
			given(t, pending...).When(RecordJointMeeting{Met: tuesday, On: wednesday, By: who}).Then(JointMeetingHeld{Met: tuesday})
		}
	})
	t.Run("recorded by both is one meeting", func(t *testing.T) {
		given(t, append(pending, JointMeetingHeld{Met: tuesday})...).When(RecordJointMeeting{Met: tuesday, On: wednesday, By: elin}).ThenNothing()
	})
	t.Run("is not recorded by a third", func(t *testing.T) {
		given(t, pending...).When(RecordJointMeeting{Met: tuesday, On: wednesday, By: oskari}).ThenRefused(ErrNotParty)
	})
	t.Run("needs an offer", func(t *testing.T) {
		given(t, pending[0]).When(RecordJointMeeting{Met: tuesday, On: wednesday, By: aino}).ThenRefused(ErrNoOffer)
	})
	t.Run("is not before the offer nor in the future", func(t *testing.T) {
		thenWrong(t, pending, RecordJointMeeting{Met: monday.AddDays(-1), On: wednesday, By: aino}, "on", "meeting-before-offer")
		thenWrong(t, pending, RecordJointMeeting{Met: wednesday, On: tuesday, By: aino}, "on", "in-the-future")
		thenWrong(t, pending, RecordJointMeeting{On: tuesday, By: aino}, "on", "required")
	})
}

func TestAcceptHandover(t *testing.T) {
	pending := []Event{CaseOpened(opening), offered}
	accept := AcceptHandover{On: wednesday, By: elin}
	t.Run("moves responsibility after a joint meeting", func(t *testing.T) {
		want := HandoverAccepted{Person: youth, From: aino.ID, To: elin.ID, Task: access.ChildProtection, On: wednesday}
		given(t, append(pending, JointMeetingHeld{Met: tuesday})...).When(accept).Then(want)
		if c := want.evolve(Case{Person: youth, Responsible: aino.ID, Offer: Offer{To: elin.ID}}); c.Responsible != elin.ID || c.Offer.Pending() {
			t.Errorf("%+v", c)
		}
	})
	t.Run("moves the case into the service of who accepts", func(t *testing.T) {
		for _, x := range []struct {
			from  access.Task
			tasks access.Set[access.Task]
			task  access.Task
		}{
			{access.ChildProtection, children, access.ChildProtection},
			{access.ChildProtection, adults, access.WorkingAge},
			{access.ChildProtection, access.SetOf(access.WorkingAge, access.ChildProtection), access.ChildProtection},
			{access.WorkingAge, children, access.ChildProtection},
			{access.ChildProtection, access.SetOf(access.SubstanceServices, access.WorkingAge), access.WorkingAge},
			{access.WorkingAge, access.SetOf(access.DisabilityServices), access.DisabilityServices},
			{access.ChildProtection, "", ""},
		} {
			if task := heldIn(x.from, x.tasks); task != x.task {
				t.Errorf("from %s to a worker in %q: %s", x.from, x.tasks, task)
			}
		}
		cmd := AcceptHandover{On: wednesday, By: Worker{elin.ID, access.SocialWorker, ""}}
		given(t, append(pending, JointMeetingHeld{Met: tuesday})...).When(cmd).ThenRefused(ErrNoServiceTask)
	})
	t.Run("is remembered with whose the case was", func(t *testing.T) {
		c := Case{}
		for _, e := range []Event{CaseOpened(opening), offered, HandoverAccepted{To: henri.ID, Task: access.WorkingAge}, HandoverAccepted{To: elin.ID}} {
			c = e.evolve(c)
		}
		if len(c.Former) != 2 || c.Former[0] != (Part{aino.ID, access.ChildProtection}) || c.Former[1] != (Part{henri.ID, access.WorkingAge}) || c.Task != access.WorkingAge {
			t.Errorf("%+v, now in %s", c.Former, c.Task)
		}
	})
	t.Run("into another service ends the needs of housing that are open, into the same none", func(t *testing.T) {
		need := opensNeed.opened()
		_, found := lsl76a(need.Opened, 14)
		found.Inputs["ended"] = wednesday.String()
		offer := offered
		offer.To = henri.ID
		met := []Event{CaseOpened(opening), need, offer, JointMeetingHeld{Met: tuesday}}
		given(t, met...).When(AcceptHandover{On: wednesday, By: henri}).Then(
			HousingNeedEnded{Need: need.Need, How: "handed-over", Ended: wednesday, On: wednesday, Finding: found},
			HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: wednesday},
		)
		met[2] = offered
		given(t, met...).When(accept).Then(HandoverAccepted{Person: youth, From: aino.ID, To: elin.ID, Task: access.ChildProtection, On: wednesday})
	})
	t.Run("is refused before it", func(t *testing.T) {
		given(t, pending...).When(accept).ThenRefused(ErrNotMet)
	})
	t.Run("is refused after a meeting about an earlier offer", func(t *testing.T) {
		given(t, append(pending, JointMeetingHeld{Met: tuesday}, HandoverDeclined{}, offered)...).When(accept).ThenRefused(ErrNotMet)
	})
	t.Run("is the receiver's", func(t *testing.T) {
		for _, who := range []Worker{aino, oskari} {
			given(t, append(pending, JointMeetingHeld{Met: tuesday})...).When(AcceptHandover{By: who}).ThenRefused(ErrNotReceiver)
		}
	})
	t.Run("needs an offer", func(t *testing.T) {
		given(t, pending[0]).When(accept).ThenRefused(ErrNoOffer)
	})
}
