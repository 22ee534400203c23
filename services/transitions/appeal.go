package transitions

import "nivel/libs/es"

// appeal returns the instructions for claiming a revised decision, by language.
// Decisions on aftercare are not among those from which an appeal goes straight
// to a court.
//
// Law: 1301/2014, sections 50 and 51; 434/2003, sections 49 b to 49 g; 417/2007,
// sections 89 to 92.
func appeal() map[string]string {
	return map[string]string{
		"fi": "Tähän päätökseen tyytymätön voi vaatia siihen kirjallisesti oikaisua hyvinvointialueelta. Oikaisuvaatimus on tehtävä " +
			"30 päivän kuluessa päätöksen tiedoksisaannista; tiedoksisaantipäivää ei lueta määräaikaan. Jos määräajan viimeinen päivä on " +
			"pyhäpäivä, itsenäisyyspäivä, vapunpäivä, joulu- tai juhannusaatto tai arkilauantai, vaatimuksen voi tehdä ensimmäisenä " +
			"arkipäivänä sen jälkeen. Tavallisella kirjeellä lähetetty päätös katsotaan saadun tiedoksi seitsemäntenä päivänä lähettämisestä " +
			"ja tavallisena sähköisenä viestinä lähetetty kolmantena päivänä lähettämisestä, jollei muuta näytetä. Vaatimuksessa on " +
			"ilmoitettava päätös, johon haetaan oikaisua, millaista oikaisua vaaditaan ja millä perusteilla. Oikaisuvaatimukseen annetusta " +
			"päätöksestä voi valittaa hallinto-oikeuteen.",
		"sv": "Den som är missnöjd med detta beslut kan skriftligen begära omprövning hos välfärdsområdet. Begäran ska göras inom 30 dagar " +
			"från delfåendet av beslutet; dagen för delfåendet räknas inte med. Om den sista dagen är en helgdag, självständighetsdagen, " +
			"första maj, jul- eller midsommarafton eller en helgfri lördag, får begäran göras den första vardagen därefter. Ett beslut som " +
			"sänts som vanligt brev anses ha delgetts den sjunde dagen efter avsändandet och ett beslut som sänts som vanligt elektroniskt " +
			"meddelande den tredje dagen efter avsändandet, om inte något annat visas. I begäran ska uppges vilket beslut som avses, hurdan " +
			"omprövning som begärs och på vilka grunder. Ett beslut som meddelats med anledning av begäran får överklagas hos förvaltningsdomstolen.",
	}
}

// decisionOf returns the id of the decision that a command makes.
func decisionOf(command es.ID) es.ID { return command.Derive("decision") }
