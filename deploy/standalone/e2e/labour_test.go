//go:build e2e

package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// labour is what clients asked of a county and got a receipt for, and what must
// come of it.
type labour struct {
	*fleet
	t    *testing.T
	away time.Duration

	mu         sync.Mutex
	codes      int                       // identity codes used
	registered map[es.ID]bool            // matters that stay in the inbox
	completed  map[es.ID]bool            // matters of which a case must come
	told       map[string]map[string]int // recipient → kind of notice → how often
	mailed     []es.ID
	groups     map[es.ID]map[es.ID]bool // group → who has a place in it
}

func newLabour(t *testing.T) *labour {
	return &labour{
		fleet: newFleet(t), t: t, away: outageTime(t),
		registered: map[es.ID]bool{}, completed: map[es.ID]bool{}, told: map[string]map[string]int{}, groups: map[es.ID]map[es.ID]bool{},
	}
}

// within lets a subtest speak for the work until it ends.
func (l *labour) within(t *testing.T) {
	whole := l.t
	l.t, l.fleet.t = t, t
	t.Cleanup(func() { l.t, l.fleet.t = whole, whole })
}

func (l *labour) as(address, id string, role access.Role) *edge.Client {
	return client(l.t, "http://"+address, l.secret, id, role)
}

func (l *labour) worker(address string) *edge.Client {
	return l.as(address, "w-aino", access.SocialWorker)
}

func (l *labour) young(address string, who es.ID) *edge.Client {
	return l.as(address, who.String(), access.Youth)
}

func (l *labour) await(what string, holds func() bool) {
	l.t.Helper()
	eventually(l.t, 60*time.Second, what, holds)
}

// spread lets the steps be taken evenly over an outage.
func (l *labour) spread(steps ...func()) {
	tick := time.NewTicker(l.away / time.Duration(len(steps)))
	defer tick.Stop()
	for _, step := range steps {
		step()
		<-tick.C
	}
}

// expect notes that somebody is to be told of something, once more.
func (l *labour) expect(who fmt.Stringer, what string) { l.expectWorker(who.String(), what) }

func (l *labour) expectWorker(id, what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told[id] == nil {
		l.told[id] = map[string]int{}
	}
	l.told[id][what]++
}

// someone returns a notification of a child whom nobody knows yet.
func (l *labour) someone() contracts.Notification {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := sample("outage")
	n.Child.IdentityCode = artificial(l.t, l.codes)
	l.codes++
	return n
}

// openCases completes matters so that a case must come of each.
func (l *labour) openCases(n int) {
	l.t.Helper()
	for range n {
		matter := assessedToAftercare(l.t, l.worker(l.intake), l.someone().Child.IdentityCode)
		l.completed[matter] = true
		l.expectWorker("w-aino", "case-opened")
	}
}

// register brings notifications that nobody works on.
func (l *labour) register(n int) {
	l.t.Helper()
	for range n {
		l.registered[post[contracts.Registered](l.t, l.worker(l.intake), "/notifications", l.someone()).Matter] = true
	}
}

// cases are the cases of which transitions knows, oldest first.
func (l *labour) cases() []contracts.Case {
	l.t.Helper()
	var all []contracts.Case
	for from := ""; ; {
		page := fetch[contracts.CasePage](l.t, l.worker(l.transitions), "/cases", url.Values{"view": {"mine"}, "from": {from}})
		for _, row := range page.Rows {
			all = append(all, fetch[contracts.Case](l.t, l.worker(l.transitions), "/cases/"+row.Case.String(), nil))
		}
		if from = page.Next; from == "" {
			break
		}
	}
	slices.SortFunc(all, func(a, b contracts.Case) int { return a.Timeline[0].At.Compare(b.Timeline[0].At) })
	return all
}

func (l *labour) choosesMail(who ...es.ID) {
	l.t.Helper()
	for _, id := range who {
		put[contracts.Receipt](l.t, l.young(l.notifications, id), "/contact", contracts.Contact{Email: "y" + id.String()[:8] + "@post.example", Language: "fi"})
		l.mailed = append(l.mailed, id)
	}
}

func (l *labour) found(seats int) es.ID {
	l.t.Helper()
	group := post[contracts.Receipt](l.t, l.worker(l.peergroups), "/groups", weekly(seats)).Matter
	l.groups[group] = map[es.ID]bool{}
	return group
}

// seat signs somebody up, or cancels, who is told what came of it.
func (l *labour) seat(method string, group, who es.ID, what string) {
	l.t.Helper()
	_, _, err := edge.Call[contracts.SeatReceipt](l.t.Context(), l.young(l.peergroups, who), edge.Request{
		Method: method, Path: "/groups/" + group.String() + "/seat", Command: es.NewID(),
	})
	must(l.t, err)
	l.groups[group][who] = method == http.MethodPost
	l.expect(who, what)
}

