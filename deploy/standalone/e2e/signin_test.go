//go:build e2e

package e2e

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nivel/deploy/standalone/internal/browser"
	"nivel/deploy/standalone/internal/tour"
	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// known registers a notification about a child, and waits until intake knows
// whose the identity code is.
func known(t *testing.T, s *system, n contracts.Notification) {
	t.Helper()
	post[contracts.Registered](t, s.as("w-aino", access.SocialWorker), "/notifications", n)
	oma := s.as("oma", access.System)
	eventually(t, 30*time.Second, "intake to know the child", func() bool {
		_, _, err := edge.Call[contracts.Identified](t.Context(), oma, edge.Request{
			Method: http.MethodPost, Path: "/identifications", Body: contracts.Identification{IdentityCode: n.Child.IdentityCode}, Command: es.NewID(),
		})
		return err == nil
	})
}

// TestSignIn walks to both faces through the identity provider, in Chromium, and
// out again. It takes about half a minute.
func TestSignIn(t *testing.T) {
	t.Parallel()
	s, b := newSystem(t, "--demo-content=false"), chromium(t)
	child := sample("sign-in")
	known(t, s, child)
	for _, language := range []string{"fi", "sv", "en"} {
		t.Run("a young person with an identity code, in "+language, func(t *testing.T) {
			p := someone(t, b, s.omaAddress())
			p.goTo("/")
			p.follow(`.languages [value="` + language + `"]`)
			p.axe()
			p.follow("#identify")
			if lang := value[string](p, "document.documentElement.lang"); lang != language {
				t.Errorf("the provider speaks %s", lang)
			}
			p.axe()
			p.typeInto("identity_code", "131052-308T")
			p.follow(".send")
			if !p.has(".wrong") {
				t.Error("the provider takes a real person's identity code")
			}
			p.typeInto("identity_code", child.Child.IdentityCode)
			p.follow(".send")
			if p.Path() != "/" || !p.has("#sign-out") {
				t.Errorf("signing in leads to %s", p.Path())
			}
			p.axe()
			for _, address := range p.Addresses() {
				if strings.Contains(address, child.Child.IdentityCode) {
					t.Errorf("the identity code is in %s", address)
				}
			}
		})
		t.Run("a worker, who signs out everywhere, in "+language, func(t *testing.T) {
			office, home := someone(t, b, s.deskAddress()), someone(t, b, s.deskAddress())
			office.signIn(language, tour.Aino)
			home.signIn(language, tour.Aino)
			home.goTo("/sign-ins")
			office.goTo("/sign-ins")
			office.axe()
			office.follow("#everywhere [type=submit]")
			office.waitFor("location.pathname === '/' && !!document.querySelector('#sign-in')") // over the provider
			home.goTo("/inbox")
			if home.Path() != "/" {
				t.Errorf("at home the page is %s", home.Path())
			}
		})
	}
	t.Run("ops end a worker's sign-ins", func(t *testing.T) {
		olli, henri := someone(t, b, s.deskAddress()), someone(t, b, s.deskAddress())
		olli.signIn("en", tour.Olli)
		henri.signIn("en", tour.Henri)
		olli.goTo("/sign-ins")
		olli.axe()
		olli.follow(tour.Choice("worker", tour.Henri))
		olli.says(".notice-done", "have been ended")
		henri.goTo("/cases")
		if henri.Path() != "/" {
			t.Errorf("the page is %s", henri.Path())
		}
	})
	t.Run("nobody is let in by hand", func(t *testing.T) {
		p := someone(t, b, s.deskAddress())
		p.goTo("/sign-in/back?code=guessed&state=guessed")
		p.axe()
		p.follow(browser.Link(p.text("main a")))
		if p.Path() != "/" || !p.has("#sign-in") {
			t.Errorf("the way on leads to %s", p.Path())
		}
	})
}

// TestSignIn_DemoIsNoProduction starts what is only good for a demo in production
// mode.
func TestSignIn_DemoIsNoProduction(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"the provider":          {"demo-sign-in", "--production", "--client-secret-file", "/dev/null"},
		"everything":            {"run", "--production", "--data", t.TempDir()},
		"a provider of an area": {"demo-sign-in", "--client-secret-file", "/dev/null", "--area-file", filepath.Join("..", "..", "areas", "lapland", "area.json")},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, filepath.Join(binaries, "nivel"), nil, args...)
			select {
			case <-p.gone:
			case <-time.After(60 * time.Second):
				t.Fatal("it runs")
			}
			if p.cmd.ProcessState.ExitCode() != 1 || !strings.Contains(p.out.String(), "demo") {
				t.Errorf("it ended with %d: %s", p.cmd.ProcessState.ExitCode(), tail(p.out.String(), 500))
			}
		})
	}
}
