package tour

import (
	"errors"
	"fmt"

	"nivel/deploy/standalone/internal/browser"
)

// cases are everybody at their pages on the tour of a case.
type cases struct {
	Tour
	aino, henri  *browser.Page // child protection, and adult social work
	young, other *browser.Page
	case1, case2 string // paths of the cases' pages
	group        string // path of the group's page
}

// young people of the tour, two for each language: their cases stand on one list.
func youngPeople(language string) [2]Child {
	return map[string][2]Child{
		"fi": {{"Keksitty", "Aava Inkeri", "210806A906S"}, {"Kuvitelma", "Onni Elias", "150508A9115"}},
		"sv": {{"Påhittad", "Ester Linnéa", "210806A907T"}, {"Inbillning", "Nils Emil", "150508A9126"}},
		"en": {{"Invented", "Miro Valentin", "210806A908U"}, {"Imaginary", "Alma Sofia", "150508A9137"}},
	}[language]
}

// CasePages shows what comes after the assessment: the pages of a case, its
// handover, groups and notices, and what the young people see of it on theirs.
func (t Tour) CasePages() error {
	return t.person(t.Desk, func(aino *browser.Page) error {
		return t.person(t.Desk, func(henri *browser.Page) error {
			return t.person(t.Oma, func(young *browser.Page) error {
				return t.person(t.Oma, func(other *browser.Page) error {
					c := &cases{Tour: t, aino: aino, henri: henri, young: young, other: other}
					for _, part := range []func() error{c.opened, c.invited, c.planning, c.daily, c.looked, c.prepared, c.offered, c.answered, c.followed, c.founded, c.signedUp, c.settings, c.led, c.beside, c.ended} {
						if err := part(); err != nil {
							return err
						}
					}
					return nil
				})
			})
		})
	})
}

// opened: two matters end in aftercare; of one, the right is assessed and the
// plan made.
func (c *cases) opened() error {
	SignIn(c.aino, c.Language, Aino)
	var paths [2]string
	for i, child := range youngPeople(c.Language) {
		ToAftercare(c.aino, child)
		if i == 0 {
			if err := c.show("matter-completed", c.aino); err != nil {
				return err
			}
		}
		paths[i] = c.aino.Path()
	}
	for i, child := range youngPeople(c.Language) {
		name := browser.Link(child.FamilyName + ", " + child.GivenNames)
		c.aino.VisitUntil("/cases?view=mine", name)
		if i == 1 {
			if err := c.show("cases", c.aino); err != nil {
				return err
			}
		}
		c.aino.Follow(name)
		paths[i] = c.aino.Path()
	}
	c.case1, c.case2 = paths[0], paths[1]
	return errors.Join(c.right(), c.plan())
}

func (c *cases) right() error {
	if err := c.visit(c.aino, "case-opened", c.case1); err != nil {
		return err
	}
	c.aino.Follow("#right-form [type=submit]")
	if err := c.show("case-wrong", c.aino); err != nil {
		return err
	}
	AssessRight(c.aino, "1.3.2019", "21.8.2024")
	c.aino.Click(".strip-proof summary")
	return c.show("case-right", c.aino)
}

func (c *cases) plan() error {
	c.aino.Visit(c.case1)
	MakePlan(c.aino, "7", "4")
	return c.show("case-plan", c.aino)
}

// invited: both young people get a code and sign in; the second has no plan yet.
func (c *cases) invited() error {
	c.young.Visit("/")
	c.young.Follow(`.languages [value="` + c.Language + `"]`)
	if err := c.show("oma-sign-in", c.young); err != nil {
		return err
	}
	c.young.Follow("#identify")
	if err := c.show("oma-sign-in-provider", c.young); err != nil {
		return err
	}
	c.young.Type(Named("identity_code"), Nobody)
	c.young.Follow("[type=submit].send")
	if err := c.show("oma-not-found", c.young); err != nil {
		return err
	}
	c.young.Visit("/")
	c.young.Type(Named("code"), "AAAAA AAAAA")
	c.young.Follow("form.stack [type=submit]")
	if err := c.show("oma-sign-in-wrong", c.young); err != nil {
		return err
	}
	if err := Invite(c.aino, c.case1, c.young, c.Language); err != nil {
		return err
	}
	if err := c.show("invitation", c.aino); err != nil {
		return err
	}
	if err := Invite(c.aino, c.case2, c.other, c.Language); err != nil {
		return err
	}
	return c.show("oma-home-new", c.other)
}

