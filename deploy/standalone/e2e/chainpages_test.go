//go:build e2e

package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/deploy/standalone/internal/browser"
	"nivel/deploy/standalone/internal/tour"
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// TestChain_ThroughThePages plays one young person's whole way as people see it:
// two workers and two young people, each in a browser of their own, press what the
// pages show and read what they say, on the real services.
func TestChain_ThroughThePages(t *testing.T) {
	t.Parallel()
	b := chromium(t)
	for _, say := range []wayWords{wayInFinnish(), wayInEnglish()} {
		t.Run("in "+say.language, func(t *testing.T) {
			letters := startMail(t)
			s := newSystem(t, append(letterFlags(letters), "--demo-content=false")...)
			w := &way{
				t: t, s: s, say: say, mail: letters,
				sender: someone(t, b, s.deskAddress()), receiver: someone(t, b, s.deskAddress()),
				first: &youth{
					person: someone(t, b, s.omaAddress()), email: "ensimmainen@post.example", letters: "sv",
					child: tour.Child{FamilyName: "Keksitty", GivenNames: "Pihla Matilda", IdentityCode: "150508A9990"},
				},
				second: &youth{
					person: someone(t, b, s.omaAddress()), email: "toinen@post.example", letters: say.language,
					child: tour.Child{FamilyName: "Kuvitelma", GivenNames: "Onni Elias", IdentityCode: "240604A902E"},
				},
			}
			w.play()
		})
	}
}

// way is the whole way of a young person, and who walks it.
type way struct {
	t                testing.TB
	s                *system
	say              wayWords
	mail             *mail
	sender, receiver person // Aino, child protection, and Henri, adult social work
	first, second    *youth
	group            string // path of its page
}

// youth is a young person at a browser of their own.
type youth struct {
	person
	child   tour.Child
	file    string // path of the case's page on the desk
	code    string // of the invitation
	email   string
	letters string // language in which the e-mails are to come
}

func (y *youth) name() string { return y.child.FamilyName + ", " + y.child.GivenNames }

func (w *way) play() {
	w.sender.signIn(w.say.language, tour.Aino)
	w.receiver.signIn(w.say.language, tour.Henri)
	w.casesOpen()
	w.assessRight()
	w.makePlan()
	for _, y := range []*youth{w.first, w.second} {
		w.invite(y)
		w.leaveAddress(y)
	}
	w.readOwnPage()
	w.declineHandover()
	w.acceptHandover()
	w.foundGroup()
	w.signUp()
	w.moveUp()
	w.readLetters()
	for _, p := range []person{w.sender, w.receiver} {
		w.readTimeline(p)
	}
	w.readLetters() // again, last: nothing was sent twice
	w.checkAddresses()
}

// stays marks the page that somebody has open, stayed wants it to be still the
// same: what it shows by then came to it.
func (p person) stays() { p.t.Helper(); value[bool](p, "window.neverLeft = true") }

func (p person) stayed() {
	p.t.Helper()
	if !value[bool](p, "window.neverLeft === true") {
		p.t.Error("the page was loaded again, want it to be told where it is")
	}
}

