package tour

import (
	"errors"

	"nivel/deploy/standalone/internal/browser"
)

// The demo area's team, and who leads the unit in the north.
const (
	Sirkka = "w-sirkka" // the team's social worker
	Pertti = "w-pertti" // family therapist
	Saga   = "w-saga"   // psychiatric nurse
	Maria  = "w-maria"  // manager
)

// together goes on from the page of a matter of Aino's, about somebody of 12 to 17:
// information from outside, the checklist with its judgement and the support that
// began, and a consultation from the question to its end.
func (t Tour) together(aino *browser.Page) error {
	matter := aino.Path()
	return errors.Join(t.outsideSource(aino, matter), t.checklist(aino, matter), t.consultation(aino, matter), t.person(t.Desk, func(maria *browser.Page) error {
		SignIn(maria, t.Language, Maria)
		return t.visit(maria, "signals", "/signals")
	}))
}

func (t Tour) outsideSource(aino *browser.Page, matter string) error {
	aino.Visit(matter)
	aino.Click("details:has(#source-form) > summary")
	aino.Choose("#f-source-source_kind", "education")
	aino.Type("#f-source-from_whom", "Koulukuraattori")
	aino.Type("#f-source-information", "Kolme viikkoa poissa koulusta.")
	aino.Follow("#source-form [type=submit]") // the rest is missing, the legal basis too
	if err := t.show("source-wrong", aino); err != nil {
		return err
	}
	aino.Type("#f-source-got", "2.11.2026")
	aino.Choose("#f-source-asked_by", Aino)
	aino.Choose("#f-source-legal_basis", "authority-right")
	aino.Type("#f-source-purpose", "Palvelutarpeen arviointi")
	aino.Follow("#source-form [type=submit]")
	return t.show("source", aino)
}

func (t Tour) checklist(aino *browser.Page, matter string) error {
	aino.Visit(matter)
	aino.Follow(`a[href$="/checklist"]`)
	aino.Click(Choice("answers.school", "seen"))
	aino.Follow("#fill-form [type=submit]") // all other questions are open
	if err := t.show("checklist-wrong", aino); err != nil {
		return err
	}
	for _, code := range []string{
		"running_away", "offences", "lonely", "victim", "substances", "self_harm", "mental_health", "neuro", "violence_home",
		"parent_substances", "parent_mental", "conflict", "low_income", "notifications", "placements", "emergency",
	} {
		aino.Click(Choice("answers."+code, "not-seen"))
	}
	aino.Type("#f-fill-more", "Yksi läheinen kaveri.")
	aino.Follow("#fill-form [type=submit]")
	if err := t.show("checklist-signal", aino); err != nil {
		return err
	}
	aino.Click(Choice("conclusion", "support"))
	aino.Type("#f-judge-judgement", "Poissaolot alkoivat muutosta. Koulun kanssa on jo puhuttu.")
	aino.Follow("#judge-form [type=submit]")
	aino.Click("details:has(#support-form) > summary")
	aino.Choose("#f-support-support", "school")
	aino.Type("#f-support-begun", "3.11.2026")
	aino.Follow("#support-form [type=submit]")
	return t.show("checklist-judged", aino)
}

func (t Tour) consultation(aino *browser.Page, matter string) error {
	aino.Visit(matter + "/consultation")
	if err := t.show("consultation-ask", aino); err != nil {
		return err
	}
	aino.Click(Choice("consult_purpose", "consult-prevention"))
	aino.Type("#f-ask-question", "Mikä auttaisi perhettä nyt?")
	aino.Click(Choice("shows", "checklist"))
	aino.Follow("#ask-form [type=submit]")
	for _, who := range []string{Sirkka, Pertti, Saga} {
		err := t.person(t.Desk, func(p *browser.Page) error {
			SignIn(p, t.Language, who)
			p.Visit("/consultations")
			if who == Sirkka {
				if err := t.show("consultations", p); err != nil {
					return err
				}
			}
			p.Visit(matter + "/consultation")
			p.Type("#f-view-view", "Omasta ammatistani katsoen: koulupolku kuntoon ensin.")
			p.Follow("#view-form [type=submit]")
			if who != Saga {
				return p.Err()
			}
			if err := t.show("consultation-answered", p); err != nil {
				return err
			}
			p.Type("#f-recommend-recommendation", "Tehostettu yhteistyö koulun kanssa ja perheterapian arvio.")
			p.Follow("#recommend-form [type=submit]")
			return p.Err()
		})
		if err != nil {
			return err
		}
	}
	aino.Visit(matter + "/consultation")
	if err := t.show("consultation-recommended", aino); err != nil {
		return err
	}
	aino.Follow("#close-form [type=submit]")
	return t.show("consultation-closed", aino)
}
