//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// TestReplay_NobodyElseSees plays one young person's way, from the notification to
// a handover that is declined, with a decision, a summary, a meeting, a source, a
// broken glass, everyday life, a network, a second identity code and a file for
// another area; and then asks as somebody whose business it is not: each route of
// each service with that person's ids and an empty body, and each page and form that
// their worker, the one who declined and they themselves used, with other words.
// Nothing of theirs is in any answer, what exists is answered like what does not,
// and their case, matter, seat and protection are as they were. Their worker and
// they, sending the same, see it.
//
// It does not play a consultation, a checklist, an emergency placement or the merge
// of two people, and it is asked by no manager and no privacy officer, who may see something of everybody's.
func TestReplay_NobodyElseSees(t *testing.T) {
	letters := startMail(t)
	s := newSystem(t, append(letterFlags(letters), "--demo-content=false")...)
	mine := furnishPrivately(t, s, playCanaries(t, s, letters))
	before := mine.state()

	unchanged := func(t *testing.T) {
		t.Helper()
		if after := mine.state(); after != before {
			t.Errorf("what is theirs has changed:\nbefore %s\nafter  %s", before, after)
		}
	}

	t.Run("routes of every service", func(t *testing.T) {
		routes := mine.routes(t)
		aino, blind := demoActor(t, "w-aino"), furnishedRoutes()
		for _, r := range routes {
			if r.method == http.MethodGet && mine.seen(r, aino) != "" {
				blind = slices.DeleteFunc(blind, func(path string) bool { return path == r.path })
			}
		}
		if len(blind) > 0 {
			t.Errorf("their worker sees nothing of theirs by %v: the check would find nothing there", blind)
		}
		for who, stranger := range mine.strangers() {
			for _, r := range routes {
				if found := mine.seen(r, stranger); found != "" {
					t.Errorf("%s %s tells %s of %q", r.method, r.path, who, found)
				}
			}
		}
		t.Logf("%d routes, as %d strangers", len(routes), len(mine.strangers()))
		unchanged(t)
	})
	t.Run("what is not theirs to see is as if it were not there", func(t *testing.T) {
		for who, stranger := range mine.strangers() {
			for _, r := range mine.routes(t) {
				if !placeholder.MatchString(r.path) || strings.HasPrefix(r.path, "/groups/") { // groups are offered to all
					continue
				}
				there, nowhere := mine.bare(r, stranger, mine.ids), mine.bare(r, stranger, map[string]string{})
				told := who == "w-elin" && strings.Contains(there, `"code":"no-relation"`) // she might break the glass, and must know
				if there != nowhere && !told {
					t.Errorf("%s %s answers %s\n%s\nand of what does not exist\n%s", r.method, r.path, who, there, nowhere)
				}
			}
		}
		unchanged(t)
	})
	t.Run("pages and forms", func(t *testing.T) {
		for _, used := range []*visitor{mine.desk, mine.oma} {
			if n := replayed(t, used, used, "themselves"); n < 3 {
				t.Errorf("of what they used at %s, %d pages show something of theirs again: the check would find nothing", used.base, n)
			}
		}
		before = mine.state() // what they did themselves once more
		for who, stranger := range mine.visitors(t) {
			for _, used := range []*visitor{mine.desk, mine.elin, mine.oma} {
				if stranger.base == used.base && replayed(t, used, stranger, who) > 0 {
					t.Errorf("%s saw what is not their business", who)
				}
			}
		}
		unchanged(t)
	})
}

// furnishedRoutes are those by which their worker must see something of theirs.
func furnishedRoutes() []string {
	return []string{
		"/cases/{case}", "/cases/{case}/past", "/cases/{case}/plans", "/cases/{case}/daily", "/cases/{case}/network",
		"/people/{person}/identity", "/people/{person}/identity/codes",
		"/matters/{matter}", "/matters/{matter}/assessment", "/people", "/glass/{glass}",
		"/matters/{matter}/documents/notification", "/matters/{matter}/documents/evaluation",
		"/matters/{matter}/documents/assessment", "/matters/{matter}/documents/outcome",
		"/matters/{matter}/documents/notification/national", "/matters/{matter}/documents/assessment/national",
		"/matters/{matter}/documents/notification/party-copy", "/matters/{matter}/documents/evaluation/party-copy",
		"/matters/{matter}/documents/assessment/party-copy", "/matters/{matter}/documents/outcome/party-copy",
	}
}

