package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

const caseOneDaily = "/daily"

// living is what a fake transitions says of everyday life.
type living struct {
	life     contracts.DailyLife
	contacts contracts.ContactReport

	situations contracts.SituationReport
	wellbeing  contracts.WellbeingReport
	network    contracts.Network
}

// daily adds the routes of everyday life.
func (tr *transitions) daily(mux *http.ServeMux) {
	tr.living = living{life: someLife(), contacts: someContactReport(), situations: someSituationReport(), wellbeing: someWellbeingReport()}
	mux.HandleFunc("GET /cases/{case}/daily", tr.answer(func() any { return tr.living.life }))
	mux.HandleFunc("GET /daily/contacts", tr.answer(func() any { return tr.living.contacts }))
	tr.network(mux)
	mux.HandleFunc("GET /daily/wellbeing", tr.answer(func() any { return tr.living.wellbeing }))
	mux.HandleFunc("GET /daily/situations", tr.answer(func() any { return tr.living.situations }))
	for _, path := range []string{"contacts", "contacts/withdrawn", "situations", "housing", "housing/ended", "ratings"} {
		mux.HandleFunc("POST /cases/{case}/daily/"+path, tr.command(func() any { return caseReceipt() }))
	}
}

func count(n int) *int { return &n }

// modesOf are figures of three cells: in person as offered, offered online and had
// in person, online as offered. Nil: hidden.
func modesOf(inPerson, instead, online, other, total *int) contracts.ModeFigures {
	f := contracts.ModeFigures{Other: other, Total: total}
	for _, offered := range contracts.MeetingModes() {
		for _, chosen := range contracts.MeetingModes() {
			n := count(0)
			switch offered + " " + chosen {
			case "in-person in-person":
				n = inPerson
			case "online in-person":
				n = instead
			case "online online":
				n = online
			}
			f.Cells = append(f.Cells, contracts.ModeCell{Offered: offered, Chosen: chosen, Count: n})
		}
	}
	f.Chosen = []contracts.ModeSum{{Mode: "in-person"}, {Mode: "assisted", Count: count(0)}, {Mode: "online", Count: online}}
	if inPerson != nil && instead != nil {
		f.Chosen[0].Count = count(*inPerson + *instead)
	}
	return f
}

func someLife() contracts.DailyLife {
	today := calendar.On(now)
	return contracts.DailyLife{
		Case: caseOne, Person: personOne, Shows: contracts.ShowsCase, Today: today, May: []string{"contact"},
		Contacts: []contracts.Contacted{
			{Contact: es.ID{}.Derive("c1"), Day: today.AddDays(-1), Offered: "online", Chosen: "in-person", Who: "w-oskari", Note: "Kävely <rannassa>"},
			{Contact: es.ID{}.Derive("c2"), Day: today.AddDays(-9), Offered: "online", Chosen: "online", Who: "w-aino", Meeting: true},
		},
		Modes: modesOf(count(3), count(1), count(2), count(1), count(6)),
	}
}

func someContactReport() contracts.ContactReport {
	return contracts.ContactReport{
		Year: 2026, Through: calendar.MustParse("2026-10-31"), Smallest: 5, All: modesOf(count(12), nil, count(5), nil, nil),
		Units: []contracts.UnitOfModes{{Unit: "aftercare", ModeFigures: modesOf(count(12), nil, count(5), nil, nil)}, {ModeFigures: modesOf(count(7), count(0), count(0), count(0), count(7))}},
	}
}

