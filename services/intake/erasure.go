package intake

import (
	"slices"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// RefuseErasure answers somebody who asks that a person's data be erased: what the
// law obliges the county to keep is not erased on request.
type RefuseErasure struct {
	Asked   calendar.Date
	Classes Classes // of the data that there is about the person
	Today   calendar.Date
	By      string // id of the worker
}

// ErasureRefused is the decision, of which a document is given to who asked.
type ErasureRefused struct {
	By       string        `json:"by"` // id: of the worker
	Asked    calendar.Date `json:"asked"`
	On       calendar.Date `json:"on"`
	Classes  Classes       `json:"classes"`
	Findings []law.Finding `json:"findings"`
}

// What RefuseErasure refuses.
var (
	// ErrAskedAhead: nobody has asked on a day to come.
	ErrAskedAhead = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "asked", Code: "in-the-future"}},
	}
	// ErrTermOver: the term of some of the data is over. It is destroyed, not kept.
	ErrTermOver = refusal.Refusal{Kind: refusal.Untimely, Code: "retention-over", Law: "703/2023 24 §, annex"}
)

func (cmd RefuseErasure) decide(l Life) ([]LifeEvent, error) {
	kept := slices.DeleteFunc(slices.Clone(cmd.Classes), func(c vault.Class) bool { return slices.Contains(l.Destroyed, c) })
	switch {
	case len(kept) == 0:
		return nil, ErrDestroyed
	case cmd.Asked.After(cmd.Today):
		return nil, ErrAskedAhead
	}
	for _, end := range l.ends() {
		if slices.Contains(kept, end.Class) && end.Reached(cmd.Today) {
			return nil, ErrTermOver
		}
	}
	return []LifeEvent{ErasureRefused{
		By: cmd.By, Asked: cmd.Asked, On: cmd.Today, Classes: kept, Findings: []law.Finding{gdpr17(kept), gdpr12(cmd.Asked)},
	}}, nil
}

func (e ErasureRefused) evolve(l Life) Life { return l }

// gdpr17 is why records are not erased on request: to keep them is a legal
// obligation of the county.
//
// Law: Regulation (EU) 2016/679, Article 17(3)(b), applied from 2018-05-25; the
// obligation is that of 703/2023, section 24 and annex, in force from 2024-01-01.
func gdpr17(kept Classes) law.Finding {
	codes := make([]string, len(kept))
	for i, class := range kept {
		codes[i] = string(class)
	}
	return law.Finding{
		Provision: law.Provision{Act: "2016/679", Section: "17(3)(b)", InForce: "2018-05-25"},
		Inputs:    map[string]string{"classes": strings.Join(codes, " ")},
		Outcome:   map[string]string{"erased": "no"},
	}
}

// gdpr12 is until when who asked must be answered.
//
// Law: Regulation (EU) 2016/679, Article 12(3)-(4), applied from 2018-05-25: within
// one month of the request.
func gdpr12(asked calendar.Date) law.Finding {
	return law.Finding{
		Provision: law.Provision{Act: "2016/679", Section: "12(4)", InForce: "2018-05-25"},
		Inputs:    map[string]string{"asked": asked.String()},
		Outcome:   map[string]string{"answer-by": asked.AddMonths(1).String()},
	}
}
