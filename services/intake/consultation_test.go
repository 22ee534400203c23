package intake

import (
	"errors"
	"slices"
	"testing"

	"nivel/libs/refusal"
)

var (
	sirkka = Worker{"w-sirkka", "consultant"}
	pertti = Worker{"w-pertti", "consultant"}
	saga   = Worker{"w-saga", "consultant"}

	team = []Member{{"social-worker", sirkka.ID}, {"family-therapist", pertti.ID}, {"psychiatric-nurse", saga.ID}}
)

// asksTeam is what Aino asks on 12 November.
func asksTeam() AskTeam {
	return AskTeam{
		Purpose: "consult-risk", Question: someText, Members: team, Shows: []ConsultPart{"checklist"}, Until: day("2026-11-26"), On: day("2026-11-12"), By: aino,
	}
}

// consulted is a matter of Aino's whose team was asked, with what happened since.
func consulted(since ...Event) []Event {
	ask := asksTeam()
	return append([]Event{registered("2026-11-10"), MatterTaken{Holder: aino.ID},
		TeamAsked{Purpose: ask.Purpose, Question: someText, Members: team, Shows: ask.Shows, Until: ask.Until, On: ask.On}}, since...)
}

func allViews() []Event {
	return []Event{ViewGiven{"social-worker", someText}, ViewGiven{"family-therapist", someText}, ViewGiven{"psychiatric-nurse", someText}}
}

func TestAskTeam(t *testing.T) {
	past := []Event{registered("2026-11-10"), MatterTaken{Holder: aino.ID}}
	given(t, past...).When(asksTeam()).Then(consulted()[2])
	t.Run("only who is responsible asks", func(t *testing.T) {
		cmd := asksTeam()
		cmd.By = elin
		given(t, past...).When(cmd).ThenRefused(ErrNotHolder)
	})
	t.Run("one of each role is named, and nobody twice", func(t *testing.T) {
		for name, members := range map[string][]Member{
			"nobody":          nil,
			"no nurse":        team[:2],
			"two therapists":  append(slices.Clone(team), Member{"family-therapist", "w-other"}),
			"one for two":     {team[0], {"family-therapist", sirkka.ID}, team[2]},
			"one without id":  {team[0], {"family-therapist", ""}, team[2]},
			"another besides": append(slices.Clone(team), Member{"physician", "w-other"}),
		} {
			cmd := asksTeam()
			cmd.Members = members
			if _, err := cmd.decide(consultedState(past...)); !errors.Is(err, ErrTeamIncomplete) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("access ends within 30 days", func(t *testing.T) {
		cmd := asksTeam()
		for until, want := range map[string]error{"2026-11-11": ErrConsultationDays, "2026-11-12": nil, "2026-12-12": nil, "2026-12-13": ErrConsultationDays} {
			cmd.Until = day(until)
			_, err := cmd.decide(consultedState(past...))
			no, _ := refusal.As(err)
			if (err == nil) != (want == nil) || want != nil && no.Fields[0].Code != "consultation-days" {
				t.Errorf("until %s: %v", until, err)
			}
		}
	})
	t.Run("one is open at a time; after its last day there may be another", func(t *testing.T) {
		given(t, consulted()...).When(asksTeam()).ThenRefused(ErrConsultationOpen)
		later := asksTeam()
		later.On, later.Until = day("2026-11-27"), day("2026-11-30")
		if _, err := later.decide(consultedState(consulted()...)); err != nil {
			t.Error(err)
		}
	})
	t.Run("not without a question, nor on what has ended", func(t *testing.T) {
		cmd := asksTeam()
		given(t, append(past, AssessmentFoundUnnecessary{})...).When(cmd).ThenRefused(ErrMatterEnded)
		cmd.Question.Key, cmd.Question.Cipher = "", nil
		_, err := cmd.decide(consultedState(past...))
		if no, _ := refusal.As(err); len(no.Fields) != 1 || no.Fields[0].Name != "question" {
			t.Errorf("refused %v", err)
		}
	})
}

func consultedState(past ...Event) Matter {
	var m Matter
	for _, e := range past {
		m = e.evolve(m)
	}
	return m
}

func TestGiveView(t *testing.T) {
	view := GiveView{View: someText, On: day("2026-11-26"), By: pertti}
	given(t, consulted()...).When(view).Then(ViewGiven{"family-therapist", someText})
	late := view
	late.On = day("2026-11-27")
	given(t, consulted()...).When(late).ThenRefused(ErrNoConsultation)
	given(t, consulted(ConsultationClosed{})...).When(view).ThenRefused(ErrNoConsultation)
	given(t, consulted(append(allViews(), JointlyRecommended{})...)...).When(view).ThenRefused(ErrRecommended)
	view.By = elin
	given(t, consulted()...).When(view).ThenRefused(ErrNotOfTeam)
}

func TestRecommendJointly(t *testing.T) {
	recommend := RecommendJointly{Recommendation: someText, On: day("2026-11-20"), By: saga}
	for n := range allViews() {
		given(t, consulted(allViews()[:n]...)...).When(recommend).ThenRefused(ErrViewsMissing)
	}
	twice := []Event{allViews()[0], allViews()[0], allViews()[1]}
	given(t, consulted(twice...)...).When(recommend).ThenRefused(ErrViewsMissing)
	given(t, consulted(allViews()...)...).When(recommend).Then(JointlyRecommended{Recommendation: someText, Views: team})
	recommend.By = aino
	given(t, consulted(allViews()...)...).When(recommend).ThenRefused(ErrNotOfTeam)
}

func TestCloseConsultation(t *testing.T) {
	end := CloseConsultation{On: day("2026-11-20"), By: aino}
	given(t, consulted(append(allViews(), JointlyRecommended{})...)...).When(end).Then(ConsultationClosed{On: end.On})
	given(t, consulted(allViews()...)...).When(end).ThenRefused(ErrCloseReason)
	end.Reason = someText
	for _, by := range []Worker{aino, maria} {
		end.By = by
		given(t, consulted()...).When(end).Then(ConsultationClosed{On: end.On, Reason: someText})
	}
	given(t, consulted(ConsultationClosed{})...).When(end).ThenRefused(ErrNoConsultation)
	end.By = saga
	given(t, consulted()...).When(end).ThenRefused(ErrNotHolder)
}

// goldenConsultation is what is stored of a consultation.
func goldenConsultation() []Event {
	return []Event{
		consulted()[2], allViews()[1], JointlyRecommended{Recommendation: someText, Views: team}, ConsultationClosed{On: day("2026-11-20"), Reason: someText},
	}
}
