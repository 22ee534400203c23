package day

import (
	"fmt"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/person"
)

// family is a child and who cares for the child.
type family struct {
	child     contracts.Child
	guardians []contracts.Guardian
	place     person.Municipality
	age       int
	swedish   bool // texts about the family are in Swedish, otherwise in Finnish
}

type names struct{ family, given []string }

// Names by the language of the family. Family names are composed, not taken from
// anybody.
var namesOf = map[string]names{
	"fi": {
		family: []string{"Koivukorpi", "Ahovaara", "Lumijärvinen", "Suoniitty", "Kaislaranta", "Tuulenkallio", "Havukorpi",
			"Rantapelto", "Mustavuori", "Hiekkasalo", "Kuusilehto", "Pihlajaoja", "Vaahteramäki", "Sammalkoski", "Kivipuro",
			"Honkalahti", "Jääskorpi", "Marjakangas", "Ojansuunta", "Petäjäsalmi", "Rautaharju", "Saraniemi", "Talvikorpi", "Väärälampi"},
		given: []string{"Aada", "Aleksi", "Anni", "Eero", "Eevi", "Elias", "Emilia", "Helmi", "Iida", "Joona", "Kerttu", "Lauri",
			"Leevi", "Lilja", "Lotta", "Matias", "Minea", "Niilo", "Oona", "Otso", "Pihla", "Roope", "Saimi", "Sampo", "Tuulia", "Veeti", "Venla", "Ville"},
	},
	"sv": {
		family: []string{"Björkskog", "Lundkulla", "Sandgrund", "Strandhage", "Kvarnbacke", "Almvik", "Rönnäng", "Holmfjärd",
			"Granlid", "Åkerstig", "Ängskär", "Fallbäck"},
		given: []string{"Alva", "Anton", "Axel", "Ebba", "Elin", "Emil", "Filip", "Hugo", "Ida", "Linnéa", "Maja", "Oskar", "Saga",
			"Signe", "Theo", "Wilma"},
	},
	"se": {
		family: []string{"Duottarvárri", "Jávregáddi", "Geađgenjárga", "Bohccojohka", "Rássegálldu", "Guovssavárri"},
		given:  []string{"Áilu", "Biret", "Elle", "Heaika", "Issát", "Jovnna", "Máret", "Niillas", "Risten", "Sárá"},
	},
	"other": {
		family: []string{"Alharun", "Borovenko", "Dhaqane", "Kalimov", "Nguyenson", "Rahmanpour", "Sarovic", "Tesfalem"},
		given:  []string{"Amina", "Danyl", "Hodan", "Ilir", "Lina", "Mariam", "Minh", "Nadia", "Oleksa", "Samir", "Yusuf", "Zahra"},
	},
}

var streets = map[bool][]string{
	false: {"Koivukuja", "Satakielentie", "Mäntypolku", "Rantaraitti", "Kanervatie", "Puolukkapolku", "Tuohikuja", "Myllyraitti"},
	true:  {"Björkgränden", "Näktergalsvägen", "Strandstigen", "Ljungvägen", "Lingonstigen", "Kvarngränden"},
}

var relations = map[bool][]string{
	false: {"huoltaja", "huoltaja", "vanhempi", "isovanhempi"},
	true:  {"vårdnadshavare", "vårdnadshavare", "förälder", "mor- eller farförälder"},
}

// family draws who a notification is about: one in twenty-five is about a child
// who was reported already on the same day.
func (m *maker) family(area string) family {
	known := m.families[area]
	if len(known) > 0 && m.chance(4) {
		return pick(m, known)
	}
	share := areaShares[slices.IndexFunc(areaShares, func(s areaShare) bool { return s.area == area })]
	place := m.place(share)
	language := m.language(share, place)
	home := family{place: place, age: m.weighted(ageWeights)}
	home.swedish = language == "sv" || language == "other" && m.chance(share.sv)
	home.child = m.child(home, language)
	home.guardians = m.guardians(home.child, home.swedish)
	m.families[area] = append(known, home)
	return home
}

func (m *maker) place(share areaShare) person.Municipality {
	var list []person.Municipality
	for _, municipality := range person.Municipalities() {
		switch {
		case municipality.Area != share.area:
		case municipality.Code == share.centre && m.chance(50):
			return municipality
		default:
			list = append(list, municipality)
		}
	}
	return pick(m, list)
}

func (m *maker) language(share areaShare, place person.Municipality) string {
	switch drawn := m.IntN(100); {
	case slices.Contains(samiHome, place.Code) && drawn < 50,
		slices.Contains(samiCities, place.Code) && drawn >= 97:
		return "se"
	case drawn < share.sv:
		return "sv"
	case drawn >= 91:
		return "other"
	}
	return "fi"
}

func (m *maker) child(home family, language string) contracts.Child {
	name := namesOf[language]
	town := home.place.NameFi
	if home.swedish {
		town = home.place.NameSv
	}
	child := contracts.Child{
		FamilyName:    pick(m, name.family),
		GivenNames:    pick(m, name.given),
		Municipality:  home.place.Code,
		Language:      language,
		Address:       fmt.Sprintf("%s %d %c %d, %s", pick(m, streets[home.swedish]), 1+m.IntN(90), 'A'+rune(m.IntN(5)), 1+m.IntN(60), town),
		NonDisclosure: m.chance(2),
	}
	if second := pick(m, name.given); second != child.GivenNames && m.chance(60) {
		child.GivenNames += " " + second
	}
	if home.age > 9 && m.chance(70) {
		child.Phone = m.phone()
	}
	m.identify(&child, home.age)
	return child
}

// identify gives nine children in ten an identity code, most others a date of
// birth only, and one in fifty neither.
func (m *maker) identify(child *contracts.Child, age int) {
	drawn := m.IntN(100)
	if drawn >= 98 {
		return
	}
	birth := m.plan.Date.AddYears(-age).AddDays(-m.IntN(365))
	child.BirthDate = birth.String()
	if drawn >= 90 {
		return
	}
	separators := "ABCDEF"
	if birth.Year() < 2000 {
		separators = "-YXWVU"
	}
	for child.IdentityCode == "" {
		separator := rune(separators[m.weighted([]int{75, 5, 5, 5, 5, 5})])
		code, err := person.MakeArtificial(birth, 900+m.IntN(100), separator)
		if err == nil && !m.codes[code] {
			m.codes[code] = true
			child.IdentityCode = code.Reveal()
		}
	}
}

func (m *maker) guardians(child contracts.Child, swedish bool) []contracts.Guardian {
	if m.chance(4) {
		return nil
	}
	guardian := contracts.Guardian{
		FamilyName: child.FamilyName,
		GivenNames: pick(m, namesOf[child.Language].given),
		Relation:   pick(m, relations[swedish]),
	}
	if m.chance(25) {
		guardian.FamilyName = pick(m, namesOf[child.Language].family)
	}
	if m.chance(85) {
		guardian.Phone = m.phone()
	}
	return []contracts.Guardian{guardian}
}

// phone makes a number that cannot be called: after the 00 of a call abroad
// comes a country that does not exist.
func (m *maker) phone() string { return fmt.Sprintf("000 %03d %04d", m.IntN(1000), m.IntN(10000)) }
