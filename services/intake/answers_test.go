package intake

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// theForm is the form that is common to all areas, in its newest version.
func theForm(t testing.TB) (contracts.AssessmentForm, FormID) {
	t.Helper()
	all, err := loadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	form := all.newest(childNeeds)
	return form, FormID{form.Code, form.Version}
}

// filled answers every required field, the child heard as said.
func filled(form contracts.AssessmentForm, hearing string) []Answer {
	var all []Answer
	for _, field := range fieldsOf(form) {
		switch {
		case field.Code == "hearing":
			all = append(all, Answer{Field: field.Code, Code: hearing})
		case len(field.Choices) > 0:
			all = append(all, Answer{Field: field.Code, Code: field.Choices[0].Code})
		case field.Required:
			all = append(all, Answer{Field: field.Code, Text: someText})
		}
	}
	return all
}

func assessing() []Event {
	return []Event{registered("2026-11-10"), UrgencyAssessed{Urgency: NotUrgent}, MatterTaken{Holder: aino.ID}, AssessmentStarted{}}
}

func TestWriteAnswers(t *testing.T) {
	_, id := theForm(t)
	strengths := Answer{Field: "strengths", Text: someText}
	write := WriteAnswers{Form: id, Answers: []Answer{strengths}, By: oskari}
	once := AnswersWritten{Form: id, Answers: []Answer{strengths}}
	t.Run("saves what was written, also by a colleague of the holder", func(t *testing.T) {
		given(t, assessing()...).When(write).Then(once)
	})
	t.Run("saves nothing where nothing is new", func(t *testing.T) {
		given(t, assessing()...).When(WriteAnswers{Form: id, By: aino}).ThenNothing()
	})
	t.Run("is refused before the assessment has started", func(t *testing.T) {
		given(t, assessing()[:3]...).When(write).ThenRefused(ErrNotAssessing)
	})
	t.Run("is refused once it is completed", func(t *testing.T) {
		given(t, append(assessing(), AssessmentCompleted{})...).When(write).ThenRefused(ErrAlreadyCompleted)
	})
	t.Run("is a child-protection worker's", func(t *testing.T) {
		given(t, assessing()...).When(WriteAnswers{Form: id, Answers: write.Answers, By: maria}).ThenRefused(ErrNotChildProtectionWorker)
	})
	t.Run("stays with the version of the form that it began with", func(t *testing.T) {
		given(t, append(assessing(), once)...).When(WriteAnswers{Form: FormID{childNeeds, 99}, By: aino}).ThenRefused(ErrOtherForm)
	})
	t.Run("overwrites no field that was written since, and says which", func(t *testing.T) {
		given(t, append(assessing(), once)...).When(write).ThenRefused(ErrWrittenSince)
		m := Decider.Evolve(Decider.Evolve(Matter{}, registered("2026-11-10")), AssessmentStarted{})
		_, err := Decider.Decide(Decider.Evolve(m, once), write)
		if no, _ := refusal.As(err); len(no.Fields) != 1 || no.Fields[0].Name != "answers.strengths" {
			t.Errorf("refused %+v", no)
		}
	})
	t.Run("leaves other fields in peace", func(t *testing.T) {
		needs := WriteAnswers{Form: id, Answers: []Answer{{Field: "needs", Text: someText}}, By: elin}
		given(t, append(assessing(), once)...).When(needs).Then(AnswersWritten{Form: id, Answers: needs.Answers})
	})
}

// TestWriteAnswers_NothingIsLost plays drafts of editors who read at random times:
// what was saved is overwritten only by who had read it, and a refusal saves nothing.
func TestWriteAnswers_NothingIsLost(t *testing.T) {
	form, id := theForm(t)
	var names []string
	for _, field := range fieldsOf(form) {
		names = append(names, field.Code)
	}
	rapid.Check(t, func(t *rapid.T) {
		var m Matter
		for _, e := range assessing() {
			m = Decider.Evolve(m, e)
		}
		read := map[string]map[string]int{aino.ID: {}, elin.ID: {}} // what each editor has read
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			by := rapid.SampledFrom([]Worker{aino, elin}).Draw(t, "by")
			if rapid.Bool().Draw(t, "reads") {
				for _, name := range names {
					read[by.ID][name] = m.Answers[name].Revision
				}
				continue
			}
			cmd := WriteAnswers{Form: id, Basis: read[by.ID], By: by}
			for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID[string]).Draw(t, "fields") {
				cmd.Answers = append(cmd.Answers, Answer{Field: name, Text: someText})
			}
			stale := slices.ContainsFunc(cmd.Answers, func(a Answer) bool { return m.Answers[a.Field].Revision != read[by.ID][a.Field] })
			events, err := Decider.Decide(m, cmd)
			if stale != errors.Is(err, ErrWrittenSince) || stale != (len(events) == 0) {
				t.Fatalf("stale %v: %v, %v", stale, events, err)
			}
			before := m
			for _, e := range events {
				m = Decider.Evolve(m, e)
				for _, a := range cmd.Answers {
					if m.Answers[a.Field].Revision != before.Answers[a.Field].Revision+1 {
						t.Fatalf("%s went from %+v to %+v", a.Field, before.Answers[a.Field], m.Answers[a.Field])
					}
				}
			}
		}
	})
}