// private is a system in which one young person's whole way was played, and
// another one is a client too.
type private struct {
	played
	t     testing.TB
	s     *system
	ids   map[string]string // by the name of a path's placeholder
	other es.ID             // the other young person
	code  string            // the other's, to sign in with
}

func furnishPrivately(t testing.TB, s *system, p played) *private {
	t.Helper()
	m := &private{played: p, t: t, s: s}
	aino := m.at(s.transitions, "w-aino", access.SocialWorker)
	row := fetch[contracts.CasePage](t, aino, "/cases", nil).Rows[0]
	m.ids = map[string]string{
		"case": row.Case.String(), "person": row.Person.String(), "subject": row.Person.String(), "worker": "w-aino", "number": "1",
		"matter": fetch[contracts.Case](t, aino, "/cases/"+row.Case.String(), nil).Matter.String(),
		"group":  strings.TrimPrefix(p.group, "/groups/"),
	}
	m.more(aino)
	m.live(aino)
	assessedToAftercare(t, s.as("w-elin", access.SocialWorker), artificial(t, 7))
	elin := m.at(s.transitions, "w-elin", access.SocialWorker)
	eventually(t, 30*time.Second, "the other's case", func() bool {
		rows := fetch[contracts.CasePage](t, elin, "/cases", nil).Rows
		if len(rows) != 1 {
			return false
		}
		m.other = rows[0].Person
		m.code = post[contracts.Invitation](t, elin, "/cases/"+rows[0].Case.String()+"/invitation", nothing{}).Code
		return true
	})
	return m
}

// more is what the pages of their way did not come to: written with the same words.
func (m *private) more(aino *edge.Client) {
	at, today := "/cases/"+m.ids["case"], calendar.On(time.Now())
	post[contracts.Receipt](m.t, aino, at+"/handover/consent", contracts.HandoverConsent{Asked: today, May: contracts.HandoverConsents()})
	post[contracts.Receipt](m.t, aino, at+"/handover/summary", contracts.HandoverSummary{Strengths: "Viherpeippo laulaa.", Situation: "Tikankolo on kesken."})
	post[contracts.Receipt](m.t, aino, at+"/meetings", contracts.NewMeeting{For: today.AddDays(7), Offered: "in-person", Chosen: "online", Place: "Kottarainen"})
	post[contracts.Receipt](m.t, aino, at+"/decisions", contracts.NewDecision{
		About: "right", Granted: true, What: "Västäräkki tukena.", Grounds: "Viherpeippo tarvitsee.", From: today,
	})
	decided := fetch[contracts.Case](m.t, aino, at, nil).Decisions
	if len(decided) != 1 {
		m.t.Fatalf("%d decisions were made, want one", len(decided))
	}
	m.ids["decision"] = decided[0].Decision.String()
	post[contracts.Receipt](m.t, m.at(m.s.api, "w-aino", access.SocialWorker), "/matters/"+m.ids["matter"]+"/sources", contracts.OutsideSource{
		Kind: "education", From: "Untuvikko", What: "Sulkasato havaittu.", Got: today, AskedBy: "w-aino", Basis: "consent", Purpose: "Haarapääsky",
	})
	person, err := es.ParseID(m.ids["person"])
	must(m.t, err)
	m.ids["glass"] = post[contracts.GlassReceipt](m.t, m.at(m.s.oversight, "w-oskari", access.SocialCounsellor), "/glass", contracts.GlassAsked{
		Person: person, Task: string(access.ChildProtection), Reason: "Sulkasato jatkuu.",
	}).Matter.String()
}

func (m *private) at(address, id string, role access.Role) *edge.Client {
	return client(m.t, "http://"+address, filepath.Join(m.s.data, "secret.key"), id, role)
}

