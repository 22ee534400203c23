//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"nivel/deploy/standalone/internal/tour"
)

// tabs is how often somebody presses Tab before giving up.
const tabs = 150

// tabTo moves the focus, with Tab only, to an element, and wants every stop on
// the way to be seen: to have an outline, and not to lie off the screen or below
// something else.
func (p person) tabTo(selector string) {
	p.t.Helper()
	for range tabs {
		p.Press(kb.Tab)
		stop := value[struct {
			There bool   `json:"there"`
			Seen  bool   `json:"seen"`
			Name  string `json:"name"`
		}](p, fmt.Sprintf(focused, selector))
		if !stop.Seen {
			p.t.Errorf("the focus is on %s, where nobody sees it", stop.Name)
		}
		if stop.There {
			return
		}
	}
	p.t.Fatalf("%d times Tab do not lead to %s", tabs, selector)
}

const focused = `(() => {
	const e = document.activeElement, style = getComputedStyle(e), r = e.getClientRects()[0];
	const free = ([x, y]) => e.contains(document.elementFromPoint(x, y));
	const seen = () => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 &&
		[[r.x + r.width / 2, r.y + r.height / 2], [r.x + 3, r.y + 3], [r.right - 3, r.bottom - 3]].some(free);
	return {there: e.matches(%q), seen: e === document.body || seen(), name: e.outerHTML.slice(0, 100)};
})()`

// enter tabs to an element that leads to another page and presses Enter.
func (p person) enter(selector string) {
	p.t.Helper()
	p.tabTo(selector)
	p.PressAndGo(kb.Enter)
	p.ok()
}

func TestByKeyboardOnly(t *testing.T) {
	t.Parallel()
	s, b := newSystem(t), chromium(t)
	p := someone(t, b, s.deskAddress())
	p.goTo("/")
	p.enter(`.languages [value=en]`)
	p.enter("#sign-in")
	p.enter(tour.Choice("worker", tour.Aino))

	p.Press(kb.Tab)
	p.waitFor("document.activeElement.matches('.skip')")
	p.Press(kb.Enter)
	p.waitFor("document.activeElement.matches('main')")
	p.enter(`.matters li:not(:has(.mark-urgent)) h2 a`)

	p.enter("#take-form [type=submit]")
	p.says(".notice-done", "The matter is now yours.")

	p.tabTo("#urgency " + tour.Choice("urgent", "yes"))
	p.Press(" ")
	p.waitFor("document.activeElement.checked")
	p.tabTo("#f-urgency-grounds")
	p.Press("Typed, not pasted")
	p.enter("#urgency-form [type=submit]")
	p.says(".notice-done", "The urgency assessment is recorded.")
	p.says(".timeline li:last-child", "Typed, not pasted")
}
