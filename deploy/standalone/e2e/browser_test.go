//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/deploy/standalone/internal/browser"
	"nivel/deploy/standalone/internal/tour"
)

// person is somebody at a browser of their own. A step that fails ends the test.
type person struct {
	*browser.Page
	t testing.TB
}

// chromium starts a browser for one test.
func chromium(t testing.TB) *browser.Browser {
	t.Helper()
	b, err := browser.Start(t.Context(), filepath.Join(t.TempDir(), "profile"))
	must(t, err)
	t.Cleanup(b.Stop)
	return b
}

// deskAddress is the address of the workers' pages as a browser is given it: it
// keeps cookies marked Secure on localhost without TLS.
func (s *system) deskAddress() string { return asTyped(s.desk) }

// omaAddress is the same of the young people's pages.
func (s *system) omaAddress() string { return asTyped(s.oma) }

func asTyped(address string) string {
	return strings.Replace("http://"+address, "127.0.0.1", "localhost", 1)
}

// someone opens a page with no cookies. When the test ends, nothing that a page
// should not do may have happened on it.
func someone(t testing.TB, b *browser.Browser, base string) person {
	t.Helper()
	p, err := b.Person(base)
	must(t, err)
	t.Cleanup(func() {
		if wrongs := p.Wrongs(); len(wrongs) > 0 {
			t.Errorf("the pages did what they should not:\n%s", strings.Join(wrongs, "\n"))
		}
		p.Close()
	})
	return person{Page: p, t: t}
}

func (p person) ok() {
	p.t.Helper()
	must(p.t, p.Err())
}

func (p person) signIn(language, worker string) {
	p.t.Helper()
	tour.SignIn(p.Page, language, worker)
	p.ok()
}

func (p person) goTo(path string) {
	p.t.Helper()
	p.Visit(path)
	p.ok()
}

func (p person) click(selector string) {
	p.t.Helper()
	p.Click(selector)
	p.ok()
}

func (p person) follow(selector string) {
	p.t.Helper()
	p.Follow(selector)
	p.ok()
}

func (p person) typeInto(name, text string) {
	p.t.Helper()
	p.Type(tour.Named(name), text)
	p.ok()
}

func (p person) choose(name, value string) {
	p.t.Helper()
	p.Choose(tour.Named(name), value)
	p.ok()
}

func (p person) waitFor(condition string) {
	p.t.Helper()
	p.Await(condition)
	p.ok()
}

func (p person) text(selector string) string {
	p.t.Helper()
	text := p.Text(selector)
	p.ok()
	return text
}

func (p person) texts(selector string) []string {
	p.t.Helper()
	texts := p.Texts(selector)
	p.ok()
	return texts
}

// says wants an element to say something that holds text.
func (p person) says(selector, text string) {
	p.t.Helper()
	if said := p.text(selector); !strings.Contains(said, text) {
		p.t.Errorf("%s says %q, want %q in it", selector, said, text)
	}
}

func (p person) has(selector string) bool {
	p.t.Helper()
	has := p.Has(selector)
	p.ok()
	return has
}

// value reads a JavaScript expression from a person's page.
func value[T any](p person, expression string) T {
	p.t.Helper()
	v := browser.Value[T](p.Page, expression)
	p.ok()
	return v
}

// axe wants the page, as it is shown now, to break no rule of accessibility.
func (p person) axe(rules ...string) {
	p.t.Helper()
	script, err := browser.AxeScript()
	must(p.t, err)
	violations := p.Axe(script, rules...)
	p.ok()
	for _, v := range violations {
		p.t.Errorf("%s: %s", value[string](p, "location.pathname"), v)
	}
}

// inspect looks at one stop of a tour on a phone and at a desk, in light and in
// dark colours. What colours and width change nothing about is checked once.
func inspect(t testing.TB, stop string, p *browser.Page) error {
	look := person{Page: p, t: t}
	look.View(browser.View{Width: browser.Narrow})
	if wider := look.Overflow(); wider > 0 {
		t.Errorf("%s: 360 px wide, the page scrolls sideways by %d px", stop, wider)
	}
	for _, v := range []struct {
		browser.View
		rules []string // none: all of WCAG 2.0 to 2.2, A and AA
	}{
		{browser.View{Width: browser.Narrow}, []string{"target-size", "scrollable-region-focusable"}},
		{browser.View{Width: browser.Wide, Dark: true}, []string{"color-contrast", "link-in-text-block"}},
		{browser.View{Width: browser.Wide}, nil},
	} {
		look.View(v.View)
		if out := value[[]string](look, sticksOut); len(out) > 0 {
			t.Errorf("%s, %s: %d controls stick out of the page's column, first %s", stop, v.View, len(out), out[0])
		}
		script, err := browser.AxeScript()
		must(t, err)
		for _, violation := range look.Axe(script, v.rules...) {
			t.Errorf("%s, %s: %s", stop, v.View, violation)
		}
	}
	for _, wrong := range look.Wrongs() {
		t.Errorf("%s: %s", stop, wrong)
	}
	return look.Err()
}