// state is what the services hold of the young person, as their worker sees it,
// and their seat as they see it.
func (m *private) state() string {
	aino := demoActor(m.t, "w-aino")
	var out bytes.Buffer
	for _, looked := range []struct {
		route
		by access.Actor
	}{
		{route{m.s.transitions, http.MethodGet, "/cases/" + m.ids["case"]}, aino},
		{route{m.s.transitions, http.MethodGet, "/cases/" + m.ids["case"] + "/consent"}, aino},
		{route{m.s.transitions, http.MethodGet, "/cases/" + m.ids["case"] + "/daily"}, aino},
		{route{m.s.transitions, http.MethodGet, "/cases/" + m.ids["case"] + "/network"}, aino},
		{route{m.s.api, http.MethodGet, "/people/" + m.ids["person"] + "/identity/codes"}, aino},
		{route{m.s.api, http.MethodGet, "/matters/" + m.ids["matter"]}, aino},
		{route{m.s.api, http.MethodGet, "/people/" + m.ids["person"] + "/protection"}, aino},
	} {
		head, body, _ := strings.Cut(m.answer(looked.route, looked.by), "\n")
		if strings.Contains(head, "problem") {
			m.t.Errorf("%s is not answered: %s", looked.path, body)
		}
		out.WriteString(body + "\n")
	}
	group := fetch[contracts.Group](m.t, m.at(m.s.peergroups, m.ids["person"], access.Youth), "/groups/"+m.ids["group"], nil)
	fmt.Fprintln(&out, group.Mine, group.InLine) // another may take another seat
	return out.String()
}

// route is one of a service's HTTP interface, as it describes itself.
type route struct{ address, method, path string }

