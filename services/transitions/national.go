package transitions

import (
	"encoding/json"
	"fmt"
	"strings"

	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/law"
)

// The national structures of decisions on aftercare, and the code sets in them.
// Codes of the solution, of the service task and of the services are those that
// the structures and their notes name; that the code of the signature means an
// electronic one is not verified.
const (
	structureRight   = "1.2.246.537.6.1506.11035.2023.5.31"
	structureSupport = "1.2.246.537.6.1506.11059.2024.9.30"

	setIdentityCode = "urn:oid:1.2.246.21"
	setSolution     = "urn:oid:1.2.246.537.6.1248"
	setTask         = "urn:oid:1.2.246.537.6.1221"
	setService      = "urn:oid:1.2.246.537.6.1222"
	setSignature    = "urn:oid:1.2.246.537.5.40161"
)

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
	nationalClient struct {
		Sukunimi      string     `json:"sukunimi"`
		Etunimet      string     `json:"etunimet"`
		Henkilotunnus nationalID `json:"henkilotunnus"`
	}
	nationalAddress struct {
		Lahiosoite       string `json:"lahiosoite"`
		Postinumero      string `json:"postinumero"`
		Postitoimipaikka string `json:"postitoimipaikka"`
	}
	nationalContact struct {
		Postiosoite   nationalAddress `json:"postiosoite"`
		Puhelinnumero string          `json:"puhelinnumero"`
	}
	nationalWorker struct {
		Sukunimi     string           `json:"sukunimi"`
		Etunimet     string           `json:"etunimet"`
		Yhteystiedot *nationalContact `json:"yhteystiedot,omitempty"`
	}
	nationalValidity struct {
		Alkamispaiva   string `json:"alkamispaiva,omitempty"`
		Paattymispaiva string `json:"paattymispaiva,omitempty"`
	}
	nationalAppeal struct {
		Ohjeteksti string `json:"ohjeteksti"`
		Maaraaika  string `json:"maaraaika,omitempty"`
	}
	nationalSignature struct {
		AllekirjoituksenTyyppi nationalCode `json:"allekirjoituksen_tyyppi"`
	}
	nationalRight struct {
		Paatos struct {
			Asiakas []nationalClient `json:"asiakas"`
			Paatos  struct {
				Paatostunnus         nationalID       `json:"paatostunnus"`
				Paatospaivamaara     string           `json:"paatospaivamaara"`
				RatkaisunLaji        nationalCode     `json:"ratkaisun_laji"`
				RatkaisuJaPerustelut string           `json:"ratkaisu_ja_perustelut"`
				RatkaisunLakiperuste string           `json:"ratkaisun_lakiperuste"`
				PaatoksenVoimassaolo nationalValidity `json:"paatoksen_voimassaolo"`
				Paatoksentekija      nationalWorker   `json:"paatoksentekija"`
				LisatietojenAntaja   []nationalWorker `json:"lisatietojen_antaja"`
				Muutoksenhaku        nationalAppeal   `json:"muutoksenhaku"`
			} `json:"paatos"`
			Allekirjoitus nationalSignature `json:"allekirjoitus"`
		} `json:"paatos_oikeudesta_lastensuojelun_jalkihuoltoon"`
	}
	nationalService struct {
		Palvelutehtava  nationalCode `json:"palvelutehtava"`
		Sosiaalipalvelu nationalCode `json:"sosiaalipalvelu"`
		Kuvaus          string       `json:"kuvaus,omitempty"`
	}
	nationalSupport struct {
		Paatos struct {
			Asiakas              []nationalClient  `json:"asiakas"`
			Paatostunnus         nationalID        `json:"paatostunnus"`
			Paatospaivamaara     string            `json:"paatospaivamaara"`
			RatkaisunLaji        nationalCode      `json:"ratkaisun_laji"`
			Palvelu              nationalService   `json:"sosiaalipalvelu_jota_paatos_koskee"`
			RatkaisuJaPerustelut string            `json:"ratkaisu_ja_perustelut"`
			Lainkohdat           string            `json:"lainkohdat_joihin_ratkaisu_perustuu"`
			PaatoksenVoimassaolo nationalValidity  `json:"paatoksen_voimassaolo"`
			Paatoksentekija      nationalWorker    `json:"paatoksentekija"`
			LisatietojenAntaja   []nationalWorker  `json:"lisatietojen_antaja"`
			Muutoksenhaku        nationalAppeal    `json:"muutoksenhaku"`
			Allekirjoitus        nationalSignature `json:"allekirjoitus"`
		} `json:"lastensuojelun_jalkihuollon_palvelu__tai_tukitoimipaatos"`
	}
)

