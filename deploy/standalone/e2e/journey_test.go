//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nivel/deploy/standalone/internal/tour"
	"nivel/libs/access"
)

// phrases are what the pages say on the way, in one language. They are written
// out here: a text that changes by mistake is found.
type phrases struct {
	language string
	wrong    []string // in the summary of the form, in the order of the form
	title    string   // of the form's page when something is wrong
	done     map[string]string
	taken    string
	newRow   string   // what the live list announces
	timeline []string // oldest first
	firstDay string   // why it is not counted
	urgent   string
}

func inFinnish() phrases {
	return phrases{
		language: "fi",
		wrong: []string{
			"Henkilötunnuksen viimeinen merkki ei täsmää. Tarkista tunnus.",
			"Perustele, miksi ilmoittajan tiedot pidetään salassa",
			"Kirjoita, mistä on huoli",
		},
		title: "Virhe: Kirjaa lastensuojeluilmoitus",
		done: map[string]string{
			"registered": "Ilmoitus on kirjattu ja asia on vireillä.", "take": "Asia on nyt sinulla.",
			"urgency": "Kiireellisyyden arvio on kirjattu.", "start": "Päätös palvelutarpeen arvioinnista on kirjattu.",
			"hand": "Asia on siirretty kollegalle.",
		},
		taken:  "Tämä on toisen työntekijän asiakas",
		newRow: "1 uusi ilmoitus",
		timeline: []string{
			"Ilmoitus kirjattiin ja asia tuli vireille", "Asia otettiin käsittelyyn", "Kiireellisyys arvioitiin",
			"Palvelutarpeen arviointi aloitettiin", "Asia siirrettiin kollegalle",
		},
		firstDay: "vireilletulopäivää ei lasketa",
		urgent:   "Kiireellinen",
	}
}

func inEnglish() phrases {
	return phrases{
		language: "en",
		wrong: []string{
			"The last character of the identity code does not match. Check the code.",
			"Give the grounds for keeping the notifier’s details secret",
			"Write what the worry is",
		},
		title: "Error: Register a child welfare notification",
		done: map[string]string{
			"registered": "The notification is registered and the matter is pending.", "take": "The matter is now yours.",
			"urgency": "The urgency assessment is recorded.", "start": "The decision on the service needs assessment is recorded.",
			"hand": "The matter has been handed to a colleague.",
		},
		taken:  "This is another worker’s client",
		newRow: "1 new notification",
		timeline: []string{
			"Notification registered, matter pending", "Matter taken", "Urgency assessed",
			"Service needs assessment started", "Matter handed to a colleague",
		},
		firstDay: "the day it became pending is not counted",
		urgent:   "Urgent",
	}
}

func TestFromNotificationToAColleaguesList(t *testing.T) {
	t.Parallel()
	s, b := newSystem(t, "--demo-content=false"), chromium(t)
	for _, say := range []phrases{inFinnish(), inEnglish()} {
		t.Run("in "+say.language, func(t *testing.T) {
			j := journey{
				t: t, say: say, aino: someone(t, b, s.deskAddress()), elin: someone(t, b, s.deskAddress()),
				child: tour.Child{FamilyName: "Keksitty", GivenNames: "Pihla Matilda", IdentityCode: "010112A900K"},
			}
			j.play()
		})
	}
}

// journey is the whole job, played by two colleagues.
type journey struct {
	t          testing.TB
	say        phrases
	aino, elin person
	child      tour.Child
	matter     string // path of its page
	before     counts // in Aino's lists when the journey began
	hers       counts // in Elin's
}

func (j *journey) play() {
	j.aino.signIn(j.say.language, tour.Aino)
	j.elin.signIn(j.say.language, tour.Elin)
	j.before, j.hers = j.aino.counts(), j.elin.counts()
	value[bool](j.elin, "window.neverLeft = true")

	j.sendsItWrong()
	j.sendsItRight()
	j.colleagueSeesIt()
	j.bothTakeIt()
	j.assessesAndDecides()
	j.readsTheProof()
	j.handsItOver()
}

