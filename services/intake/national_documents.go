package intake

import "strings"

// The parts of the national structures that are filled. Their names are those of
// the structures.
type (
	nationalID struct {
		System string `json:"system,omitempty"`
		Value  string `json:"value"`
	}
	nationalCode struct {
		System  string `json:"system"`
		Code    string `json:"code"`
		Display string `json:"display"`
	}
	nationalWorker struct {
		Sukunimi string `json:"sukunimi"`
		Etunimet string `json:"etunimet"`
	}
	nationalAddress struct {
		Lahiosoite string `json:"lahiosoite"`
	}
	nationalContact struct {
		Osoite        []nationalAddress `json:"osoite,omitempty"`
		Puhelinnumero string            `json:"puhelinnumero,omitempty"`
	}
	nationalClient struct {
		Sukunimi             string           `json:"sukunimi"`
		Etunimet             string           `json:"etunimet"`
		Henkilotunnus        *nationalID      `json:"henkilotunnus,omitempty"`
		TilapainenYksilointi *nationalID      `json:"tilapainen_yksilointitunnus,omitempty"`
		Ika                  string           `json:"ika,omitempty"`
		Turvakielto          *bool            `json:"turvakielto,omitempty"`
		Yhteystiedot         *nationalContact `json:"yhteystiedot,omitempty"`
	}
	nationalHome struct {
		Kuvaus string `json:"lapsen_asumisen_kuvaus"`
	}
	nationalGuardian struct {
		Sukunimi     string           `json:"sukunimi"`
		Etunimet     string           `json:"etunimet"`
		Yhteystiedot *nationalContact `json:"yhteystiedot,omitempty"`
		Kuvaus       string           `json:"kuvaus,omitempty"`
	}
	nationalReporterName struct {
		Sukunimi      string           `json:"sukunimi"`
		Etunimet      string           `json:"etunimet"`
		Tehtavanimike string           `json:"tehtavanimike,omitempty"`
		Organisaatio  string           `json:"organisaatio,omitempty"`
		Yhteystiedot  *nationalContact `json:"yhteystiedot,omitempty"`
	}
	nationalReporter struct {
		Henkilo     *nationalReporterName `json:"henkilo,omitempty"`
		Taho        *nationalCode         `json:"taho,omitempty"`
		Kuvaus      string                `json:"kuvaus,omitempty"`
		Salassapito bool                  `json:"ilmoittajan_tietojen_salassapito"`
		Perustelut  string                `json:"salassapidon_perustelut,omitempty"`
	}
	national4009 struct {
		Ilmoitus struct {
			Asiakas             nationalClient     `json:"asiakas"`
			Asuminen            *nationalHome      `json:"tiedot_lapsen_asumisesta,omitempty"`
			Huoltajat           []nationalGuardian `json:"huoltaja_tai_muu_lapsen_hoidosta_vastaava_henkilo,omitempty"`
			Anonyymi            bool               `json:"anonyymi_ilmoitus"`
			Ilmoittaja          []nationalReporter `json:"ilmoittaja"`
			Ilmoittamispaiva    string             `json:"ilmoittamispaivamaara"`
			Asiasisalto         string             `json:"asiasisalto"`
			LapselleKerrottu    *bool              `json:"lapselle_on_kerrottu_lastensuojeluilmoituksesta,omitempty"`
			HuoltajalleKerrottu *bool              `json:"ainakin_toiselle_huoltajalle_on_kerrottu_lastensuojeluilmoituksesta,omitempty"`
			KerrottuLisaa       string             `json:"lisatiedot_lapselle_jatai_huoltajille_kertomisesta,omitempty"`
			Laatija             nationalWorker     `json:"laatija"`
		} `json:"lastensuojeluilmoitus"`
	}
	national1006 struct {
		Arvio struct {
			Asiakas       nationalClient `json:"asiakas"`
			Aiemmat       bool           `json:"aiemmat_ilmoitukset_ja_yhteydenotot"`
			Asiakkuus     nationalTies   `json:"lapsen_asiakkuus"`
			Toimenpiteet  []nationalCode `json:"toimenpiteet"`
			Kuvaus        string         `json:"kuvaus,omitempty"`
			Kiireellisyys nationalCode   `json:"arvio_asian_kiireellisyydesta"`
			Perustelu     string         `json:"kiireellisyyden_perustelu,omitempty"`
			Paivamaara    string         `json:"paivamaara"`
			Laatija       nationalWorker `json:"laatija"`
		} `json:"lastensuojeluilmoituksen_arvio"`
	}
	nationalTies struct {
		Kaynnistetty bool `json:"lapsen_palvelutarpeen_arviointi_on_kaynnistetty"`
	}
	national1012 struct {
		Arvio struct {
			Asiakas      nationalClient `json:"asiakas"`
			Vireilletulo struct {
				Paiva string `json:"vireilletulopaiva"`
			} `json:"asian_vireilletuloa_koskevat_tiedot"`
			Arviointi struct {
				Alkoi        string `json:"palvelutarpeen_arvioinnin_aloittamispaiva"`
				Osallistujat string `json:"palvelutarpeen_arviointiin_osallistuneet_henkilot,omitempty"`
				Erityinen    bool   `json:"asiakkaalla_on_oikeus_erityiseen_tukeen"`
			} `json:"palvelutarpeen_arviointia_koskevat_tiedot"`
			Johtopaatokset struct {
				Oma   string `json:"asiakkaan_ja_hanen_laheisensa_arvio_tuen_ja_palvelujen_tarpeestaan,omitempty"`
				Jatko struct {
					Jatkuu bool `json:"asiakkuus_jatkuu"`
				} `json:"asiakkuuden_jatko"`
				Johtopaatokset string `json:"ammattihenkilon_johtopaatokset__asiakkaan_tilanteesta_seka_sosiaalipalvelujen_ja_erityisen_tuen_tarpeesta"`
				Omatyontekija  bool   `json:"asiakas_tarvitsee_omatyontekijan"`
			} `json:"johtopaatokset_ja_jatkotoimet"`
			Lisatiedot string           `json:"lisatiedot,omitempty"`
			Paivamaara string           `json:"paivamaara"`
			Laatija    []nationalWorker `json:"laatija"`
		} `json:"tyoikaisten_palvelutarpeen_arvio"`
	}
)