func TestLaw_SHL1301_37_WhatAnAssessmentHolds(t *testing.T) {
	form, id := theForm(t)
	day := calendar.MustParse("2026-12-01")
	complete := CompleteAssessment{Outcome: "aftercare", Grounds: someText, On: day, By: aino, Form: form, Twelve: TwelveYes}
	for _, field := range fieldsOf(form) {
		all := slices.DeleteFunc(filled(form, hearingHeard), func(a Answer) bool { return a.Field == field.Code })
		m := Matter{}
		for _, e := range append(assessing(), AnswersWritten{Form: id, Answers: all}) {
			m = Decider.Evolve(m, e)
		}
		events, err := Decider.Decide(m, complete)
		no, _ := refusal.As(err)
		missed := errors.Is(err, ErrAssessmentIncomplete) && len(no.Fields) == 1 && no.Fields[0].Name == "answers."+field.Code
		if missed != field.Required || field.Required == (len(events) == 1) {
			t.Errorf("without %s (required %v): %d events, %+v", field.Code, field.Required, len(events), no)
		}
	}
	for code := range statutory() {
		if !slices.ContainsFunc(fieldsOf(form), func(f contracts.FormField) bool { return f.Code == code && f.Required }) {
			t.Errorf("%s can be left out", code)
		}
	}
	t.Run("what was emptied again is missing again", func(t *testing.T) {
		events := append(assessing(), AnswersWritten{Form: id, Answers: filled(form, hearingHeard)}, AnswersWritten{Form: id, Answers: []Answer{{Field: "needs"}}})
		given(t, events...).When(complete).ThenRefused(ErrAssessmentIncomplete)
	})
}

// TestLaw_LSL417_20_AChildOfTwelveIsHeard on the day before the birthday and on it.
func TestLaw_LSL417_20_AChildOfTwelveIsHeard(t *testing.T) {
	form, id := theForm(t)
	for _, c := range []struct {
		born, on, hearing string
		refused           bool
		speaks            string
	}{
		{"2014-12-02", "2026-12-01", hearingFoundOut, false, "no"},
		{"2014-12-01", "2026-12-01", hearingFoundOut, true, ""},
		{"2014-12-01", "2026-12-01", hearingHeard, false, "yes"},
		{"2014-12-01", "2026-12-01", hearingHarm, false, "yes"},
		{"2014-12-01", "2026-12-01", hearingNeedless, false, "yes"},
		{"2016-02-29", "2028-02-28", hearingFoundOut, false, "no"},
		{"2016-02-29", "2028-02-29", hearingFoundOut, true, ""},
		{"", "2026-12-01", hearingFoundOut, true, ""}, // may be twelve
		{"", "2026-12-01", hearingHeard, false, "yes"},
	} {
		on := calendar.MustParse(c.on)
		cmd := CompleteAssessment{Outcome: "no-need", Grounds: someText, On: on, By: aino, Form: form, Twelve: twelveOn(c.born, on)}
		m := Matter{}
		for _, e := range append(assessing(), AnswersWritten{Form: id, Answers: filled(form, c.hearing)}) {
			m = Decider.Evolve(m, e)
		}
		events, err := Decider.Decide(m, cmd)
		if c.refused != errors.Is(err, ErrChildNotHeard) {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if c.refused {
			continue
		}
		contents := events[0].(AssessmentCompleted).Contents
		if len(contents) != 2 || contents[1].Section != "20 §" || contents[1].Outcome["own-right-to-speak"] != c.speaks || contents[0].Section != "37 §" {
			t.Errorf("%+v: %+v", c, contents)
		}
	}
}

func TestForms_AnAreaWordsThemAndLeavesNothingOut(t *testing.T) {
	form, _ := theForm(t)
	own := func(change func(*contracts.AssessmentForm)) error {
		var copied contracts.AssessmentForm
		raw, err := json.Marshal(form)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &copied); err != nil {
			t.Fatal(err)
		}
		copied.Version = 7
		change(&copied)
		if raw, err = json.Marshal(copied); err != nil {
			t.Fatal(err)
		}
		all, err := loadForms([]json.RawMessage{raw})
		if err == nil && (all.newest(childNeeds).Version != 7 || all.of(Matter{Form: FormID{childNeeds, 1}}).Version != 1) {
			t.Error("what was begun with version 1 is not shown with it, or version 7 is not the newest")
		}
		return err
	}
	if err := own(func(f *contracts.AssessmentForm) { f.Sections[0].Fields[0].Label["fi"] = "Omin sanoin" }); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*contracts.AssessmentForm){
		"misses a field of the law":    func(f *contracts.AssessmentForm) { f.Sections = f.Sections[1:] },
		"makes one optional":           func(f *contracts.AssessmentForm) { f.Sections[1].Fields[0].Required = false },
		"takes a choice away":          func(f *contracts.AssessmentForm) { f.Sections[2].Fields[0].Choices = nil },
		"has no Swedish":               func(f *contracts.AssessmentForm) { f.Sections[1].Title["sv"] = "" },
		"has a field twice":            func(f *contracts.AssessmentForm) { f.Sections[0].Fields[0].Code = "summary" },
		"has the number of the common": func(f *contracts.AssessmentForm) { f.Version = 1 },
	} {
		if err := own(change); err == nil || strings.Contains(err.Error(), "unexpected") {
			t.Errorf("a form that %s: %v", name, err)
		}
	}
	if _, err := loadForms([]json.RawMessage{json.RawMessage(`{"code":"child-needs","version":8,"colour":"red"}`)}); err == nil {
		t.Error("a form with an unknown field is taken")
	}
}
