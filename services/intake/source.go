package intake

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Source is the kind of body that information came from; see contracts.SourceKinds.
type Source string

// SourceBasis is on what legal basis it was got; see contracts.SourceBases.
type SourceBasis string

// section returns the section of 703/2023 that a basis stands on; empty: the
// client's own consent, which is older than the act. false: there is no such basis.
func (b SourceBasis) section() (string, bool) {
	section, known := map[SourceBasis]string{
		"consent":          "",
		"permit-health":    "53 §",
		"necessary-health": "53 § 5 mom",
		"permit-social":    "55 §",
		"necessary-social": "55 § 2 mom",
		"despite-refusal":  "56 §",
		"authority-right":  "64 §",
	}[b]
	return section, known
}

// sourcesFrom is the day from which 703/2023 is in force: nothing was got on its
// basis before.
var sourcesFrom = calendar.MustParse("2024-01-01")

// RecordSource records one item of information about the client that was got from
// somebody outside, with all that must be known of it.
//
// Law: 703/2023, section 39, as in force from 2024-01-01: what was got, from whom,
// when, who asked for it, on what legal ground or consent, and for what purpose.
type RecordSource struct {
	Source  Source       // from whom: the kind
	Name    vault.Sealed // from whom: who it was
	What    vault.Sealed
	Got     calendar.Date // the day it was got
	AskedBy string        // id of the worker who asked
	Basis   SourceBasis
	Purpose vault.Sealed
	On      calendar.Date
	By      Worker
}

// SourceRecorded says that information came from outside.
type SourceRecorded struct {
	Source  Source        `json:"source"`
	Name    vault.Sealed  `json:"name"`
	What    vault.Sealed  `json:"what"`
	Got     calendar.Date `json:"got"`
	AskedBy string        `json:"asked_by"` // id: of the worker
	Basis   SourceBasis   `json:"basis"`
	Purpose vault.Sealed  `json:"purpose"`
	Finding law.Finding   `json:"finding"`
}

// What RecordSource refuses.
var (
	// ErrSourceIncomplete: a part that the law asks for is missing; its fields say
	// which.
	ErrSourceIncomplete = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "703/2023 39 §"}
	// ErrMatterEnded: no client relationship came of the matter.
	ErrMatterEnded = refusal.Refusal{Kind: refusal.Untimely, Code: "matter-ended"}
)

func (cmd RecordSource) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case !cmd.By.ChildProtection():
		return nil, ErrNotChildProtectionWorker
	case m.ended():
		return nil, ErrMatterEnded
	}
	finding, err := sourceComplete(cmd)
	if err != nil {
		return nil, err
	}
	return []Event{SourceRecorded{
		Source: cmd.Source, Name: cmd.Name, What: cmd.What, Got: cmd.Got, AskedBy: cmd.AskedBy,
		Basis: cmd.Basis, Purpose: cmd.Purpose, Finding: finding,
	}}, nil
}

func (e SourceRecorded) evolve(m Matter) Matter { return m }

// sourceComplete is 703/2023 39 §: all six parts are there, and the basis was in
// force on the day the information was got.
func sourceComplete(cmd RecordSource) (law.Finding, error) {
	no := ErrSourceIncomplete
	section, known := cmd.Basis.section()
	for _, part := range []struct {
		field, code string
		wrong       bool
	}{
		{"source_kind", "required", cmd.Source == ""},
		{"from_whom", "required", cmd.Name.IsZero()},
		{"information", "required", cmd.What.IsZero()},
		{"got", "required", cmd.Got.IsZero()},
		{"got", "in-the-future", cmd.Got.After(cmd.On)},
		{"asked_by", "required", cmd.AskedBy == ""},
		{"legal_basis", "legal-basis-missing", !known},
		{"legal_basis", "basis-not-in-force", section != "" && !cmd.Got.IsZero() && cmd.Got.Before(sourcesFrom)},
		{"purpose", "required", cmd.Purpose.IsZero()},
	} {
		if part.wrong {
			no.Fields = append(slices.Clip(no.Fields), refusal.Field{Name: part.field, Code: part.code})
		}
	}
	if len(no.Fields) > 0 {
		return law.Finding{}, no
	}
	if section == "" {
		section = "consent"
	}
	return law.Finding{
		Provision: law.Provision{Act: "703/2023", Section: "39 §", InForce: sourcesFrom.String()},
		Inputs:    map[string]string{"source": string(cmd.Source), "source-basis": string(cmd.Basis), "got": cmd.Got.String(), "on": cmd.On.String()},
		Outcome:   map[string]string{"six-parts": "yes", "stands-on": section},
	}, nil
}
