package policy

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"nivel/libs/access"
)

const (
	me, someone = "w-1", "p-1"
	ours        = "aftercare"
)

// The dimensions of the matrix.
var (
	classes = append([]access.Set[access.Class]{""}, oneEach(access.Classes())...)

	owns = []access.Set[access.Task]{access.SetOf(access.ChildProtection), access.SetOf(access.WorkingAge), access.SetOf(access.SubstanceServices)}

	things = []access.Resource{
		{},
		{Kind: access.KindCase, Person: someone, Task: access.ChildProtection},
		{Kind: access.KindCase, Person: someone, Task: access.SubstanceServices},
		{Kind: access.KindCase, Person: someone}, // its service task is missing
		{Kind: access.KindPlan, Person: someone, Task: access.ChildProtection},
		{Kind: access.KindPlan, Person: someone, Task: access.WorkingAge},
		{Kind: access.KindDecision, Person: someone, Task: access.ChildProtection},
		{Kind: access.KindExecution, Person: someone, Task: access.ChildProtection},
		{Kind: access.KindDocument, Person: someone, Task: access.ChildProtection},
		{Kind: access.KindShelter, Person: someone, Task: access.FamilyServices},
		{Kind: access.KindMediation, Person: someone, Task: access.FamilyLaw},
		{Kind: access.KindTherapy, Person: someone, Task: access.WorkingAge},
		{Kind: access.KindHandover, Person: someone, Task: access.ChildProtection},
		{Kind: access.KindConsultation, Person: someone, Task: access.ChildProtection},
		{Kind: access.KindBasics, Person: someone},
		{Kind: access.KindBasics, Person: someone, Task: access.ChildProtection}, // basics that are none
		{Kind: access.KindList, Task: access.ChildProtection},
		{Kind: access.KindPlan, Task: access.ChildProtection}, // whose plan is missing
		{Kind: access.KindGroup},
		{Kind: access.KindGroup, Person: me},
		{Kind: access.KindGroup, Person: someone},
		{Kind: access.KindUseLog, Person: someone},
		{Kind: access.KindRetention, Person: someone},
		{Kind: access.KindRetention}, // whose is missing
		{Kind: access.KindOwn, Person: me},
	}

	// How the actor stands to it; Team counts in the own unit only.
	standings = append([]standing{{}, {unit: ours}, {unit: "adults", relations: []access.Relation{access.Team}},
		{unit: ours, relations: []access.Relation{access.Team, access.DisclosedTo}},
		{unit: ours, relations: []access.Relation{access.Consulted, access.Holder}},
		{relations: []access.Relation{access.Holder, access.ProtectsData}},
		{relations: []access.Relation{access.DisclosedTo, access.ProtectsData}}}, single()...)

	circumstances = []func(*access.Resource){
		func(*access.Resource) {},
		func(r *access.Resource) { r.Closed = true },
		func(r *access.Resource) { r.Protected = true },
		func(r *access.Resource) { r.Refused = true },
		func(r *access.Resource) { r.Refused, r.Necessary = true, true },
	}
)

type standing struct {
	unit      string
	relations []access.Relation
}

func single() (all []standing) {
	for _, relation := range access.Relations() {
		all = append(all, standing{ours, []access.Relation{relation}})
	}
	return all
}

func oneEach[T ~string](codes []T) (all []access.Set[T]) {
	for _, code := range codes {
		all = append(all, access.SetOf(code))
	}
	return all
}

func cells() int {
	return len(access.Roles()) * len(classes) * len(owns) * len(things) * len(standings) * len(access.Groups()) * len(circumstances)
}

// cell returns the nth of them.
func cell(n int) ask {
	next := func(of int) int {
		i := n % of
		n /= of
		return i
	}
	a := ask{actor: access.Actor{ID: me, Unit: ours, Area: "demo"}}
	a.group = access.Groups()[next(len(access.Groups()))]
	stands := standings[next(len(standings))]
	a.about = things[next(len(things))]
	a.actor.Role = access.Roles()[next(len(access.Roles()))]
	a.actor.Classes = classes[next(len(classes))]
	a.actor.Tasks = owns[next(len(owns))]
	circumstances[next(len(circumstances))](&a.about)
	a.about.Unit, a.about.Relations = stands.unit, stands.relations
	return a
}

