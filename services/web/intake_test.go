package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// backend stands for a service in states that are hard to reach with the real
// one. It answers what a test set, and remembers what it was asked.
type backend struct {
	server *httptest.Server

	mu     sync.Mutex
	refuse *refusal.Refusal // answers every command
	broken bool             // answers everything with a fault
	asked  []asked
}

// intake stands for services/intake.
type intake struct {
	backend
	list         contracts.MatterPage
	matter       contracts.Matter
	people       []contracts.PersonName
	retention    contracts.RetentionPage
	listRefuse   *refusal.Refusal // answers every list
	matterRefuse *refusal.Refusal // instead of the matter
	assessment   contracts.Assessment

	consultation       contracts.Consultation
	consultationRefuse *refusal.Refusal // instead of the consultation
	codesRefuse        *refusal.Refusal // instead of the identity codes
	identity           contracts.PersonIdentity
	copyRefuse         *refusal.Refusal // instead of a copy for a party

	copyFor, copyForName string // for whom a copy is
}

type asked struct {
	method, path, query, command, ifMatch, bearer string
	body                                          []byte
}

func newIntake(t testing.TB) *intake {
	in := &intake{list: someList(), matter: someMatter(), people: somePeople(), assessment: someAssessment(), retention: someRetention(), consultation: someConsultation(), identity: someIdentity()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /matters", in.answer(func() any {
		if in.listRefuse != nil {
			return *in.listRefuse
		}
		return in.list
	}))
	mux.HandleFunc("GET /matters/{matter}", in.answer(func() any {
		if in.matterRefuse != nil {
			return *in.matterRefuse
		}
		return in.matter
	}))
	mux.HandleFunc("GET /matters/{matter}/assessment", in.answer(func() any { return in.assessment }))
	mux.HandleFunc("PUT /matters/{matter}/assessment", in.command(func() any { return someReceipt() }))
	mux.HandleFunc("GET /matters/{matter}/documents/{document}", in.answer(func() any { return someDocument(false) }))
	mux.HandleFunc("GET /matters/{matter}/documents/{document}/party-copy", in.answer(func() any {
		if in.copyRefuse != nil {
			return *in.copyRefuse
		}
		d := someDocument(true)
		d.Recipient, d.RecipientName = in.copyFor, in.copyForName
		return d
	}))
	mux.HandleFunc("GET /matters/{matter}/documents/{document}/national", in.answer(func() any {
		if in.matterRefuse != nil {
			return *in.matterRefuse
		}
		return contracts.NationalDocument{Structure: "1.2.3", Content: `{"a":1}`}
	}))
	mux.HandleFunc("GET /board", in.answer(func() any { return someBoard() }))
	mux.HandleFunc("POST /workers/{worker}/matters", in.command(func() any { return contracts.MovedAll{Moved: 4} }))
	mux.HandleFunc("GET /figures", in.answer(func() any { return someFigures() }))
	mux.HandleFunc("POST /arrivals", in.command(func() any { return contracts.Registered{Receipt: someReceipt()} }))
	mux.HandleFunc("POST /notifications", in.command(func() any {
		return contracts.Registered{Receipt: someReceipt(), Pending: in.matter.Pending, Start: in.matter.Start, Completion: in.matter.Completion}
	}))
	for _, route := range []string{"POST /matters/{matter}/urgency", "POST /matters/{matter}/start", "POST /matters/{matter}/outcome", "POST /matters/{matter}/holder", "PUT /matters/{matter}/holder",
		"POST /matters/{matter}/delay", "POST /matters/{matter}/birth", "PUT /matters/{matter}/queue",
		"POST /matters/{matter}/placement", "POST /matters/{matter}/placement/continuation", "POST /matters/{matter}/placement/end"} {
		mux.HandleFunc(route, in.command(func() any { return someReceipt() }))
	}
	in.teamRoutes(mux)
	for _, route := range []string{"GET /people", "GET /group-people"} {
		mux.HandleFunc(route, in.answer(func() any { return contracts.People{People: in.people} }))
	}
	mux.HandleFunc("GET /people/{person}/protection", in.answer(func() any { return someProtection() }))
	for _, what := range []string{"order", "extension", "end"} {
		mux.HandleFunc("POST /people/{person}/protection/"+what, in.command(func() any { return contracts.Receipt{Matter: personOne, Position: "1050/1050"} }))
	}
	mux.HandleFunc("GET /people/{person}/identity", in.answer(func() any { return in.identity }))
	mux.HandleFunc("GET /people/{person}/identity/codes", in.answer(func() any {
		if in.codesRefuse != nil {
			return *in.codesRefuse
		}
		return someCodes()
	}))
	for _, what := range []string{"code", "merge", "unmerge"} {
		mux.HandleFunc("POST /people/{person}/identity/"+what, in.command(func() any { return contracts.Receipt{Matter: personOne, Position: "1050/1050"} }))
	}
	mux.HandleFunc("GET /people/{person}/erasures", in.answer(func() any { return someErasures() }))
	mux.HandleFunc("POST /people/{person}/erasures", in.command(func() any { return contracts.LifeReceipt{Person: personOne, State: "recorded"} }))
	mux.HandleFunc("GET /retention", in.answer(func() any { return in.retention }))
	mux.HandleFunc("POST /retention/{person}/destruction", in.command(func() any {
		return contracts.LifeReceipt{Person: personOne, State: "proposed", Revision: 1, Position: "1700/1700"}
	}))
	mux.HandleFunc("POST /people/search", in.command(func() any { return contracts.PeopleFound{People: in.people, More: true} }))
	mux.HandleFunc("POST /people/{person}/death", in.command(func() any {
		return contracts.LifeReceipt{Person: personOne, State: "recorded", Position: "1600/1600"}
	}))
	in.serve(t, mux)
	return in
}

