package protection

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// OrderProtection records what the population register says: the Digital and
// Population Data Services Agency has granted a safety non-disclosure.
type OrderProtection struct {
	From, Until calendar.Date // Until zero: until further notice, and FurtherNotice says that it is meant
	Further     bool          // until further notice
	On          calendar.Date // today; set at the edge
}

// ProtectionOrdered says from when until when the person is under a safety
// non-disclosure.
type ProtectionOrdered struct {
	From    calendar.Date `json:"from"`
	Until   calendar.Date `json:"until,omitzero"` // its last day; zero: until further notice
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
}

// ExtendProtection records that the register goes on with the last order.
type ExtendProtection struct {
	Until   calendar.Date
	Further bool
	On      calendar.Date
}

// ProtectionExtended says that the last order has a later last day.
type ProtectionExtended struct {
	Until   calendar.Date `json:"until,omitzero"`
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
}

// What an order and its extension refuse.
var (
	// ErrOverlaps: an order is known for some of those days; it is extended or ended.
	ErrOverlaps = refusal.Refusal{Kind: refusal.Untimely, Code: "protection-overlaps"}
	// ErrNoOrder: there is no order with a last day to extend.
	ErrNoOrder = refusal.Refusal{Kind: refusal.Untimely, Code: "protection-none"}
	// ErrTooLong: no authority grants it for so long.
	ErrTooLong = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Law: "661/2009 36 §", Fields: []refusal.Field{{Name: "until", Code: "protection-too-long"}},
	}
)

func (cmd OrderProtection) decide(p Protection) ([]Event, error) {
	var c refusal.Check
	c.Require(!cmd.From.IsZero(), "from", "required")
	checkUntil(&c, cmd.Until, cmd.Further)
	c.Require(cmd.Until.IsZero() || cmd.From.IsZero() || !cmd.Until.Before(cmd.From), "until", "ends-before-start")
	c.Require(cmd.Until.IsZero() || !cmd.Until.Before(cmd.On), "until", "in-the-past")
	if err := c.Refusal(); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(p.Spans, func(s Span) bool { return !s.Reported && s.meets(cmd.From, cmd.Until) }) {
		return nil, ErrOverlaps
	}
	last, finding := law36(cmd.From, yearsAtFirst, cmd.Until)
	if cmd.Until.After(last) {
		return nil, ErrTooLong
	}
	return []Event{ProtectionOrdered{From: cmd.From, Until: cmd.Until, On: cmd.On, Finding: finding}}, nil
}

// checkUntil asks for a last day, or for the word that there is none: a day that
// was forgotten does not mean for ever.
func checkUntil(c *refusal.Check, until calendar.Date, further bool) {
	c.Require(further || !until.IsZero(), "until", "required")
	c.Require(!further || until.IsZero(), "until", "day-and-further-notice")
}

// meets reports whether a span has a day in common with another.
func (s Span) meets(from, until calendar.Date) bool {
	return !s.over(from) && (until.IsZero() || !s.From.After(until))
}

// evolve takes the place of what was only reported for the days from the order
// on: now the dates are known. Reported days before them stay.
func (e ProtectionOrdered) evolve(p Protection) Protection {
	spans := []Span{{From: e.From, Until: e.Until}}
	for _, s := range p.Spans {
		if s.Reported && !s.over(e.From.AddDays(-1)) {
			s.Until = e.From.AddDays(-1)
		}
		if s.Until.IsZero() || !s.Until.Before(s.From) {
			spans = append(spans, s)
		}
	}
	return Protection{Spans: sorted(spans), Settled: later(p.Settled, e.On)}
}

func (cmd ExtendProtection) decide(p Protection) ([]Event, error) {
	i := p.last()
	if i < 0 || p.Spans[i].Until.IsZero() || p.Spans[i].over(cmd.On) {
		return nil, ErrNoOrder
	}
	s := p.Spans[i]
	var c refusal.Check
	checkUntil(&c, cmd.Until, cmd.Further)
	c.Require(cmd.Until.IsZero() || cmd.Until.After(s.Until), "until", "not-later")
	if err := c.Refusal(); err != nil {
		return nil, err
	}
	last, finding := law36(s.Until, yearsExtension, cmd.Until)
	if cmd.Until.After(last) {
		return nil, ErrTooLong
	}
	return []Event{ProtectionExtended{Until: cmd.Until, On: cmd.On, Finding: finding}}, nil
}

// Free returns the first day from on for which no order is known; zero: the last
// one has no end.
func (p Protection) Free(on calendar.Date) calendar.Date {
	i := p.last()
	switch {
	case i < 0 || p.Spans[i].over(on):
		return on
	case p.Spans[i].Until.IsZero():
		return calendar.Date{}
	}
	return p.Spans[i].Until.AddDays(1)
}

// last returns where the last order is; below 0: there is none.
func (p Protection) last() int {
	for i, s := range slices.Backward(p.Spans) {
		if !s.Reported {
			return i
		}
	}
	return -1
}

// evolve moves the last day of the last order. What was only reported for days
// that the order now covers begins behind it.
func (e ProtectionExtended) evolve(p Protection) Protection {
	last := p.last()
	if last < 0 {
		return p
	}
	spans := slices.Clone(p.Spans[:last+1])
	spans[last].Until = e.Until
	for _, s := range p.Spans[last+1:] {
		if spans[last].InForce(s.From) && !e.Until.IsZero() {
			s.From = e.Until.AddDays(1)
		}
		if !spans[last].InForce(s.From) && !s.over(s.From) {
			spans = append(spans, s)
		}
	}
	return Protection{Spans: spans, Settled: later(p.Settled, e.On)}
}

func sorted(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	return spans
}

func later(a, b calendar.Date) calendar.Date {
	if a.After(b) {
		return a
	}
	return b
}