// national returns a decision in its national structure. Funds are a measure of
// support there, of the service "social work".
// Errors: JSON that cannot be written.
func national(d contracts.Decision, who contracts.DocumentOf, maker area.Worker) (contracts.NationalDocument, error) {
	structure, content := structureSupport, []byte(nil)
	var err error
	if d.About == onRight {
		structure = structureRight
		content, err = json.Marshal(nationalOfRight(d, who, maker))
	} else {
		content, err = json.Marshal(nationalOfSupport(d, who, maker))
	}
	if err != nil {
		return contracts.NationalDocument{}, fmt.Errorf("write the national document: %w", err)
	}
	return contracts.NationalDocument{Structure: structure, Content: string(content)}, nil
}

func nationalOfRight(d contracts.Decision, who contracts.DocumentOf, maker area.Worker) (doc nationalRight) {
	p := &doc.Paatos
	p.Asiakas, p.Allekirjoitus = clientOf(who), signature()
	p.Paatos.Paatostunnus, p.Paatos.Paatospaivamaara = nationalID{Value: d.Decision.String()}, d.On.String()
	p.Paatos.RatkaisunLaji, p.Paatos.RatkaisuJaPerustelut = solution(d.Granted), d.What+"\n\n"+d.Grounds
	p.Paatos.RatkaisunLakiperuste, p.Paatos.PaatoksenVoimassaolo = sections(d.Provisions), validity(d)
	p.Paatos.Paatoksentekija, p.Paatos.LisatietojenAntaja = makerOf(maker, nil), []nationalWorker{makerOf(maker, contactOf(who))}
	p.Paatos.Muutoksenhaku = appealOf(d, who.Language)
	return doc
}

func nationalOfSupport(d contracts.Decision, who contracts.DocumentOf, maker area.Worker) (doc nationalSupport) {
	p := &doc.Paatos
	p.Asiakas, p.Allekirjoitus = clientOf(who), signature()
	p.Paatostunnus, p.Paatospaivamaara = nationalID{Value: d.Decision.String()}, d.On.String()
	p.RatkaisunLaji, p.RatkaisuJaPerustelut = solution(d.Granted), d.What+"\n\n"+d.Grounds
	p.Lainkohdat, p.PaatoksenVoimassaolo = sections(d.Provisions), validity(d)
	p.Palvelu = nationalService{
		Palvelutehtava: nationalCode{setTask, "10", "Lastensuojelu"}, Sosiaalipalvelu: serviceOf(d.Service), Kuvaus: d.What,
	}
	p.Paatoksentekija, p.LisatietojenAntaja = makerOf(maker, nil), []nationalWorker{makerOf(maker, contactOf(who))}
	p.Muutoksenhaku = appealOf(d, who.Language)
	return doc
}

func clientOf(who contracts.DocumentOf) []nationalClient {
	return []nationalClient{{who.FamilyName, who.GivenNames, nationalID{setIdentityCode, who.IdentityCode}}}
}

func contactOf(who contracts.DocumentOf) *nationalContact {
	return &nationalContact{nationalAddress{who.Street, who.Postcode, who.PostOffice}, who.Phone}
}

// makerOf takes the last word of a name for the family name.
func makerOf(w area.Worker, contact *nationalContact) nationalWorker {
	cut := strings.LastIndex(w.Name, " ")
	given, family := w.Name, w.Name
	if cut >= 0 {
		given, family = w.Name[:cut], w.Name[cut+1:]
	}
	return nationalWorker{Sukunimi: family, Etunimet: given, Yhteystiedot: contact}
}

func solution(granted bool) nationalCode {
	if granted {
		return nationalCode{setSolution, "1", "Myönteinen"}
	}
	return nationalCode{setSolution, "2", "Kielteinen"}
}

// serviceOf names a service of the national code set; what has no code of its
// own is social work.
func serviceOf(code string) nationalCode {
	names := map[string]string{
		"45": "Sosiaaliohjaus", "46": "Sosiaalityö", "93": "Asumisen tuki", "31": "Perhehoito", "24": "Laitospalvelu",
	}
	if names[code] == "" {
		code = "46"
	}
	return nationalCode{setService, code, names[code]}
}

func signature() nationalSignature {
	return nationalSignature{nationalCode{setSignature, "1", "Sähköinen allekirjoitus"}}
}

func sections(provisions []law.Provision) string {
	words := make([]string, len(provisions))
	for i, p := range provisions {
		words[i] = "Lastensuojelulaki (" + p.Act + ") " + p.Section
	}
	return strings.Join(words, ", ")
}

func validity(d contracts.Decision) (v nationalValidity) {
	if !d.From.IsZero() {
		v.Alkamispaiva = d.From.String()
	}
	if !d.Until.IsZero() {
		v.Paattymispaiva = d.Until.String()
	}
	return v
}

func appealOf(d contracts.Decision, language string) nationalAppeal {
	text, found := d.Appeal[language]
	if !found {
		text = d.Appeal["fi"]
	}
	return nationalAppeal{Ohjeteksti: text, Maaraaika: d.ClaimBy.String()}
}
