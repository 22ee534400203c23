package protection

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/refusal"
)

// EndProtection records that the safety non-disclosure ends, or was found not to
// be: with which day as its last. Yesterday ends it at once; never earlier, since
// what was hidden was hidden.
type EndProtection struct {
	Last calendar.Date
	On   calendar.Date
}

// ProtectionEnded says that nothing is protected after a day.
type ProtectionEnded struct {
	Last calendar.Date `json:"last"` // the last day on which it is in force
	On   calendar.Date `json:"on"`
}

// ErrNotProtected: there is no safety non-disclosure that could end.
var ErrNotProtected = refusal.Refusal{Kind: refusal.Untimely, Code: "protection-not-in-force"}

func (cmd EndProtection) decide(p Protection) ([]Event, error) {
	if !p.mayEnd(cmd.On) {
		return nil, ErrNotProtected
	}
	var c refusal.Check
	c.Require(!cmd.Last.IsZero(), "last", "required")
	c.Require(cmd.Last.IsZero() || !cmd.Last.Before(cmd.On.AddDays(-1)), "last", "in-the-past")
	c.Require(cmd.Last.IsZero() || !p.overAfter(cmd.Last), "last", "not-earlier")
	if err := c.Refusal(); err != nil {
		return nil, err
	}
	return []Event{ProtectionEnded(cmd)}, nil
}

// mayEnd reports whether one is in force on a day or yet to come.
func (p Protection) mayEnd(on calendar.Date) bool { return !p.overAfter(on.AddDays(-1)) }

// overAfter reports whether nothing is in force after a day anyhow.
func (p Protection) overAfter(day calendar.Date) bool {
	return !slices.ContainsFunc(p.Spans, func(s Span) bool { return !s.over(day.AddDays(1)) })
}

func (e ProtectionEnded) evolve(p Protection) Protection {
	var spans []Span
	for _, s := range p.Spans {
		if s.From.After(e.Last) {
			continue
		}
		if !s.over(e.Last) {
			s.Until = e.Last
		}
		spans = append(spans, s)
	}
	return Protection{Spans: spans, Settled: later(p.Settled, e.On)}
}