// Invite lets a worker make a code for the young person of a case, and the young
// person sign in with it.
func Invite(worker *browser.Page, path string, young *browser.Page, language string) error {
	worker.Visit(path)
	worker.Click("details:has(#invite-form) > summary")
	worker.Follow("#invite-form [type=submit]")
	code := browser.Value[string](worker, `document.querySelector("p.code").lastChild.textContent`)
	if err := worker.Err(); err != nil {
		return fmt.Errorf("get a code: %w", err)
	}
	young.Visit("/")
	young.Follow(`.languages [value="` + language + `"]`)
	young.Type(Named("code"), code)
	young.Follow("form.stack [type=submit]")
	return young.Err()
}

// offered: Aino offers the handover, and the young person is told of it.
func (c *cases) offered() error {
	c.aino.Visit(c.case1)
	Offer(c.aino, Henri)
	if err := c.show("case-offered", c.aino); err != nil {
		return err
	}
	return errors.Join(c.visit(c.aino, "handovers-sent", "/cases?view=offered-by-me"), c.visit(c.young, "oma-home", "/"))
}

// answered: Henri forgets to say why he declines, and then accepts after all.
func (c *cases) answered() error {
	SignIn(c.henri, c.Language, Henri)
	child := youngPeople(c.Language)[0]
	c.henri.VisitUntil("/cases?view=offered-to-me", browser.Link(child.FamilyName+", "+child.GivenNames))
	if err := errors.Join(c.show("handovers", c.henri), c.visit(c.henri, "case-answer", c.case1)); err != nil {
		return err
	}
	c.henri.Click("details:has(#refuse-form) > summary")
	c.henri.Follow("#refuse-form [type=submit]")
	if err := c.show("case-refuse-wrong", c.henri); err != nil {
		return err
	}
	c.henri.Follow("#meet-form [type=submit]")
	if err := c.show("case-met", c.henri); err != nil {
		return err
	}
	c.henri.Follow("#accept-form [type=submit]")
	if err := c.show("case-accepted", c.henri); err != nil {
		return err
	}
	OpenAll(c.henri)
	if err := c.show("case-timeline", c.henri); err != nil {
		return err
	}
	return c.visit(c.henri, "notices", "/notices")
}

// founded: a group with one seat.
func (c *cases) founded() error {
	if err := c.visit(c.aino, "group-new", "/groups/new"); err != nil {
		return err
	}
	c.aino.Follow("#group [type=submit]")
	if err := c.show("group-wrong", c.aino); err != nil {
		return err
	}
	Found(c.aino, Group{
		Name:  [3]string{"Itsenäistymisvalmennusryhmä Kynnys", "Självständighetsgruppen Tröskeln", "Threshold, a group for moving out"},
		Place: "Nuorisotila Kaiku, Keksitynkatu 1", FirstDay: browser.Value[string](c.aino, nextWeek), Sessions: "3", Seats: "1",
	})
	c.group = c.aino.Path()
	return c.show("group-founded", c.aino)
}

// nextWeek is the day after a week as it is typed; the browser knows the date.
const nextWeek = `(d => d.getDate() + "." + (d.getMonth() + 1) + "." + d.getFullYear())(new Date(Date.now() + 7 * 864e5))`

// signedUp: one gets the seat and gives it up, the other queues and moves up.
func (c *cases) signedUp() error {
	if err := errors.Join(c.visit(c.young, "oma-groups", "/groups"), c.visit(c.young, "oma-group", c.group)); err != nil {
		return err
	}
	c.young.Follow(`main [action$="/seat"] [type=submit]`)
	c.other.Visit(c.group)
	c.other.Follow(`main [action$="/seat"] [type=submit]`)
	err := errors.Join(c.show("oma-group-seat", c.young), c.show("oma-group-queue", c.other),
		c.visit(c.aino, "group", c.group), c.visit(c.aino, "groups", "/groups"))
	if err != nil {
		return err
	}
	c.other.Visit("/")
	c.young.Follow(`main [action$="/cancel"] [type=submit]`)
	c.other.Await(`document.querySelectorAll(".message-new").length === 2`)
	return c.show("oma-messages", c.other)
}

func (c *cases) settings() error {
	if err := c.visit(c.young, "oma-contact", "/contact"); err != nil {
		return err
	}
	c.young.Type(Named("email"), "nuori@")
	c.young.Follow("form.stack [type=submit]")
	return errors.Join(c.show("oma-contact-wrong", c.young), c.visit(c.young, "oma-not-found", "/nowhere"))
}
