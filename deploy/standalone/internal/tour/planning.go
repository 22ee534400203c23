package tour

import "errors"

// planning: the young person writes to the plan, the worker plans a meeting, takes
// a proposal in by a new version, and compares the two.
func (c *cases) planning() error {
	if err := c.visit(c.young, "oma-plan", "/plan"); err != nil {
		return err
	}
	c.young.Follow(`form[action="/plan"] [type=submit]`)
	if err := c.show("oma-plan-wrong", c.young); err != nil {
		return err
	}
	for _, kind := range []string{"proposal", "dissent"} {
		c.young.Click(Choice("kind", kind))
		c.young.Type(Named("text"), "Haluan ajokortin ensi kesänä.")
		c.young.Follow(`form[action="/plan"] [type=submit]`)
	}
	if err := c.show("oma-plan-written", c.young); err != nil {
		return err
	}
	return errors.Join(c.meeting(), c.newVersion(), c.visit(c.young, "oma-plan-answered", "/plan"))
}

func (c *cases) meeting() error {
	c.aino.Visit(c.case1)
	c.aino.Click("details:has(#meeting-form) > summary")
	c.aino.Follow("#meeting-form [type=submit]")
	if err := c.show("case-meeting-wrong", c.aino); err != nil {
		return err
	}
	for name, mode := range map[string]string{"offered": "online", "chosen": "in-person"} {
		c.aino.Click("#meeting-form " + Choice(name, mode))
	}
	c.aino.Type("#f-meeting-for", "24.6.2099")
	c.aino.Type("#f-meeting-at", "14.30")
	c.aino.Type("#f-meeting-place", "Kahvila Keksitty")
	c.aino.Follow("#meeting-form [type=submit]")
	return c.show("case-meeting", c.aino)
}

func (c *cases) newVersion() error {
	c.aino.Click("details:has(#plan-form) > summary")
	c.aino.Click(Choice("own_rating", "8"))
	c.aino.Click(Choice("other_rating", "6"))
	c.aino.Click(`[name="takes"]`)
	c.aino.Click("details.more-fields:has(#f-plan-ways-0-means) > summary")
	c.aino.Type("#f-plan-ways-0-means", "Ohjaamo auttaa hakemuksessa.")
	c.aino.Type("#f-plan-meet_every", "usein")
	c.aino.Follow("#plan-form [type=submit]")
	if err := c.show("case-plan-wrong", c.aino); err != nil {
		return err
	}
	c.aino.Type("#f-plan-meet_every", "4")
	c.aino.Follow("#plan-form [type=submit]")
	if err := c.show("case-plan-deep", c.aino); err != nil {
		return err
	}
	if err := c.visit(c.aino, "case-plans", c.case1+"/plans"); err != nil {
		return err
	}
	return c.visit(c.aino, "case-plan-paper", c.case1+"/plans/1")
}
