package policy

import (
	"slices"
	"strings"
	"testing"

	"nivel/libs/access"
)

func delegate(change ...func(*access.Delegation)) func(*Options) {
	d := access.Delegation{
		Group: access.DecideAftercare, Roles: []access.Role{access.SocialCounsellor},
		Classes: []access.Class{access.BroadResponsibility}, Units: []string{"aftercare"},
	}
	for _, f := range change {
		f(&d)
	}
	return func(o *Options) { o.Delegations = append(o.Delegations, d) }
}

// An area's rules of procedure let counsellors of one unit decide aftercare.
func TestDelegation(t *testing.T) {
	decision := thing(access.KindDecision, access.ChildProtection, access.Holder)
	broad := worker(access.SocialCounsellor, "aftercare", access.BroadResponsibility, access.ChildProtection)
	elsewhere := worker(access.SocialCounsellor, "adults", access.BroadResponsibility, access.ChildProtection)
	e := engine(t, delegate())
	for _, c := range []struct {
		says  string
		who   access.Actor
		does  access.Group
		about access.Resource
		want  string
	}{
		{"a counsellor of the unit decides", broad, access.DecideAftercare, decision, "yes"},
		{"a social worker still does", aftercareWorker, access.DecideAftercare, decision, "yes"},
		{"a counsellor of another unit does not", elsewhere, access.DecideAftercare, decision, "known"},
		{"nor one of another class", counsellor, access.DecideAftercare, decision, "known"},
		{"nor a manager", manager, access.DecideAftercare, decision, "known"},
		{"it gives nothing that the law gives a social worker", broad, access.DecideBySocialWorker, decision, "known"},
		{"it takes the relation all the same", broad, access.DecideAftercare, thing(access.KindDecision, access.ChildProtection), "no"},
		{"and a class that covers the data", broad, access.DecideAftercare, thing(access.KindTherapy, access.ChildProtection, access.Holder), "no"},
		{"a refusal holds", broad, access.DecideAftercare, refused(decision), "no"},
		{"so does safety non-disclosure", broad, access.DecideAftercare, protected(decision), "no"},
		{"and an ended relationship", broad, access.DecideAftercare, ended(decision), "known"},
	} {
		t.Run(c.says, func(t *testing.T) {
			if d := e.Decide(c.who, doing(c.does), c.about); said(d) != c.want {
				t.Errorf("%s (by %s), want %s", said(d), d.Policy, c.want)
			}
		})
	}
	t.Run("two delegations add up", func(t *testing.T) {
		both := engine(t, delegate(), delegate(func(d *access.Delegation) { d.Units = []string{"adults"} }))
		for _, who := range []access.Actor{broad, elsewhere} {
			if d := both.Decide(who, doing(access.DecideAftercare), decision); !d.Allowed {
				t.Errorf("%s of %s: %+v", who.Role, who.Unit, d)
			}
		}
	})
	t.Run("without units it holds in every unit", func(t *testing.T) {
		all := engine(t, delegate(func(d *access.Delegation) { d.Units = nil }))
		if d := all.Decide(elsewhere, doing(access.DecideAftercare), decision); !d.Allowed {
			t.Errorf("%+v", d)
		}
	})
}

// With everything delegated that can be, nothing is allowed in the whole matrix
// that is not: only decisions of aftercare, only to the roles named, and only
// where a social worker responsible for the client would be allowed.
func TestDelegation_WidensNothingElse(t *testing.T) {
	t.Parallel()
	plain := engine(t)
	wide := engine(t, delegate(func(d *access.Delegation) {
		d.Roles, d.Classes, d.Units = access.Delegates(), access.Deciding(), nil
	}))
	widened := 0
	for n := range cells() / delegating {
		if n*delegating%len(access.Groups()) != slices.Index(access.Groups(), access.DecideAftercare) && n%sample != 0 {
			continue
		}
		a := cell(n * delegating)
		before, after := plain.Decide(a.actor, doing(a.group), a.about), wide.Decide(a.actor, doing(a.group), a.about)
		if before.Allowed == after.Allowed {
			continue
		}
		widened++
		like := a.given(access.Holder)
		like.actor.Role = access.SocialWorker
		if a.group != access.DecideAftercare || !a.is(access.Delegates()...) || differs(plain, like) || !like.lawful() {
			t.Fatalf("the delegation widens %+v", a)
		}
	}
	if widened == 0 {
		t.Error("the delegation widens nothing at all")
	}
}

func TestDelegation_IsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*access.Delegation)
		says   string
	}{
		"of what the law gives a social worker": {func(d *access.Delegation) { d.Group = access.DecideBySocialWorker }, "does not leave it"},
		"of reading":                            {func(d *access.Delegation) { d.Group = access.ReadClientRecord }, "does not leave it"},
		"of an unknown group":                   {func(d *access.Delegation) { d.Group = "decide-all" }, "unknown action group"},
		"to a group leader":                     {func(d *access.Delegation) { d.Roles = []access.Role{access.GroupLeader} }, "cannot be given"},
		"to nobody":                             {func(d *access.Delegation) { d.Roles = nil }, "required"},
		"in no class":                           {func(d *access.Delegation) { d.Classes = nil }, "required"},
		"in a class that decides nothing":       {func(d *access.Delegation) { d.Classes = []access.Class{access.Implementing} }, "nobody decides"},
		"in a unit that is not":                 {func(d *access.Delegation) { d.Units = []string{"moon"} }, "no unit"},
	} {
		o := Options{Units: []string{"aftercare"}}
		delegate(c.change)(&o)
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("a delegation %s: %v", name, err)
		}
	}
}

// A unit's code comes from a file: whatever is in it stays a word.
func TestDelegation_AUnitIsAWord(t *testing.T) {
	evil := `x"].contains("x") || true || ["`
	o := Options{Rights: []access.Rights{everyGroup()}, Units: []string{evil}}
	delegate(func(d *access.Delegation) { d.Units = []string{evil} })(&o)
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	broad := worker(access.SocialCounsellor, "aftercare", access.BroadResponsibility, access.ChildProtection)
	decision := thing(access.KindDecision, access.ChildProtection, access.Holder)
	if d := e.Decide(broad, doing(access.DecideAftercare), decision); d.Allowed {
		t.Errorf("a unit's code decides: %+v", d)
	}
	broad.Unit = evil
	if d := e.Decide(broad, doing(access.DecideAftercare), decision); !d.Allowed {
		t.Errorf("the unit of that code does not: %+v", d)
	}
}