// counts are how many matters the lists hold, by view.
type counts struct{ inbox, mine, assessing int }

func (p person) counts() counts {
	p.t.Helper()
	shown := value[map[string]int](p, `Object.fromEntries([...document.querySelectorAll(".tabs a")].map(a =>
		[new URL(a.href).searchParams.get("view"), Number(a.querySelector(".tab-count").textContent)]))`)
	if len(shown) != 3 {
		p.t.Fatalf("the lists are %v, want inbox, mine and assessing", shown)
	}
	return counts{shown["inbox"], shown["mine"], shown["assessing"]}
}

// awaitsCounts opens the lists and waits until they show so many: what they do
// not show yet comes to them by itself.
func (p person) awaitsCounts(view string, want counts) {
	p.t.Helper()
	p.goTo("/inbox?view=" + view)
	for name, n := range map[string]int{"inbox": want.inbox, "mine": want.mine, "assessing": want.assessing} {
		p.waitFor(fmt.Sprintf(`document.querySelector('.tabs a[href*="view=%s"] .tab-count').textContent === "%d"`, name, n))
	}
}

func (p person) isDone(said string) {
	p.t.Helper()
	p.says(".notice-done", said)
	p.axe()
}

func (j *journey) sendsItWrong() {
	j.t.Helper()
	p := j.aino
	tour.WrongNotification(p.Page, j.child, "010112A900L")
	p.ok()
	if got := p.texts(".summary a"); !slices.Equal(got, j.say.wrong) {
		j.t.Errorf("the summary says %q, want %q", got, j.say.wrong)
	}
	if title := value[string](p, "document.title"); !strings.HasPrefix(title, j.say.title) {
		j.t.Errorf("the page is called %q, want it to begin with %q", title, j.say.title)
	}
	if !value[bool](p, `document.activeElement.matches(".summary")`) {
		j.t.Error("the focus is not on the summary of what is wrong")
	}
	for i, id := range value[[]string](p, `[...document.querySelectorAll(".summary a")].map(a => a.hash.slice(1))`) {
		p.click(`.summary a[href="#` + id + `"]`)
		p.waitFor(fmt.Sprintf("document.activeElement.id === %q", id))
		p.says("#"+id+"-error", j.say.wrong[i])
	}
	for name, kept := range map[string]string{
		"child.family_name": j.child.FamilyName, "child.given_names": j.child.GivenNames, "child.identity_code": "010112A900L",
		"child.municipality": "Inari", "guardians.0.relation": "äiti", "reporter.body": "education", "reporter.title": "rehtori",
	} {
		if got := value[string](p, fmt.Sprintf("document.querySelector('[name=%q]').value", name)); got != kept {
			j.t.Errorf("%s holds %q after the refusal, want %q as typed", name, got, kept)
		}
	}
	for _, kept := range []string{
		tour.Choice("channel", "phone"), tour.Choice("child.language", "fi"), tour.Choice("child_told", "no"),
		tour.Choice("child.non_disclosure", "yes"), tour.Choice("reporter.secret", "yes"),
	} {
		if !p.has(kept + ":checked") {
			j.t.Errorf("%s is no longer chosen after the refusal", kept)
		}
	}
	p.axe()
}

func (j *journey) sendsItRight() {
	j.t.Helper()
	tour.MendNotification(j.aino.Page, j.child)
	j.aino.ok()
	j.aino.isDone(j.say.done["registered"])
	j.aino.says("h1", "Keksitty, Pihla Matilda")
	j.matter = j.aino.Path()
}