// unknownName stands where the structure asks for a part of a name and none is known.
const unknownName = "-"

func known(name string) string {
	if strings.TrimSpace(name) == "" {
		return unknownName
	}
	return name
}

func contactAt(address, phone string) *nationalContact {
	if address+phone == "" {
		return nil
	}
	out := &nationalContact{Puhelinnumero: phone}
	if address != "" {
		out.Osoite = []nationalAddress{{address}}
	}
	return out
}

// client is who the document is about: by identity code.
func (r record) client() nationalClient {
	child := r.Notification.Child
	out := nationalClient{Sukunimi: known(child.FamilyName), Etunimet: known(child.GivenNames)}
	if child.IdentityCode != "" {
		out.Henkilotunnus = &nationalID{setIdentityCode, child.IdentityCode}
	}
	return out
}

func (s *Service) notification4009(r record) (doc national4009) {
	d, n := &doc.Ilmoitus, r.Notification
	d.Asiakas, d.Asiakas.Turvakielto, d.Asiakas.Ika = r.client(), &r.protected, n.Child.AgeText
	d.Asiakas.Yhteystiedot = contactAt(n.Child.Address, n.Child.Phone)
	if n.Child.LivesWith != "" {
		d.Asuminen = &nationalHome{n.Child.LivesWith}
	}
	for _, g := range n.Guardians {
		at := contactAt(g.Address, g.Phone)
		if g.NonDisclosure {
			at = contactAt("", "")
		}
		d.Huoltajat = append(d.Huoltajat, nationalGuardian{known(g.FamilyName), known(g.GivenNames), at, g.Relation})
	}
	reporter := nationalReporter{Kuvaus: n.Reporter.Body, Salassapito: n.Reporter.Secret, Perustelut: n.Reporter.SecrecyGrounds}
	if body, err := s.nationalCode(setReporter, n.Reporter.Body); err == nil {
		reporter.Taho, reporter.Kuvaus = &body, ""
	}
	if !n.Anonymous && n.Reporter.FamilyName+n.Reporter.GivenNames != "" {
		reporter.Henkilo = &nationalReporterName{
			known(n.Reporter.FamilyName), known(n.Reporter.GivenNames), n.Reporter.Title, n.Reporter.Organisation, contactAt("", n.Reporter.Phone),
		}
	}
	d.Anonyymi, d.Ilmoittaja = n.Anonymous, []nationalReporter{reporter}
	d.Ilmoittamispaiva, d.Asiasisalto = r.state.Received.String(), n.Content
	d.LapselleKerrottu, d.HuoltajalleKerrottu, d.KerrottuLisaa = n.ChildTold, n.GuardianTold, n.ToldMore
	d.Laatija = s.nationalWorkerOf(r.Timeline[0].By)
	return doc
}

