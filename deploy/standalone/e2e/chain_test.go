//go:build e2e

package e2e

import (
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	identity "nivel/libs/person"
	"nivel/libs/refusal"
)

// post sends a command as somebody and returns the answer.
func post[Resp, Body any](t testing.TB, c *edge.Client, path string, body Body) Resp {
	t.Helper()
	out, _, err := edge.Call[Resp](t.Context(), c, edge.Request{Method: http.MethodPost, Path: path, Body: body, Command: es.NewID()})
	if err != nil {
		t.Fatalf("POST %s: %v", path, err)
	}
	return out
}

func fetch[Resp any](t testing.TB, c *edge.Client, path string, query map[string][]string) Resp {
	t.Helper()
	out, _, err := edge.Call[Resp](t.Context(), c, edge.Request{Method: http.MethodGet, Path: path, Query: query})
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return out
}

type nothing struct{}

// county is where the services of a running system are, in one process or in
// several.
type county struct {
	intake, transitions, peergroups, notifications string            // host:port
	secret                                         string            // file
	probes                                         map[string]string // host:port by service
	mail                                           *mail
}

// letterFlags make notifications send e-mail to m.
func letterFlags(m *mail) []string {
	return []string{
		"--mail-address", m.address, "--mail-from", "nivel@county.example", "--mail-tls", "none",
		"--mail-link-workers", "https://desk.county.example", "--mail-link-young", "https://oma.county.example",
	}
}

// TestChain_InOneProcess walks one young person's whole way in `nivel run`.
func TestChain_InOneProcess(t *testing.T) {
	letters := startMail(t)
	s := newSystem(t, append(letterFlags(letters), "--demo-content=false")...)
	walkTheChain(t, county{
		s.api, s.transitions, s.peergroups, s.notifications, filepath.Join(s.data, "secret.key"),
		map[string]string{"intake": s.ops, "transitions": s.ops, "peergroups": s.ops, "notifications": s.ops}, letters,
	}, func() {})
}

