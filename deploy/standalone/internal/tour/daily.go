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
	return errors.Join(c.contact(), c.situation(), c.housing(), c.wellbeing(), c.network(), c.living())
}

func (c *cases) contact() error {
	c.aino.Visit(c.case1 + "/daily")
	c.aino.Click("details:has(#contact-form) > summary")
	c.aino.Follow("#contact-form [type=submit]")
	if err := c.show("daily-contact-wrong", c.aino); err != nil {
		return err
	}
	for name, mode := range map[string]string{"contact_offered": "online", "contact_chosen": "in-person"} {
		c.aino.Click("#contact-form " + Choice(name, mode))
	}
	c.aino.Type("#f-contact-note", "Kävely rannassa.")
	c.aino.Follow("#contact-form [type=submit]")
	OpenAll(c.aino)
	return errors.Join(c.show("daily-contact", c.aino), c.miscontact())
}

// miscontact: the contact was recorded wrongly, and she forgets to say why.
func (c *cases) miscontact() error {
	c.aino.Visit(c.case1 + "/daily")
	c.aino.Click("details:has(#contact-withdraw-form) > summary")
	c.aino.Follow("#contact-withdraw-form [type=submit]")
	if err := c.show("daily-contact-withdraw-wrong", c.aino); err != nil {
		return err
	}
	const which = "#f-contact-withdraw-contact_wrong"
	c.aino.Choose(which, browser.Value[string](c.aino, `document.querySelector("`+which+` option:nth-child(2)").value`))
	c.aino.Type("#f-contact-withdraw-contact_reason", "Kirjattu väärälle päivälle.")
	c.aino.Follow("#contact-withdraw-form [type=submit]")
	OpenAll(c.aino)
	return c.show("daily-contact-withdrawn", c.aino)
}

func (c *cases) situation() error {
	c.aino.Visit(c.case1 + "/daily")
	for i, study := range []string{"none", "vocational"} {
		c.aino.Click("details:has(#situation-form) > summary")
		if i == 0 {
			c.aino.Follow("#situation-form [type=submit]")
			if err := c.show("daily-situation-wrong", c.aino); err != nil {
				return err
			}
		}
		for name, code := range map[string]string{"work": "none", "study": study, "service_state": "none", "activity": "workshop"} {
			c.aino.Choose("#f-situation-"+name, code)
		}
		c.aino.Type("#f-situation-situation_from", "1.9.2026")
		c.aino.Click("#situation-form " + Choice("situation_source", "own-word"))
		c.aino.Follow("#situation-form [type=submit]")
	}
	return c.show("daily-situation", c.aino)
}

func (c *cases) housing() error {
	c.aino.Visit(c.case1 + "/daily")
	c.aino.Click("details:has(#housing-form) > summary")
	c.aino.Follow("#housing-form [type=submit]")
	if err := c.show("daily-housing-wrong", c.aino); err != nil {
		return err
	}
	c.aino.Choose("#f-housing-housing_what", "no-home")
	c.aino.Type("#f-housing-housing_opened", "1.9.2026")
	c.aino.Follow("#housing-form [type=submit]")
	OpenAll(c.aino)
	return errors.Join(c.show("daily-housing", c.aino), c.visit(c.aino, "cases-housing", "/cases?view=mine"))
}

// wellbeing: the young person forgets to choose a number; the worker adds a rating.
func (c *cases) wellbeing() error {
	c.young.Visit("/daily")
	c.young.Follow(`form[action="/daily"] [type=submit]`)
	if err := c.show("oma-daily-wrong", c.young); err != nil {
		return err
	}
	c.young.Click(Choice("points", "8"))
	c.young.Type(Named("words"), "Uusi koulu tuntuu hyvältä.")
	c.young.Follow(`form[action="/daily"] [type=submit]`)
	if err := c.show("oma-daily", c.young); err != nil {
		return err
	}
	c.aino.Visit(c.case1 + "/daily")
	c.aino.Click("details:has(#rating-form) > summary")
	c.aino.Follow("#rating-form [type=submit]")
	if err := c.show("daily-rating-wrong", c.aino); err != nil {
		return err
	}
	c.aino.Click("#rating-form " + Choice("rating_of", "worker"))
	c.aino.Click("#rating-form " + Choice("points", "6"))
	c.aino.Type("#f-rating-rating_day", "1.9.2026")
	c.aino.Follow("#rating-form [type=submit]")
	return c.show("daily-rating", c.aino)
}

// network: the young person forgets who somebody is, adds two people, and the
// worker asks for an earlier day.
func (c *cases) network() error {
	c.young.Visit("/network")
	c.young.Follow(`form[action="/network/tie"] [type=submit]`)
	if err := c.show("oma-network-wrong", c.young); err != nil {
		return err
	}
	for name, codes := range map[string][2]string{"Iida": {"sibling", "1"}, "Roni Keksitty": {"friend", "3"}} {
		c.young.Type(Named("name"), name)
		c.young.Click(Choice("tie_kind", codes[0]))
		c.young.Click(Choice("closeness", codes[1]))
		c.young.Follow(`form[action="/network/tie"] [type=submit]`)
	}
	if err := c.show("oma-network", c.young); err != nil {
		return err
	}
	if err := c.visit(c.aino, "network", c.case1+"/network"); err != nil {
		return err
	}
	c.aino.Click("details:has(#tie-change-form) > summary")
	c.aino.Follow("#tie-change-form [type=submit]")
	return errors.Join(c.show("network-wrong", c.aino), c.visit(c.aino, "network-past", c.case1+"/network?day=1.1.2026"))
}

func (c *cases) living() error {
	return c.person(c.Desk, func(maria *browser.Page) error {
		SignIn(maria, c.Language, Maria)
		return c.visit(maria, "living", "/living")
	})
}
