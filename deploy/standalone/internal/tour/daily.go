package tour

import (
	"errors"

	"nivel/deploy/standalone/internal/browser"
)

// daily: what is recorded of the young person's everyday life, part by part, and
// the numbers that who leads a unit sees.
func (c *cases) daily() error {
	if err := c.visit(c.aino, "daily-empty", c.case1+"/daily"); err != nil {
		return err
	}
	return errors.Join(c.contact(), c.living())
}

func (c *cases) contact() error {
	c.aino.Visit(c.case1 + "/daily")
	c.aino.Click("details:has(#contact-form) > summary")
	c.aino.Follow("#contact-form [type=submit]")
	if err := c.show("daily-contact-wrong", c.aino); err != nil {
		return err
	}
	for range 2 {
		for name, mode := range map[string]string{"contact_offered": "online", "contact_chosen": "in-person"} {
			c.aino.Click("#contact-form " + Choice(name, mode))
		}
		c.aino.Type("#f-contact-note", "Kävely rannassa.")
		c.aino.Follow("#contact-form [type=submit]")
	}
	OpenAll(c.aino)
	return c.show("daily-contact", c.aino)
}

func (c *cases) living() error {
	return c.person(c.Desk, func(maria *browser.Page) error {
		SignIn(maria, c.Language, Maria)
		return c.visit(maria, "living", "/living")
	})
}
