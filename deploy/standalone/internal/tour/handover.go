package tour

import "errors"

// prepared: Aino plans the transfer and writes the summary, after forgetting half
// of it; the young person reads it, sends an empty correction and then a real one.
func (c *cases) prepared() error {
	c.aino.Visit(c.case1)
	c.aino.Click("details:has(#transfer-form) > summary")
	c.aino.Type(Named("transfer"), "10.5.2027")
	c.aino.Follow("#transfer-form [type=submit]")
	c.aino.Click("details:has(#summary-form) > summary")
	c.aino.Type("#summary-form "+Named("strengths"), "Osaa laittaa ruokaa ja hoitaa raha-asiansa.")
	c.aino.Follow("#summary-form [type=submit]")
	if err := c.show("case-summary-wrong", c.aino); err != nil {
		return err
	}
	c.aino.Type("#summary-form "+Named("summary_situation"), "Asuu tuetusti ja opiskelee. Hakee omaa asuntoa.")
	c.aino.Follow("#summary-form [type=submit]")
	if err := errors.Join(c.show("case-summary", c.aino), c.visit(c.young, "oma-handover", "/handover")); err != nil {
		return err
	}
	c.young.Follow(`[value="corrects"]`)
	if err := c.show("oma-handover-wrong", c.young); err != nil {
		return err
	}
	c.young.Type(Named("comment"), "Asun jo yksin.")
	c.young.Follow(`[value="corrects"]`)
	return c.show("oma-handover-corrected", c.young)
}

// followed: Aino records, of the case that she has handed over, that she was in
// contact.
func (c *cases) followed() error {
	c.aino.Visit(c.case1)
	c.aino.Click("details:has(#follow-up-form) > summary")
	c.aino.Click(Choice("months", "1"))
	c.aino.Follow("#follow-up-form [type=submit]")
	return c.show("case-followed-up", c.aino)
}