func TestDaily_Contacts(t *testing.T) {
	path := caseOnePath + caseOneDaily
	t.Run("are split by mode, and shown one by one", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-aino")
		b.get(caseOnePath).says(t, "Everyday life: contacts")
		b.get(path).says(t, "Virtasalo, Venla Testi", "Offered: In person 3 0 0", "Offered: Online 1 0 2", "Chosen in all 4 0 2",
			"Another mode was chosen than was offered: 1 In all: 6", "In person (offered: Online) · Oskari Lampisuo", "Kävely <rannassa>", "Meeting")
	})
	t.Run("are recorded with what was offered, chosen, and by whom", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		p := b.submit(path, path+"/contact", url.Values{"contact_offered": {"assisted"}, "contact_chosen": {"online"}, "who": {"w-oskari"}, "note": {"Soitto"}})
		got := d.transitions.last()
		if got.path != path+"/contacts" || string(got.body) != `{"day":"2026-11-17","offered":"assisted","chosen":"online","who":"w-oskari","note":"Soitto"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		if to := p.header.Get("Location"); !strings.HasPrefix(to, path+"?") || !strings.Contains(to, "done=contact") {
			t.Errorf("it leads to %s", to)
		}
		b.get(p.header.Get("Location")).says(t, "The contact is recorded.")
	})
	t.Run("say what is missing, and keep what was typed", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-aino")
		p := b.submit(path, path+"/contact", url.Values{"contact_day": {"eilen"}, "note": {"Pitkä teksti"}})
		p.says(t, "Choose how the contact was offered", "Choose which mode the young person chose", "Pitkä teksti")
		if form, _ := p.form(path + "/contact"); form.Get("contact_day") != "eilen" || p.status != http.StatusUnprocessableEntity {
			t.Errorf("%d, %v", p.status, form)
		}
	})
	t.Run("have no form for who may not", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.living.life.May, d.transitions.living.life.Shows = nil, contracts.ShowsUntilHandover
		})
		p := d.signedIn(t, "w-aino").get(path)
		if _, there := p.form(path + "/contact"); there {
			t.Error("there is a form")
		}
		p.says(t, "what was recorded in the service task")
	})
}

func TestLiving_Contacts(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-maria")
	b.get("/cases").says(t, "Everyday life")
	p := b.get("/living?year=2025")
	p.says(t, "The numbers 1 to 4 are not shown", "Of contacts and wellbeing, and of situations as known now, what was recorded by 31 Oct 2026 is counted", "Contacts in 2026", "Offered: Online under 5 0 5", "Chosen in all not shown 0 5", "In all: not shown",
		"Units in which there are 1 to 4 are told together", "Units are those of today’s register: who has moved to another unit is counted there for earlier times as well.", "Workers who are no longer in the register, and small units together", "In all: 7", "The whole county")
	if !slices.ContainsFunc(d.transitions.all(), func(a asked) bool { return a.path == "/daily/contacts" && a.query == "year=2025" }) {
		t.Error("the year that was chosen was not asked for")
	}
	if strings.Contains(text(d.signedIn(t, "w-aino").get("/cases").root), "Everyday life") {
		t.Error("it is in the menu of who leads nobody")
	}
}

// all returns all that was asked.
func (b *backend) all() []asked {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

var wrongSituation = es.ID{}.Derive("wrong situation")

func someSituations() []contracts.SituationRecord {
	today := calendar.On(now)
	idle := contracts.Situation{Work: "none", Study: "none", Service: "none", Other: "none"}
	trains := idle
	trains.Study, trains.Other = "vocational", "rehabilitation"
	return []contracts.SituationRecord{
		{Record: es.ID{}.Derive("right situation"), From: today.AddDays(-30), Source: "own-word", Situation: trains, Group: "engaged", Now: true, Corrects: wrongSituation, By: "w-aino", At: now},
		{Record: wrongSituation, From: today.AddDays(-30), Source: "worker", Situation: idle, Group: "neet", Corrected: true, By: "w-aino", At: monday},
	}
}

func someSituationReport() contracts.SituationReport {
	line := contracts.SituationCounts{Parts: "neet", Engaged: count(20), Neet: count(13), Unknown: count(0), Total: count(33)}
	figures := contracts.SituationFigures{Units: []contracts.UnitOfSituations{{Unit: "aftercare", SituationCounts: line}}, All: line}
	return contracts.SituationReport{Day: calendar.MustParse("2026-04-01"), Smallest: 5, Then: figures, Now: figures}
}

func TestDaily_Situation(t *testing.T) {
	path := caseOnePath + caseOneDaily
	open := func(t *testing.T) (*desk, *browser) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.living.life.Situations, d.transitions.living.life.May = someSituations(), []string{"situation"}
		})
		return d, d.signedIn(t, "w-aino")
	}
	t.Run("says what is now, from where that is known, and what was corrected", func(t *testing.T) {
		_, b := open(t)
		b.get(path).says(t, "Vocational education, Rehabilitation Now From 18 Oct 2026 · In work, studies or service Corrects an earlier record",
			"Source: The young person’s own word. Recorded by Aino Virtaharju", "Not in work, studies or service (NEET) From 18 Oct 2026", "Corrected later")
	})
	t.Run("is recorded, or corrects what stands", func(t *testing.T) {
		d, b := open(t)
		fields := url.Values{"work": {"gig"}, "study": {"none"}, "service_state": {"none"}, "activity": {"none"}, "situation_from": {"1.11.2026"}, "situation_source": {"register"}, "corrects": {wrongSituation.String()}}
		p := b.submit(path, path+"/situation", fields)
		want := `{"from":"2026-11-01","source":"register","corrects":"` + wrongSituation.String() + `","work":"gig","study":"none","service":"none","other":"none"}`
		if got := d.transitions.last(); got.path != path+"/situations" || string(got.body) != want {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		b.get(p.header.Get("Location")).says(t, "The situation is recorded.")
		if strings.Contains(b.get(path).body, `value="`+wrongSituation.String()) {
			t.Error("what is corrected already is offered to be corrected")
		}
	})
	t.Run("says what is missing, by the service too", func(t *testing.T) {
		d, b := open(t)
		b.submit(path, path+"/situation", url.Values{"work": {"gig"}}).says(t, "Choose the studies", "Choose military or civilian service", "Choose the other activity", "Write from which day", "Choose where this is known from")
		d.transitions.set(func() {
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "from", Code: "in-the-future"}}}
		})
		p := b.submit(path, path+"/situation", url.Values{"work": {"gig"}, "study": {"none"}, "service_state": {"none"}, "activity": {"none"}, "situation_from": {"1.11.2027"}, "situation_source": {"register"}})
		if form, _ := p.form(path + "/situation"); form.Get("work") != "gig" || !strings.Contains(p.body, `href="#f-situation-situation_from"`) {
			t.Errorf("%v", form)
		}
	})
}