// differs reports whether the engine says of a cell what the law does not.
func differs(e *Engine, a ask) bool {
	got, want := e.Decide(a.actor, doing(a.group), a.about), lawful(a)
	return got.Allowed != want.Allowed || got.Glass != want.Glass || got.Known != want.Known
}

// law is what the oracle says of the cells of the sample, worked out once.
var law = sync.OnceValue(func() []access.Decision {
	said := make([]access.Decision, cells()/sample+1)
	for i := range said {
		said[i] = lawful(cell(i * sample % cells()))
	}
	return said
})

// How far apart the cells are that make test compares: primes that divide no
// dimension, so every value of each meets every value of the others.
const (
	sample     = 43
	delegating = 17 // apart in TestDelegation_WidensNothingElse, and times sample in TestByGroup
)

// TestMatrix_StepsDivideNoDimension: a step that divided one would leave out
// values of it.
func TestMatrix_StepsDivideNoDimension(t *testing.T) {
	for what, size := range map[string]int{
		"roles": len(access.Roles()), "classes": len(classes), "service tasks": len(owns), "things": len(things),
		"relations": len(standings), "groups": len(access.Groups()), "circumstances": len(circumstances),
	} {
		for _, step := range []int{sample, delegating} {
			if size%step == 0 {
				t.Errorf("%d divides the %d %s", step, size, what)
			}
		}
	}
}

// TestMatrix compares every cell with the oracle: role × class × own service
// task × thing × relation × action group × circumstance. make test takes each
// 43rd, in a few seconds; NIVEL_ACCESS_MATRIX=full takes all (5 to 15 minutes;
// -timeout 40m). The test logs how many these are.
func TestMatrix(t *testing.T) {
	t.Parallel()
	step := sample
	if os.Getenv("NIVEL_ACCESS_MATRIX") == "full" {
		step = 1
	}
	e := engine(t)
	var compared, allowed, glass, known atomic.Int64
	var all sync.WaitGroup
	const hands = 2
	for hand := range hands {
		all.Go(func() {
			for n := hand * step; n < cells(); n += hands * step {
				a := cell(n)
				d := lawful(a)
				if compared.Add(1); differs(e, a) {
					t.Errorf("cell %d: the law says %+v, the policies %+v, of\n%+v", n, d, e.Decide(a.actor, doing(a.group), a.about), a)
					return
				}
				count(d, &allowed, &glass, &known)
			}
		})
	}
	all.Wait()
	t.Logf("%d cells of %d compared: %d allowed, %d might break the glass, %d are told why not, the rest sees nothing",
		compared.Load(), cells(), allowed.Load(), glass.Load(), known.Load())
	if allowed.Load() == 0 || glass.Load() == 0 || known.Load() == 0 {
		t.Error("the cells do not show every kind of decision")
	}
}

func count(d access.Decision, allowed, glass, known *atomic.Int64) {
	switch {
	case d.Allowed:
		allowed.Add(1)
	case d.Glass:
		glass.Add(1)
	case d.Known:
		known.Add(1)
	}
}

// TestMatrix_CatchesEveryMissingPolicy takes out one policy at a time: the
// comparison must notice, or the policy or the comparison is worth nothing.
func TestMatrix_CatchesEveryMissingPolicy(t *testing.T) {
	t.Parallel()
	// Bolts behind a locked door: no permit lets anybody through where these
	// forbid, so that a permit added in error does not either. And the first needs
	// actions that are for some roles only: TestActionsAreForTheirRoles.
	bolts := []string{"role-of-the-action", "youth-only-self"}
	policies, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range policies {
		if slices.Contains(bolts, string(r.id)) {
			continue
		}
		without, err := newEngine(Options{Rights: []access.Rights{everyGroup()}}, slices.Delete(slices.Clone(policies), i, i+1))
		if err != nil {
			t.Fatal(err)
		}
		if !noticed(without, r) {
			t.Errorf("nothing notices that policy %s is missing", r.id)
		}
	}
}