// walkTheChain walks the whole way through all four services: aftercare as the
// outcome, the right to it, a plan, a handover that is declined once and then
// accepted after a joint meeting, a group with a queue, and who is told of what.
// assessed is called when both notifications have their outcome.
func walkTheChain(t *testing.T, s county, assessed func()) {
	as := func(address, id string, role access.Role) *edge.Client {
		return client(t, "http://"+address, s.secret, id, role)
	}
	aino := as(s.intake, "w-aino", access.SocialWorker)
	today := calendar.On(time.Now())

	// A notification becomes an assessment, and its outcome is aftercare.
	matters := [2]es.ID{assessedToAftercare(t, aino, "150508A9990"), assessedToAftercare(t, aino, "240604C902E")}
	assessed()

	// transitions opens a case from the fact.
	sender, receiver := as(s.transitions, "w-aino", access.SocialWorker), as(s.transitions, "w-elin", access.SocialWorker)
	var mine contracts.CasePage
	eventually(t, 20*time.Second, "two cases", func() bool {
		mine = fetch[contracts.CasePage](t, sender, "/cases", map[string][]string{"view": {"mine"}})
		return len(mine.Rows) == 2
	})
	first, second := personOf(t, sender, mine, matters[0]), personOf(t, sender, mine, matters[1])
	row := mine.Rows[0]
	if row.Responsible != "w-aino" || row.Next != "assess-right" {
		t.Errorf("the case opens as %+v", row)
	}
	at := "/cases/" + row.Case.String()
	post[contracts.Receipt](t, sender, at+"/right", aftercareFacts())
	if got := fetch[contracts.Case](t, sender, at, nil); got.Right != "statutory" || got.DutyEnd.String() != "2027-05-10" || len(got.Findings) == 0 {
		t.Errorf("the right is %s until %s, findings %+v", got.Right, got.DutyEnd, got.Findings)
	}
	post[contracts.Receipt](t, sender, at+"/plan", contracts.Plan{Situation: "Asuu yksin.", OwnRating: 6, OtherRating: 5, Goals: []string{"Opiskelupaikka"}, OwnView: "Menee ok."})

	// A handover: offered, declined with a reason, offered again, accepted after a meeting.
	offer := offerTo("w-elin")
	post[contracts.Receipt](t, sender, at+"/handover", offer)
	post[contracts.Receipt](t, receiver, at+"/handover/refusal", contracts.HandoverRefusal{Reason: "Yhteystapaaminen puuttuu."})
	if got := fetch[contracts.Case](t, sender, at, nil); got.Responsible != "w-aino" || got.Offer != nil {
		t.Errorf("after the refusal: %+v", got.CaseRow)
	}
	post[contracts.Receipt](t, sender, at+"/handover", offer)
	_, _, err := edge.Call[contracts.Receipt](t.Context(), receiver, edge.Request{Method: http.MethodPost, Path: at + "/handover/acceptance", Body: nothing{}, Command: es.NewID()})
	if _, refused := refusal.As(err); !refused {
		t.Errorf("accepted before anybody met: %v", err)
	}
	post[contracts.Receipt](t, receiver, at+"/handover/meeting", contracts.JointMeeting{On: today})
	if got := fetch[contracts.Case](t, sender, at, nil); got.Responsible != "w-aino" {
		t.Errorf("responsibility moved before the acceptance: %s", got.Responsible)
	}
	post[contracts.Receipt](t, receiver, at+"/handover/acceptance", nothing{})
	if got := fetch[contracts.Case](t, receiver, at, nil); got.Responsible != "w-elin" {
		t.Errorf("after the acceptance %s is responsible", got.Responsible)
	}
	if got := fetch[contracts.Case](t, sender, at, nil); got.Shows != contracts.ShowsUntilHandover || got.Responsible != "w-elin" || !slices.Equal(got.May, []string{"follow-up"}) {
		t.Errorf("the sender sees %s of %+v, may %v", got.Shows, got.CaseRow, got.May)
	}
	stranger := as(s.transitions, "w-henri", access.SocialWorker)
	if _, _, err := edge.Call[contracts.Case](t.Context(), stranger, edge.Request{Method: http.MethodGet, Path: at}); !isCode(err, "not-found") {
		t.Errorf("who has no relation is told %v", err)
	}

	// A group with one seat: the first gets it, the second is queued, a cancellation promotes.
	group := post[contracts.Receipt](t, as(s.peergroups, "w-aino", access.SocialWorker), "/groups", weekly(1))
	seat := "/groups/" + group.Matter.String() + "/seat"
	young, other := as(s.peergroups, first.String(), access.Youth), as(s.peergroups, second.String(), access.Youth)
	put[contracts.Receipt](t, as(s.notifications, second.String(), access.Youth), "/contact", contracts.Contact{Email: "nuori@post.example", Language: "sv"})
	if got := post[contracts.SeatReceipt](t, young, seat, nothing{}); got.Mine != "seat" {
		t.Errorf("the first gets %+v", got)
	}
	if got := post[contracts.SeatReceipt](t, other, seat, nothing{}); got.Mine != "queue" || got.InLine != 1 {
		t.Errorf("the second gets %+v", got)
	}
	_, _, err = edge.Call[contracts.SeatReceipt](t.Context(), young, edge.Request{Method: http.MethodDelete, Path: seat, Command: es.NewID()})
	must(t, err)
	if got := fetch[contracts.Group](t, other, "/groups/"+group.Matter.String(), nil); got.Mine != "seat" {
		t.Errorf("after the cancellation the second has %q", got.Mine)
	}

	// Everybody is told of their own, once.
	eventually(t, 20*time.Second, "the second young person's notices", func() bool {
		return told(t, as(s.notifications, second.String(), access.Youth), "queued", "promoted")
	})
	eventually(t, 20*time.Second, "the workers' notices", func() bool {
		return told(t, as(s.notifications, "w-elin", access.SocialWorker), "handover-offered") &&
			told(t, as(s.notifications, "w-aino", access.SocialWorker), "case-opened", "handover-declined", "handover-accepted")
	})
	eventually(t, 30*time.Second, "two letters", func() bool { return len(s.mail.letters()) == 2 })
	for _, letter := range s.mail.letters() {
		if !strings.Contains(letter, "nuori@post.example") || strings.Contains(letter, "Oma koti") || strings.Contains(letter, "Testinen") {
			t.Errorf("a letter says too much or goes elsewhere:\n%s", letter)
		}
	}

	t.Run("every read model is what history says", func(t *testing.T) {
		for _, service := range []string{"intake", "transitions", "peergroups", "notifications"} {
			if out, err := rebuildModels(s.probes[service], s.secret, service); err != nil {
				t.Errorf("rebuild %s: %v: %s", service, err, out)
			}
		}
	})
}

// rebuildModels runs `nivel rebuild`: an error if what was built anew is not what
// there was.
func rebuildModels(probes, secret, service string) ([]byte, error) {
	return exec.Command(filepath.Join(binaries, "nivel"), "rebuild", service, "--ops", "http://"+probes, "--secret-file", secret).CombinedOutput()
}

// aftercareFacts give a statutory right until 2027-05-10.
func aftercareFacts() contracts.RightFacts {
	return contracts.RightFacts{
		BirthDate: calendar.MustParse("2004-05-10"), Basis: "taken-into-care", PlacedFrom: calendar.MustParse("2015-01-01"), PlacedTo: calendar.MustParse("2022-05-10"),
	}
}

func offerTo(worker string) contracts.HandoverOffer {
	return contracts.HandoverOffer{To: worker, RespondBy: calendar.On(time.Now()).AddDays(14)}
}

// weekly is a group that begins next week.
func weekly(seats int) contracts.NewGroup {
	return contracts.NewGroup{
		Name: map[string]string{"fi": "Oma koti"}, Place: "Nuorisotila", Seats: seats, FirstDay: calendar.On(time.Now()).AddDays(7), At: "16:00", Minutes: 90, Sessions: 3,
	}
}

