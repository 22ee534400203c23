package day

// opening is how a kind of reporter begins.
type opening [2][]string // in Finnish, in Swedish

var (
	school = opening{
		{"Koulussa on herännyt huoli lapsen tilanteesta.", "Opettaja ja kuraattori ovat keskustelleet lapsen kanssa.",
			"Oppilashuollossa on seurattu tilannetta syksyn ajan.", "Lapsi kertoi asiasta itse koulupäivän aikana."},
		{"I skolan har det väckts oro för barnets situation.", "Läraren och kuratorn har talat med barnet.",
			"Elevvården har följt situationen under hösten.", "Barnet berättade själv om saken under skoldagen."},
	}
	health = opening{
		{"Huoli nousi esiin vastaanotolla.", "Perhe on käynyt vastaanotolla kahdesti tässä kuussa.",
			"Vanhempi kertoi tilanteesta itse ja toivoi apua.", "Sovituille käynneille ei ole saavuttu."},
		{"Oron väcktes på mottagningen.", "Familjen har besökt mottagningen två gånger den här månaden.",
			"Föräldern berättade själv och önskade hjälp.", "Familjen har inte kommit till avtalade besök."},
	}
	patrol = opening{
		{"Partio kävi osoitteessa kotihälytyksen vuoksi.", "Tehtävällä tavattiin lapsi, josta heräsi huoli.",
			"Hälytystehtävän yhteydessä kotona oli lapsia.", "Lapsi ja vanhempi tavattiin rappukäytävässä, naapuri oli soittanut."},
		{"Patrullen besökte adressen på grund av ett larm.", "Under uppdraget träffade vi ett barn som väckte oro.",
			"Det fanns barn hemma när patrullen kom.", "Barnet och föräldern påträffades i trappan, en granne hade ringt."},
	}
	neighbour = opening{
		{"Olen seurannut tilannetta jo jonkin aikaa.", "En tunne perhettä hyvin, mutta olen huolissani.",
			"Lapsi on käynyt meillä usein viime viikkoina.", "Asia on jäänyt vaivaamaan minua."},
		{"Jag har följt situationen en tid.", "Jag känner inte familjen väl, men är orolig.",
			"Barnet har ofta varit hos oss de senaste veckorna.", "Saken har inte lämnat mig i fred."},
	}
	official = opening{
		{"Huoli heräsi työtehtävän yhteydessä.", "Asiakastapaamisessa tuli esiin lapsen tilanne.",
			"Lapsi osallistuu toimintaamme, ja olemme olleet huolissamme."},
		{"Oron väcktes i samband med en arbetsuppgift.", "Under ett klientmöte framkom barnets situation.",
			"Barnet deltar i vår verksamhet, och vi har varit oroliga."},
	}
)

// worries by the age of the child: under school age, at school, a teenager.
var worries = [3][2][]string{
	{
		{"Vanhempi on hyvin väsynyt eikä arki tahdo sujua.", "Neuvolakäyntejä on jäänyt väliin.",
			"Lapsi on ollut toistuvasti ilman säänmukaisia vaatteita.", "Kotona riidellään usein lapsen kuullen.",
			"Perheellä ei ole lähellä ketään, joka auttaisi.", "Lapsen unirytmi on sekaisin ja päiväkotiin tullaan myöhässä."},
		{"Föräldern är mycket trött och vardagen löper inte.", "Besök på rådgivningen har uteblivit.",
			"Barnet har flera gånger saknat kläder för vädret.", "Det grälas ofta hemma så att barnet hör.",
			"Familjen har ingen i närheten som kan hjälpa.", "Barnets sömnrytm är rubbad och det kommer sent till daghemmet."},
	},
	{
		{"Lapsi on usein illat yksin kotona.", "Lapsella on paljon selvittämättömiä poissaoloja.",
			"Lapsi on vetäytynyt ja itkuinen.", "Lapsi kertoo, ettei kotona ole aina ruokaa.",
			"Vanhempaan ei ole saatu yhteyttä viikkoon.", "Lapsi kertoo pelkäävänsä kotiin menoa riitojen vuoksi."},
		{"Barnet är ofta ensamt hemma om kvällarna.", "Barnet har mycket oredd frånvaro.",
			"Barnet har dragit sig undan och gråter lätt.", "Barnet berättar att det inte alltid finns mat hemma.",
			"Föräldern har inte gått att nå på en vecka.", "Barnet är rädd för att gå hem på grund av grälen."},
	},
	{
		{"Nuori ei ole käynyt koulussa kolmeen viikkoon.", "Nuori on ollut kaksi yötä poissa kotoa.",
			"Nuori oli päihtynyt, ja vanhempi haki hänet.", "Nuori kertoo, ettei jaksa enää eikä kotona kuunnella.",
			"Nuori viettää aikaa häntä vanhemmassa seurassa.", "Vanhemmat pyytävät apua, keinot ovat lopussa."},
		{"Den unga har inte gått i skolan på tre veckor.", "Den unga har varit hemifrån i två nätter.",
			"Den unga var berusad och hämtades av föräldern.", "Den unga berättar att hen inte orkar och inte blir hörd hemma.",
			"Den unga rör sig i sällskap av äldre.", "Föräldrarna ber om hjälp, deras medel är slut."},
	},
}

var closings = [2][]string{
	{"Toivomme yhteydenottoa pian.", "Tilanne on rauhallinen tällä hetkellä.", "Perhe on itse toivonut tukea.",
		"Lisätietoja saa puhelimitse.", "Vastaavaa on ollut aiemminkin.", "Lapsi on nyt isovanhempien luona."},
	{"Vi hoppas på snar kontakt.", "Situationen är lugn för tillfället.", "Familjen har själv önskat stöd.",
		"Mer information ges per telefon.", "Liknande har hänt tidigare.", "Barnet är nu hos far- eller morföräldrarna."},
}

// content draws three sentences: how it came up, what the worry is, what now.
func (m *maker) content(begin opening, home family) string {
	language := 0
	if home.swedish {
		language = 1
	}
	stage := 0
	switch {
	case home.age >= 13:
		stage = 2
	case home.age >= 7:
		stage = 1
	}
	return pick(m, begin[language]) + " " + pick(m, worries[stage][language]) + " " + pick(m, closings[language])
}