// sticksOut finds what can be clicked or filled in and reaches over the edge of
// the column that all content is in.
const sticksOut = `(() => {
	const main = document.querySelector("main");
	const edge = main.getBoundingClientRect().right - parseFloat(getComputedStyle(main).paddingRight) + 1;
	return [...main.querySelectorAll("a, button, input, select, textarea, summary")]
		.filter(e => !e.closest(".scroll") && e.getBoundingClientRect().right > edge)
		.map(e => e.outerHTML.slice(0, 160));
})()`

func TestEveryPageIsForEverybody(t *testing.T) {
	t.Parallel()
	s, b := newSystem(t), chromium(t)
	empty := newSystem(t, "--demo-content=false")
	at := func(t *testing.T, s *system, language string) tour.Tour {
		return tour.Tour{
			Browser: b, Desk: s.deskAddress(), Oma: s.omaAddress(), Ops: "http://" + s.ops, Language: language,
			Show: func(stop string, p *browser.Page) error { return inspect(t, stop, p) },
		}
	}
	for _, language := range []string{"fi", "sv", "en"} {
		t.Run("the desk in "+language, func(t *testing.T) {
			t.Parallel()
			must(t, at(t, s, language).DeskPages())
			must(t, at(t, empty, language).EmptyLists())
		})
	}
	for _, language := range []string{"fi", "sv", "en"} {
		t.Run("cases, groups and the young people's pages in "+language, func(t *testing.T) {
			t.Parallel()
			must(t, at(t, s, language).CasePages())
		})
	}
	t.Run("the pages for ops", func(t *testing.T) {
		t.Parallel()
		must(t, at(t, s, "en").OpsPages())
	})
}

// bad is a page with everything that the checks look for.
const bad = `<!doctype html><html><title>Bad</title><body style="margin: 0">
<p style="color: #999; background: #fff">Too pale</p>
<main><button style="width: 2000px">Too wide</button></main>
<button id="free">Free</button> <div style="position: relative; width: 100px; height: 100px">
<button id="covered">Covered</button><div style="position: absolute; inset: 0"></div></div>
<img alt="" src="%s/elsewhere.png"><script src="/missing.js"></script>
<script>console.error("spilt"); setTimeout(() => { throw new Error("broken") })</script>`

func TestTheChecksFindWhatIsPlanted(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(elsewhere.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bad", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, bad, elsewhere.URL) })
	mux.HandleFunc("GET /inline", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'self'")
		fmt.Fprint(w, `<!doctype html><html lang="en"><title>Inline</title><script>var inline</script>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	b := chromium(t)
	open := func(t *testing.T, path string) person {
		p, err := b.Person(server.URL)
		must(t, err)
		t.Cleanup(p.Close)
		p.Visit(path)
		return person{Page: p, t: t}
	}

	p := open(t, "/bad")
	for _, want := range []string{"request to " + elsewhere.URL, "/missing.js answered 404", "console error: ", "exception: "} {
		t.Run("on the page: "+want, func(t *testing.T) {
			eventually(t, 10*time.Second, want, func() bool { return strings.Contains(strings.Join(p.Wrongs(), "\n"), want) })
		})
	}
	t.Run("a breach of the content security policy", func(t *testing.T) {
		p := open(t, "/inline")
		eventually(t, 10*time.Second, "it", func() bool { return strings.Contains(strings.Join(p.Wrongs(), "\n"), "security") })
	})
	t.Run("a page wider than the screen", func(t *testing.T) {
		if p.Overflow() == 0 {
			t.Error("2000 px fit on the screen")
		}
		if out := value[[]string](p, sticksOut); len(out) != 1 {
			t.Errorf("%q stick out, want the button", out)
		}
	})
	t.Run("what is not accessible", func(t *testing.T) {
		script, err := browser.AxeScript()
		must(t, err)
		found := p.Axe(script)
		must(t, p.Err())
		for _, rule := range []string{"color-contrast", "html-has-lang"} {
			if !slices.ContainsFunc(found, func(v browser.Violation) bool { return v.Rule == rule }) {
				t.Errorf("it found %v, want %s too", found, rule)
			}
		}
	})
	t.Run("what a mouse cannot reach", func(t *testing.T) {
		p.click("#free")
		if p.Click("#covered"); p.Err() == nil {
			t.Error("the click went through what lies over the button")
		}
	})
}