// awaitsBell waits until the bell of the page that somebody has open counts n
// notices.
func (p person) awaitsBell(n int) {
	p.t.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelector("#bell-count [aria-hidden]")?.textContent === "%d"`, n))
}

// readsNotices opens the bell and wants to be told so, latest first; everything
// is marked as read.
func (w *way) readsNotices(p person, told ...string) {
	w.t.Helper()
	p.follow(`a[href="/notices"]`)
	if got := p.texts(".told-unread a"); !slices.Equal(got, told) {
		w.t.Errorf("the notices say %q, want %q", got, told)
	}
	p.follow(browser.Button(w.say.markRead))
	if p.has(".told-unread") {
		w.t.Error("a notice is still unread")
	}
}

// opens goes to a list and from there to a page by its name; people reload a list
// that does not have it yet.
func (p person) opens(list, name string) {
	p.t.Helper()
	p.VisitUntil(list, browser.Link(name))
	p.follow(browser.Link(name))
}

// strip reads what the strip of a case says under a name.
func (p person) strip(name string) string {
	p.t.Helper()
	return value[string](p, fmt.Sprintf(`[...document.querySelectorAll(".strip dt")]
		.find(e => e.innerText.trim() === %q)?.nextElementSibling.innerText.trim() ?? "nothing"`, name))
}

// whose wants the case's page to name who is responsible: to the sender and to
// the receiver.
func (w *way) whose(toSender, toReceiver string) {
	w.t.Helper()
	for p, want := range map[person]string{w.sender: toSender, w.receiver: toReceiver} {
		p.goTo(w.first.file)
		if got := p.strip(w.say.responsible); got != want {
			w.t.Errorf("responsible is %q, want %q", got, want)
		}
	}
}

// casesOpen: two notifications end in aftercare, and two cases come of it.
func (w *way) casesOpen() {
	w.t.Helper()
	p := w.sender
	for _, y := range []*youth{w.first, w.second} {
		tour.ToAftercare(p.Page, y.child)
		p.ok()
		p.says(".notice-done", w.say.assessed)
	}
	p.awaitsBell(2)
	w.readsNotices(p, w.say.caseOpened, w.say.caseOpened)
	for _, y := range []*youth{w.second, w.first} {
		p.follow(browser.Link(w.say.people))
		p.opens("/cases?view=mine", y.name())
		p.says("h1", y.name())
		y.file = p.Path()
	}
	if got := p.strip(w.say.responsible); got != w.say.you {
		w.t.Errorf("the case opens for %q, want %q", got, w.say.you)
	}
}

// assessRight: the page shows the right, the day on which the duty ends, and why.
func (w *way) assessRight() {
	w.t.Helper()
	p := w.sender
	if born := value[string](p, `document.querySelector("[name=birth_date]").value`); born != "15.5.2008" {
		w.t.Errorf("the form proposes the birth date %q, want what the notification said", born)
	}
	tour.AssessRight(p.Page, "1.1.2019", "15.5.2026")
	p.isDone(w.say.rightDone)
	p.says(".strip", w.say.right)
	p.click(browser.Opener(w.say.why))
	p.waitFor(`document.querySelector(".strip-proof").open`)
	for _, section := range w.say.sections {
		p.says(".strip-panel", section)
	}
	p.axe()
}

func (w *way) makePlan() {
	w.t.Helper()
	p := w.sender
	p.goTo(w.first.file)
	tour.MakePlan(p.Page, "7", "5")
	p.isDone(w.say.planDone)
	if got := p.texts(".rating"); !slices.Equal(got, w.say.ratings) {
		w.t.Errorf("the plan says %q, want %q", got, w.say.ratings)
	}
}

// invite: the worker gives a code, and the young person signs in with it.
func (w *way) invite(y *youth) {
	w.t.Helper()
	p := w.sender
	p.goTo(y.file)
	p.click(browser.Opener(w.say.invite))
	p.follow(browser.Button(w.say.makeCode))
	p.says("h1", w.say.code)
	y.code = value[string](p, `document.querySelector("p.code").lastChild.textContent.trim()`)
	p.follow(browser.Link(w.say.backToCase))
	if strings.Contains(p.text("body"), y.code) {
		w.t.Error("the code is shown a second time")
	}

	y.goTo("/")
	y.follow(browser.Button(w.say.thisLanguage))
	y.typeInto("code", strings.ToLower(y.code))
	y.follow(browser.Button(w.say.signIn))
	y.says("h1", w.say.hello)
}

// leaveAddress: the young person wants e-mails too.
func (w *way) leaveAddress(y *youth) {
	w.t.Helper()
	y.follow(browser.Link(w.say.settings))
	y.typeInto("email", y.email)
	y.click(tour.Choice("language", y.letters))
	y.follow(browser.Button(w.say.save))
	y.says(".notice-done", w.say.saved)
}

// readOwnPage: the plan with the young person's own number is on the own page.
func (w *way) readOwnPage() {
	w.t.Helper()
	w.first.follow(browser.Link(w.say.home))
	w.first.says(".person", "Aino Virtaharju")
	w.first.says(".rating-own", "7")
	w.first.says(".rating-other", "5")
	w.first.says(".goals", "Opiskelupaikka")
}

// declineHandover: offered, seen by the receiver, and declined with a reason.
// Responsibility stays.
func (w *way) declineHandover() {
	w.t.Helper()
	w.receiver.follow(browser.Link(w.say.handovers))
	w.receiver.stays()
	w.offer()
	w.receiver.awaitsBell(1)
	w.receiver.stayed()
	w.whose(w.say.you, "Aino Virtaharju")

	w.sender.stays()
	w.receiver.opens("/cases?view=offered-to-me", w.first.name())
	w.receiver.says("#offer-title ~ dl", "Nuori toivoo jatkoa samalla paikkakunnalla.")
	tour.Decline(w.receiver.Page, w.say.reason)
	w.receiver.isDone(w.say.declineDone)
	w.sender.awaitsBell(1)
	w.sender.stayed()
	w.readsNotices(w.sender, w.say.declined)
	w.sender.follow(".told a")
	w.sender.says(".timeline", w.say.reason)
	w.whose(w.say.you, "nothing") // who declined has nothing to do with the case any more
}

// planned is what the plan says of the situation: what the offer discloses.
const planned = "Asuu yksin ja hakee opiskelupaikkaa."

func (w *way) offer() {
	w.t.Helper()
	w.sender.goTo(w.first.file)
	tour.Offer(w.sender.Page, tour.Henri)
	w.sender.isDone(w.say.offerDone)
}

// acceptHandover: offered again; the three meet; only the acceptance moves the
// responsibility, and everybody is told.
func (w *way) acceptHandover() {
	w.t.Helper()
	w.offer()
	w.receiver.awaitsBell(2)
	w.readsNotices(w.receiver, w.say.offered, w.say.offered)
	w.receiver.follow(".told a")
	w.receiver.says("#offer-title ~ dl", w.say.plan)
	if strings.Contains(w.receiver.text("body"), planned) {
		w.t.Error("the receiver reads the plan before accepting")
	}
	if w.receiver.has("#accept-form") {
		w.t.Error("the receiver may accept before anybody has met")
	}
	w.receiver.follow(browser.Button(w.say.meet))
	w.receiver.isDone(w.say.meetDone)
	w.whose(w.say.you, "Aino Virtaharju")

	w.sender.stays()
	w.first.follow(browser.Link(w.say.home))
	w.first.says(".aside", "Henri Suvantola")
	w.first.stays()
	w.receiver.follow(browser.Button(w.say.accept))
	w.receiver.isDone(w.say.acceptDone)
	w.receiver.says("#plan-title ~ .said", planned)
	if got := w.receiver.strip(w.say.rightTitle); got != w.say.withheld {
		w.t.Errorf("the receiver reads %q of the right, which was not disclosed", got)
	}
	w.sender.awaitsBell(1)
	w.sender.stayed()
	w.first.waitFor(fmt.Sprintf(`document.querySelector(".message-new")?.innerText.includes(%q)`, w.say.newWorker))
	w.first.stayed()
	w.whose("Henri Suvantola", w.say.you)
	w.first.follow(browser.Link(w.say.home))
	w.first.says(".person", "Henri Suvantola")
	w.readsNotices(w.sender, w.say.accepted)
}

// foundGroup: three weekly sessions, one seat.
func (w *way) foundGroup() {
	w.t.Helper()
	p, first := w.sender, calendar.On(time.Now()).AddDays(7)
	p.follow(browser.Link(w.say.groups))
	p.follow(browser.Link(w.say.newGroup))
	tour.Found(p.Page, tour.Group{
		Name: [3]string{"Oma koti", "Eget hem", "A home of one’s own"}, Place: "Nuorisotila Kaiku",
		FirstDay: fmt.Sprintf("%d.%d.%d", first.Day(), first.Month(), first.Year()), Sessions: "3", Seats: "1",
	})
	p.isDone(w.say.groupDone)
	p.says("h1", w.say.groupName)
	w.group = p.Path()
	days := value[[]string](p, `[...document.querySelectorAll(".sessions time")].map(e => e.dateTime.slice(0, 10))`)
	if want := []string{first.String(), first.AddDays(7).String(), first.AddDays(14).String()}; !slices.Equal(days, want) {
		w.t.Errorf("the group meets on %q, want %q", days, want)
	}
}

// signUp: the first gets the seat, the second the first place in the queue.
func (w *way) signUp() {
	w.t.Helper()
	for _, y := range []*youth{w.first, w.second} {
		y.follow(browser.Link(w.say.omaGroups))
		y.opens("/groups", w.say.groupName)
	}
	w.first.follow(browser.Button(w.say.join))
	w.first.says(".notice-done", w.say.seatDone)
	w.second.goTo(w.second.Path())
	w.second.follow(browser.Button(w.say.queue))
	w.second.says(".notice-done", w.say.queueDone)
	w.second.says(".mine", w.say.nextInLine)
	w.second.axe()
	w.sender.goTo(w.group)
	w.members([]string{w.first.name()}, []string{w.second.name()})
}

// members wants the group's page on the desk to name who is in and who waits.
func (w *way) members(in, waiting []string) {
	w.t.Helper()
	for list, want := range map[string][]string{"members": in, "queue": waiting} {
		if got := w.sender.texts(`[aria-labelledby="` + list + `-title"] li`); !slices.Equal(got, want) {
			w.t.Errorf("%s are %q, want %q", list, got, want)
		}
	}
}

// moveUp: the first cancels, and the second, whose page is open, is told.
func (w *way) moveUp() {
	w.t.Helper()
	y := w.second
	y.follow(browser.Link(w.say.home))
	y.waitFor(fmt.Sprintf(`document.querySelector(".message-new")?.innerText.includes(%q)`, w.say.queued))
	y.stays()
	w.first.follow(browser.Button(w.say.cancel))
	w.first.says(".notice-done", w.say.cancelDone)
	y.waitFor(fmt.Sprintf(`document.querySelector(".message-new")?.innerText.includes(%q)`, w.say.promoted))
	y.waitFor(fmt.Sprintf(`document.querySelector("#news").textContent === %q`, w.say.news))
	y.stayed()
	y.axe()
	y.follow(browser.Link(w.say.promoted))
	y.says(".mine", w.say.haveSeat)
	w.sender.goTo(w.group)
	w.members([]string{y.name()}, nil)
}

// readTimeline wants the case's page to tell the whole way, oldest first.
func (w *way) readTimeline(p person) {
	w.t.Helper()
	p.goTo(w.first.file)
	if p.has(".timeline .notice-warn") {
		w.t.Error("a part of the timeline is missing")
	}
	want := w.say.timeline
	if p == w.receiver { // what came before aftercare is not the receiver's
		want = want[slices.Index(want, w.say.caseOpens):]
	}
	if got := p.texts(".timeline h3"); !slices.Equal(got, want) {
		w.t.Errorf("the timeline says %q, want %q", got, want)
	}
	if told := strings.Contains(p.text(".timeline"), w.say.reason); told != (p == w.sender) {
		w.t.Errorf("tells why the first offer was declined: %v", told)
	}
	p.says(".timeline", planned)
	p.axe()
}

// checkAddresses wants no address that a page asked for to tell who anybody is.
func (w *way) checkAddresses() {
	w.t.Helper()
	secrets := []string{"Virtaharju", "Suvantola", tour.Aino, tour.Henri}
	sender := client(w.t, "http://"+w.s.transitions, w.s.data+"/secret.key", tour.Aino, access.SocialWorker)
	for _, y := range []*youth{w.first, w.second} {
		id := fetch[contracts.Case](w.t, sender, y.file, nil).Person.String()
		secrets = append(secrets, y.child.FamilyName, y.child.GivenNames, y.child.IdentityCode, y.email, y.code, strings.ReplaceAll(y.code, " ", ""), id)
	}
	for _, p := range []person{w.sender, w.receiver, w.first.person, w.second.person} {
		asked := p.Addresses()
		if len(asked) < 10 {
			w.t.Errorf("only %d addresses were seen", len(asked))
		}
		for _, address := range asked {
			plain, err := url.QueryUnescape(address)
			must(w.t, err)
			for _, secret := range secrets {
				if strings.Contains(strings.ToLower(plain), strings.ToLower(secret)) {
					w.t.Errorf("an address tells %q: %s", secret, address)
				}
			}
		}
	}
}
