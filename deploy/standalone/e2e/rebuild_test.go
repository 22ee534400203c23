//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// TestRebuild_UnderPageLoad builds every read model of every service anew, three
// times, while people read lists and pages and others write. No request fails,
// nobody is shown a list that is empty or shorter than it was, and when it is
// quiet again a rebuild gives what there is. About 10 s.
func TestRebuild_UnderPageLoad(t *testing.T) {
	s := newSystem(t, "--demo-content=false")
	f := furnish(t, s)
	services := []string{"intake", "transitions", "peergroups", "notifications"} // not oversight: whoever reads adds to its log
	secret := filepath.Join(s.data, "secret.key")

	load := f.load()
	during := 0 // turns taken while something was rebuilt
	for range 3 {
		before := load.total()
		var rebuilds sync.WaitGroup
		for _, service := range services {
			rebuilds.Go(func() {
				out, err := rebuildModels(s.ops, secret, service)
				if err != nil && !strings.Contains(string(out), "not compared") { // not because something was written meanwhile
					t.Errorf("rebuild %s: %v: %s", service, err, out)
				}
			})
		}
		rebuilds.Wait()
		during += load.total() - before
		load.everybodyReads()
	}
	load.stop()
	if during < 20 {
		t.Errorf("%d reads and writes fell into a rebuild: the test did not load the system", during)
	}

	t.Run("the check notices a list that is gone", func(t *testing.T) {
		redisCommand(t, s, "EVAL", `for _, k in ipairs(redis.call('KEYS', '*:serving')) do redis.call('DEL', k) end`, "0")
		noticed := false
		for _, r := range f.readers() {
			n, err := r.look(t.Context())
			noticed = noticed || err != nil || n < load.most[r.what]
		}
		if !noticed {
			t.Error("all lists were as long as before, though no generation serves")
		}
		eventually(t, time.Minute, "the lists to come back", func() bool {
			return !slices.ContainsFunc(f.readers(), func(r reader) bool {
				n, err := r.look(t.Context())
				return err != nil || n < load.most[r.what]
			})
		})
	})
	t.Run("when it is quiet, what is rebuilt is what there is", func(t *testing.T) {
		for _, service := range services {
			if out, err := rebuildModels(s.ops, secret, service); err != nil {
				t.Errorf("rebuild %s: %v: %s", service, err, out)
			}
		}
	})
}

// furnished is a system with something in each list.
type furnished struct {
	*system
	cases  []contracts.CaseRow
	groups []es.ID
	young  es.ID
	desk   *visitor
	oma    *visitor
}

func furnish(t *testing.T, s *system) *furnished {
	t.Helper()
	f := &furnished{system: s}
	if out, err := s.importFile(demoFile(t, time.Now().AddDate(0, 0, -1).Format(time.DateOnly), 150)); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	aino := s.as("w-aino", access.SocialWorker)
	for i := range 6 {
		assessedToAftercare(t, aino, artificial(t, i))
	}
	eventually(t, time.Minute, "the cases and their notices", func() bool {
		f.cases = fetch[contracts.CasePage](t, f.at(s.transitions, "w-aino", access.SocialWorker), "/cases", nil).Rows
		return len(f.cases) == 6 && len(fetch[contracts.NoticePage](t, f.at(s.notifications, "w-aino", access.SocialWorker), "/notices", nil).Notices) == 6
	})
	f.young = f.cases[0].Person
	for range 4 {
		f.groups = append(f.groups, post[contracts.Receipt](t, f.at(s.peergroups, "w-aino", access.SocialWorker), "/groups", weekly(3)).Matter)
	}
	code := post[contracts.Invitation](t, f.at(s.transitions, "w-aino", access.SocialWorker), "/cases/"+f.cases[0].Case.String()+"/invitation", nothing{}).Code
	f.desk = &visitor{t: t, base: "http://" + s.desk, cookies: map[string]string{}}
	f.desk.identify("w-aino")
	f.oma = &visitor{t: t, base: "http://" + s.oma, cookies: map[string]string{}}
	f.oma.send("/", "/sign-in", url.Values{"code": {code}})
	return f
}