// colleagueSeesIt: the list that Elin has open shows the matter by itself.
func (j *journey) colleagueSeesIt() {
	j.t.Helper()
	link := fmt.Sprintf(".matters a[href=%q]", j.matter)
	j.elin.waitFor(fmt.Sprintf("!!document.querySelector(%q)", link))
	if !value[bool](j.elin, "window.neverLeft === true") {
		j.t.Error("the page was loaded again, want the list to change where it is")
	}
	j.elin.waitFor(fmt.Sprintf("document.querySelector('#news').textContent.includes(%q)", j.say.newRow))
	if got := j.elin.counts().inbox; got != j.hers.inbox+1 {
		j.t.Errorf("her list counts %d matters, want %d", got, j.hers.inbox+1)
	}
	j.elin.axe()
	j.elin.follow(link)
}

// bothTakeIt: Aino takes it; Elin, of another unit, whose page still offers it, has
// no more to do with it.
func (j *journey) bothTakeIt() {
	j.t.Helper()
	j.aino.follow("#take-form [type=submit]")
	j.aino.isDone(j.say.done["take"])
	j.elin.follow("#take-form [type=submit]")
	j.elin.says("h1", j.say.taken)
	if j.elin.has("#take-form") {
		j.t.Error("her page offers to take what a colleague has")
	}
	j.elin.axe()
}

func (j *journey) assessesAndDecides() {
	j.t.Helper()
	p, was := j.aino, j.before
	p.awaitsCounts("mine", counts{was.inbox + 1, was.mine + 1, was.assessing})
	p.follow(fmt.Sprintf(".matters h2 a[href^=%q]", j.matter))
	tour.AssessUrgent(p.Page)
	p.isDone(j.say.done["urgency"])
	p.says(".strip", j.say.urgent)
	tour.Decide(p.Page, "yes")
	p.isDone(j.say.done["start"])
	p.awaitsCounts("assessing", counts{was.inbox, was.mine + 1, was.assessing + 1})
	p.follow(fmt.Sprintf(".matters h2 a[href^=%q]", j.matter))
}

// readsTheProof opens why the assessment must start by its last day: seven
// counted days, and a reason for each day that is not counted.
func (j *journey) readsTheProof() {
	j.t.Helper()
	p := j.aino
	p.click(".deadline .proof summary")
	p.waitFor("document.querySelector('.deadline .proof').open")
	rows := value[[][]string](p, `[...document.querySelector(".deadline .proof").querySelectorAll("tbody tr")].map(tr => [...tr.cells].map(c => c.innerText.trim()))`)
	if len(rows) == 0 || rows[0][2] != j.say.firstDay {
		j.t.Errorf("the count begins with %q, want a day that is not counted: %s", rows, j.say.firstDay)
	}
	counted := 0
	for _, row := range rows {
		if n, err := strconv.Atoi(row[1]); err == nil {
			if counted++; n != counted {
				j.t.Errorf("a day has number %d, want %d: %q", n, counted, rows)
			}
		} else if row[2] == "" {
			j.t.Errorf("%q is not counted, and nothing says why", row)
		}
	}
	if counted != 7 || rows[len(rows)-1][1] != "7" {
		j.t.Errorf("%d days are counted, want 7, the last of them last: %q", counted, rows)
	}
	p.axe()
}

func (j *journey) handsItOver() {
	j.t.Helper()
	p := j.aino
	p.click("#hand summary")
	p.choose("worker", tour.Elin)
	p.Type("#hand-form "+tour.Named("note"), "Soitan sinulle iltapäivällä.")
	p.ok()
	p.follow("#hand-form [type=submit]")
	p.isDone(j.say.done["hand"]) // on the list: who gave it away to another unit has no more to do with it
	p = j.elin
	p.goTo(j.matter)
	if got := p.texts(".timeline h3"); !slices.Equal(got, j.say.timeline) {
		j.t.Errorf("the timeline says %q, want %q", got, j.say.timeline)
	}
	p.says(".timeline li:last-child", "Soitan sinulle iltapäivällä.")
	j.aino.awaitsCounts("mine", counts{j.before.inbox, j.before.mine, j.before.assessing})
	j.elin.goTo("/inbox?view=mine")
	j.elin.waitFor(fmt.Sprintf("!!document.querySelector('.matters a[href^=%q]')", j.matter))
}