// goesOn plays what is done to a case while intake and peergroups are away.
func (l *labour) goesOn(c contracts.Case) {
	l.t.Helper()
	at, sender := "/cases/"+c.Case.String(), l.worker(l.transitions)
	post[contracts.Receipt](l.t, sender, at+"/right", aftercareFacts())
	post[contracts.Receipt](l.t, sender, at+"/plan", contracts.Plan{Situation: "Asuu yksin.", OwnRating: 6, OtherRating: 5, Goals: []string{"Työ"}})
	post[contracts.Receipt](l.t, sender, at+"/handover", offerTo("w-elin"))
	post[contracts.Receipt](l.t, l.as(l.transitions, "w-elin", access.SocialWorker), at+"/handover/refusal", contracts.HandoverRefusal{Reason: "Kesken."})
	l.expect(c.Person, "plan-made")
	l.expectWorker("w-elin", "handover-offered")
	l.expectWorker("w-aino", "handover-declined")
}

// signedIn returns a worker at the desk and a young person at the own pages.
func (l *labour) signedIn(id es.ID) (desk, oma *visitor) {
	l.t.Helper()
	desk = &visitor{t: l.t, base: "http://" + l.desk, cookies: map[string]string{}}
	desk.identify("w-aino")
	code := post[contracts.Invitation](l.t, l.worker(l.transitions), "/cases/"+id.String()+"/invitation", nothing{}).Code
	oma = &visitor{t: l.t, base: "http://" + l.oma, cookies: map[string]string{}}
	oma.send("/", "/sign-in", url.Values{"code": {code}})
	return desk, oma
}

// formSentTwice sends a form that was filled in before the outage, and again.
func (l *labour) formSentTwice(desk *visitor, form url.Values) {
	l.t.Helper()
	_, once := desk.do(http.MethodPost, "/notifications", form)
	page, twice := desk.do(http.MethodPost, "/notifications", form)
	matter, err := es.ParseID(strings.TrimPrefix(strings.Split(once, "?")[0], "/matters/"))
	if err != nil || strings.Split(twice, "?")[0] != strings.Split(once, "?")[0] {
		l.t.Fatalf("the form leads to %q, and sent again to %q: %s", once, twice, tail(page, 1_000))
	}
	l.registered[matter] = true
}

// shows asserts that the desk shows what it can while intake is away, and says
// what it cannot.
func (l *labour) shows(desk *visitor) {
	l.t.Helper()
	cases, _ := desk.do(http.MethodGet, "/cases", nil)
	for _, c := range l.cases() {
		if !strings.Contains(cases, c.Case.String()) {
			l.t.Errorf("the desk does not show the case %s while intake is away", c.Case)
		}
	}
	if inbox, _ := desk.do(http.MethodGet, "/inbox", nil); !strings.Contains(inbox, "</html>") {
		l.t.Errorf("the desk has no page for intake's being away: %s", tail(inbox, 500))
	}
}

// settled waits until everything that was asked for has come of it.
func (l *labour) settled() {
	l.t.Helper()
	l.await("a case of each outcome", func() bool { return len(l.cases()) >= len(l.completed) })
	wrong := ""
	defer func() {
		if wrong != "" {
			l.t.Log(wrong)
		}
	}()
	l.await("everybody to be told", func() bool {
		wrong = l.untold()
		return wrong == ""
	})
	l.await("the letters", func() bool { return len(l.mail.letters()) >= len(l.owed()) })
	l.await("the inbox", func() bool {
		page, err := list(l.t.Context(), l.worker(l.intake), "inbox", "", "")
		return err == nil && page.Counts[0].Total >= len(l.registered)
	})
}

// notices returns what somebody was told.
func (l *labour) notices(id string) []contracts.Notice {
	l.t.Helper()
	role := access.Youth
	if strings.HasPrefix(id, "w-") {
		role = access.SocialWorker
	}
	return fetch[contracts.NoticePage](l.t, l.as(l.notifications, id, role), "/notices", nil).Notices
}

// untold says who was told something else than was to be told; empty: nobody.
func (l *labour) untold() string {
	for id, want := range l.told {
		got := map[string]int{}
		for _, n := range l.notices(id) {
			got[n.What]++
		}
		if !maps.Equal(got, want) {
			return fmt.Sprintf("%s was told %v, not %v", id, got, want)
		}
	}
	return ""
}

// owed returns the ids of the notices of which a letter goes out.
func (l *labour) owed() []string {
	var ids []string
	for _, who := range l.mailed {
		for _, n := range l.notices(who.String()) {
			ids = append(ids, n.ID.String())
		}
	}
	slices.Sort(ids)
	return ids
}

var messageID = regexp.MustCompile(`(?mi)^message-id: <([^@>]*)@`)