func TestLiving_Situations(t *testing.T) {
	d := newDesk(t)
	p := d.signedIn(t, "w-maria").get("/living?day=2026-04-01")
	p.says(t, "Studies, work and NEET on 1 Apr 2026", "As recorded then", "As known now", "20 13 not shown not shown 0 33")
	if !slices.ContainsFunc(d.transitions.all(), func(a asked) bool { return a.path == "/daily/situations" && a.query == "day=2026-04-01" }) {
		t.Error("the day that was chosen was not asked for")
	}
}

func someHousing() []contracts.HousingNeed {
	today := calendar.On(now)
	late := law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "76 a §", InForce: "2024-01-01"},
		Inputs:    map[string]string{"target-days": "14"}, Outcome: map[string]string{"limit": "without-delay"},
	}
	return []contracts.HousingNeed{
		{Need: es.ID{}.Derive("a home"), What: "no-home", Opened: today.AddDays(-20), Due: today.AddDays(-6), Late: true, Detail: "Sohvalla <kaverin luona>", By: "w-aino", Findings: []law.Finding{late}},
		{Need: es.ID{}.Derive("income"), What: "income", Opened: today.AddDays(-90), Due: today.AddDays(-76), Ended: today.AddDays(-80), How: "arranged", By: "w-aino"},
	}
}

func TestDaily_Housing(t *testing.T) {
	path, need := caseOnePath+caseOneDaily, es.ID{}.Derive("a home").String()
	open := func(t *testing.T) (*desk, *browser) {
		d := newDesk(t)
		d.transitions.set(func() {
			tr := d.transitions
			tr.living.life.Housing, tr.living.life.HousingTarget, tr.living.life.May = someHousing(), 14, []string{"housing", "housing-end"}
			tr.one.HousingDue, tr.one.HousingLate = calendar.On(now).AddDays(-6), true
			tr.list.Rows[0].HousingDue, tr.list.Rows[1].HousingDue, tr.list.Rows[1].HousingLate = calendar.On(now), calendar.On(now).AddDays(-6), true
		})
		return d, d.signedIn(t, "w-aino")
	}
	t.Run("is shown with the county's own target, which is said to be no limit of law", func(t *testing.T) {
		_, b := open(t)
		b.get(path).says(t, "The law says only “without delay” (417/2007, section 76 a), and no days. 14 days is the county’s own target, not a limit of law.",
			"No home Overdue Known since 28 Oct 2026 · The county’s own target 11 Nov 2026", "Sohvalla <kaverin luona>", "Ended 29 Aug 2026: arranged", "without delay")
	})
	t.Run("is marked on the case and in the list of cases", func(t *testing.T) {
		_, b := open(t)
		b.get(caseOnePath).says(t, "housing Housing need late")
		rows := text(b.get("/cases").root)
		if strings.Count(rows, "Housing need") != 2 || strings.Count(rows, "Housing need late") != 1 {
			t.Errorf("%s", rows)
		}
	})
	t.Run("ends here when another service takes the case: the offer says so, and the need how it ended", func(t *testing.T) {
		d, b := open(t)
		said := "A need of housing or income is open. It stays in this service"
		b.get(caseOnePath).says(t, said)
		d.transitions.set(func() {
			d.transitions.one.HousingDue, d.transitions.one.HousingLate = calendar.Date{}, false
			d.transitions.living.life.Housing[1].How = contracts.HousingHandedOver
		})
		notSaying(t, text(b.get(caseOnePath).root), said)
		b.get(path).says(t, "Ended 29 Aug 2026: the case went to another service")
	})
	t.Run("is opened and ended", func(t *testing.T) {
		d, b := open(t)
		b.submit(path, path+"/housing", url.Values{"housing_what": {"supported"}, "note": {"Oma huone"}})
		if got := d.transitions.last(); got.path != path+"/housing" || string(got.body) != `{"what":"supported","opened":"2026-11-17","detail":"Oma huone"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		b.submit(path, path+"/housing-end", url.Values{"housing_need": {need}, "housing_how": {"arranged"}, "housing_ended": {"16.11.2026"}})
		if got := d.transitions.last(); got.path != path+"/housing/ended" || string(got.body) != `{"need":"`+need+`","how":"arranged","ended":"2026-11-16"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		p := b.get(path)
		if strings.Count(p.body, `<option value="`+es.ID{}.Derive("income").String()) != 0 {
			t.Error("a need that has ended is offered")
		}
		b.submit(path, path+"/housing-end", nil).says(t, "Choose the need", "Choose how the need ended")
		b.submit(path, path+"/housing", url.Values{"note": {"Kirjoitettu"}}).says(t, "Choose what is needed", "Kirjoitettu")
	})
}
