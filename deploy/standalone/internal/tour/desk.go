package tour

import "nivel/deploy/standalone/internal/browser"

// The demo area's workers who go on the tour.
const (
	Aino = "w-aino" // social worker
	Elin = "w-elin" // social worker
	Olli = "w-ops"  // runs the system, and sees no client
)

// SignIn chooses a language on the first page and signs a worker in.
func SignIn(p *browser.Page, language, worker string) {
	p.Visit("/")
	p.Follow(`.languages [value="` + language + `"]`)
	p.Follow(`[name=worker][value="` + worker + `"]`)
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
