package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

const caseOneDaily = "/daily"

// living is what a fake transitions says of everyday life.
type living struct {
	life     contracts.DailyLife
	contacts contracts.ContactReport
}

// daily adds the routes of everyday life.
func (tr *transitions) daily(mux *http.ServeMux) {
	tr.living = living{life: someLife(), contacts: someContactReport()}
	mux.HandleFunc("GET /cases/{case}/daily", tr.answer(func() any { return tr.living.life }))
	mux.HandleFunc("GET /daily/contacts", tr.answer(func() any { return tr.living.contacts }))
	for _, path := range []string{"contacts"} {
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
		Year: 2026, Smallest: 5, All: modesOf(count(12), nil, count(5), nil, nil),
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
	p.says(t, "The numbers 1 to 4 are not shown", "Contacts in 2026", "Offered: Online under 5 0 5", "Chosen in all not shown 0 5", "In all: not shown",
		"Workers who are no longer in the register", "In all: 7", "The whole county")
	if got := d.transitions.last(); got.path != "/daily/contacts" || got.query != "year=2025" {
		t.Errorf("asked %s?%s", got.path, got.query)
	}
	if strings.Contains(text(d.signedIn(t, "w-aino").get("/cases").root), "Everyday life") {
		t.Error("it is in the menu of who leads nobody")
	}
}