func (f *furnished) at(address, id string, role access.Role) *edge.Client {
	return client(f.t, "http://"+address, filepath.Join(f.data, "secret.key"), id, role)
}

// reader looks at one list or page and says how much stands in it.
type reader struct {
	what string
	look func(context.Context) (int, error)
}

func (f *furnished) readers() []reader {
	worker := func(address string) *edge.Client { return f.at(address, "w-aino", access.SocialWorker) }
	people := url.Values{}
	for _, c := range f.cases {
		people.Add("person", c.Person.String())
	}
	return []reader{
		{"matters", sizeOf(worker(f.api), "/matters", url.Values{"view": {"inbox"}}, func(p contracts.MatterPage) int { return p.Counts[0].Total + min(len(p.Rows), 1) })},
		{"people", sizeOf(worker(f.api), "/people", people, func(p contracts.People) int { return len(p.People) })},
		{"cases", sizeOf(worker(f.transitions), "/cases", nil, func(p contracts.CasePage) int { return len(p.Rows) })},
		{"my case", sizeOf(f.at(f.transitions, f.young.String(), access.Youth), "/my/case", nil, func(contracts.MyCase) int { return 1 })},
		{"groups", sizeOf(worker(f.peergroups), "/groups", nil, func(p contracts.GroupPage) int { return len(p.Rows) })},
		{"notices", sizeOf(worker(f.notifications), "/notices", nil, func(p contracts.NoticePage) int { return len(p.Notices) })},
		{"page of the inbox", f.desk.counts("/inbox", `href="/matters/`)},
		{"page of cases", f.desk.counts("/cases", `href="/cases/`)},
		{"page of a case", f.desk.counts("/cases/"+f.cases[1].Case.String(), `<h1`)},
		{"page of groups", f.desk.counts("/groups", `href="/groups/`)},
		{"page of notices", f.desk.counts("/notices", `href="/cases/`)},
		{"page of a young person", f.oma.counts("/", `<h1`)},
		{"page of groups to join", f.oma.counts("/groups", `href="/groups/`)},
	}
}

// sizeOf reads a list over the HTTP interface.
func sizeOf[Page any](c *edge.Client, path string, query url.Values, size func(Page) int) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		page, _, err := edge.Call[Page](ctx, c, edge.Request{Method: http.MethodGet, Path: path, Query: query})
		if err != nil {
			return 0, err
		}
		return size(page), nil
	}
}

// counts reads a page and counts a mark in it. Any answer but 200 is an error:
// pages say by their status that something is away.
func (b *visitor) counts(path, mark string) func(context.Context) (int, error) {
	cookies := maps.Clone(b.cookies)
	return func(ctx context.Context) (int, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
		if err != nil {
			return 0, err
		}
		for name, value := range cookies {
			request.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			return 0, err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if response.StatusCode != http.StatusOK {
			return 0, errors.Join(err, fmt.Errorf("%s answers %s", path, response.Status))
		}
		return strings.Count(string(body), mark), err
	}
}

// load is many who read and write at once.
type load struct {
	t    *testing.T
	end  context.CancelFunc
	wg   sync.WaitGroup
	mu   sync.Mutex
	most map[string]int // longest that each reader saw its list
	// turns counts what everybody did, and rounds when a rebuild had ended.
	turns, rounds map[string]int
}

// load lets every reader read, and writers write into each service, again and
// again.
func (f *furnished) load() *load {
	ctx, end := context.WithCancel(f.t.Context())
	l := &load{t: f.t.(*testing.T), end: end, most: map[string]int{}, turns: map[string]int{}, rounds: map[string]int{}}
	for _, r := range f.readers() {
		l.again(ctx, r.what, func() error {
			n, err := r.look(ctx)
			l.mu.Lock()
			defer l.mu.Unlock()
			if err == nil && (n == 0 || n < l.most[r.what]) {
				err = fmt.Errorf("shows %d after %d", n, l.most[r.what])
			}
			l.most[r.what] = max(n, l.most[r.what])
			return err
		})
	}
	for what, write := range f.writers(ctx) {
		l.again(ctx, what, write)
	}
	l.everybodyReads()
	return l
}

// again does something until the load ends.
func (l *load) again(ctx context.Context, what string, do func() error) {
	l.wg.Go(func() {
		for ctx.Err() == nil {
			if err := do(); err != nil && ctx.Err() == nil {
				l.t.Errorf("%s: %v", what, err)
				return
			}
			l.mu.Lock()
			l.turns[what]++
			l.mu.Unlock()
		}
	})
}

// everybodyReads waits until each of them has done something again.
func (l *load) everybodyReads() {
	l.t.Helper()
	l.mu.Lock()
	l.rounds = maps.Clone(l.turns)
	l.mu.Unlock()
	eventually(l.t, time.Minute, "everybody to read and write", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		for what := range l.most {
			if l.turns[what] <= l.rounds[what] {
				return false
			}
		}
		return len(l.most) > 10 || l.t.Failed()
	})
}

