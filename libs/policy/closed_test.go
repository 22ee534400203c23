package policy

import (
	"strings"
	"testing"
	"testing/fstest"

	"nivel/libs/access"
)

const openDoor = `@id("open-door") @law("none") permit (principal, action, resource);`

// planted returns an engine that has one more file of policies.
func planted(text string) (*Engine, error) {
	built, err := builtIn()
	if err != nil {
		return nil, err
	}
	more, err := load(fstest.MapFS{"policies/planted.cedar": {Data: []byte(text)}})
	if err != nil {
		return nil, err
	}
	return newEngine(Options{Rights: []access.Rights{everyGroup()}}, append(built, more...))
}

func TestNew_RefusesPolicies(t *testing.T) {
	if _, err := planted(openDoor); err != nil {
		t.Fatalf("a good file is refused: %v", err)
	}
	for name, c := range map[string]struct{ old, new, says string }{
		"that do not parse":              {"permit", "allow", "planted.cedar"},
		"that are none":                  {openDoor, "// nothing", "holds no policy"},
		"without an id":                  {`@id("open-door")`, "", "@id"},
		"with an id of another form":     {"open-door", "Open Door", "@id"},
		"without their law":              {`@law("none")`, "", "@law"},
		"under an id that is taken":      {"open-door", "refused", "twice"},
		"about a group that is not":      {"action,", `action in Action::"read-clent-record",`, "read-clent-record"},
		"about an action of a service":   {"action,", `action == Action::"test.read-list",`, "test.read-list"},
		"with a word that nobody knows":  {";", ` when { principal.role == "socialworker" };`, "socialworker"},
		"with an attribute that is not":  {";", ` when { principal.rank == "" };`, "rank"},
		"asking whether one is there":    {";", ` when { resource has owner };`, "owner"},
		"about a group as if an action":  {"action,", `action == Action::"read-list",`, "scope"},
		"about actions that act":         {"principal,", `principal in Action::"own",`, "scope"},
		"with an entity of another kind": {"principal,", `principal == User::"eve",`, "User"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(openDoor, c.old, c.new, 1)
			if text == openDoor {
				t.Fatal("the change changes nothing")
			}
			if _, err := planted(text); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("it says %v", err)
			}
		})
	}
	if _, err := load(fstest.MapFS{}); err == nil {
		t.Error("no policies at all are accepted")
	}
}

func TestNew_RefusesActions(t *testing.T) {
	right := access.Right{Group: access.ReadList, Roles: []access.Role{access.SocialWorker}}
	for name, rights := range map[string][]access.Rights{
		"without a group":       {{"a.see": {Roles: right.Roles}}},
		"of an unknown group":   {{"a.see": {Group: "read-all", Roles: right.Roles}}},
		"for no role":           {{"a.see": {Group: access.ReadList}}},
		"for an unknown role":   {{"a.see": {Group: access.ReadList, Roles: []access.Role{"wizard"}}}},
		"without a name":        {{"": right}},
		"of two services":       {{"a.see": right}, {"a.see": right}},
		"named like a group":    {{"read-list": right}},
		"named like the engine": {{"to read a client's record": right}},
	} {
		if _, err := New(Options{Rights: rights}); err == nil {
			t.Errorf("an action %s is accepted", name)
		}
	}
	e, err := New(Options{Rights: []access.Rights{{"a.see": right}}})
	if err != nil || !e.Knows("a.see") || e.Knows("a.burn") {
		t.Errorf("it knows the wrong actions: %v", err)
	}
}

func TestActionsAreForTheirRoles(t *testing.T) {
	rights := access.Rights{"a.decide": {Group: access.ReadClientRecord, Roles: []access.Role{access.Manager}}}
	e, err := New(Options{Rights: []access.Rights{rights}})
	if err != nil {
		t.Fatal(err)
	}
	plan := thing(access.KindPlan, access.ChildProtection, access.Holder, access.Leads)
	if d := e.Decide(aftercareWorker, "a.decide", plan); d.Allowed || d.Policy != "role-of-the-action" {
		t.Errorf("a social worker does what is a manager's: %+v", d)
	}
	if d := e.Decide(manager, "a.decide", plan); !d.Allowed {
		t.Errorf("a manager does not: %+v", d)
	}
}

