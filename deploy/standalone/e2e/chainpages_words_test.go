//go:build e2e

package e2e

import (
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"time"
)

// wayWords are what the pages say, and what is pressed, on the whole way, in one
// language. They are written out here: a text that changes by mistake is found.
type wayWords struct {
	language, thisLanguage string

	// what the desk says
	assessed, responsible, you, rightDone, right, planDone, offerDone, declineDone, meetDone, acceptDone, groupDone string
	code, reason, groupName                                                                                         string
	sections, ratings, timeline                                                                                     []string
	plan, rightTitle, withheld, caseOpens                                                                           string // in a timeline
	caseOpened, offered, declined, accepted                                                                         string // notices

	// what is pressed on the desk
	markRead, people, handovers, why, invite, makeCode, backToCase, meet, accept, groups, newGroup string

	// what the young people's pages say
	hello, saved, seatDone, queueDone, cancelDone, nextInLine, haveSeat, newWorker, queued, promoted, news string

	// what is pressed there
	signIn, settings, save, home, omaGroups, join, queue, cancel string
}

func wayInFinnish() wayWords {
	return wayWords{
		language: "fi", thisLanguage: "Suomi",
		assessed: "Palvelutarpeen arviointi on valmis.", responsible: "Vastuutyöntekijä", you: "Sinä",
		rightDone: "Oikeus jälkihuoltoon on arvioitu.", right: "Lakisääteinen, päättyy 15.5.2031",
		planDone: "Asiakassuunnitelma on kirjattu.", offerDone: "Siirto on tarjottu. Vastuu pysyy sinulla, kunnes se on otettu vastaan.",
		declineDone: "Siirto on palautettu. Vastuu pysyy tarjoajalla.", meetDone: "Yhteinen tapaaminen on kirjattu.",
		acceptDone: "Vastuu on nyt sinulla.", groupDone: "Vertaisryhmä on perustettu.",
		code: "Nuoren kutsukoodi", reason: "Nuoren yhteystapa puuttuu.", groupName: "Oma koti",
		sections: []string{"Lastensuojelulaki 417/2007", "75 § 1 mom", "75 § 3 mom"},
		ratings:  []string{"Nuoren oma arvio hyvinvoinnista 7 / 10", "Työntekijän arvio hyvinvoinnista 5 / 10"},
		timeline: []string{
			"Ilmoitus kirjattiin ja asia tuli vireille", "Asia otettiin käsittelyyn", "Kiireellisyys arvioitiin",
			"Palvelutarpeen arviointi aloitettiin", "Palvelutarpeen arviointi valmistui", "Jälkihuollon asiakkuus avattiin",
			"Oikeus jälkihuoltoon arvioitiin", "Asiakassuunnitelma laadittiin", "Nuori kutsuttiin omille sivuille",
			"Nuori kirjautui omille sivuille", "Nuoren suostumus kirjattiin", "Siirtoa tarjottiin (saattaen vaihtaminen)", "Siirto palautettiin", "Nuoren suostumus kirjattiin",
			"Siirtoa tarjottiin (saattaen vaihtaminen)", "Yhteinen tapaaminen pidettiin", "Vastuu otettiin vastaan",
		},
		plan: "Asiakassuunnitelma", rightTitle: "Oikeus jälkihuoltoon", withheld: "Ei luovutettu sinulle", caseOpens: "Jälkihuollon asiakkuus avattiin",
		caseOpened: "Sinulle avautui uusi jälkihuollon asiakkuus", offered: "Sinulle tarjotaan vastuuta nuoresta",
		declined: "Tarjoamasi siirto palautettiin", accepted: "Vastuu nuoresta otettiin vastaan",

		markRead: "Merkitse kaikki luetuiksi", people: "Omat asiakkaat", handovers: "Saattaen vaihtaminen",
		why: "Miten oikeus ja päivä on ratkaistu?", invite: "Kutsu nuori omille sivuille", makeCode: "Tee kutsukoodi",
		backToCase: "Palaa asiakkaan sivulle", meet: "Kirjaa tapaaminen", accept: "Ota vastuu vastaan",
		groups: "Vertaisryhmät", newGroup: "Perusta vertaisryhmä",

		hello: "Hei!", saved: "Tallennettu.", seatDone: "Paikka on sinun. Nähdään ryhmässä!",
		queueDone: "Olet jonossa. Kerromme heti, jos saat paikan.", cancelDone: "Peruttu. Kiitos, että kerroit.",
		nextInLine: "Olet jonossa seuraavana", haveSeat: "Sinulla on paikka", newWorker: "Työntekijäsi on vaihtunut.",
		queued: "Olet ryhmän jonossa.", promoted: "Sait paikan ryhmästä, johon jonotit.", news: "Sait juuri uuden viestin.",

		signIn: "Kirjaudu", settings: "Asetukset", save: "Tallenna", home: "Etusivu", omaGroups: "Ryhmät",
		join: "Ilmoittaudu", queue: "Mene jonoon", cancel: "Peru paikkasi",
	}
}

