package intake

import (
	"errors"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/refusal"
)

// TestErasure_2016_679_17_3b: what the law obliges to keep is not erased on
// request, and who asks is answered within a month (12(3)).
func TestErasure_2016_679_17_3b(t *testing.T) {
	day := calendar.MustParse("2026-11-23")
	ask := func(asked calendar.Date, today calendar.Date) RefuseErasure {
		return RefuseErasure{Asked: asked, Classes: Classes{"client-basics", "child-protection"}, Today: today, By: aino.ID}
	}
	for name, c := range map[string]struct {
		given Life
		cmd   RefuseErasure
		want  string // code of the refusal; empty: the erasure is refused to who asked
	}{
		"a living person":                           {Life{}, ask(day, day), ""},
		"asked tomorrow":                            {Life{}, ask(day.AddDays(1), day), "invalid-fields"},
		"on the last day of the term":               {Life{Died: calendar.MustParse("2024-11-23")}, ask(day, day), ""},
		"on the first day after the term":           {Life{Died: calendar.MustParse("2024-11-22")}, ask(day, day), "retention-over"},
		"when some of the data was destroyed":       {Life{Destroyed: Classes{"client-basics"}}, ask(day, day), ""},
		"when all of the data was destroyed":        {Life{Destroyed: Classes{"client-basics", "child-protection"}}, ask(day, day), "data-destroyed"},
		"a term that is over, of what is not there": {Life{Died: calendar.MustParse("2020-01-01")}, RefuseErasure{Asked: day, Classes: Classes{"working-age"}, Today: day}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			events, err := c.cmd.decide(c.given)
			var no refusal.Refusal
			if errors.As(err, &no); no.Code != c.want {
				t.Fatalf("refused with %q, want %q", no.Code, c.want)
			}
			if c.want != "" {
				return
			}
			refused := events[0].(ErasureRefused)
			if refused.Findings[0].Act != "2016/679" || refused.Findings[0].Outcome["erased"] != "no" {
				t.Errorf("the findings are %+v", refused.Findings)
			}
			if got := refused.evolve(c.given); got.Died != c.given.Died || len(got.Destroyed) != len(c.given.Destroyed) {
				t.Errorf("a refusal changes the life to %+v", got)
			}
		})
	}
	for asked, answer := range map[string]string{"2026-11-23": "2026-12-23", "2026-01-31": "2026-02-28", "2028-01-31": "2028-02-29"} {
		if got := gdpr12(calendar.MustParse(asked)).Outcome["answer-by"]; got != answer {
			t.Errorf("asked on %s, answered by %s, want %s", asked, got, answer)
		}
	}
}