// Whatever is wrong, nothing is allowed, and the decision says so: also when
// some other policy would let everybody through.
func TestDecide_FailsClosed(t *testing.T) {
	good := thing(access.KindPlan, access.ChildProtection, access.Holder)
	with := func(change func(*access.Actor, *access.Resource)) (access.Actor, access.Resource) {
		actor, r := aftercareWorker, good
		change(&actor, &r)
		return actor, r
	}
	for name, c := range map[string]struct {
		policy string
		change func(*access.Actor, *access.Resource)
	}{
		"nobody asks":             {UnknownWord, func(a *access.Actor, _ *access.Resource) { a.ID = "" }},
		"a role nobody knows":     {UnknownWord, func(a *access.Actor, _ *access.Resource) { a.Role = "wizard" }},
		"no role":                 {UnknownWord, func(a *access.Actor, _ *access.Resource) { a.Role = "" }},
		"a class nobody knows":    {UnknownWord, func(a *access.Actor, _ *access.Resource) { a.Classes += " everything" }},
		"a task nobody knows":     {UnknownWord, func(_ *access.Actor, r *access.Resource) { r.Task = "pets" }},
		"a task of the actor":     {UnknownWord, func(a *access.Actor, _ *access.Resource) { a.Tasks += " pets" }},
		"a relation nobody knows": {UnknownWord, func(_ *access.Actor, r *access.Resource) { r.Relations = append(r.Relations, "owner") }},
		"a kind nobody knows":     {UnknownWord, func(_ *access.Actor, r *access.Resource) { r.Kind = "terapy" }},
		"no service task":         {NoPolicy, func(_ *access.Actor, r *access.Resource) { r.Task = "" }},
		"no person":               {"about-nobody", func(_ *access.Actor, r *access.Resource) { r.Person = "" }},
		"no relation":             {"no-verified-relation", func(_ *access.Actor, r *access.Resource) { r.Relations = nil }},
		"nothing at all":          {UnknownWord, func(a *access.Actor, r *access.Resource) { *a, *r = access.Actor{}, access.Resource{} }},
	} {
		t.Run(name, func(t *testing.T) {
			actor, r := with(c.change)
			if d := engine(t).Decide(actor, doing(read), r); d.Allowed || d.Policy != c.policy {
				t.Errorf("it says %+v, want %s", d, c.policy)
			}
		})
	}
	t.Run("an action nobody declared", func(t *testing.T) {
		if d := engine(t).Decide(aftercareWorker, "transitions.burn-case", good); d != (access.Decision{Policy: UnknownAction}) {
			t.Errorf("it says %+v", d)
		}
	})
}

func TestDecide_AFailingPolicyAllowsNothing(t *testing.T) {
	plan := thing(access.KindPlan, access.ChildProtection, access.Holder)
	for name, text := range map[string]string{
		"a forbid that fails": `@id("broken") @law("none") forbid (principal, action, resource) when { principal.role < 3 };`,
		"a permit that fails": `@id("broken") @law("none") permit (principal, action, resource) when { context.closed < 2 };`,
		"beside an open door": openDoor + `@id("broken") @law("none") forbid (principal, action, resource) when { resource.kind.contains("plan") };`,
	} {
		t.Run(name, func(t *testing.T) {
			e, err := planted(text)
			if err != nil {
				t.Fatal(err)
			}
			if d := e.Decide(aftercareWorker, doing(read), plan); d != (access.Decision{Policy: EvaluationError}) {
				t.Errorf("it says %+v", d)
			}
		})
	}
	t.Run("a panic in the evaluator", func(t *testing.T) {
		broken := &Engine{actions: map[access.Action]access.Group{doing(read): read}}
		if d := broken.Decide(aftercareWorker, doing(read), plan); d != (access.Decision{Policy: EvaluationError}) {
			t.Errorf("it says %+v", d)
		}
	})
}

// FuzzDecide asks anything by anybody: nothing panics, what is not declared is
// not allowed, and no words lead to more than the law gives.
func FuzzDecide(f *testing.F) {
	f.Add("w-1", "social-worker", "broad-responsibility", "child-protection", "test.read-client-record", "plan", "p-1", "child-protection", "holder", byte(0))
	f.Add("p-1", "youth", "", "", "test.own-read", "own", "p-1", "", "self", byte(1))
	f.Add("", "", "\x00", "\"", "Action::\"own\"", "' || true", "p", "pets", "team leads", byte(255))
	e := engine(f)
	f.Fuzz(func(t *testing.T, id, role, class, own, action, kind, person, task, relation string, flags byte) {
		a := ask{
			actor: access.Actor{ID: id, Role: access.Role(role), Unit: "aftercare", Classes: access.Set[access.Class](class), Tasks: access.Set[access.Task](own)},
			about: access.Resource{
				Kind: kind, Person: person, Task: access.Task(task), Unit: "aftercare", Relations: access.Set[access.Relation](relation).Codes(),
				Protected: flags&1 != 0, Refused: flags&2 != 0, Necessary: flags&4 != 0, Closed: flags&8 != 0,
			},
		}
		d := e.Decide(a.actor, access.Action(action), a.about)
		group, declared := strings.CutPrefix(action, "test.")
		if !declared || !e.Knows(access.Action(action)) {
			if d != (access.Decision{Policy: UnknownAction}) {
				t.Fatalf("%q, which nobody declared: %+v", action, d)
			}
			return
		}
		a.group = access.Group(group)
		want := lawful(a)
		if d.Policy == UnknownWord {
			want = access.Decision{}
		}
		if d.Allowed != want.Allowed || d.Glass != want.Glass || d.Known != want.Known || d.Policy == EvaluationError || d.Policy == "" {
			t.Fatalf("the law says %+v, the policies %+v of %+v", want, d, a)
		}
	})
}
