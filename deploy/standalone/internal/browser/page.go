package browser

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take.
const patience = 15 * time.Second

// Page is the one page that a person has open. Once a step has failed the
// following ones do nothing, and Err says which it was. Elements are named by
// CSS selectors or, as people name them, by Link, Button and Opener. A page is
// for one goroutine.
type Page struct {
	ctx   context.Context
	stop  context.CancelFunc
	base  string
	watch *watch
	err   error
}

// Err returns what the first failed step said, nil while all is well.
func (p *Page) Err() error { return p.err }

// Close forgets the person: the page and the cookies.
func (p *Page) Close() { p.stop() }

// step does something unless a step before has failed.
func (p *Page) step(what string, do func(ctx context.Context) error) {
	if p.err != nil {
		return
	}
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	if err := do(ctx); err != nil {
		p.err = fmt.Errorf("%s: %w", what, err)
	}
}

// Visit goes to an address: a path below the person's base, or a whole one.
func (p *Page) Visit(address string) {
	if strings.HasPrefix(address, "/") {
		address = p.base + address
	}
	p.watch.goTo(address)
	p.step("go to "+address, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Navigate(address)) })
}

// VisitUntil goes to an address again and again until there is such an element:
// what others do reaches a page that does not listen only when it is loaded.
func (p *Page) VisitUntil(address, name string) {
	p.Visit(address)
	p.step("find "+name+" on "+address, func(ctx context.Context) error {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			there, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+element(name)+")"))
			if there || err != nil {
				return err
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return errors.New("it is still not there")
			}
			if err := chromedp.Do(ctx, chromedp.Reload()); err != nil {
				return err
			}
		}
	})
}

// Back goes one page back in the history.
func (p *Page) Back() {
	p.leave("go back", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.NavigateBack()) })
}

// Follow clicks what leads to another page and waits for that page.
func (p *Page) Follow(selector string) {
	p.leave("follow "+selector, func(ctx context.Context) error { return click(ctx, selector, 1) })
}

// Press presses keys; see the constants of chromedp's package kb for those that
// are no characters.
func (p *Page) Press(keys string) {
	p.step("press "+strconv.QuoteToASCII(keys), func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.KeyEvent(keys)) })
}

// PressAndGo presses keys that lead to another page and waits for that page.
func (p *Page) PressAndGo(keys string) {
	p.leave("press "+strconv.QuoteToASCII(keys), func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.KeyEvent(keys)) })
}

// arrived says that another document is there, complete, and has moved the focus
// to where it wants it: that scrolls, and a click before it would miss.
const arrived = `!window.left && document.readyState === "complete" &&
	[...document.querySelectorAll("[autofocus]")].slice(0, 1).every(e => e === document.activeElement)`

// leave does something that leads to another document and waits until that has
// arrived.
func (p *Page) leave(what string, do func(ctx context.Context) error) {
	p.step(what, func(ctx context.Context) error {
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void]("window.left = true")); err != nil {
			return err
		}
		if err := do(ctx); err != nil {
			return err
		}
		return await(ctx, arrived)
	})
}

// Click clicks in the middle of an element, as a mouse does. What lies over the
// element fails the step.
func (p *Page) Click(selector string) {
	p.step("click "+selector, func(ctx context.Context) error { return click(ctx, selector, 1) })
}

// DoubleClick clicks twice, where once is enough, and waits for the page that
// follows.
func (p *Page) DoubleClick(selector string) {
	p.leave("click twice "+selector, func(ctx context.Context) error { return click(ctx, selector, 2) })
}

// thatSays parts what kind of element is meant from its words.
const thatSays = " that says "

// Link names a link by all that it says.
func Link(words string) string { return "a" + thatSays + words }

// Button names a button by all that it says.
func Button(words string) string { return "button" + thatSays + words }

// Opener names what opens a closed part of a page by all that it says.
func Opener(words string) string { return "summary" + thatSays + words }

// element is the JavaScript expression of the first element that a name means
// and, where it is named by its words, that can be seen.
func element(name string) string {
	kind, words, ok := strings.Cut(name, thatSays)
	if !ok {
		return "document.querySelector(" + quote(name) + ")"
	}
	return fmt.Sprintf(`[...document.querySelectorAll(%s)].find(e =>
		e.checkVisibility() && e.innerText.trim().replace(/\s+/g, " ") === %s)`, quote(kind), quote(words))
}

