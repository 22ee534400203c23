package intake

import (
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// How the child's opinion was found out, or why it was not.
const (
	hearingHeard    = "heard"
	hearingFoundOut = "found-out"
	hearingHarm     = "left-out-harm"
	hearingNeedless = "left-out-needless"
)

// Twelve says whether a child is 12 or older.
type Twelve string

// The answers. Who may be twelve is treated as who is.
const (
	TwelveYes     Twelve = "yes"
	TwelveNo      Twelve = "no"
	TwelveUnknown Twelve = "unknown"
)

// twelveOn says whether somebody born on that day (YYYY-MM-DD; empty: not known)
// is 12 or older: from the 12th birthday on.
func twelveOn(born string, on calendar.Date) Twelve {
	day, err := calendar.Parse(born)
	switch {
	case err != nil:
		return TwelveUnknown
	case person.Age(day, on) >= 12:
		return TwelveYes
	}
	return TwelveNo
}

// What the contents of an assessment refuse.
var (
	// ErrAssessmentIncomplete: required fields are empty; its fields say which.
	ErrAssessmentIncomplete = refusal.Refusal{Kind: refusal.Untimely, Code: "assessment-incomplete", Law: "SHL 1301/2014 37 §"}
	// ErrChildNotHeard: a child of 12 or older was not given the opportunity to be
	// heard, and no lawful reason to leave it out is on record.
	ErrChildNotHeard = refusal.Refusal{
		Kind: refusal.Untimely, Code: "child-not-heard", Law: "LSL 417/2007 20 § 2 mom",
		Fields: []refusal.Field{{Name: "answers.hearing", Code: "child-not-heard"}},
	}
)

// contentsOf is SHL 1301/2014 37 § and LSL 417/2007 20 § applied to what was
// written: every required field has its answer, and the child was heard.
func contentsOf(form contracts.AssessmentForm, m Matter, cmd CompleteAssessment) ([]law.Finding, error) {
	incomplete := ErrAssessmentIncomplete
	for _, field := range missingIn(form, m) {
		incomplete.Fields = append(incomplete.Fields, refusal.Field{Name: "answers." + field, Code: "required"})
	}
	if len(incomplete.Fields) > 0 {
		return nil, incomplete
	}
	heard, err := childHeard(m.Answers["hearing"].Code, cmd)
	if err != nil {
		return nil, err
	}
	return []law.Finding{{
		Provision: law.Provision{Act: "1301/2014", Section: "37 §", InForce: "2015-04-01"},
		Inputs:    map[string]string{"form": FormID{form.Code, form.Version}.String(), "on": cmd.On.String()},
		Outcome: map[string]string{
			"contents": "yes", "relationship": m.Answers["relationship"].Code, "own-worker": m.Answers["own_worker"].Code,
		},
	}, heard}, nil
}

// childHeard is LSL 417/2007 20 §: a child of 12 or older is given an opportunity
// to be heard. The opinion may be left out only where finding it out would
// endanger the child or is clearly needless; the reason is written beside it.
// From 12 on the child speaks in their own right beside the guardian (21 §).
func childHeard(hearing string, cmd CompleteAssessment) (law.Finding, error) {
	twelve := cmd.Twelve
	if twelve == "" {
		twelve = TwelveUnknown
	}
	if twelve != TwelveNo && hearing == hearingFoundOut {
		return law.Finding{}, ErrChildNotHeard
	}
	speaks := "yes"
	if twelve == TwelveNo {
		speaks = "no"
	}
	return law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "20 §", InForce: "2008-01-01"},
		Inputs:    map[string]string{"twelve": string(twelve), "hearing": hearing, "on": cmd.On.String()},
		Outcome:   map[string]string{"opinion": hearing, "own-right-to-speak": speaks},
	}, nil
}
