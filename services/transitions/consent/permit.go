package consent

import (
	"nivel/libs/calendar"
	"nivel/libs/law"
)

// GivePermit records the permit for disclosure (luovutuslupa) to other
// controllers of social care. It covers all of the client's data that no ban
// covers, until it is withdrawn.
//
// Law: 703/2023, section 55, subsection 1, and section 58, as in force from
// 2024-01-01.
type GivePermit struct{ On calendar.Date }

// PermitGiven says that the person permits it.
type PermitGiven struct {
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
}

// WithdrawPermit takes it back.
type WithdrawPermit struct{ On calendar.Date }

// PermitWithdrawn says that the person permits it no more.
type PermitWithdrawn struct {
	On calendar.Date `json:"on"`
}

var (
	section55 = law.Provision{Act: "703/2023", Section: "55 § 1 mom", InForce: "2024-01-01"}
	section59 = law.Provision{Act: "703/2023", Section: "59 §", InForce: "2024-01-01"}
	section51 = law.Provision{Act: "703/2023", Section: "51 §", InForce: "2024-01-01"}
)

func (cmd GivePermit) decide(c Consent) ([]Event, error) {
	if c.Permitted {
		return nil, nil
	}
	return []Event{PermitGiven{On: cmd.On, Finding: law.Finding{
		Provision: section55, Inputs: map[string]string{"on": cmd.On.String()}, Outcome: map[string]string{"permitted": "yes"},
	}}}, nil
}

func (e PermitGiven) evolve(c Consent) Consent {
	c.Permitted = true
	return c
}

func (cmd WithdrawPermit) decide(c Consent) ([]Event, error) {
	if !c.Permitted {
		return nil, nil
	}
	return []Event{PermitWithdrawn(cmd)}, nil
}

func (e PermitWithdrawn) evolve(c Consent) Consent {
	c.Permitted = false
	return c
}