func (b *backend) serve(t testing.TB, routes http.Handler) {
	b.server = httptest.NewServer(routes)
	t.Cleanup(b.server.Close)
}

func (b *backend) answer(body func() any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		read, _ := io.ReadAll(r.Body)
		b.asked = append(b.asked, asked{
			method: r.Method, path: r.URL.Path, query: r.URL.RawQuery, command: r.Header.Get("Idempotency-Key"),
			ifMatch: r.Header.Get("If-Match"), bearer: r.Header.Get("Authorization"), body: read,
		})
		switch no, isRefusal := body().(refusal.Refusal); {
		case b.broken:
			problem(w, http.StatusInternalServerError, refusal.Refusal{Code: "fault"})
		case isRefusal:
			problem(w, http.StatusConflict, no)
		default:
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(body())
		}
	}
}

func (b *backend) command(body func() any) http.HandlerFunc {
	return b.answer(func() any {
		if b.refuse != nil {
			return *b.refuse
		}
		return body()
	})
}

// problem writes a problem document as libs/edge does.
func problem(w http.ResponseWriter, status int, no refusal.Refusal) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"status": status, "kind": no.Kind, "code": no.Code, "law": no.Law, "fields": no.Fields, "details": no.Detail,
	})
}

// set changes what the service answers.
func (b *backend) set(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
}

// commands returns what was asked beside reading.
func (b *backend) commands() []asked {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []asked
	for _, a := range b.asked {
		if a.method != http.MethodGet {
			out = append(out, a)
		}
	}
	return out
}

// last returns the last thing asked.
func (b *backend) last() asked {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked[len(b.asked)-1]
}

var (
	matterOne = es.ID{}.Derive("one")
	matterTwo = es.ID{}.Derive("two")
	monday    = time.Date(2026, time.November, 16, 7, 15, 0, 0, time.UTC)
	now       = time.Date(2026, time.November, 17, 8, 42, 0, 0, time.UTC)
)

func someReceipt() contracts.Receipt {
	return contracts.Receipt{Matter: matterOne, Revision: 4, Position: "1042/1042"}
}

func years(n int) *int { return &n }