// spot finds the middle of an element, of the first line of one that has several,
// after moving it to the middle of the screen; over names what covers it there.
const spot = `(() => {
	const e = %s;
	if (!e) return {};
	e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
	const r = e.getClientRects()[0] ?? e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
	const top = document.elementFromPoint(x, y);
	const free = top && (e.contains(top) || top.closest("label")?.control === e);
	return {there: true, x, y, over: free ? "" : top ? top.outerHTML.slice(0, 80) : "the edge of the screen"};
})()`

func click(ctx context.Context, selector string, times int) error {
	at, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
		There bool    `json:"there"`
		X     float64 `json:"x"`
		Y     float64 `json:"y"`
		Over  string  `json:"over"`
	}](fmt.Sprintf(spot, element(selector))))
	switch {
	case err != nil:
		return err
	case !at.There:
		return errors.New("it is not on the page")
	case at.Over != "":
		return errors.New("it lies below " + at.Over)
	}
	for i := range times {
		if err := chromedp.Do(ctx, chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(i+1))); err != nil {
			return err
		}
	}
	return nil
}

// Type clicks a field and writes text into it instead of what is there.
func (p *Page) Type(selector, text string) {
	p.step("type into "+selector, func(ctx context.Context) error {
		if err := click(ctx, selector, 1); err != nil {
			return err
		}
		focused := fmt.Sprintf("document.activeElement.matches(%s) && !document.activeElement.select()", quote(selector))
		if err := await(ctx, focused); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// Choose chooses a value of a list of options.
func (p *Page) Choose(selector, value string) {
	p.step("choose "+value, func(ctx context.Context) error {
		return await(ctx, fmt.Sprintf(`(() => {
			const e = document.querySelector(%s);
			e.value = %s;
			e.dispatchEvent(new Event("input", {bubbles: true}));
			e.dispatchEvent(new Event("change", {bubbles: true}));
			return e.value === %[2]s;
		})()`, quote(selector), quote(value)))
	})
}

// Await waits until a JavaScript expression is true, also over changes of page.
func (p *Page) Await(expression string) {
	p.step("wait", func(ctx context.Context) error { return await(ctx, expression) })
}

func await(ctx context.Context, expression string) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if err == nil && holds {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			if err == nil || errors.Is(err, ctx.Err()) {
				err = errors.New("it is still not so")
			}
			return fmt.Errorf("%s: %w", expression, err)
		}
	}
}

// Value returns what a JavaScript expression is, awaiting it if it is a promise.
func Value[T any](p *Page, expression string) T {
	var value T
	p.step("evaluate", func(ctx context.Context) (err error) {
		value, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		return err
	})
	return value
}

// Text returns what an element says, without the space around it and with single
// spaces within.
func (p *Page) Text(selector string) string {
	return Value[string](p, fmt.Sprintf(`(%s).innerText.trim().replace(/\s+/g, " ")`, element(selector)))
}

// Texts returns what all such elements say, in the order of the page.
func (p *Page) Texts(selector string) []string {
	return Value[[]string](p, fmt.Sprintf(`[...document.querySelectorAll(%s)].map(e => e.innerText.trim().replace(/\s+/g, " "))`, quote(selector)))
}

// Path returns the path of the page, without its query.
func (p *Page) Path() string { return Value[string](p, "location.pathname") }

// Has reports whether there is such an element.
func (p *Page) Has(selector string) bool {
	return Value[bool](p, fmt.Sprintf("!!(%s)", element(selector)))
}

// WithoutScripts switches the pages' scripts off, as some browsers do.
func (p *Page) WithoutScripts() {
	p.step("switch scripts off", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

// Offline tells the page that its network is gone, or that it is back.
func (p *Page) Offline(gone bool) {
	p.step("change the network", func(ctx context.Context) error {
		state := network.OverrideNetworkStateParams{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1}
		if _, err := chromedp.Call(ctx, network.OverrideNetworkState, state); err != nil {
			return err
		}
		return await(ctx, fmt.Sprintf("navigator.onLine === %t", !gone))
	})
}

// quote writes a string as JavaScript does.
func quote(s string) string { return strconv.QuoteToASCII(s) }
