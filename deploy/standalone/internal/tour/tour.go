package tour

import (
	"errors"
	"fmt"
	"net/url"

	"nivel/deploy/standalone/internal/browser"
)

// Tour is a walk in one language.
type Tour struct {
	Browser  *browser.Browser
	Desk     string // address of the workers' pages, such as http://localhost:8080
	Oma      string // address of the young people's pages
	Ops      string // address of the pages for ops
	Language string // fi, sv or en

	// Show is called at each stop. An error ends the tour.
	Show func(stop string, p *browser.Page) error
}

func (t Tour) show(stop string, p *browser.Page) error {
	if err := p.Err(); err != nil {
		return fmt.Errorf("on the way to %s: %w", stop, err)
	}
	if err := t.Show(stop, p); err != nil {
		return fmt.Errorf("%s: %w", stop, err)
	}
	return p.Err()
}

// person lets somebody walk, alone with a page of their own.
func (t Tour) person(base string, walk func(p *browser.Page) error) error {
	p, err := t.Browser.Person(base)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := walk(p); err != nil {
		return err
	}
	return p.Err()
}

// EmptyLists shows the lists of an area in which nothing has happened yet.
func (t Tour) EmptyLists() error {
	return t.person(t.Desk, func(p *browser.Page) error {
		SignIn(p, t.Language, Aino)
		return errors.Join(t.lists(p, "empty-"), t.visit(p, "empty-cases", "/cases"), t.visit(p, "empty-handovers", "/cases?view=offered-to-me"),
			t.visit(p, "empty-groups", "/groups"), t.visit(p, "empty-notices", "/notices"))
	})
}

func (t Tour) visit(p *browser.Page, stop, address string) error {
	p.Visit(address)
	return t.show(stop, p)
}

func (t Tour) lists(p *browser.Page, prefix string) error {
	for _, view := range []string{"inbox", "mine", "assessing"} {
		p.Visit("/inbox?view=" + view)
		if err := t.show(prefix+view, p); err != nil {
			return err
		}
	}
	return nil
}

// DeskPages shows the workers' pages in an area where something has happened. It
// registers two matters: of one the assessment starts, of the other it does not.
func (t Tour) DeskPages() error {
	return t.person(t.Desk, func(aino *browser.Page) error {
		aino.Visit("/")
		aino.Follow(`.languages [value="` + t.Language + `"]`)
		if err := t.show("sign-in", aino); err != nil {
			return err
		}
		aino.Follow("#sign-in")
		if err := t.show("sign-in-provider", aino); err != nil {
			return err
		}
		SignIn(aino, t.Language, Aino)
		if err := t.visit(aino, "sign-ins", "/sign-ins"); err != nil {
			return err
		}
		aino.Visit("/notifications/new")
		return errors.Join(t.show("new", aino), t.started(aino), t.notStarted(aino), t.lists(aino, ""), t.nowhere(aino))
	})
}

// started follows a matter from a notification with mistakes to the start of the
// assessment. Elin, who takes it a moment too late, is refused.
func (t Tour) started(aino *browser.Page) error {
	child := Child{FamilyName: "Keksitty", GivenNames: "Pihla Matilda", IdentityCode: "010112A900K"}
	WrongNotification(aino, child, "010112A900L")
	if err := t.show("new-wrong", aino); err != nil {
		return err
	}
	MendNotification(aino, child)
	if err := t.show("matter-received", aino); err != nil {
		return err
	}
	if err := t.takenMeanwhile(aino); err != nil {
		return err
	}
	AssessUrgent(aino)
	if err := t.show("matter-assessed", aino); err != nil {
		return err
	}
	Decide(aino, "yes")
	if err := t.show("matter-assessing", aino); err != nil {
		return err
	}
	if err := t.papers(aino); err != nil {
		return err
	}
	OpenAll(aino)
	return errors.Join(t.show("matter-proof", aino), t.together(aino))
}

func (t Tour) takenMeanwhile(aino *browser.Page) error {
	matter := aino.Path()
	return t.person(t.Desk, func(elin *browser.Page) error {
		SignIn(elin, t.Language, Elin)
		elin.Visit(matter)
		aino.Follow("#take-form [type=submit]")
		elin.Follow("#take-form [type=submit]")
		return t.show("matter-refused", elin)
	})
}

func (t Tour) notStarted(aino *browser.Page) error {
	child := Child{FamilyName: "Keksitty", GivenNames: "Onni Elias", IdentityCode: "020213A901A"}
	WrongNotification(aino, child, child.IdentityCode)
	MendNotification(aino, child)
	aino.Follow("#take-form [type=submit]")
	AssessUrgent(aino)
	aino.Follow("#start-form [type=submit]")
	if err := t.show("matter-wrong", aino); err != nil {
		return err
	}
	Decide(aino, "no")
	return t.show("matter-unnecessary", aino)
}

// nowhere shows what somebody finds who is at the wrong address, or at the right
// one without the right to see it.
func (t Tour) nowhere(aino *browser.Page) error {
	aino.Visit("/nowhere")
	if err := t.show("not-found", aino); err != nil {
		return err
	}
	return t.person(t.Desk, func(olli *browser.Page) error {
		SignIn(olli, t.Language, Olli)
		return t.show("forbidden", olli)
	})
}

// OpsPages shows the pages for ops, which are in English, and the trace of what
// Aino has just done.
func (t Tour) OpsPages() error {
	err := t.person(t.Desk, func(aino *browser.Page) error {
		SignIn(aino, t.Language, Aino)
		aino.Follow(`.matters [action$="/take"] [type=submit]`)
		return nil
	})
	if err != nil {
		return err
	}
	return t.person(t.Ops, func(p *browser.Page) error {
		p.Visit("/")
		if err := t.show("ops", p); err != nil {
			return err
		}
		p.Visit("/traces/?text=" + url.QueryEscape("web POST /matters/{matter}/take"))
		if err := t.show("ops-traces", p); err != nil {
			return err
		}
		p.Follow("tbody a")
		if err := t.show("ops-trace", p); err != nil {
			return err
		}
		OpenAll(p)
		return t.show("ops-trace-open", p)
	})
}
