//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"nivel/deploy/standalone/internal/browser"
	"nivel/deploy/standalone/internal/tour"
)

// exit is where quick exit leads: the weather. The browser of the tests reaches
// no such host, so that nothing is asked of it.
const exit = "https://www.ilmatieteenlaitos.fi/"

// TestWhatYoungPeopleDoToPages plays what the script of the young people's pages
// adds to them.
func TestWhatYoungPeopleDoToPages(t *testing.T) {
	t.Parallel()
	s, b := newSystem(t, "--demo-content=false"), chromium(t)
	aino := someone(t, b, s.deskAddress())
	aino.signIn("en", tour.Aino)
	child := tour.Child{FamilyName: "Invented", GivenNames: "Miro Valentin", IdentityCode: "210806A908U"}
	tour.ToAftercare(aino.Page, child)
	aino.opens("/cases?view=mine", child.FamilyName+", "+child.GivenNames)
	file := aino.Path()
	// invited signs the young person in at a browser that is not watched: who
	// leaves goes to another host.
	invited := func(t *testing.T) person {
		page, err := b.Person(s.omaAddress())
		must(t, err)
		t.Cleanup(page.Close)
		must(t, tour.Invite(aino.Page, file, page, "en"))
		return person{Page: page, t: t}
	}
	// gone wants nothing of the page to be left: not on the screen, not behind the
	// back button, and nobody signed in.
	gone := func(t *testing.T, p person) {
		t.Helper()
		p.waitFor(`!location.href.includes("localhost") && !document.body.innerText.includes("Your plan")`)
		if asked := p.Addresses(); !slices.Contains(asked, exit) {
			t.Errorf("the pages asked for %q, want %s among them", asked, exit)
		}
		p.goTo("/")
		p.says("h1", "Sign in")
		if p.has("#parts") {
			t.Error("the page is still there, and somebody is signed in")
		}
	}

	t.Run("quick exit leaves nothing behind", func(t *testing.T) {
		p := invited(t)
		p.says("h1", "Hi!")
		p.click(browser.Link("Leave now"))
		gone(t, p)
	})
	t.Run("Esc three times is quick exit too, twice is not", func(t *testing.T) {
		p := invited(t)
		p.Press(kb.Escape)
		p.Press(kb.Escape)
		p.Press("a") // another key begins the count anew
		p.Press(kb.Escape)
		p.Press(kb.Escape)
		p.says("h1", "Hi!")
		p.Press(kb.Escape)
		gone(t, p)
	})
	t.Run("a message is told in the live region, and the page shows what it tells of", func(t *testing.T) {
		p := invited(t)
		p.says("#parts", "There is no plan yet.")
		p.stays()
		if role := value[string](p, `document.querySelector("#news").getAttribute("role")`); role != "status" {
			t.Errorf("the region has the role %q, want status", role)
		}
		aino.goTo(file)
		tour.AssessRight(aino.Page, "1.3.2019", "21.8.2024")
		tour.MakePlan(aino.Page, "8", "6")
		aino.ok()
		p.waitFor(`document.querySelector("#news").textContent === "A new message just came."`)
		p.waitFor(`document.querySelector(".rating-own strong")?.textContent === "8"`)
		p.stayed()
		p.axe()
	})
	t.Run("a form waits for the network and is sent when it is back", func(t *testing.T) {
		p := invited(t)
		p.goTo("/contact")
		p.typeInto("email", "nuori@post.example")
		p.Offline(true)
		p.click(browser.Button("Save"))
		p.says(".waiting", "Waiting for the network.")
		if got := value[string](p, fmt.Sprintf("document.querySelector('%s').value", tour.Named("email"))); got != "nuori@post.example" {
			t.Errorf("what was typed became %q", got)
		}
		p.Offline(false)
		p.waitFor(`document.querySelector(".notice-done")?.textContent.includes("Saved.") ?? false`)
	})
}
