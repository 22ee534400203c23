package demoprovider

import (
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"nivel/libs/area"
)

//go:embed page.html
var pageSource string

//go:embed style.css
var styleSource []byte

func style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(styleSource) // a reader who has gone is not our fault
}

// page is the one page: who are you?
type page struct {
	Lang     string
	Say      says
	Area     string
	Request  string
	Young    bool
	Wrong    bool
	People   []someone
	SendTo   string
	LeadBack string
}

// someone is a worker to choose.
type someone struct{ ID, Name, Unit string }

func (p *Provider) page(asked request, id string) page {
	lang := asked.language
	page := page{
		Lang: lang, Say: texts()[lang], Area: in(lang, p.Area.Name), Request: id, Young: asked.realm == Young,
		SendTo: "/" + asked.realm + "/authorize", LeadBack: p.Clients[asked.realm].Address + "/",
	}
	if page.Young {
		return page
	}
	for _, w := range p.people() {
		unit := slices.IndexFunc(p.Area.Units, func(u area.Unit) bool { return u.Code == w.Unit })
		page.People = append(page.People, someone{w.ID, w.Name, in(lang, p.Area.Units[unit].Name)})
	}
	return page
}

func (p *Provider) show(w http.ResponseWriter, status int, shown page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = template.Must(template.New("page").Parse(pageSource)).Execute(w, shown) // a reader who has gone is not our fault
}

// in returns what something is called in a language, or else in Finnish.
func in(lang string, names map[string]string) string {
	if name := names[lang]; name != "" {
		return name
	}
	return names["fi"]
}

// chosen returns the first language of these lists that there are texts in.
func chosen(lists ...string) string {
	for _, list := range lists {
		for _, tag := range strings.FieldsFunc(list, func(r rune) bool { return r == ' ' || r == ',' }) {
			if lang := strings.ToLower(tag[:min(2, len(tag))]); texts()[lang].Title != "" {
				return lang
			}
		}
	}
	return "fi"
}

// says are the texts of the page in one language.
type says struct{ Title, Demo, Choose, Type, Code, Hint, Wrong, Send, Back string }

func texts() map[string]says {
	return map[string]says{
		"fi": {
			"Esittelykirjautuminen", "Tämä on keksitty kirjautumispalvelu esittelyä varten. Salasanaa ei tarvita.",
			"Valitse, kenenä kirjaudut.", "Kirjoita keksityn nuoren henkilötunnus.", "Henkilötunnus",
			"Vain keksitty tunnus, jonka yksilönumero on 900–999.", "Tunnus ei ole keksityn henkilön henkilötunnus.", "Kirjaudu", "Palaa takaisin",
		},
		"sv": {
			"Demoinloggning", "Det här är en påhittad inloggningstjänst för demonstration. Inget lösenord behövs.",
			"Välj vem du loggar in som.", "Skriv en påhittad ung persons personbeteckning.", "Personbeteckning",
			"Endast en påhittad beteckning med individnummer 900–999.", "Det är inte en påhittad persons personbeteckning.", "Logga in", "Gå tillbaka",
		},
		"en": {
			"Demo sign-in", "This is a made-up sign-in service for demonstration. No password is needed.",
			"Choose who to sign in as.", "Type the identity code of a made-up young person.", "Identity code",
			"Only a made-up code with an individual number of 900 to 999.", "That is not the identity code of a made-up person.", "Sign in", "Go back",
		},
	}
}