// evaluation1006 takes the day and the author of the decision. A child without an
// identity code is identified by the id that this system gave.
// Errors: ErrNationalCodeMissing.
func (s *Service) evaluation1006(r record, earlier bool) (doc national1006, err error) {
	d, urgent, decided := &doc.Arvio, r.last(saidUrgent), r.last(saidStarted, saidUnnecessary)
	d.Asiakas, d.Aiemmat = r.client(), earlier
	if d.Asiakas.Henkilotunnus == nil {
		d.Asiakas.TilapainenYksilointi = &nationalID{Value: r.Person.String()}
	}
	if d.Kiireellisyys, err = s.nationalCode(setUrgency, string(r.state.Urgency)); err != nil {
		return doc, err
	}
	measure, err := s.nationalCode(setMeasures, string(r.state.Decision))
	if err != nil {
		return doc, err
	}
	d.Toimenpiteet = []nationalCode{measure}
	if r.Placement != nil {
		if measure, err = s.nationalCode(setMeasures, "placed"); err != nil {
			return doc, err
		}
		d.Toimenpiteet = append(d.Toimenpiteet, measure)
	}
	d.Asiakkuus.Kaynnistetty = r.state.Decision == Started
	d.Kuvaus, d.Perustelu = decided.Text, urgent.Text
	d.Paivamaara, d.Laatija = dayOf(decided).String(), s.nationalWorkerOf(decided.By)
	return doc, nil
}

func (s *Service) assessment1012(r record) (doc national1012) {
	d, done := &doc.Arvio, r.last(saidCompleted)
	text := func(field string) string { return r.answers.now(field).Text }
	d.Asiakas = r.client()
	d.Vireilletulo.Paiva, d.Arviointi.Alkoi = r.Pending.String(), dayOf(r.last(saidStarted)).String()
	d.Arviointi.Osallistujat, d.Arviointi.Erityinen = text("took_part"), r.answers.now("special_support").Code == "yes"
	c := &d.Johtopaatokset
	c.Oma, c.Jatko.Jatkuu = text("client_view"), r.state.Outcome != noNeed
	c.Johtopaatokset = lines(text("summary"), text("strengths"), text("needs"), text("conclusions"), done.Text)
	c.Omatyontekija = r.answers.now("own_worker").Code == "needed"
	d.Lisatiedot = lines(text("hearing_how"), text("guardian_view"))
	d.Paivamaara, d.Laatija = dayOf(done).String(), []nationalWorker{s.nationalWorkerOf(done.By)}
	return doc
}