// noticed reports whether the cells that make test compares show a difference,
// among those that a policy is about.
func noticed(e *Engine, r rule) bool {
	about, _, err := r.split()
	if err != nil {
		return true
	}
	var of []bool // by group, in their order, which is the quickest to turn in cell
	for _, group := range access.Groups() {
		of = append(of, about.holds(group))
	}
	for i, want := range law()[:cells()/sample] {
		if n := i * sample; of[n%len(of)] {
			a := cell(n)
			if got := e.Decide(a.actor, doing(a.group), a.about); got.Allowed != want.Allowed || got.Glass != want.Glass || got.Known != want.Known {
				return true
			}
		}
	}
	return false
}

// TestByGroup: asking the policies of a group only is asking all of them.
func TestByGroup(t *testing.T) {
	t.Parallel()
	few, all := engine(t), engine(t)
	built, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	area, err := delegated(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range access.Groups() {
		if len(few.policies[group]) >= len(built) {
			t.Errorf("all %d policies are about %s", len(built), group)
		}
		all.policies[group] = append(slices.Clone(built), area...)
	}
	for n := 0; n < cells(); n += sample * delegating {
		a := cell(n)
		if got, want := few.Decide(a.actor, doing(a.group), a.about), all.Decide(a.actor, doing(a.group), a.about); got != want {
			t.Fatalf("the group's say %+v, all say %+v of %+v", got, want, a)
		}
	}
}

// TestMatrix_CatchesALooserPolicy plants slips of the pen: a condition less, a
// word more.
func TestMatrix_CatchesALooserPolicy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, old, new, id string }{
		"arranging sees every task":         {"decree457", "&&\n    principal.tasks.contains(resource.task))) &&", ")) &&", "457-2024-13"},
		"broad responsibility sees therapy": {"decree457", `["mediation", "shelter", "therapy", "client-test"]`, `["mediation", "shelter", "client-test"]`, "457-2024-12-1"},
		"implementing sees documents":       {"decree457", `["plan", "assessment", "decision", "execution"]`, `["plan", "assessment", "decision", "execution", "document"]`, "457-2024-15-read"},
		"team of any unit":                  {"relation", "resource.unit == principal.unit) ||", "true) ||", "no-verified-relation"},
		"a disclosed case":                  {"relation", `["plan", "assessment", "decision", "execution", "document"].contains(resource.kind)) ||`, "true) ||", "no-verified-relation"},
		"glass for all who work here":       {"relation", `["social-worker", "social-counsellor", "manager"].contains(principal.role) &&`, "", "no-verified-relation"},
		"a ground for everybody":            {"circumstance", " &&\n  context.relations.containsAny([\"holder\", \"substitute\"])", "", "refused"},
		"a guardian sees the address":       {"circumstance", `context.relations.contains("protects-data")`, `context.relations.containsAny(["protects-data", "guardian"])`, "safety-non-disclosure"},
		"a counsellor decides":              {"role", `{ principal.role == "social-worker" }`, `{ ["social-worker", "social-counsellor"].contains(principal.role) }`, "only-a-social-worker"},
		"own is what is said to be own":     {"own", " && resource.person == principal.id", "", "own"},
		"a colleague records a death after the end": {"retention", ` && !context.closed &&
    resource.unit`, " &&\n    resource.unit", "record-death"},
		"every manager ends data": {"retention", ` && context.relations.contains("leads")))`, "))", "retention"},
		"an officer reads what is no log": {"oversight", ` &&
  ["use-log", "disclosure-log", "report"].contains(resource.kind)`, "", "logs"},
	} {
		t.Run(name, func(t *testing.T) {
			looser := replaced(t, "policies/"+c.file+".cedar", c.old, c.new)
			e, err := newEngine(Options{Rights: []access.Rights{everyGroup()}}, looser)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(looser, func(r rule) bool { return string(r.id) == c.id })
			if !noticed(e, looser[i]) {
				t.Error("nothing notices")
			}
		})
	}
}

// replaced reads the policies with one text in one file replaced, once.
func replaced(t *testing.T, file, old, new string) policyList {
	t.Helper()
	changed := fstest.MapFS{}
	names, err := fs.Glob(files, "policies/*.cedar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if name == file {
			if !strings.Contains(string(text), old) {
				t.Fatalf("%s has no %q", name, old)
			}
			text = []byte(strings.Replace(string(text), old, new, 1))
		}
		changed[name] = &fstest.MapFile{Data: text}
	}
	all, err := load(changed)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