func isCode(err error, code string) bool {
	no, ok := refusal.As(err)
	return ok && no.Code == code
}

// artificial returns identity code number i of those that no person has.
func artificial(t testing.TB, i int) string {
	t.Helper()
	code, err := identity.MakeArtificial(calendar.MustParse("2008-05-15").AddDays(i/100), 900+i%100, 'A')
	must(t, err)
	return code.Reveal()
}

func put[Resp, Body any](t testing.TB, c *edge.Client, path string, body Body) Resp {
	t.Helper()
	out, _, err := edge.Call[Resp](t.Context(), c, edge.Request{Method: http.MethodPut, Path: path, Body: body, Command: es.NewID()})
	if err != nil {
		t.Fatalf("PUT %s: %v", path, err)
	}
	return out
}

// told reports whether somebody has exactly one notice of each kind.
func told(t testing.TB, c *edge.Client, kinds ...string) bool {
	t.Helper()
	page := fetch[contracts.NoticePage](t, c, "/notices", nil)
	count := map[string]int{}
	for _, n := range page.Notices {
		count[n.What]++
	}
	for _, kind := range kinds {
		if count[kind] == 0 {
			return false
		}
		if kind != "case-opened" && kind != "handover-offered" && count[kind] != 1 {
			t.Fatalf("told of %s %d times", kind, count[kind])
		}
	}
	return true
}

// assessInFull answers every question of the form of an assessment.
func assessInFull(t testing.TB, c *edge.Client, at string) {
	t.Helper()
	form := fetch[contracts.Assessment](t, c, at, nil).Form
	draft := contracts.AssessmentDraft{Form: form.Code, Version: form.Version}
	for _, section := range form.Sections {
		for _, field := range section.Fields {
			answer := contracts.DraftAnswer{Field: field.Code}
			if len(field.Choices) > 0 {
				answer.Code = field.Choices[0].Code
			} else {
				answer.Text = "Arvio."
			}
			draft.Answers = append(draft.Answers, answer)
		}
	}
	request := edge.Request{Method: http.MethodPut, Path: at, Body: draft, Command: es.NewID()}
	if _, _, err := edge.Call[contracts.Receipt](t.Context(), c, request); err != nil {
		t.Fatal(err)
	}
}

// assessedToAftercare plays a notification until its outcome.
func assessedToAftercare(t testing.TB, c *edge.Client, code string) (matter es.ID) {
	t.Helper()
	n := sample("chain")
	n.Child.IdentityCode = code
	matter = post[contracts.Registered](t, c, "/notifications", n).Matter
	at := "/matters/" + matter.String()
	post[contracts.Receipt](t, c, at+"/holder", nothing{})
	post[contracts.Receipt](t, c, at+"/urgency", contracts.UrgencyAssessment{Grounds: "Puhelu."})
	post[contracts.Receipt](t, c, at+"/start", contracts.StartDecision{Start: true})
	assessInFull(t, c, at+"/assessment")
	post[contracts.Receipt](t, c, at+"/outcome", contracts.Outcome{Outcome: "aftercare", Grounds: "Sijaishuolto päättyi."})
	return matter
}

// personOf returns the opaque id of the person whose case came from a matter.
func personOf(t testing.TB, c *edge.Client, page contracts.CasePage, matter es.ID) es.ID {
	t.Helper()
	for _, row := range page.Rows {
		if fetch[contracts.Case](t, c, "/cases/"+row.Case.String(), nil).Matter == matter {
			return row.Person
		}
	}
	t.Fatalf("no case came from the matter %s", matter)
	return es.ID{}
}

// mail is an SMTP server that keeps what it is sent.
type mail struct {
	address string
	mu      sync.Mutex
	got     []string
}

func startMail(t testing.TB) *mail {
	t.Helper()
	m := &mail{address: "127.0.0.1:" + freePort(t)}
	server := smtp.NewServer(m)
	server.Addr, server.Domain, server.AllowInsecureAuth = m.address, "post.example", true
	go func() { _ = server.ListenAndServe() }()
	t.Cleanup(func() { _ = server.Close() })
	return m
}

func (m *mail) letters() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.got...)
}

// NewSession, Mail, Rcpt, Data, Reset and Logout make it a backend of go-smtp.
func (m *mail) NewSession(*smtp.Conn) (smtp.Session, error) { return &letterBox{mail: m}, nil }

type letterBox struct {
	*mail
	to []string
}

func (l *letterBox) Mail(string, *smtp.MailOptions) error { return nil }
func (l *letterBox) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = append(l.to, to)
	return nil
}
func (l *letterBox) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.got = append(l.got, strings.Join(l.to, " ")+"\n"+string(raw))
	return err
}
func (l *letterBox) Reset()        { l.to = nil } // after each letter; a session may bring several
func (l *letterBox) Logout() error { return nil }