// total counts what all have done.
func (l *load) total() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, turns := range l.turns {
		n += turns
	}
	return n
}

func (l *load) stop() {
	l.end()
	l.wg.Wait()
}

// writers write into each service; what they wrote must then be in the list,
// unless the list says that it lags.
func (f *furnished) writers(ctx context.Context) map[string]func() error {
	aino := f.as("w-aino", access.SocialWorker)
	sender, receiver := f.at(f.transitions, "w-aino", access.SocialWorker), f.at(f.transitions, "w-elin", access.SocialWorker)
	youth, leader := f.at(f.peergroups, f.young.String(), access.Youth), f.at(f.peergroups, "w-aino", access.SocialWorker)
	at, seat := "/cases/"+f.cases[0].Case.String()+"/handover", "/groups/"+f.groups[0].String()+"/seat"
	registered := 0
	return map[string]func() error{
		"writer of notifications": func() error {
			out, err := send[contracts.Registered](ctx, aino, http.MethodPost, "/notifications", sample("rebuild"))
			if err != nil {
				return err
			}
			registered++
			page, err := list(ctx, aino, "inbox", "", out.Position)
			if err == nil && !page.Stale && page.Counts[0].Total < registered {
				err = fmt.Errorf("%d of %d registered are in the list", page.Counts[0].Total, registered)
			}
			return err
		},
		"writer of cases": func() error {
			offered, err := send[contracts.Receipt](ctx, sender, http.MethodPost, at, offerTo("w-elin"))
			if err != nil {
				return err
			}
			page, _, err := edge.Call[contracts.CasePage](ctx, receiver, edge.Request{
				Method: http.MethodGet, Path: "/cases", Query: url.Values{"view": {"offered-to-me"}, "after": {offered.Position}},
			})
			if err == nil && !page.Stale && len(page.Rows) != 1 {
				err = fmt.Errorf("%d offers are in the list", len(page.Rows))
			}
			_, declined := send[contracts.Receipt](ctx, receiver, http.MethodPost, at+"/refusal", contracts.HandoverRefusal{Reason: "Kesken."})
			return errors.Join(err, declined)
		},
		"writer of groups": func() error {
			out, err := send[contracts.Receipt](ctx, leader, http.MethodPost, "/groups", weekly(2))
			if err != nil {
				return err
			}
			_, err = send[contracts.SeatReceipt](ctx, youth, http.MethodPost, "/groups/"+out.Matter.String()+"/seat", nil)
			return err
		},
		"writer of seats": func() error {
			_, err := send[contracts.SeatReceipt](ctx, youth, http.MethodPost, seat, nil)
			_, cancelled := send[contracts.SeatReceipt](ctx, youth, http.MethodDelete, seat, nil)
			return errors.Join(err, cancelled)
		},
	}
}

func send[Resp any](ctx context.Context, c *edge.Client, method, path string, body any) (Resp, error) {
	out, _, err := edge.Call[Resp](ctx, c, edge.Request{Method: method, Path: path, Body: body, Command: es.NewID()})
	return out, err
}
