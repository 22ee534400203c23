package intake_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/policy"
	"nivel/libs/refusal"
	"nivel/services/intake"
)

// answer is all that an asker gets.
type answer struct {
	status int
	body   string
}

// raw asks as a browser's server would, and returns the bytes that come back.
func (c *county) raw(who, method, path, body string) answer {
	c.Helper()
	actor := access.Actor{ID: who, Role: access.Importer, Area: testArea.Code}
	if w, ok := testArea.Worker(who); ok {
		actor = testArea.Actor(w)
	}
	return c.rawAs(actor, method, path, body)
}

// rawAs is raw for whoever.
func (c *county) rawAs(who access.Actor, method, path, body string) answer {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, c.base+path, strings.NewReader(body))
	must(c.T, err)
	bearer, err := c.tokens.Issue(who, time.Minute)
	must(c.T, err)
	r.Header.Set("Authorization", "Bearer "+bearer)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	must(c.T, err)
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	must(c.T, err)
	return answer{response.StatusCode, string(all)}
}

// said returns the codes of access by which an answer says no; empty: it does not.
func (a answer) said() string {
	for _, code := range []string{"not-found", "no-relation", "not-allowed", "use-log-unavailable"} {
		if strings.Contains(a.body, `"code":"`+code+`"`) {
			return code
		}
	}
	if a.status == http.StatusInternalServerError {
		return "fault"
	}
	return ""
}

// held is a matter that Aino has.
func (c *county) held(n contracts.Notification) es.ID {
	c.Helper()
	matter := c.register(n).Matter
	taken, err := ask(c, "w-aino", "POST", path(matter, "holder"), struct{}{})
	must(c.T, err)
	c.list("w-aino", "mine", taken.Position)
	return matter
}

func TestAccess_WhoSeesAMatter(t *testing.T) {
	c := newCounty(t)
	unheld, held, ended := c.register(notification()).Matter, c.held(notification()), c.held(notification())
	_, err := ask(c, "w-aino", "POST", path(ended, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
	must(t, err)
	_, err = ask(c, "w-aino", "POST", path(ended, "start"), contracts.StartDecision{Grounds: "x"})
	must(t, err)
	for _, x := range []struct{ who, unheld, held, ended string }{
		{"w-aino", "", "", ""},
		{"w-elin", "", "", "no-relation"}, // the team's right ends with the client relationship
		{"w-maria", "", "", ""},
		{"w-sanna", "", "no-relation", "no-relation"},
		{"w-martti", "", "no-relation", "no-relation"},
		{"w-henri", "not-found", "not-found", "not-found"}, // the glass would not help: the class does not cover it
		{"w-rasmus", "not-allowed", "not-allowed", "not-allowed"},
		{"w-tuula", "not-allowed", "not-allowed", "not-allowed"},
	} {
		for matter, want := range map[es.ID]string{unheld: x.unheld, held: x.held, ended: x.ended} {
			if got := c.raw(x.who, "GET", "/matters/"+matter.String(), ""); got.said() != want {
				t.Errorf("%s is told %q, want %q", x.who, got.said(), want)
			} else if want != "" && strings.Contains(got.body, "Canary") {
				t.Errorf("%s is shown a name while told %q", x.who, want)
			}
		}
	}
}

// TestAccess_ADenialLooksLikeNothing compares the bytes.
func TestAccess_ADenialLooksLikeNothing(t *testing.T) {
	c := newCounty(t)
	held := c.held(notification())
	for _, x := range []struct{ who, method, after, body string }{
		{"w-henri", "GET", "", ""},
		{"w-sanna", "POST", "/holder", ""},
		{"w-sanna", "PUT", "/holder", `{"worker":"w-sanna"}`},
		{"w-sanna", "POST", "/urgency", `{"urgent":true,"grounds":"x"}`},
		{"w-sanna", "POST", "/start", `{"start":true}`},
		{"w-sanna", "POST", "/outcome", `{"outcome":"aftercare","grounds":"x"}`},
	} {
		there := c.raw(x.who, x.method, "/matters/"+held.String()+x.after, x.body)
		nowhere := c.raw(x.who, x.method, "/matters/"+es.NewID().String()+x.after, x.body)
		if there.status != http.StatusNotFound || there != nowhere {
			t.Errorf("%s %s%s:\n%v where there is one,\n%v where there is none", x.who, x.method, x.after, there, nowhere)
		}
	}
}

func TestAccess_WhoGaveAMatterAwayHasNoMoreToDoWithIt(t *testing.T) {
	c := newCounty(t)
	held := c.held(notification())
	give := edge.Request{Method: "PUT", Path: path(held, "holder"), Body: contracts.NewHolder{Worker: "w-sanna", Note: "Canarynote"}, Command: es.NewID()}
	first, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), give)
	must(t, err)
	again, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), give)
	if err != nil || again.Revision != first.Revision {
		t.Errorf("asked once more whether it was given: %+v, %v", again, err)
	}
	if got := c.raw("w-aino", "GET", "/matters/"+held.String(), "").said(); got != "no-relation" {
		t.Errorf("the giver is told %q", got)
	}
	if c.see("w-sanna", held).Holder != "w-sanna" {
		t.Error("the receiver does not have it")
	}
	for who, want := range map[string]int{"w-aino": 0, "w-elin": 0, "w-sanna": 1} {
		page := c.list(who, "inbox", first.Position)
		if len(page.Rows) != want || page.Counts[0].Total != want {
			t.Errorf("the inbox of %s holds %d and counts %d, want %d", who, len(page.Rows), page.Counts[0].Total, want)
		}
	}
	give.Command = es.NewID()
	if _, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), give); err == nil || !strings.Contains(err.Error(), "not-found") {
		t.Errorf("giving it away once more: %v", err)
	}
}

