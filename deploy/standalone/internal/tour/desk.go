package tour

import "nivel/deploy/standalone/internal/browser"

// The demo area's workers who go on the tour.
const (
	Aino  = "w-aino"  // social worker
	Elin  = "w-elin"  // social worker
	Henri = "w-henri" // social worker, adult social work
	Olli  = "w-ops"   // runs the system, and sees no client
)

// Nobody is an identity code that nobody has, real or made up.
const Nobody = "300609A905P"

// SignIn chooses a language on the first page and signs a worker in, at the demo
// area's identity provider.
func SignIn(p *browser.Page, language, worker string) {
	p.Visit("/")
	p.Follow(`.languages [value="` + language + `"]`)
	Identify(p, worker)
}

// Identify goes on from the sign-in page to the provider, and says there who it is.
func Identify(p *browser.Page, worker string) {
	p.Follow("#sign-in")
	p.Follow(Choice("worker", worker))
}

// Named selects a field by its name.
func Named(name string) string { return `[name="` + name + `"]` }

// Choice selects one choice of several by its name and value.
func Choice(name, value string) string { return Named(name) + `[value="` + value + `"]` }

// Child is a fictional child whom a notification is about.
type Child struct{ FamilyName, GivenNames, IdentityCode string }

// WrongNotification fills in the form for a new notification as somebody in a
// hurry does: the identity code has a wrong check character, the notifier's
// details are to be secret without grounds, and what the worry is about is left out.
func WrongNotification(p *browser.Page, c Child, wrongCode string) {
	p.Visit("/notifications/new")
	p.Click(Choice("channel", "phone"))
	p.Type(Named("child.family_name"), c.FamilyName)
	p.Type(Named("child.given_names"), c.GivenNames)
	p.Type(Named("child.identity_code"), wrongCode)
	p.Type(Named("child.municipality"), "Inari")
	p.Click(Choice("child.language", "fi"))
	p.Type(Named("child.address"), "Keksitty tie 1")
	p.Click(Choice("child.non_disclosure", "yes"))
	p.Type(Named("guardians.0.family_name"), c.FamilyName)
	p.Type(Named("guardians.0.relation"), "äiti")
	p.Choose(Named("reporter.body"), "education")
	p.Type(Named("reporter.family_name"), "Keksitty")
	p.Type(Named("reporter.title"), "rehtori")
	p.Click(Choice("reporter.secret", "yes"))
	p.Click(Choice("child_told", "no"))
	p.Follow("#notification [type=submit]")
}

// MendNotification puts right what WrongNotification left wrong and sends it.
func MendNotification(p *browser.Page, c Child) {
	p.Type(Named("child.identity_code"), c.IdentityCode)
	p.Type(Named("reporter.secrecy_grounds"), "Ilmoittaja pelkää lapsen puolesta, jos lähde tulee ilmi.")
	p.Type(Named("content"), "Lapsi on ollut viikon poissa koulusta.\nKotona ei vastata puhelimeen.")
	p.Follow("#notification [type=submit]")
}

// Notify fills in the form for a new notification with what has to be known, and
// sends it.
func Notify(p *browser.Page, c Child) {
	p.Visit("/notifications/new")
	p.Click(Choice("channel", "phone"))
	p.Type(Named("child.family_name"), c.FamilyName)
	p.Type(Named("child.given_names"), c.GivenNames)
	p.Type(Named("child.identity_code"), c.IdentityCode)
	p.Choose(Named("reporter.body"), "health-or-social-care")
	p.Type(Named("content"), "Sijaishuolto päättyi, ja nuori asuu nyt yksin.")
	p.Follow("#notification [type=submit]")
}

// FillAssessment writes what the law asks of an assessment, and comes back to the
// page of the matter.
func FillAssessment(p *browser.Page) {
	p.Follow(`a[href$="/assessment"]`)
	p.Type(Named("answers.summary"), "Sijaishuolto päättyi, ja nuori asuu nyt yksin.")
	p.Type(Named("answers.client_view"), "Haluan tukea talousasioihin.")
	p.Click(Choice("answers.hearing", "heard"))
	p.Type(Named("answers.hearing_how"), "Tapaamisessa: toivoo jälkihuoltoa.")
	p.Type(Named("answers.strengths"), "Oma koti ja kaksi läheistä.")
	p.Type(Named("answers.needs"), "Tukea arkeen ja talouteen.")
	p.Click(Choice("answers.relationship", "continues"))
	p.Click(Choice("answers.special_support", "no"))
	p.Click(Choice("answers.own_worker", "needed"))
	p.Type(Named("answers.conclusions"), "Jälkihuolto on tarpeen.")
	p.Follow("#assessment-form [type=submit]")
	p.Follow(`.narrow > p > a[href^="/matters/"]`)
}

