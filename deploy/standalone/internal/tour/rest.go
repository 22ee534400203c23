package tour

import "nivel/deploy/standalone/internal/browser"

// led is what who leads a unit sees of it.
func (c *cases) led() error {
	return c.person(c.Desk, func(maria *browser.Page) error {
		SignIn(maria, c.Language, Maria)
		for _, stop := range [][2]string{
			{"board", "/board"}, {"figures", "/figures"}, {"gaps-unit", "/gaps?view=unit"}, {"forecast", "/forecast"},
			{"simulation", "/simulation"}, {"simulation-wrong", "/simulation?age_limit=25"}, {"simulation-run", "/simulation?in_force=1.1.2027&age_limit=25"},
		} {
			if err := c.visit(maria, stop[0], stop[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// beside are the pages that lead off from a client's page, and those of other ways in.
func (c *cases) beside() error {
	for _, stop := range [][2]string{{"arrival-new", "/arrivals/new"}, {"gaps", "/gaps"}} {
		if err := c.visit(c.aino, stop[0], stop[1]); err != nil {
			return err
		}
	}
	for _, stop := range [][2]string{{"protection", `main a[href*="/protection"]`}, {"identity", `main a[href$="/identity"]`}, {"consent", `main a[href$="/consent"]`}} {
		c.aino.Visit(c.case2)
		c.aino.Follow(stop[1])
		if err := c.show(stop[0], c.aino); err != nil {
			return err
		}
	}
	if err := c.visit(c.young, "oma-consent", "/consent"); err != nil {
		return err
	}
	return c.visit(c.young, "oma-request", "/request")
}