// nothingDouble asserts that each thing is there once, and nothing else is.
func (l *labour) nothingDouble() {
	var opened []es.ID
	for _, c := range l.cases() {
		opened = append(opened, c.Matter)
	}
	same(l.t, "cases by matter", opened, slices.Collect(maps.Keys(l.completed)))
	var inbox []es.ID
	for _, row := range everyRow(l.t, l.worker(l.intake), "inbox") {
		inbox = append(inbox, row.Matter)
	}
	same(l.t, "matters in the inbox", inbox, slices.Collect(maps.Keys(l.registered)))
	for id, places := range l.groups {
		g := fetch[contracts.Group](l.t, l.worker(l.peergroups), "/groups/"+id.String(), nil)
		in := fetch[contracts.GroupPeople](l.t, l.worker(l.peergroups), "/groups/"+id.String()+"/people", nil)
		maps.DeleteFunc(places, func(_ es.ID, has bool) bool { return !has })
		same(l.t, "places in a group", slices.Concat(in.Members, in.Queue), slices.Collect(maps.Keys(places)))
		if want := min(g.Seats, len(places)); len(in.Members) != want {
			l.t.Errorf("%d of %d seats are taken, %d wait", len(in.Members), g.Seats, len(in.Queue))
		}
	}
	if wrong := l.untold(); wrong != "" {
		l.t.Error(wrong)
	}
	owed := l.owed()
	l.running["notifications"].end(syscall.SIGTERM) // what it still sends, it sends now
	var sent []string
	for _, letter := range l.mail.letters() {
		sent = append(sent, messageID.FindStringSubmatch(letter)[1])
	}
	slices.Sort(sent)
	if !slices.Equal(sent, owed) || len(owed) == 0 {
		l.t.Errorf("the letters sent are\n%v\nnot\n%v", sent, owed)
	}
	l.start("notifications")
}

// same compares ids, each as often as it comes.
func same(t *testing.T, what string, got, want []es.ID) {
	t.Helper()
	order := func(a, b es.ID) int { return strings.Compare(a.String(), b.String()) }
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("%s: %d, want %d:\n%v\n%v", what, len(got), len(want), got, want)
	}
}

// rebuiltIsSame asserts that every read model is what a fold of history from
// zero gives, and that no fact had to be set aside.
func (l *labour) rebuiltIsSame() {
	for _, service := range []string{"intake", "transitions", "peergroups", "notifications"} {
		if out, err := rebuildModels(l.probes[service], l.secret, service); err != nil {
			l.t.Errorf("rebuild %s: %v: %s", service, err, out)
		}
	}
	for name, p := range l.running {
		if strings.Contains(p.out.String(), "bus: fact parked") {
			l.t.Errorf("%s parked a fact", name)
		}
	}
}

// rush is many who ask intake and peergroups at once, and go on asking under the
// same command until they are answered, as the pages and other systems do.
type rush struct {
	answered, asked atomic.Int64
	seats           atomic.Int64 // of those answered
	wg              sync.WaitGroup
}

func (r *rush) underWay() bool { return r.seats.Load() > 3 && r.answered.Load()-r.seats.Load() > 10 }
func (r *rush) over() bool     { return r.answered.Load() == r.asked.Load() }
func (r *rush) wait()          { r.wg.Wait() }

// rush begins one: 400 notifications by 8 writers, and 60 young people who want
// one of 5 seats, 6 at a time. Some of those get letters.
func (l *labour) rush() *rush {
	l.t.Helper()
	r, group := &rush{}, l.found(5)
	people := make([]es.ID, 60)
	for i := range people {
		people[i] = es.NewID()
	}
	l.choosesMail(people[:3]...)
	l.choosesMail(people[40:43]...)
	for range 8 {
		r.asked.Add(50)
		r.wg.Go(func() {
			for range 50 {
				out, ok := insist[contracts.Registered](l, l.worker(l.intake), edge.Request{Method: http.MethodPost, Path: "/notifications", Body: l.someone(), Command: es.NewID()})
				l.mu.Lock()
				l.registered[out.Matter] = ok
				l.mu.Unlock()
				r.answered.Add(1)
			}
		})
	}
	for some := range slices.Chunk(people, 10) {
		r.asked.Add(int64(len(some)))
		r.wg.Go(func() {
			for _, who := range some {
				l.signsUp(group, who)
				r.seats.Add(1)
				r.answered.Add(1)
			}
		})
	}
	return r
}

// signsUp asks for a place until it is given.
func (l *labour) signsUp(group, who es.ID) {
	out, ok := insist[contracts.SeatReceipt](l, l.young(l.peergroups, who), edge.Request{
		Method: http.MethodPost, Path: "/groups/" + group.String() + "/seat", Command: es.NewID(),
	})
	l.mu.Lock()
	l.groups[group][who] = ok
	l.mu.Unlock()
	l.expect(who, map[string]string{"seat": "seat-reserved", "queue": "queued"}[out.Mine])
}

// insist sends a command until it is answered, always under the same id.
func insist[Resp any](l *labour, c *edge.Client, r edge.Request) (Resp, bool) {
	pause := time.NewTicker(200 * time.Millisecond)
	defer pause.Stop()
	for deadline := time.Now().Add(l.away + time.Minute); ; <-pause.C {
		out, _, err := edge.Call[Resp](l.t.Context(), c, r)
		no, refused := refusal.As(err)
		switch {
		case err == nil:
			return out, true
		case refused && no.Kind != refusal.Busy, time.Now().After(deadline):
			l.t.Errorf("%s %s: %v", r.Method, r.Path, err)
			return out, false
		}
	}
}
