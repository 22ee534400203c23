package tour

import "nivel/deploy/standalone/internal/browser"

// Tuula is the demo area's privacy officer.
const Tuula = "w-tuula"

// BreakGlass lets a worker without a relation to the client of a page open the
// client's data with a reason.
func BreakGlass(p *browser.Page, path, reason string) {
	p.Visit(path)
	p.Follow(`a[href^="/glass?"]`)
	p.Choose(Named("task"), "child-protection")
	p.Type(Named("reason"), reason)
	p.Follow("#glass [type=submit]")
}

// looked: Elin, who has no relation, breaks the glass; the privacy officer sees
// the report and the looks, and the young person sees it too.
func (c *cases) looked() error {
	err := c.person(c.Desk, func(elin *browser.Page) error {
		SignIn(elin, c.Language, Elin)
		elin.Visit(c.case2)
		if err := c.show("no-relation", elin); err != nil {
			return err
		}
		elin.Follow(`a[href^="/glass?"]`)
		if err := c.show("glass", elin); err != nil {
			return err
		}
		elin.Follow("#glass [type=submit]")
		if err := c.show("glass-wrong", elin); err != nil {
			return err
		}
		BreakGlass(elin, c.case2, "Nuori soitti päivystykseen.")
		return c.show("glass-open", elin)
	})
	if err != nil {
		return err
	}
	err = c.person(c.Desk, c.overseen)
	if err != nil {
		return err
	}
	c.other.VisitUntil("/looks", ".message-new")
	return c.show("oma-looks", c.other)
}

// overseen is what the privacy officer sees.
func (c *cases) overseen(tuula *browser.Page) error {
	SignIn(tuula, c.Language, Tuula)
	tuula.VisitUntil("/oversight", `a[href="/oversight/worker?worker=`+Elin+`"]`)
	if err := c.show("oversight", tuula); err != nil {
		return err
	}
	tuula.Follow(`a[href="/oversight/worker?worker=` + Elin + `"]`)
	if err := c.show("oversight-worker", tuula); err != nil {
		return err
	}
	tuula.Follow(`a[href^="/oversight/people/"]`)
	if err := c.show("oversight-person", tuula); err != nil {
		return err
	}
	tuula.Follow(`a[href$="/extract/print"]`)
	if err := c.show("oversight-extract", tuula); err != nil {
		return err
	}
	if err := c.erasureRefused(tuula); err != nil {
		return err
	}
	tuula.VisitUntil("/notices", `a[href^="/glass/"]`)
	tuula.Follow(`a[href^="/glass/"]`)
	return c.show("glass-told", tuula)
}

// erasureRefused answers a request to erase what is on the page before.
func (c *cases) erasureRefused(tuula *browser.Page) error {
	tuula.Back()
	tuula.Follow(`a[href$="/erasures"]`)
	tuula.Type(Named("asked"), "16.11.2026")
	tuula.Follow(`form[action$="/erasures"] [type=submit]`)
	if err := c.show("erasure", tuula); err != nil {
		return err
	}
	tuula.Follow(`a[href$="/erasures/1"]`)
	return c.show("erasure-decision", tuula)
}
