package tour

import (
	"errors"

	"nivel/deploy/standalone/internal/browser"
)

// ended: Aino finds a client by name and records their death; the privacy officer
// sees what is to be destroyed and proposes it.
func (c *cases) ended() error {
	if err := errors.Join(c.searched(), c.past(), c.died()); err != nil {
		return err
	}
	return c.person(c.Desk, func(tuula *browser.Page) error {
		SignIn(tuula, c.Language, Tuula)
		tuula.VisitUntil("/retention", `form[action="/retention"]`)
		if err := c.show("retention", tuula); err != nil {
			return err
		}
		tuula.Follow(`form[action="/retention"] [type=submit]`)
		if err := c.show("retention-proposed", tuula); err != nil {
			return err
		}
		return c.visit(tuula, "retention-waiting", "/retention?view=proposed")
	})
}

func (c *cases) searched() error {
	c.aino.Visit("/people")
	c.aino.Follow("main [type=submit]")
	if err := c.show("search-wrong", c.aino); err != nil {
		return err
	}
	c.aino.Type(Named("name"), youngPeople(c.Language)[1].FamilyName)
	c.aino.Follow("main [type=submit]")
	return c.show("search-found", c.aino)
}

// past looks at a client as of today, which is the only day that there was.
func (c *cases) past() error {
	c.aino.Visit(c.case2)
	c.aino.Follow(`a[href$="/summary"]`)
	if err := c.show("case-emergency", c.aino); err != nil {
		return err
	}
	c.aino.Visit(c.case2)
	c.aino.Follow(`a[href$="/past"]`)
	c.aino.Follow("main [type=submit]")
	if err := c.show("case-past-wrong", c.aino); err != nil {
		return err
	}
	c.aino.Type(Named("day"), browser.Value[string](c.aino, `new Date().toLocaleDateString("fi-FI", {timeZone: "Europe/Helsinki"})`))
	c.aino.Follow("main [type=submit]")
	return c.show("case-past", c.aino)
}

func (c *cases) died() error {
	c.aino.Visit(c.case2)
	c.aino.Follow(`a[href$="/death"]`)
	c.aino.Follow("main [type=submit]")
	if err := c.show("death-wrong", c.aino); err != nil {
		return err
	}
	c.aino.Type(Named("on"), "1.3.2024")
	c.aino.Choose(Named("source"), "population-register")
	c.aino.Follow("main [type=submit]")
	return c.show("death", c.aino)
}