func someList() contracts.MatterPage {
	today := calendar.On(now)
	row := contracts.MatterRow{
		Matter: matterOne, ChildName: "Virtasalo, Venla Testi", BirthDate: "2014-05-01", Age: years(12),
		ReporterBody: "education", Channel: "phone", ReceivedAt: monday, State: "received", Next: "assess-urgency",
		Due: today.AddDays(-1), Overdue: true, Revision: 0,
	}
	rows := []contracts.MatterRow{row}
	row.Matter, row.ChildName, row.Age = matterTwo, "Testilä, Eino", nil
	row.NonDisclosure, row.ReporterBody, row.Channel = true, "health-or-social-care", "electronic"
	row.State, row.Urgency, row.Next, row.Due, row.Overdue, row.DaysLeft = "assessed", "urgent", "decide-start", today.AddDays(8), false, 6
	rows = append(rows, row)
	row.Matter, row.ChildName, row.Age, row.NonDisclosure = es.ID{}.Derive("three"), "Kokeilu-Harjunpää, Aleksanteri Juhani", years(4), false
	row.Urgency, row.Holder, row.ReporterBody, row.Due, row.DaysLeft = "not-urgent", "w-aino", "private-person", today, 0
	rows = append(rows, row)
	row.Matter, row.ChildName, row.Age = es.ID{}.Derive("four"), "Esimerkki, Saga", years(16)
	row.Holder, row.ReporterBody, row.Due, row.DaysLeft, row.Channel = "w-elin", "emergency-centre", today.AddDays(3), 3, "letter"
	rows = append(rows, row)
	return contracts.MatterPage{
		View: "inbox", Rows: rows, Next: "cursor-2", AsOf: "1000/1000", Today: today.String(),
		Counts: []contracts.ViewCount{{View: "inbox", Total: 64, Overdue: 1, Today: 1}, {View: "mine", Total: 3, Today: 1}, {View: "assessing", Total: 17, Overdue: 2}},
	}
}

func someMatter() contracts.Matter {
	pending := calendar.On(monday)
	no := false
	m := contracts.Matter{
		MatterRow: someList().Rows[0], Pending: pending,
		Start: calendar.AssessmentStart(pending), Completion: calendar.AssessmentCompletion(pending),
		Notification: contracts.Notification{
			ReceivedAt: monday, Channel: "phone",
			Child: contracts.Child{
				FamilyName: "Virtasalo", GivenNames: "Venla Testi", IdentityCode: "010514A900L", Municipality: "261", Language: "fi",
				Address: "Keksitty tie 4 A 5, 99130 Kittilä", Phone: "040 000 0000", LivesWith: "Äidin ja pikkuveljen kanssa", NonDisclosure: true,
			},
			Guardians: []contracts.Guardian{{FamilyName: "Virtasalo", GivenNames: "Aada", Relation: "äiti", Phone: "040 000 0001"}},
			Reporter: contracts.Reporter{
				Body: "education", FamilyName: "Opettavainen", GivenNames: "Olavi", Title: "luokanopettaja", Organisation: "Keksitty koulu",
				Secret: true, SecrecyGrounds: "Pelkää yhteydenottoja kotiin.",
			},
			Content:   "Venla on ollut syyskuusta alkaen väsynyt ja usein ilman eväitä. Hän kertoi tänään, ettei halua mennä kotiin.\n\nKoulu on ollut yhteydessä äitiin kahdesti.",
			ChildTold: new(bool), GuardianTold: &no,
		},
		Timeline: []contracts.Happened{
			{What: "intake.notification-registered.v1", At: monday, By: "w-oskari", Facts: map[string]string{"pending": pending.String()}},
			{What: "intake.matter-taken.v1", At: monday.Add(time.Hour), By: "w-aino", Facts: map[string]string{"holder": "w-aino"}},
			{What: "intake.urgency-assessed.v1", At: monday.Add(2 * time.Hour), By: "w-aino", Text: "Ei välitöntä vaaraa: lapsi yöpyy isovanhempien luona.",
				Facts: map[string]string{"urgency": "not-urgent"},
				Findings: []law.Finding{{
					Provision: law.Provision{Act: "417/2007", Section: "26 § 2 mom", InForce: "2015-04-01"},
					Inputs:    map[string]string{"pending": pending.String(), "on": pending.String(), "role": "social-worker"},
					Outcome:   map[string]string{"urgency": "not-urgent", "same-day": "yes"},
				}}},
		},
		May: []string{"assess-urgency", "decide-start", "complete-assessment", "take", "hand"},
	}
	m.NonDisclosure, m.Revision, m.CurrentCode = true, 3, m.Notification.Child.IdentityCode
	return m
}
