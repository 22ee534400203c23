package peergroups_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/peergroups"
)

func TestPeergroups_FromFoundingToPromotion(t *testing.T) {
	c := newCounty(t)
	founded := c.found(newGroup(1))
	group := founded.Matter

	page := c.list(aamu, "", founded.Position)
	if len(page.Rows) != 1 || page.Rows[0].Name["sv"] != "Canarygrupp" || page.Rows[0].Place != "Canarytalo" || page.Rows[0].Free != 1 || page.Rows[0].Mine != "" {
		t.Fatalf("a young person is shown %+v", page.Rows)
	}
	if got := page.Rows[0].First.Format(time.RFC3339) + " " + page.Rows[0].Last.Format(time.RFC3339); got != "2026-11-30T14:00:00+02:00 2026-12-14T14:00:00+02:00" {
		t.Errorf("it meets %s", got)
	}
	if got := c.signUp(aamu, group); got.Mine != "seat" || got.InLine != 0 {
		t.Errorf("the first gets %+v", got)
	}
	if got := c.signUp(ilta, group); got.Mine != "queue" || got.InLine != 1 {
		t.Errorf("the second gets %+v", got)
	}
	last := c.signUp(kuu, group)
	if last.Mine != "queue" || last.InLine != 2 {
		t.Errorf("the third gets %+v", last)
	}
	row := c.list(kuu, "", last.Position).Rows[0]
	if row.Free != 0 || row.Waiting != 2 || row.Mine != "queue" || row.InLine != 2 {
		t.Errorf("the third sees %+v", row)
	}

	gone := c.giveUp(aamu, group)
	if gone.Mine != "" || gone.Revision != last.Revision+2 {
		t.Errorf("a cancellation answers %+v: the promotion belongs to the same append", gone)
	}
	if row := c.list(ilta, "", gone.Position).Rows[0]; row.Mine != "seat" || row.Waiting != 1 {
		t.Errorf("who was first in line sees %+v", row)
	}
	if row := c.list(kuu, "", gone.Position).Rows[0]; row.Mine != "queue" || row.InLine != 1 {
		t.Errorf("who stood behind sees %+v", row)
	}
	if got := c.giveUp(kuu, group); got.Mine != "" {
		t.Errorf("leaving the queue answers %+v", got)
	}

	var told []string
	for _, f := range c.heard(5) {
		var data contracts.SeatTold
		must(t, json.Unmarshal(f.Data, &data))
		if f.Subject != group.String() || f.Source != "peergroups" || !data.First.Equal(time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)) {
			t.Errorf("fact %+v holds %+v", f, data)
		}
		for _, who := range []access.Actor{aamu, ilta, kuu} {
			if who.ID == data.Person.String() {
				told = append(told, called(who)+" "+strings.TrimPrefix(f.Type, "peergroups."))
			}
		}
	}
	want := "aamu seat-reserved.v1, ilta queued.v1, kuu queued.v1, aamu seat-released.v1, ilta promoted.v1"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("others heard\n%s, want\n%s", got, want)
	}
}

// TestPeergroups_TheLastSeatIsClaimedByManyAtOnce sends them to two processes of
// the service, which know nothing of each other but what history says.
func TestPeergroups_TheLastSeatIsClaimedByManyAtOnce(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(2)).Matter
	c.signUp(aamu, group)
	const many = 24
	var wg sync.WaitGroup
	receipts, errs := make([]contracts.SeatReceipt, many), make([]error, many)
	people := make([]access.Actor, many)
	for i := range many {
		people[i] = young(fmt.Sprint("person ", i))
		client := c.at([]string{c.base, c.second}[i%2], people[i])
		wg.Go(func() {
			receipts[i], _, errs[i] = edge.Call[contracts.SeatReceipt](t.Context(), client, edge.Request{Method: "POST", Path: "/groups/" + group.String() + "/seat", Command: es.NewID()})
		})
	}
	wg.Wait()
	for _, err := range errs {
		must(t, err)
	}
	seen := c.people(oskari, group)
	if len(seen.Members) != 2 || len(seen.Queue) != many-1 {
		t.Fatalf("%d have the 2 seats, %d wait", len(seen.Members), len(seen.Queue))
	}
	for i, r := range receipts {
		switch r.Mine {
		case "seat":
			if seen.Members[1].String() != people[i].ID {
				t.Errorf("person %d was told of a seat that somebody else has", i)
			}
		case "queue":
			if seen.Queue[r.InLine-1].String() != people[i].ID {
				t.Errorf("person %d was told number %d, which is somebody else's", i, r.InLine)
			}
		default:
			t.Errorf("person %d was told %+v", i, r)
		}
	}
	if got := c.placedInHistory(group); !slices.Equal(got, seen.Queue) {
		t.Error("the queue is not in the order in which history took the sign-ups")
	}
}