func (m *private) routes(t *testing.T) (all []route) {
	t.Helper()
	for _, address := range []string{m.s.api, m.s.transitions, m.s.peergroups, m.s.notifications, m.s.oversight} {
		var described struct {
			Paths map[string]map[string]json.RawMessage `json:"paths"`
		}
		must(t, json.Unmarshal(get(t, "http://"+address+"/openapi.json"), &described))
		for path, methods := range described.Paths {
			for method := range methods {
				if method != "parameters" {
					all = append(all, route{address, strings.ToUpper(method), path})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b route) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return all
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// strangers are those who have no business with the young person: another one,
// workers of another unit and of another service task, a consultant whom nobody
// asked, and roles that never see clients.
func (m *private) strangers() map[string]access.Actor {
	out := map[string]access.Actor{"another young person": {ID: m.other.String(), Role: access.Youth, Area: "demo"}}
	for _, id := range []string{"w-elin", "w-henri", "w-sirkka", "w-rasmus", "w-kaisla", "w-ops"} {
		out[id] = demoActor(m.t, id)
	}
	return out
}

func demoActor(t testing.TB, id string) access.Actor {
	t.Helper()
	demo, err := area.Demo()
	must(t, err)
	w, known := demo.Worker(id)
	if !known {
		t.Fatalf("the demo area has no worker %s", id)
	}
	return demo.Actor(w)
}

// seen asks for a route with the young person's ids and returns what of theirs is
// in the answer.
func (m *private) seen(r route, actor access.Actor) string {
	r.path = placeholder.ReplaceAllStringFunc(r.path, func(name string) string {
		id, known := m.ids[strings.Trim(name, "{}")]
		if !known {
			m.t.Errorf("%s has a placeholder that the test has no id for: %s", r.path, name)
		}
		return id
	})
	answer := m.answer(r, actor)
	if r.method == http.MethodGet { // lists of people want them named
		r.path += "?person=" + m.ids["person"] + "&known=now&recipient=client&day=" + calendar.On(time.Now()).String() // and the past wants a day
		answer += m.answer(r, actor)
	}
	return theirs(answer)
}

// bare is the answer to a request, without what tells one request from another: the
// time and the ids that were asked for. An id that is not given does not exist.
func (m *private) bare(r route, actor access.Actor, ids map[string]string) string {
	var asked []string
	r.path = placeholder.ReplaceAllStringFunc(r.path, func(name string) string {
		id, known := ids[strings.Trim(name, "{}")]
		if !known {
			id = es.NewID().String()
		}
		if _, err := es.ParseID(id); err == nil { // the number of a version is in every length, too
			asked = append(asked, id)
		}
		return id
	})
	answer := m.answer(r, actor)
	for _, id := range asked {
		answer = strings.ReplaceAll(answer, id, "")
	}
	return ofTheMoment.ReplaceAllString(answer, "")
}

var ofTheMoment = regexp.MustCompile(`Date:\[[^\]]*\]|"trace":"[^"]*"`)

// answer sends a request with an empty body and returns the answer: its head on
// one line, and then its body.
func (m *private) answer(r route, actor access.Actor) string {
	m.t.Helper()
	secret, err := os.ReadFile(filepath.Join(m.s.data, "secret.key"))
	must(m.t, err)
	tokens, err := edge.NewTokens(secret, time.Now)
	must(m.t, err)
	token, err := tokens.Issue(actor, time.Minute)
	must(m.t, err)
	var body io.Reader
	if r.method != http.MethodGet {
		body = strings.NewReader("{}")
	}
	request, err := http.NewRequestWithContext(m.t.Context(), r.method, "http://"+r.address+r.path, body)
	must(m.t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", es.NewID().String())
	return wholeAnswer(m.t, request)
}

func wholeAnswer(t testing.TB, request *http.Request) string {
	t.Helper()
	response, err := http.DefaultTransport.RoundTrip(request)
	must(t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) { // a page that stays open is read for a while
		t.Errorf("%s %s: %v", request.Method, request.URL, err)
	}
	return fmt.Sprintln(response.Header) + string(raw)
}

// theirs returns the first canary that stands in an answer, but for those of the
// group, which anybody may join.
func theirs(answer string) string {
	for _, canary := range append(slices.Clone(canaries), secondCode) {
		if !slices.Contains(canariesOfGroups, canary) && strings.Contains(answer, canary) {
			return canary
		}
	}
	return ""
}

// visitors are the same strangers as [private.strangers], signed in at the pages.
func (m *private) visitors(t *testing.T) map[string]*visitor {
	t.Helper()
	oma := visitorOf(t, m.s.oma)
	oma.send("/", "/sign-in", url.Values{"code": {m.code}})
	out := map[string]*visitor{"another young person": oma}
	for who := range m.strangers() {
		if strings.HasPrefix(who, "w-") {
			out[who] = visitorOf(t, m.s.desk)
			out[who].identify(who)
		}
	}
	return out
}

// replayed sends every request that somebody sent, and every address that their
// pages offered, as another visitor, with that one's own form token and with
// other words where somebody typed. It returns how many answers show something of
// the young person's.
func replayed(t *testing.T, used, by *visitor, who string) (n int) {
	t.Helper()
	token := by.token()
	for _, r := range used.everything() {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		request, err := http.NewRequestWithContext(ctx, r.method, by.base+r.path, strings.NewReader(reworded(r.form, token).Encode()))
		must(t, err)
		if r.method != http.MethodGet {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for name, value := range by.cookies {
			request.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		answer := wholeAnswer(t, request)
		cancel()
		if found := theirs(answer); found != "" {
			n++
			if used != by {
				t.Errorf("%s %s tells %s of %q", r.method, r.path, who, found)
			}
		}
	}
	return n
}

// token is the form token of a visitor's pages.
func (b *visitor) token() string {
	b.t.Helper()
	page, to := b.do(http.MethodGet, "/", nil)
	if to != "" {
		page, _ = b.do(http.MethodGet, to, nil)
	}
	for _, field := range hiddenField.FindAllStringSubmatch(page, -1) {
		if field[1] == "form-token" {
			return field[2]
		}
	}
	b.t.Fatalf("the first page at %s has no form", b.base)
	return ""
}

// everything is what a visitor asked for and was offered, but for what would end
// the session of who sends it.
func (b *visitor) everything() (all []asking) {
	known := map[string]bool{}
	for _, r := range b.asked {
		key := r.method + r.path + r.form.Encode()
		if !strings.HasPrefix(r.path, "/") || strings.HasPrefix(r.path, "/sign-") || known[key] {
			continue
		}
		known[key] = true
		all = append(all, r)
	}
	for _, path := range b.urls {
		if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/sign-") && !known[http.MethodGet+path] {
			known[http.MethodGet+path] = true
			all = append(all, asking{method: http.MethodGet, path: html.UnescapeString(path)})
		}
	}
	return all
}

// reworded is a form that says something else than what the young person must be
// recognised by, under another one's form token.
func reworded(form url.Values, token string) url.Values {
	out := url.Values{}
	for name, values := range form {
		for _, value := range values {
			if theirs(value) != "" {
				value = "Muuta"
			}
			out.Add(name, value)
		}
	}
	if out.Has("form-token") {
		out.Set("form-token", token)
	}
	return out
}
