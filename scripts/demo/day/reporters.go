package day

import "nivel/libs/contracts"

// reporterKind is one of the bodies that notify.
//
// Law: 417/2007, section 25, subsections 1 and 2.
type reporterKind struct {
	body       string
	day, night int  // how often it notifies, in relation to the others; night is 18 to 7
	private    bool // anybody, without a duty
	opening    opening
	titles     [2]string // in Finnish, in Swedish
	place      [2]string // what the organisation is called, before the municipality
}

// reporters are all bodies of the act; how often each notifies is a guess.
var reporters = []reporterKind{
	{body: "health-or-social-care", day: 230, night: 200, opening: health,
		titles: [2]string{"terveydenhoitaja", "hälsovårdare"}, place: [2]string{"terveysasema", "hälsostationen"}},
	{body: "education", day: 170, opening: school,
		titles: [2]string{"kuraattori", "kurator"}, place: [2]string{"Koivurinteen koulu", "Björkbackens skola"}},
	{body: "youth-services", day: 25, night: 15, opening: official,
		titles: [2]string{"nuoriso-ohjaaja", "ungdomsledare"}, place: [2]string{"nuorisotalo", "ungdomsgården"}},
	{body: "police", day: 200, night: 440, opening: patrol,
		titles: [2]string{"vanhempi konstaapeli", "äldre konstapel"}, place: [2]string{"poliisiasema", "polisstationen"}},
	{body: "criminal-sanctions", day: 8, opening: official,
		titles: [2]string{"rikosseuraamustyöntekijä", "brottspåföljdsarbetare"}, place: [2]string{"yhdyskuntaseuraamustoimisto", "byrån för samhällspåföljder"}},
	{body: "rescue", day: 10, night: 30, opening: patrol,
		titles: [2]string{"paloesimies", "brandförman"}, place: [2]string{"paloasema", "brandstationen"}},
	{body: "private-care-provider", day: 45, night: 40, opening: health,
		titles: [2]string{"vastaava ohjaaja", "ansvarig handledare"}, place: [2]string{"perhepalvelut Sateenkaari", "familjetjänsten Regnbågen"}},
	{body: "education-provider", day: 35, opening: school,
		titles: [2]string{"opinto-ohjaaja", "studiehandledare"}, place: [2]string{"ammattiopisto", "yrkesinstitutet"}},
	{body: "parish", day: 8, night: 2, opening: official,
		titles: [2]string{"nuorisotyönohjaaja", "ungdomsarbetsledare"}, place: [2]string{"seurakunta", "församlingen"}},
	{body: "reception-centre", day: 10, night: 8, opening: official,
		titles: [2]string{"sosiaaliohjaaja", "socialhandledare"}, place: [2]string{"vastaanottokeskus", "förläggningen"}},
	{body: "emergency-centre", day: 35, night: 130, opening: patrol,
		titles: [2]string{"hätäkeskuspäivystäjä", "nödcentraloperatör"}, place: [2]string{"hätäkeskus", "nödcentralen"}},
	{body: "school-day-care", day: 20, opening: school,
		titles: [2]string{"iltapäivätoiminnan ohjaaja", "eftisledare"}, place: [2]string{"iltapäiväkerho Tuuliviiri", "eftiset Vindflöjeln"}},
	{body: "customs", day: 3, night: 2, opening: official,
		titles: [2]string{"tulliylitarkastaja", "tullöverinspektör"}, place: [2]string{"Tulli", "Tullen"}},
	{body: "border-guard", day: 4, night: 6, opening: official,
		titles: [2]string{"rajavartija", "gränsbevakare"}, place: [2]string{"rajavartioasema", "gränsbevakningsstationen"}},
	{body: "enforcement", day: 5, opening: official,
		titles: [2]string{"ulosottotarkastaja", "utmätningsinspektör"}, place: [2]string{"ulosottovirasto", "utsökningsverket"}},
	{body: "kela", day: 7, opening: official,
		titles: [2]string{"palveluasiantuntija", "servicerådgivare"}, place: [2]string{"Kelan palvelupiste", "FPA:s serviceställe"}},
	{body: "private-person", day: 160, night: 130, private: true, opening: neighbour,
		titles: [2]string{"naapuri", "granne"}},
}

var grounds = map[bool][]string{
	false: {"Ilmoittaja asuu samassa talossa ja pelkää välien kiristyvän.", "Ilmoittaja on saanut perheeltä uhkaavia viestejä.",
		"Ilmoittaja on perheen sukulainen ja pelkää yhteyden lapseen katkeavan."},
	true: {"Anmälaren bor i samma hus och är rädd för att relationen försämras.", "Anmälaren har fått hotfulla meddelanden av familjen.",
		"Anmälaren är släkting och är rädd för att kontakten till barnet bryts."},
}

func reporterWeights(hour int) []int {
	weights := make([]int, len(reporters))
	for i, kind := range reporters {
		weights[i] = kind.day
		if hour < 7 || hour >= 18 {
			weights[i] = kind.night
		}
	}
	return weights
}

func (m *maker) reporter(kind reporterKind, home family, anonymous bool) contracts.Reporter {
	if anonymous {
		return contracts.Reporter{Body: kind.body}
	}
	language, words, town := "fi", 0, home.place.NameFi
	if home.swedish {
		language, words, town = "sv", 1, home.place.NameSv
	}
	reporter := contracts.Reporter{
		Body:       kind.body,
		FamilyName: pick(m, namesOf[language].family),
		GivenNames: pick(m, namesOf[language].given),
		Title:      kind.titles[words],
		Phone:      m.phone(),
	}
	secret := 2
	if kind.private {
		secret = 25
	} else {
		reporter.Organisation = kind.place[words] + ", " + town
	}
	if m.chance(secret) {
		reporter.Secret = true
		reporter.SecrecyGrounds = pick(m, grounds[home.swedish])
	}
	return reporter
}