func TestWhatPeopleDoToPages(t *testing.T) {
	t.Parallel()
	s, b := newSystem(t, "--demo-content=false"), chromium(t)
	child := tour.Child{FamilyName: "Keksitty", GivenNames: "Onni Elias", IdentityCode: "020213A901A"}
	registered := func(t *testing.T) person {
		p := someone(t, b, s.deskAddress())
		p.signIn("fi", tour.Aino)
		tour.WrongNotification(p.Page, child, child.IdentityCode)
		tour.MendNotification(p.Page, child)
		p.ok()
		return p
	}
	matters := func(t *testing.T) int { return len(everyRow(t, s.as(tour.Aino, access.SocialWorker), "inbox")) }

	t.Run("a double click on a form, and the form sent once more, make one matter", func(t *testing.T) {
		p, before := someone(t, b, s.deskAddress()), matters(t)
		p.signIn("en", tour.Aino)
		tour.WrongNotification(p.Page, child, child.IdentityCode)
		p.typeInto("reporter.secrecy_grounds", "Grounds.")
		p.typeInto("content", "A worry.")
		sent := value[string](p, `new URLSearchParams(new FormData(document.querySelector("#notification"))).toString()`)
		p.DoubleClick("#notification [type=submit]")
		p.waitFor("location.pathname.startsWith('/matters/')")
		again := value[string](p, fmt.Sprintf(`fetch("/notifications", {method: "POST", body: new URLSearchParams(%q)}).then(r => new URL(r.url).pathname)`, sent))
		if again != p.Path() {
			t.Errorf("the same form led to %s, want %s again", again, p.Path())
		}
		eventually(t, 10*time.Second, "the list to show the matter", func() bool { return matters(t) > before })
		if got := matters(t); got != before+1 {
			t.Errorf("%d matters came of one form, want 1", got-before)
		}
	})
	t.Run("after signing out the back button shows nothing of a client", func(t *testing.T) {
		p := registered(t)
		where := p.Path()
		p.says("h1", "Keksitty")
		p.follow(".who [type=submit]")
		p.waitFor("location.pathname === '/'") // over the provider, which is told too
		p.goTo(where)
		p.ok()
		if shown := p.text("body"); strings.Contains(shown, "Keksitty") || !p.has("#sign-in") {
			t.Errorf("the page shows %q, want the sign-in page", shown)
		}
	})
	t.Run("who is not signed in is led to the sign-in page, and from there back", func(t *testing.T) {
		p := someone(t, b, s.deskAddress())
		p.goTo("/inbox?view=mine")
		if got := p.Path(); got != "/" {
			t.Fatalf("the page is %s, want the sign-in page", got)
		}
		tour.Identify(p.Page, tour.Aino)
		p.ok()
		if got := value[string](p, "location.pathname + location.search"); got != "/inbox?view=mine" {
			t.Errorf("signing in led to %s, want where the person was going", got)
		}
	})
	t.Run("choosing a language keeps the page", func(t *testing.T) {
		p := registered(t)
		where := p.Path()
		for _, language := range []string{"sv", "en", "fi"} {
			p.follow(`.languages [value="` + language + `"]`)
			if got := value[string](p, "document.documentElement.lang"); got != language || p.Path() != where {
				t.Errorf("the page is %s in %s, want %s in %s", p.Path(), got, where, language)
			}
		}
	})
	t.Run("without scripts a matter is taken and assessed all the same", func(t *testing.T) {
		p := registered(t)
		p.WithoutScripts()
		p.goTo(p.Path())
		if value[bool](p, "'htmx' in window") {
			t.Fatal("scripts run, so this shows nothing")
		}
		p.follow("#take-form [type=submit]")
		p.says(".notice-done", inFinnish().done["take"])
		tour.AssessUrgent(p.Page)
		p.says(".notice-done", inFinnish().done["urgency"])
	})
}