// Complete ends the assessment in an outcome.
func Complete(p *browser.Page, outcome string) {
	p.Choose("#f-outcome-outcome", outcome)
	p.Type("#f-outcome-grounds", "Sijaishuolto päättyi.")
	p.Follow("#outcome-form [type=submit]")
}

// ToAftercare files a notification and takes it to the outcome aftercare, of
// which a case comes.
func ToAftercare(p *browser.Page, c Child) {
	Notify(p, c)
	p.Follow("#take-form [type=submit]")
	AssessUrgent(p)
	Decide(p, "yes")
	FillAssessment(p)
	Complete(p, "aftercare")
}

// AssessRight says that the young person was in care from one day to another, as
// they are typed.
func AssessRight(p *browser.Page, from, to string) {
	p.Choose(Named("basis"), "taken-into-care")
	p.Type(Named("placed_from"), from)
	p.Type(Named("placed_to"), to)
	p.Follow("#right-form [type=submit]")
}

// MakePlan makes a plan with two goals and the two views of how things are.
func MakePlan(p *browser.Page, own, other string) {
	p.Type(Named("situation"), "Asuu yksin ja hakee opiskelupaikkaa.")
	p.Click(Choice("own_rating", own))
	p.Click(Choice("other_rating", other))
	p.Type(Named("goals.0"), "Opiskelupaikka")
	p.Type(Named("goals.1"), "Oma talous haltuun")
	p.Type(Named("own_view"), "Menee ihan ok.")
	p.Follow("#plan-form [type=submit]")
}

// Offer records that the young person agrees that the plan is disclosed, and
// offers the handover of the case to a worker, with the plan and nothing else.
func Offer(p *browser.Page, to string) {
	if !p.Has("#offer-form " + Choice("documents", "plan")) { // the young person has not agreed to it yet
		p.Click("details:has(#agreed-form) > summary")
		p.Click(Choice("may", "plan"))
		p.Follow("#agreed-form [type=submit]")
	}
	p.Click("details:has(#offer-form) > summary")
	p.Choose("#f-offer-to", to)
	p.Click(Choice("documents", "plan"))
	p.Type("#f-offer-note", "Nuori toivoo jatkoa samalla paikkakunnalla.")
	p.Follow("#offer-form [type=submit]")
}

// Decline declines an offer.
func Decline(p *browser.Page, reason string) {
	p.Click("details:has(#refuse-form) > summary")
	p.Type("#f-refuse-reason", reason)
	p.Follow("#refuse-form [type=submit]")
}

// Group is a group that is founded: the name in Finnish, Swedish and English.
type Group struct {
	Name     [3]string
	Place    string
	FirstDay string // as it is typed
	Sessions string
	Seats    string
}

// Found founds a group.
func Found(p *browser.Page, g Group) {
	p.Visit("/groups/new")
	for i, language := range []string{"fi", "sv", "en"} {
		p.Type(Named("name."+language), g.Name[i])
	}
	p.Type(Named("place"), g.Place)
	p.Type(Named("first_day"), g.FirstDay)
	p.Type(Named("at"), "16.00")
	p.Type(Named("minutes"), "90")
	p.Type(Named("sessions"), g.Sessions)
	p.Type(Named("seats"), g.Seats)
	p.Follow("#group [type=submit]")
}

// AssessUrgent finds the need urgent.
func AssessUrgent(p *browser.Page) {
	p.Click(Choice("urgent", "yes"))
	p.Type("#f-urgency-grounds", "Lapsi on poissa kotoa, eikä huoltajaa tavoiteta.")
	p.Follow("#urgency-form [type=submit]")
}

// Decide decides whether the assessment starts: yes or no.
func Decide(p *browser.Page, start string) {
	p.Click(Choice("start", start))
	p.Type("#f-start-grounds", "Päätös tehtiin ilmoituksen ja aiempien tietojen perusteella.")
	p.Follow("#start-form [type=submit]")
}

// OpenAll opens everything on the page that can be opened.
func OpenAll(p *browser.Page) {
	p.Await("document.querySelectorAll('details').forEach(d => d.open = true) ?? true")
}