// last returns what the use log was told since it held n.
func (c *county) since(n int) []edge.Use { return c.uses.All()[n:] }

func TestAccess_TheUseLogSaysWhoSawWhose(t *testing.T) {
	c := newCounty(t)
	held := c.held(notification())
	shown := c.list("w-aino", "mine", c.register(notification()).Position)
	person := c.uses.All()[0].Resource.Person
	for _, x := range []struct {
		what, who string
		do        func()
		relation  access.Relation
		allowed   bool
	}{
		{"reads", "w-elin", func() { c.see("w-elin", held) }, access.Team, true},
		{"lists", "w-aino", func() { c.list("w-aino", "mine", "") }, access.Holder, true},
		{"changes", "w-oskari", func() {
			_, err := ask(c, "w-oskari", "POST", path(held, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
			must(t, err)
		}, access.Team, true},
		{"is denied", "w-sanna", func() { c.raw("w-sanna", "GET", "/matters/"+held.String(), "") }, "", false},
		{"guesses", "w-sanna", func() { c.raw("w-sanna", "GET", "/matters/"+es.NewID().String(), "") }, "", false},
		{"breaks the glass", "w-sanna", func() { c.glass.breakBy("w-sanna"); c.see("w-sanna", held) }, access.GlassBroken, true},
	} {
		t.Run("who "+x.what, func(t *testing.T) {
			before := len(c.uses.All())
			x.do()
			noted := c.since(before)
			if len(noted) == 0 {
				t.Fatal("nothing was noted")
			}
			use := noted[0]
			var relation access.Relation
			if len(use.Resource.Relations) > 0 {
				relation = use.Resource.Relations[0]
			}
			whose := use.Resource.Person == person || x.what == "guesses" && use.Resource.Person == ""
			if !whose || use.Actor.ID != x.who || relation != x.relation || use.Decision.Allowed != x.allowed {
				t.Errorf("noted %+v", use)
			}
		})
	}
	if len(shown.Rows) != 1 {
		t.Errorf("%d rows", len(shown.Rows))
	}
}

func TestAccess_NothingIsShownWhileTheUseLogIsAway(t *testing.T) {
	c := newCounty(t)
	held := c.held(notification())
	c.list("w-aino", "mine", c.register(notification()).Position)
	c.uses.GoAway(true)
	for _, path := range []string{"/matters/" + held.String(), "/matters?view=mine", "/matters?view=inbox"} {
		got := c.raw("w-aino", "GET", path, "")
		if got.status != http.StatusServiceUnavailable || got.said() != "use-log-unavailable" || strings.Contains(got.body, "Canary") {
			t.Errorf("%s answers %v", path, got)
		}
	}
	c.uses.GoAway(false)
	if got := c.raw("w-aino", "GET", "/matters/"+held.String(), ""); !strings.Contains(got.body, "Canaryfamily") {
		t.Errorf("when it is back: %v", got)
	}
}

// TestAccess_WhereAProtectedChildLives: whoever must go there now, and nobody
// else. A second notification that does not say so is of the same child.
func TestAccess_WhereAProtectedChildLives(t *testing.T) {
	c := newCounty(t)
	hidden := []string{"Canarystreet", "Canaryhome", `"240"`, "0401234567", "Canaryguardianstreet", "Canaryschool", "0409999999"}
	n := notification()
	n.Guardians[0].Address, n.Reporter.Organisation, n.Reporter.Phone = "Canaryguardianstreet 2", "Canaryschool", "0409999999"
	first := c.register(n)
	n.Child.NonDisclosure = false
	second := c.held(n)
	c.list("w-aino", "inbox", first.Position)
	shows := func(who string, matter es.ID) bool {
		t.Helper()
		got := c.raw(who, "GET", "/matters/"+matter.String(), "")
		var seen int
		for _, where := range hidden {
			if strings.Contains(got.body, where) {
				seen++
			}
		}
		if seen != 0 && seen != len(hidden) || !strings.Contains(got.body, "Canaryfamily") || strings.Contains(got.body, `"withheld":true`) != (seen == 0) {
			t.Errorf("%s is shown %d of %d: %v", who, seen, len(hidden), got)
		}
		return seen > 0
	}
	for _, x := range []struct {
		why, who string
		matter   es.ID
		shown    bool
	}{
		{"must assess it", "w-oskari", first.Matter, true},
		{"must assess it, in the south", "w-sanna", first.Matter, true},
		{"leads the unit", "w-maria", first.Matter, false},
		{"holds it", "w-aino", second, true},
		{"is a colleague of the holder", "w-elin", second, false},
	} {
		before := len(c.uses.All())
		if got := shows(x.who, x.matter); got != x.shown {
			t.Errorf("who %s is shown it: %v", x.why, got)
		}
		if !slices.ContainsFunc(c.since(before), func(u edge.Use) bool { return u.Resource.Protected && u.Decision.Allowed == x.shown }) {
			t.Errorf("who %s: the try is not noted", x.why)
		}
	}
	_, err := ask(c, "w-oskari", "POST", path(first.Matter, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
	must(t, err)
	if shows("w-oskari", first.Matter) {
		t.Error("who has assessed it goes on seeing it")
	}
}

// TestAccess_TheMatrix asks every route as every worker, about what Aino has, and
// compares with the policies and with relations that the test knows by itself.
func TestAccess_TheMatrix(t *testing.T) {
	c := newCounty(t)
	held := c.held(notification())
	c.list("w-aino", "inbox", c.register(notification()).Position)
	engine, err := policy.Of(testArea, intake.Access)
	must(t, err)
	person := c.uses.All()[0].Resource.Person
	alone := notification() // of another child, of whom Aino has the only matter
	alone.Child.IdentityCode, alone.Child.NonDisclosure = "220103F950D", false
	hers := c.see("w-aino", c.held(alone)).Person.String()
	// Nothing of what is sent changes the matter: it is wrong, or comes too early.
	routes := map[string]struct{ method, path, body, kind string }{
		"POST /notifications":                           {"POST", "/notifications", `{}`, ""},
		"POST /notifications/batch":                     {"POST", "/notifications/batch", `{}`, ""},
		"GET /matters":                                  {"GET", "/matters", "", ""},
		"GET /matters/{matter}":                         {"GET", "/matters/{}", "", access.KindMatter},
		"POST /matters/{matter}/urgency":                {"POST", "/matters/{}/urgency", `{}`, access.KindMatter},
		"POST /matters/{matter}/start":                  {"POST", "/matters/{}/start", `{}`, access.KindMatter},
		"POST /matters/{matter}/outcome":                {"POST", "/matters/{}/outcome", `{}`, access.KindMatter},
		"POST /matters/{matter}/holder":                 {"POST", "/matters/{}/holder", ``, access.KindMatter},
		"PUT /matters/{matter}/holder":                  {"PUT", "/matters/{}/holder", `{"worker":"nobody"}`, access.KindMatter},
		"POST /arrivals":                                {"POST", "/arrivals", `{}`, ""},
		"POST /my/requests":                             {"POST", "/my/requests", `{}`, ""},
		"POST /matters/{matter}/birth":                  {"POST", "/matters/{}/birth", `{}`, access.KindMatter},
		"PUT /matters/{matter}/queue":                   {"PUT", "/matters/{}/queue", `{"unit":"nowhere"}`, access.KindMatter},
		"POST /matters/{matter}/placement":              {"POST", "/matters/{}/placement", `{}`, access.KindMatter},
		"POST /matters/{matter}/placement/continuation": {"POST", "/matters/{}/placement/continuation", `{}`, access.KindMatter},
		"POST /matters/{matter}/placement/end":          {"POST", "/matters/{}/placement/end", `{}`, access.KindMatter},
		"POST /matters/{matter}/sources":                {"POST", "/matters/{}/sources", `{}`, access.KindMatter},
		"GET /matters/{matter}/checklist":               {"GET", "/matters/{}/checklist", "", access.KindAssessment},
		"POST /matters/{matter}/checklist":              {"POST", "/matters/{}/checklist", `{}`, access.KindAssessment},
		"POST /matters/{matter}/checklist/judgement":    {"POST", "/matters/{}/checklist/judgement", `{}`, access.KindAssessment},
		"POST /matters/{matter}/checklist/support":      {"POST", "/matters/{}/checklist/support", `{}`, access.KindAssessment},
		"GET /signals":                                  {"GET", "/signals?year=2026", "", ""},
		"GET /board":                                    {"GET", "/board", "", ""},
		"POST /workers/{worker}/matters":                {"POST", "/workers/w-nobody/matters", `{"to":"nobody"}`, ""},
		"GET /figures":                                  {"GET", "/figures?from=2026-10", "", ""},
		"GET /matters/{matter}/assessment":              {"GET", "/matters/{}/assessment", "", access.KindAssessment},
		"PUT /matters/{matter}/assessment":              {"PUT", "/matters/{}/assessment", `{"form":"child-needs","version":1}`, access.KindAssessment},
		"GET /people":                                   {"GET", "/people?person=" + person, "", ""},
		"GET /group-people":                             {"GET", "/group-people?person=" + person, "", ""},
		"POST /identifications":                         {"POST", "/identifications", `{}`, ""},
		"POST /people/{person}/death":                   {"POST", "/people/" + person + "/death", `{}`, access.KindBasics},
		"POST /people/search":                           {"POST", "/people/search", `{"name":"Canaryfamily"}`, ""},
		"GET /retention":                                {"GET", "/retention", "", ""},
		"POST /retention/{subject}/destruction":         {"POST", "/retention/" + person + "/destruction", "", access.KindRetention},
		"GET /people/{person}/erasures":                 {"GET", "/people/" + person + "/erasures", "", access.KindRetention},
		"POST /people/{person}/erasures":                {"POST", "/people/" + person + "/erasures", `{}`, access.KindRetention},
		"GET /people/{person}/protection":               {"GET", "/people/" + hers + "/protection", "", access.KindBasics},
		"POST /people/{person}/protection/order":        {"POST", "/people/" + hers + "/protection/order", "{}", access.KindBasics},
		"POST /people/{person}/protection/extension":    {"POST", "/people/" + hers + "/protection/extension", "{}", access.KindBasics},
		"POST /people/{person}/protection/end":          {"POST", "/people/" + hers + "/protection/end", "{}", access.KindBasics},

		"GET /people/{person}/identity":          {"GET", "/people/" + hers + "/identity", "", access.KindBasics},
		"GET /people/{person}/identity/codes":    {"GET", "/people/" + hers + "/identity/codes", "", access.KindBasics},
		"POST /people/{person}/identity/code":    {"POST", "/people/" + hers + "/identity/code", "{}", access.KindBasics},
		"POST /people/{person}/identity/merge":   {"POST", "/people/" + hers + "/identity/merge", `{"other":"` + hers + `"}`, access.KindBasics},
		"POST /people/{person}/identity/unmerge": {"POST", "/people/" + hers + "/identity/unmerge", "{}", access.KindBasics},

		"GET /matters/{matter}/documents/notification":            {"GET", "/matters/{}/documents/notification", "", access.KindMatter},
		"GET /matters/{matter}/documents/evaluation":              {"GET", "/matters/{}/documents/evaluation", "", access.KindMatter},
		"GET /matters/{matter}/documents/assessment":              {"GET", "/matters/{}/documents/assessment", "", access.KindAssessment},
		"GET /matters/{matter}/documents/outcome":                 {"GET", "/matters/{}/documents/outcome", "", access.KindDecision},
		"GET /matters/{matter}/documents/notification/party-copy": {"GET", "/matters/{}/documents/notification/party-copy?recipient=client", "", access.KindMatter},
		"GET /matters/{matter}/documents/evaluation/party-copy":   {"GET", "/matters/{}/documents/evaluation/party-copy?recipient=client", "", access.KindMatter},
		"GET /matters/{matter}/documents/assessment/party-copy":   {"GET", "/matters/{}/documents/assessment/party-copy?recipient=client", "", access.KindAssessment},
		"GET /matters/{matter}/documents/outcome/party-copy":      {"GET", "/matters/{}/documents/outcome/party-copy?recipient=client", "", access.KindDecision},
		"GET /reports/thl":                                      {"GET", "/reports/thl?from=2026-10", "", ""},
		"POST /matters/{matter}/delay":                          {"POST", "/matters/{}/delay", `{}`, access.KindMatter},
		"GET /matters/{matter}/documents/notification/national": {"GET", "/matters/{}/documents/notification/national", "", access.KindMatter},
		"GET /matters/{matter}/documents/evaluation/national":   {"GET", "/matters/{}/documents/evaluation/national", "", access.KindMatter},
		"GET /matters/{matter}/documents/assessment/national":   {"GET", "/matters/{}/documents/assessment/national", "", access.KindAssessment},
		"GET /consultations":                                    {"GET", "/consultations", "", ""},
		"GET /matters/{matter}/consultation":                    {"GET", "/matters/{}/consultation", "", access.KindConsultation},
		"POST /matters/{matter}/consultation":                   {"POST", "/matters/{}/consultation", `{}`, access.KindConsultation},
		"POST /matters/{matter}/consultation/view":              {"POST", "/matters/{}/consultation/view", `{}`, access.KindConsultation},
		"POST /matters/{matter}/consultation/recommendation":    {"POST", "/matters/{}/consultation/recommendation", `{}`, access.KindConsultation},
		"POST /matters/{matter}/consultation/close":             {"POST", "/matters/{}/consultation/close", `{}`, access.KindConsultation},
	}
	for _, route := range c.service.Routes() {
		ask, known := routes[route.Pattern]
		right, declared := intake.Access[route.Action]
		if !known || !declared || !engine.Knows(route.Action) {
			t.Errorf("%s has no right, or is not in this matrix", route.Pattern)
			continue
		}
		for _, w := range workers {
			r := access.Resource{}
			if ask.kind != "" {
				r = access.Resource{Kind: ask.kind, Person: person, Unit: "north"}
			}
			unit := "north"
			switch {
			case ask.kind == access.KindMatter, ask.kind == access.KindAssessment, ask.kind == access.KindDecision, ask.kind == access.KindConsultation:
				r.Task = access.ChildProtection
			case ask.kind != "" && slices.Contains(w.Tasks, access.ChildProtection):
				unit, r.Unit = w.Unit, w.Unit // nobody has the other matter of the child
			}
			if strings.Contains(route.Pattern, "/protection") || strings.Contains(route.Pattern, "/identity") {
				unit, r.Unit, r.Person, r.Task = "north", "north", hers, ""
				r.Protected = strings.HasSuffix(ask.path, "/end") || strings.HasSuffix(ask.path, "/codes")
			}
			for relation, holds := range map[access.Relation]bool{
				access.Holder: w.ID == "w-aino", access.ProtectsData: w.ID == "w-aino", access.Team: w.Unit == unit, access.Leads: w.Role == access.Manager && w.Unit == unit,
			} {
				if holds && ask.kind != "" {
					r.Relations = append(r.Relations, relation)
				}
			}
			before := len(c.uses.All())
			got := c.raw(w.ID, ask.method, strings.ReplaceAll(ask.path, "{}", held.String()), ask.body)
			d := engine.Decide(testArea.Actor(w), route.Action, r)
			want, where := "", fmt.Sprintf("%s by %s: %v", route.Pattern, w.ID, got)
			switch {
			case !slices.Contains(right.Roles, w.Role):
				want = "not-allowed"
			case route.Pattern == "GET /group-people", route.Pattern == "POST /workers/{worker}/matters": // its rows are decided, and are none
			case d.Allowed:
			case d.Known:
				if got.said() != "not-allowed" && (got.status < 400 || got.said() != "") {
					t.Errorf("%s: may see it, but not do this", where)
				}
				continue
			case d.Glass:
				want = "no-relation"
			case ask.kind != "":
				want = "not-found"
			default:
				want = "not-allowed"
			}
			if got.said() != want {
				t.Errorf("%s, want %q", where, want)
			}
			if ask.kind != "" && want != "not-allowed" && len(c.uses.All()) == before {
				t.Errorf("%s: nothing was noted", where)
			}
		}
	}
}

// TestAccess_AnothersRequestsBringNothing sends everything that Aino's pages ask
// as others.
func TestAccess_AnothersRequestsBringNothing(t *testing.T) {
	c := newCounty(t)
	held := c.held(notification())
	person := c.uses.All()[0].Resource.Person
	paths := []string{"/matters?view=inbox", "/matters?view=mine", "/matters?view=assessing", "/matters/" + held.String(), "/people?person=" + person}
	var found int
	for _, path := range paths {
		if strings.Contains(c.raw("w-aino", "GET", path, "").body, "Canary") {
			found++
		}
	}
	if found != 4 { // no assessment has begun
		t.Fatalf("Aino herself finds the canaries in %d answers", found)
	}
	for _, who := range []string{"w-sanna", "w-martti", "w-henri", "w-tuula", "w-hilma", "w-rasmus", "w-kaisla", "w-ops", "import"} {
		for _, path := range paths {
			if got := c.raw(who, "GET", path, ""); strings.Contains(got.body, "Canary") {
				t.Errorf("%s is shown %s", who, path)
			}
		}
	}
}

// TestAccess_ADenialSaysNothingOfWhatIsMissing: a command is judged before its texts
// are sealed, so who may not carry it out is told that, and nothing of its fields.
func TestAccess_ADenialSaysNothingOfWhatIsMissing(t *testing.T) {
	c := newCounty(t)
	matter := c.held(teenager())
	blank := c.checklist("w-aino", matter)
	c.glass.breakBy("w-sanna") // reads, and may do nothing
	_, err := ask(c, "w-sanna", "POST", path(matter, "checklist"), answers(blank, "school"))
	if !errors.Is(err, edge.ErrNotAllowed) {
		t.Errorf("fills in a checklist: %v", err)
	}
	_, err = ask(c, "w-aino", "POST", path(matter, "checklist"), answers(blank, "school"))
	must(t, err)
	_, err = ask(c, "w-sanna", "POST", path(matter, "checklist/judgement"), contracts.ChecklistJudgement{Conclusion: "follow", Judgement: "Canaryjudgement"})
	if !errors.Is(err, edge.ErrNotAllowed) {
		t.Errorf("judges one: %v", err)
	}
	_, err = ask(c, "w-sanna", "POST", path(matter, "checklist"), answers(blank, "school"))
	if no, _ := refusal.As(err); no.Code != "checklist-unjudged" {
		t.Errorf("what stands in the way for everybody is said: %v", err)
	}
}