func wayInEnglish() wayWords {
	return wayWords{
		language: "en", thisLanguage: "English",
		assessed: "The service needs assessment is complete.", responsible: "Responsible worker", you: "You",
		rightDone: "The right to aftercare is assessed.", right: "Statutory, ends 15 May 2031",
		planDone: "The client plan is recorded.", offerDone: "The handover is offered. Responsibility stays with you until it is accepted.",
		declineDone: "The handover is declined. Responsibility stays with who offered it.", meetDone: "The joint meeting is recorded.",
		acceptDone: "Responsibility is now yours.", groupDone: "The peer group is founded.",
		code: "Invitation code for the young person", reason: "It is not known how to reach the young person.", groupName: "A home of one’s own",
		sections: []string{"Child Welfare Act 417/2007", "section 75, subsection 1", "section 75, subsection 3"},
		ratings:  []string{"Own view of wellbeing 7 / 10", "Worker’s view of wellbeing 5 / 10"},
		timeline: []string{
			"Notification registered, matter pending", "Matter taken", "Urgency assessed", "Service needs assessment started",
			"Service needs assessment completed", "Aftercare case opened", "Right to aftercare assessed", "Client plan made",
			"Young person invited to the own pages", "Young person signed in to the own pages", "The young person’s consent recorded", "Accompanied handover offered",
			"Handover declined", "The young person’s consent recorded", "Accompanied handover offered", "Joint meeting held", "Responsibility accepted",
		},
		plan: "Client plan", rightTitle: "Right to aftercare", withheld: "Not disclosed to you", caseOpens: "Aftercare case opened",
		caseOpened: "A new aftercare case opened for you", offered: "You are offered responsibility for a young person",
		declined: "The handover that you offered was declined", accepted: "Responsibility for a young person was accepted",

		markRead: "Mark all as read", people: "My people", handovers: "Handovers",
		why: "How were the right and the day decided?", invite: "Invite the young person to the own pages", makeCode: "Make an invitation code",
		backToCase: "Back to the case", meet: "Record the meeting", accept: "Accept responsibility",
		groups: "Peer groups", newGroup: "Found a peer group",

		hello: "Hi!", saved: "Saved.", seatDone: "The place is yours. See you in the group!",
		queueDone: "You are in line. We tell you at once if you get a place.", cancelDone: "Cancelled. Thanks for letting us know.",
		nextInLine: "You are next in line", haveSeat: "You have a place", newWorker: "You have a new worker.",
		queued: "You are in line for the group.", promoted: "You got a place in the group you were in line for.", news: "A new message just came.",

		signIn: "Sign in", settings: "Settings", save: "Save", home: "Home", omaGroups: "Groups",
		join: "Sign up", queue: "Get in line", cancel: "Cancel your place",
	}
}

// letterWords are the whole of an e-mail in each language: its subject, and its
// text around the address of the pages.
func letterWords() map[string][3]string {
	return map[string][3]string{
		"fi": {"Uusi viesti", "Sinulle on uusi viesti. Voit lukea sen täällä: ", " Tämä on automaattinen viesti. Siihen ei voi vastata."},
		"sv": {"Nytt meddelande", "Du har ett nytt meddelande. Du kan läsa det här: ", " Detta är ett automatiskt meddelande. Du kan inte svara på det."},
		"en": {"New message", "You have a new message. You can read it here: ", " This is an automatic message. You cannot reply to it."},
	}
}

// readLetters wants each young person to have got one e-mail for each notice
// since the address was left, all in the language that was chosen, and all alike:
// none says what it is about.
func (w *way) readLetters() {
	w.t.Helper()
	want := map[string]int{
		w.first.email:  3, // another worker, a seat, the seat given up
		w.second.email: 2, // in the queue, promoted
	}
	eventually(w.t, 60*time.Second, "five letters", func() bool { return len(w.mail.letters()) >= 5 })
	got, languages := map[string]int{}, map[string]string{w.first.email: w.first.letters, w.second.email: w.second.letters}
	for _, letter := range w.mail.letters() {
		to, raw, _ := strings.Cut(letter, "\n")
		got[to]++
		words := letterWords()[languages[to]]
		subject, text := w.read(raw)
		if want := words[1] + "https://oma.county.example" + words[2]; subject != words[0] || text != want {
			w.t.Errorf("a letter in %s says %q, %q, want %q, %q", languages[to], subject, text, words[0], want)
		}
	}
	if len(got) != len(want) || got[w.first.email] != 3 || got[w.second.email] != 2 {
		w.t.Errorf("letters went to %v, want %v", got, want)
	}
}

// read returns the subject and the text of an e-mail, with single spaces.
func (w *way) read(raw string) (subject, text string) {
	w.t.Helper()
	letter, err := netmail.ReadMessage(strings.NewReader(raw))
	must(w.t, err)
	subject, err = new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	must(w.t, err)
	body, err := io.ReadAll(quotedprintable.NewReader(letter.Body))
	must(w.t, err)
	return subject, strings.Join(strings.Fields(string(body)), " ")
}
