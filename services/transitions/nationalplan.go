package transitions

import (
	"encoding/json"
	"fmt"
	"strings"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// The national structure of the plan for aftercare (lastensuojelun jälkihuollon
// asiakassuunnitelma).
const structurePlan = "1.2.246.537.6.1506.15010.2024.11.28"

// The parts of the plan's national structure that are filled. Their names are
// those of the structure. What it asks for and a plan does not say is left out.
type (
	nationalAuthor struct {
		Sukunimi      string `json:"sukunimi"`
		Etunimet      string `json:"etunimet"`
		Tehtavanimike string `json:"tehtavanimike,omitempty"`
	}
	nationalWellbeing struct {
		LapsenKokemus   int `json:"lapsen_kokemus,omitempty"`
		NumeerinenArvio int `json:"numeerinen_arvio,omitempty"`
	}
	nationalGoal struct {
		Nimi   string `json:"nimi"`
		Keinot string `json:"keinot_ja_aikataulu_tavoitteen_saavuttamiseksi,omitempty"`
	}
	nationalPlanned struct {
		Sosiaalipalvelu *nationalCode `json:"sosiaalipalvelu,omitempty"`
		Kuvaus          string        `json:"kuvaus"`
	}
	nationalMeans struct {
		Palvelut []nationalPlanned `json:"suunniteltavat_sosiaalipalvelut,omitempty"`
		Muut     string            `json:"muut_palvelut_tukitoimet_ja_keinot,omitempty"`
	}
	nationalReview struct {
		Paivamaara string `json:"paivamaara_ja_kellonaika"`
	}
	nationalPlan struct {
		Suunnitelma struct {
			Asiakas     []nationalClient  `json:"asiakas"`
			Tilanne     string            `json:"kuvaus_lapsen_tai_nuoren_tilanteesta"`
			Hyvinvointi nationalWellbeing `json:"lapsen_tai_nuoren_hyvinvointi"`
			Tarve       string            `json:"lapsen_tai_nuoren_tuen_ja_palvelujen_tarve,omitempty"`
			Vahvuudet   string            `json:"lapsen_tai_nuoren_vahvuudet_ja_voimavarat,omitempty"`
			Tavoitteet  []nationalGoal    `json:"asetettavat_tavoitteet,omitempty"`
			Keinot      *nationalMeans    `json:"keinot_tavoitteiden_saavuttamiseksi_ja_tuen_tarpeeseen_vastaamiseksi,omitempty"`
			Tapaamiset  string            `json:"suunnitelma_asiakkaan_ja_asiakkaan_asioista_vastaavan_sosiaalityontekijan_tapaamisista,omitempty"`
			Eriavat     string            `json:"eriavat_nakemykset,omitempty"`
			Tarkistus   *nationalReview   `json:"suunnitelman_tarkistaminen,omitempty"`
			Lisatiedot  string            `json:"lisatiedot,omitempty"`
			Paivamaara  string            `json:"paivamaara"`
			Laatija     []nationalAuthor  `json:"laatija"`
		} `json:"lastensuojelun_jalkihuollon_asiakassuunnitelma"`
	}
)

// nationalPlanOf returns a version of a plan in its national structure.
// Errors: JSON that cannot be written.
func nationalPlanOf(v contracts.PlanVersion, who contracts.PlanDocumentOf, maker area.Worker) (contracts.NationalDocument, error) {
	doc, p, words := nationalPlan{}, *v.Plan, planWords(who.Language)
	s := &doc.Suunnitelma
	s.Asiakas = clientOf(contracts.DocumentOf{FamilyName: who.FamilyName, GivenNames: who.GivenNames, IdentityCode: who.IdentityCode})
	s.Tilanne, s.Tarve, s.Vahvuudet = p.Situation, p.Needs, p.Strengths
	s.Hyvinvointi = nationalWellbeing{LapsenKokemus: p.OwnRating, NumeerinenArvio: p.OtherRating}
	for i, goal := range p.Goals {
		s.Tavoitteet = append(s.Tavoitteet, nationalGoal{Nimi: goal, Keinot: words.way(p, i)})
	}
	s.Keinot = meansOf(p)
	if p.MeetEvery > 0 {
		s.Tapaamiset = fmt.Sprintf(words.every, p.MeetEvery)
	}
	s.Eriavat = dissentOf(v)
	if p.OwnView != "" {
		s.Lisatiedot = words.ownView + " " + p.OwnView
	}
	if !p.ReviewBy.IsZero() {
		s.Tarkistus = &nationalReview{p.ReviewBy.String()}
	}
	s.Paivamaara = v.On.String()
	if v.On.IsZero() { // one of the first plans, which did not say their day
		s.Paivamaara = calendar.On(v.At).String()
	}
	author := makerOf(maker, nil)
	s.Laatija = []nationalAuthor{{author.Sukunimi, author.Etunimet, words.titles[maker.Role]}}
	content, err := json.Marshal(doc)
	if err != nil {
		return contracts.NationalDocument{}, fmt.Errorf("write the national document of a plan: %w", err)
	}
	return contracts.NationalDocument{Structure: structurePlan, Content: string(content)}, nil
}

// meansOf are the services that a plan counts on, and who else takes part; nil:
// it says nothing of either.
func meansOf(p contracts.Plan) *nationalMeans {
	if len(p.Planned) == 0 && p.TakesPart == "" {
		return nil
	}
	means := nationalMeans{Muut: p.TakesPart}
	for _, planned := range p.Planned {
		one := nationalPlanned{Kuvaus: planned.What}
		if planned.Service != "" {
			service := serviceOf(planned.Service)
			one.Sosiaalipalvelu = &service
		}
		means.Palvelut = append(means.Palvelut, one)
	}
	return &means
}

// dissentOf are all views that differ from a plan: that which it holds, and what
// the young person wrote to it later.
func dissentOf(v contracts.PlanVersion) string {
	var views []string
	if v.Plan.Dissent != "" {
		views = append(views, v.Plan.Dissent)
	}
	for _, w := range v.Dissent {
		views = append(views, w.Text+" ("+w.On.String()+")")
	}
	return strings.Join(views, "\n\n")
}

// wordsOfPlan are the words around what was written in a plan.
type wordsOfPlan struct {
	by, every, ownView string
	titles             map[access.Role]string
}

func planWords(language string) wordsOfPlan {
	if language == "sv" {
		return wordsOfPlan{
			by: "Senast ", every: "Högst %d veckor mellan mötena.", ownView: "Den ungas egen syn:",
			titles: map[access.Role]string{access.SocialWorker: "socialarbetare", access.SocialCounsellor: "socialhandledare", access.Manager: "chef"},
		}
	}
	return wordsOfPlan{
		by: "Viimeistään ", every: "Tapaamisten väli on enintään %d viikkoa.", ownView: "Nuoren oma näkemys:",
		titles: map[access.Role]string{access.SocialWorker: "sosiaalityöntekijä", access.SocialCounsellor: "sosiaaliohjaaja", access.Manager: "esihenkilö"},
	}
}

// way says how and by when a goal is to be reached; empty: nothing is said.
func (w wordsOfPlan) way(p contracts.Plan, goal int) string {
	if goal >= len(p.Ways) {
		return ""
	}
	var said []string
	way := p.Ways[goal]
	if way.Means != "" {
		said = append(said, way.Means)
	}
	if !way.By.IsZero() {
		said = append(said, fmt.Sprintf("%s%d.%d.%d", w.by, way.By.Day(), way.By.Month(), way.By.Year()))
	}
	if way.When != "" {
		said = append(said, way.When)
	}
	return strings.Join(said, ". ")
}