// placedInHistory returns who was queued, in the order of history.
func (c *county) placedInHistory(group es.ID) (queued []es.ID) {
	c.Helper()
	recorded, err := c.history.Read(c.Context(), "peergroups-"+group.String(), 0)
	must(c.T, err)
	for _, r := range recorded {
		event, err := peergroups.History.Decode(r.Name, r.Data)
		must(c.T, err)
		if e, ok := event.(peergroups.PlacedInQueue); ok {
			queued = append(queued, e.Person)
		}
	}
	return queued
}

// TestPeergroups_SeatsGivenUpAtOnceGoDownTheLine cancels several seats at the
// same time: as many are promoted, the first in line.
func TestPeergroups_SeatsGivenUpAtOnceGoDownTheLine(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(4)).Matter
	for i := range 10 {
		c.signUp(young(fmt.Sprint("person ", i)), group)
	}
	before := c.people(oskari, group)
	var wg sync.WaitGroup
	for i := range 4 {
		client := c.at([]string{c.base, c.second}[i%2], young(fmt.Sprint("person ", i)))
		wg.Go(func() {
			_, _, err := edge.Call[contracts.SeatReceipt](t.Context(), client, edge.Request{Method: "DELETE", Path: "/groups/" + group.String() + "/seat", Command: es.NewID()})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	after := c.people(oskari, group)
	if !slices.Equal(after.Members, before.Queue[:4]) || !slices.Equal(after.Queue, before.Queue[4:]) {
		t.Errorf("members %v and queue %v, after the queue was %v", after.Members, after.Queue, before.Queue)
	}
}

func TestPeergroups_TheSameCommandTwiceIsOneEffect(t *testing.T) {
	c := newCounty(t)
	request := edge.Request{Method: "POST", Path: "/groups", Body: newGroup(1), Command: es.NewID()}
	one, _, err := edge.Call[contracts.Receipt](t.Context(), c.as(oskari), request)
	must(t, err)
	two, _, err := edge.Call[contracts.Receipt](t.Context(), c.as(oskari), request)
	must(t, err)
	if one != two {
		t.Errorf("founding twice answers %+v and %+v", one, two)
	}
	c.signUp(aamu, one.Matter)
	c.signUp(ilta, one.Matter)
	give := edge.Request{Method: "DELETE", Path: "/groups/" + one.Matter.String() + "/seat", Command: es.NewID()}
	for range 2 {
		_, _, err := edge.Call[contracts.SeatReceipt](t.Context(), c.as(aamu), give)
		must(t, err)
	}
	again := c.signUp(ilta, one.Matter)
	if g := c.see(oskari, one.Matter); again.Mine != "seat" || g.Revision != 4 || g.Free != 0 {
		t.Errorf("after repeats %+v, group %+v", again, g)
	}
}

func TestPeergroups_AYoungPersonSeesTheOwnPlaceOnly(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	c.signUp(aamu, group)
	queued := c.signUp(ilta, group)
	worker, people := c.see(oskari, group), c.people(oskari, group)
	if !slices.Equal(people.Members, []es.ID{es.ID{}.Derive("aamu")}) || !slices.Equal(people.Queue, []es.ID{es.ID{}.Derive("ilta")}) || worker.Mine != "" || worker.Leader != "w-oskari" {
		t.Errorf("who leads it sees %+v and %+v", worker, people)
	}
	if worker.Place != "Canarytalo" || len(worker.Sessions) != 3 || worker.Sessions[1].Ends.Format(time.RFC3339) != "2026-12-07T15:30:00+02:00" {
		t.Errorf("a worker sees %+v", worker)
	}
	for who, want := range map[access.Actor]string{aamu: "seat 0", ilta: "queue 1", kuu: " 0"} {
		g := c.see(who, group)
		raw, err := json.Marshal(g)
		must(t, err)
		if got := fmt.Sprint(g.Mine, " ", g.InLine); got != want || g.Free != 0 || g.Waiting != 1 {
			t.Errorf("%s sees %q, want %q", called(who), got, want)
		}
		page, err := json.Marshal(c.list(who, "", queued.Position))
		must(t, err)
		for _, person := range []access.Actor{aamu, ilta} {
			if strings.Contains(string(raw)+string(page), person.ID) {
				t.Errorf("%s sees who is there", called(who))
			}
		}
	}
}

func TestPeergroups_WhoMayDoWhat(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(3)).Matter
	seat := "/groups/" + group.String() + "/seat"
	ops := access.Actor{ID: "w-ops", Role: access.Ops, Area: "test"}
	for _, x := range []struct {
		who          access.Actor
		method, path string
		code         string
	}{
		{aamu, "POST", "/groups", "not-allowed"},
		{oskari, "POST", seat, "not-allowed"},
		{oskari, "DELETE", seat, "not-allowed"},
		{ops, "GET", "/groups", "not-allowed"},
		{ops, "GET", "/groups/" + group.String(), "not-allowed"},
		{access.Actor{ID: "n-1", Role: access.System}, "GET", "/groups/" + group.String(), "not-allowed"},
		{access.Actor{ID: "no id of a person", Role: access.Youth}, "POST", seat, "not-a-person"},
		{access.Actor{ID: "no id of a person", Role: access.Youth}, "GET", "/groups/" + group.String(), "not-a-person"},
		{aamu, "POST", "/groups/" + es.NewID().String() + "/seat", "not-found"},
		{aamu, "GET", "/groups/" + es.NewID().String(), "not-found"},
		{aamu, "GET", "/groups?from=nowhere", "malformed-cursor"},
		{aamu, "GET", "/groups?after=never", "malformed-position"},
	} {
		_, _, err := edge.Call[struct{}](t.Context(), c.as(x.who), edge.Request{Method: x.method, Path: x.path, Body: map[string]string{}})
		if r, _ := refusal.As(err); r.Code != x.code {
			t.Errorf("%s %s by a %s: %v, want %s", x.method, x.path, x.who.Role, err, x.code)
		}
	}
	for _, route := range c.service.Routes() {
		if len(peergroups.Access[route.Action].Roles) == 0 {
			t.Errorf("%s needs %s, which nobody may", route.Pattern, route.Action)
		}
	}
}

func TestPeergroups_SignUpClosesWhenTheLastSessionStarts(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	last := time.Date(2026, 12, 14, 12, 0, 0, 0, time.UTC)
	c.clock.set(last.Add(-time.Second))
	seated := c.signUp(aamu, group)
	c.clock.set(last)
	for method, who := range map[string]access.Actor{"POST": ilta, "DELETE": aamu} {
		if _, err := c.ask(method, who, group); refusalCode(err) != "last-session-started" {
			t.Errorf("%s said %v", method, err)
		}
	}
	if rows := c.list(aamu, "", seated.Position).Rows; len(rows) != 1 || rows[0].Mine != "seat" {
		t.Errorf("on the day itself the list holds %+v", rows)
	}
	c.clock.set(last.AddDate(0, 0, 1))
	if rows := c.list(aamu, "", "").Rows; len(rows) != 0 {
		t.Errorf("the day after, the list holds %+v", rows)
	}
	if g := c.see(aamu, group); g.Mine != "seat" {
		t.Errorf("the group itself says %+v", g)
	}
}

func TestPeergroups_TheLongestSeriesIsListedUntilItsLastDay(t *testing.T) {
	c := newCounty(t)
	n := newGroup(1)
	n.Sessions = 52
	done := c.found(n)
	lastDay := n.FirstDay.AddDays(51 * 7)
	for day, listed := range map[int]int{0: 1, 1: 0} {
		c.clock.set(lastDay.AddDays(day).Midnight().Add(23 * time.Hour))
		if rows := c.list(oskari, "", done.Position).Rows; len(rows) != listed {
			t.Errorf("%d days after the last session %d groups are listed, want %d", day, len(rows), listed)
		}
	}
}

func refusalCode(err error) string {
	r, _ := refusal.As(err)
	return r.Code
}

func TestPeergroups_TheListIsByFirstSessionAndItsPagesMissNothing(t *testing.T) {
	c := newCounty(t)
	var wanted []es.ID
	last := ""
	for i := range 60 {
		n := newGroup(1)
		n.FirstDay = n.FirstDay.AddDays((60 - i) % 7 * 10)
		n.At = fmt.Sprintf("%02d:%02d", 8+i%5, i%60)
		done := c.found(n)
		wanted, last = append(wanted, done.Matter), done.Position
	}
	var rows []contracts.GroupRow
	for from, more := "", true; more; more = from != "" {
		page := c.list(oskari, from, last)
		rows, from = append(rows, page.Rows...), page.Next
	}
	if !slices.IsSortedFunc(rows, func(a, b contracts.GroupRow) int { return a.First.Compare(b.First) }) {
		t.Error("the list is not by first session")
	}
	if len(rows) != len(wanted) {
		t.Errorf("%d groups on all pages, want %d", len(rows), len(wanted))
	}
	for _, id := range wanted {
		if !slices.ContainsFunc(rows, func(r contracts.GroupRow) bool { return r.Group == id }) {
			t.Errorf("group %s is on no page", id)
		}
	}
}

func TestPeergroups_TheListIsTheSameWhenBuiltAnew(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	c.signUp(aamu, group)
	c.signUp(ilta, group)
	c.list(aamu, "", c.giveUp(aamu, group).Position)
	before, err := c.service.Digest(t.Context())
	must(t, err)
	must(t, c.service.Rebuild(t.Context()))
	after, err := c.service.Digest(t.Context())
	must(t, err)
	if before != after {
		t.Errorf("digest %s, was %s", after, before)
	}
	must(t, c.service.Ready(t.Context()))
}

func TestPeergroups_SaysWhatIsWrongFieldByField(t *testing.T) {
	c := newCounty(t)
	n := newGroup(51)
	n.Name, n.At = map[string]string{"sv": "Grupp"}, "2 pm"
	_, _, err := edge.Call[contracts.Receipt](t.Context(), c.as(oskari), edge.Request{Method: "POST", Path: "/groups", Body: n})
	r, _ := refusal.As(err)
	want := []refusal.Field{{Name: "name.fi", Code: "required"}, {Name: "seats", Code: "out-of-range"}, {Name: "at", Code: "malformed-time"}}
	if !slices.Equal(r.Fields, want) {
		t.Errorf("said %v, want %v", r.Fields, want)
	}
}

// TestPeergroups_NothingReadableIsStored looks in history and in the facts for
// what a person wrote; the scan proves itself on a code that must be there.
func TestPeergroups_NothingReadableIsStored(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	c.signUp(aamu, group)
	recorded, err := c.history.Read(t.Context(), "peergroups-"+group.String(), 0)
	must(t, err)
	var stored strings.Builder
	for _, r := range recorded {
		stored.Write(r.Data)
	}
	for _, f := range c.heard(1) {
		stored.Write(f.Data)
	}
	if !strings.Contains(stored.String(), "w-oskari") {
		t.Fatal("the scan does not find what is stored")
	}
	if strings.Contains(stored.String(), "Canary") {
		t.Error("words that somebody typed are readable")
	}
}
