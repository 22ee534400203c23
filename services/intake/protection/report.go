package protection

import (
	"slices"

	"nivel/libs/calendar"
)

// ReportProtection is what somebody says who does not know the dates, such as
// who notifies: the person is under a safety non-disclosure. It is believed until
// the register's dates are recorded.
type ReportProtection struct {
	On calendar.Date // the day on which it was said
}

// ProtectionReported says that data is protected from a day on, until more is
// known.
type ProtectionReported struct {
	On calendar.Date `json:"on"`
}

// decide does nothing about what is known already: that it is in force on that
// day, or, from a later look into the register, that its dates are others.
func (cmd ReportProtection) decide(p Protection) ([]Event, error) {
	if p.InForce(cmd.On) || cmd.On.Before(p.Settled) {
		return nil, nil
	}
	return []Event{ProtectionReported(cmd)}, nil
}

// evolve protects from the day on, up to what is known to follow.
func (e ProtectionReported) evolve(p Protection) Protection {
	s := Span{From: e.On, Reported: true}
	for _, next := range p.Spans {
		if next.From.After(e.On) {
			s.Until = next.From.AddDays(-1)
			break
		}
	}
	p.Spans = sorted(append(slices.Clone(p.Spans), s))
	return p
}
