package intake

import (
	"errors"
	"testing"

	"nivel/libs/refusal"
)

// source is an item of information with all six parts.
func source() RecordSource {
	return RecordSource{
		Source: "health-care", Name: someText, What: someText, Got: day("2026-11-20"), AskedBy: aino.ID,
		Basis: "permit-health", Purpose: someText, On: day("2026-11-23"), By: aino,
	}
}

func TestLaw_703_2023_39_SixPartsOfOutsideInformation(t *testing.T) {
	past := []Event{registered("2026-11-10")}
	whole := source()
	finding, err := sourceComplete(whole)
	if err != nil || finding.Section != "39 §" || finding.InForce != "2024-01-01" || finding.Outcome["stands-on"] != "53 §" || finding.Inputs["got"] != "2026-11-20" {
		t.Fatalf("found %+v, %v", finding, err)
	}
	given(t, past...).When(whole).Then(SourceRecorded{
		Source: whole.Source, Name: someText, What: someText, Got: whole.Got, AskedBy: aino.ID, Basis: whole.Basis, Purpose: someText, Finding: finding,
	})
	for part, change := range map[string]func(*RecordSource){
		"source_kind": func(c *RecordSource) { c.Source = "" },
		"from_whom":   func(c *RecordSource) { c.Name.Key, c.Name.Cipher = "", nil },
		"information": func(c *RecordSource) { c.What.Key, c.What.Cipher = "", nil },
		"got":         func(c *RecordSource) { c.Got = day("2026-11-24") }, // tomorrow
		"asked_by":    func(c *RecordSource) { c.AskedBy = "" },
		"legal_basis": func(c *RecordSource) { c.Basis = "" },
		"purpose":     func(c *RecordSource) { c.Purpose.Key, c.Purpose.Cipher = "", nil },
	} {
		t.Run("is not saved without "+part, func(t *testing.T) {
			cmd := source()
			change(&cmd)
			_, err := Decider.Decide(past[0].evolve(Matter{}), cmd)
			no, _ := refusal.As(err)
			if !errors.Is(err, ErrSourceIncomplete) || len(no.Fields) != 1 || no.Fields[0].Name != part || no.Law != "703/2023 39 §" {
				t.Errorf("refused %+v", err)
			}
		})
	}
	t.Run("names all that is missing at once", func(t *testing.T) {
		_, err := sourceComplete(RecordSource{On: day("2026-11-23")})
		if no, _ := refusal.As(err); len(no.Fields) != 7 {
			t.Errorf("refused %+v", no.Fields)
		}
	})
}

func TestLaw_703_2023_39_TheLegalBasis(t *testing.T) {
	cmd := source()
	for basis, want := range map[SourceBasis]string{
		"consent": "consent", "permit-health": "53 §", "necessary-health": "53 § 5 mom", "permit-social": "55 §",
		"necessary-social": "55 § 2 mom", "despite-refusal": "56 §", "authority-right": "64 §",
	} {
		cmd.Basis, cmd.Got = basis, day("2024-01-01")
		if finding, err := sourceComplete(cmd); err != nil || finding.Outcome["stands-on"] != want {
			t.Errorf("%s stands on %+v, %v", basis, finding.Outcome, err)
		}
		cmd.Got = day("2023-12-31") // the day before the act was in force
		_, err := sourceComplete(cmd)
		no, _ := refusal.As(err)
		if stands := err == nil; stands != (basis == "consent") || !stands && no.Fields[0].Code != "basis-not-in-force" {
			t.Errorf("%s before the act: %v", basis, err)
		}
	}
	cmd = source()
	for _, basis := range []SourceBasis{"", "hearsay"} {
		cmd.Basis = basis
		_, err := sourceComplete(cmd)
		if no, _ := refusal.As(err); len(no.Fields) != 1 || no.Fields[0] != (refusal.Field{Name: "legal_basis", Code: "legal-basis-missing"}) {
			t.Errorf("basis %q: %+v", basis, err)
		}
	}
}

func TestRecordSource(t *testing.T) {
	cmd := source()
	given(t).When(cmd).ThenRefused(ErrNotFound)
	given(t, registered("2026-11-10"), AssessmentFoundUnnecessary{Grounds: someText}).When(cmd).ThenRefused(ErrMatterEnded)
	cmd.By = maria
	given(t, registered("2026-11-10")).When(cmd).ThenRefused(ErrNotChildProtectionWorker)
}

// wholeSource is what is stored of an item of information.
func wholeSource(t *testing.T) SourceRecorded {
	t.Helper()
	happened, err := source().decide(registered("2026-11-10").evolve(Matter{}))
	if err != nil {
		t.Fatal(err)
	}
	return happened[0].(SourceRecorded)
}
