//go:build e2e

package e2e

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"nivel/deploy/standalone/internal/browser"
	"nivel/deploy/standalone/internal/tour"
)

// TestGlassIsBroken: a colleague without a relation opens a case with a reason and
// reads it; the responsible worker and the privacy officer are told on the page
// that they have open, and the young person sees it in their log. That it closes
// after an hour is tested where the clock is a test's own (services/oversight).
func TestGlassIsBroken(t *testing.T) {
	t.Parallel()
	s, b := newSystem(t, "--demo-content=false"), chromium(t)
	aino, elin, tuula := someone(t, b, s.deskAddress()), person{}, someone(t, b, s.deskAddress())
	aino.signIn("en", tour.Aino)
	tuula.signIn("en", tour.Tuula)
	child := tour.Child{FamilyName: "Invented", GivenNames: "Miro Valentin", IdentityCode: "210806A908U"}
	tour.ToAftercare(aino.Page, child)
	aino.opens("/cases?view=mine", child.FamilyName+", "+child.GivenNames)
	file := aino.Path()
	young := someone(t, b, s.omaAddress())
	must(t, tour.Invite(aino.Page, file, young.Page, "en"))

	// Those who are to be told wait on pages that nobody loads again.
	aino.goTo("/notices")
	const toldOf = `document.querySelector("#bell-count").textContent.replace(/\D.*/s, "")`
	aino.waitFor(toldOf + ` !== ""`)
	before := value[string](aino, toldOf)
	tuula.goTo("/oversight")

	// Her browser is not watched: that the page is refused is an error to it.
	page, err := b.Person(s.deskAddress())
	must(t, err)
	t.Cleanup(page.Close)
	elin = person{Page: page, t: t}
	elin.signIn("en", tour.Elin)
	elin.goTo(file)
	elin.says("h1", "This is another worker’s client")
	if strings.Contains(elin.text("body"), child.FamilyName) {
		t.Error("who has no relation is shown the name")
	}
	asked := time.Now()
	tour.BreakGlass(elin.Page, file, "The young person called the duty line.")
	elin.ok()
	elin.says("h1", "The data is open")
	elin.follow(browser.Link("Go on to the client’s data"))
	elin.says("h1", child.FamilyName)

	aino.waitFor(toldOf + ` !== "` + before + `"`)
	tuula.waitFor(toldOf + ` === "1"`)
	if took := time.Since(asked); took > time.Minute {
		t.Errorf("they were told after %s", took)
	}
	for _, told := range []person{aino, tuula} {
		told.VisitUntil("/notices", browser.Link("A worker opened a young person’s data without a relation"))
		told.follow(browser.Link("A worker opened a young person’s data without a relation"))
		told.says("main", "The young person called the duty line.")
		told.says("main", "Elin Björkskog")
	}
	printsTheExtract(tuula)
	young.VisitUntil("/looks", ".message-new")
	young.ok()
	young.says(".message-new", "This is not your own worker")
	if said := young.text("main"); strings.Contains(said, "Elin") || strings.Contains(said, "called the duty line") {
		t.Errorf("the young person is told %q", said)
	}
}

// printsTheExtract goes from who was looked at to the formal extract, on paper.
func printsTheExtract(tuula person) {
	tuula.t.Helper()
	tuula.VisitUntil("/oversight/worker?worker="+tour.Elin, `a[href^="/oversight/people/"]`)
	tuula.follow(`a[href^="/oversight/people/"]`)
	tuula.follow(`a[href$="/extract/print"]`)
	for _, text := range []string{"Lokiote", "703/2023) 11 §", "Elin Björkskog"} {
		tuula.says("main", text)
	}
	pdf := tuula.PDF()
	tuula.ok()
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("/StructTreeRoot")) {
		tuula.t.Errorf("%d bytes were printed, which are no PDF with a structure", len(pdf))
	}
}
