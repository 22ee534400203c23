package access_test

import (
	"testing"

	"nivel/libs/access"
)

func TestSet(t *testing.T) {
	one := access.SetOf(access.WorkingAge, access.ChildProtection, access.WorkingAge)
	if other := access.SetOf(access.ChildProtection, access.WorkingAge); one != other {
		t.Errorf("%q is not %q", one, other)
	}
	if !one.Has(access.WorkingAge) || one.Has(access.FamilyLaw) || one.Has("working") || one.Has("") {
		t.Errorf("members of %q are wrong", one)
	}
	if got := one.Codes(); len(got) != 2 || got[0] != access.ChildProtection {
		t.Errorf("codes are %v", got)
	}
	if none := access.SetOf[access.Task](); none != "" || len(none.Codes()) != 0 {
		t.Errorf("the empty set is %q", none)
	}
}

func TestRights(t *testing.T) {
	rights := access.Rights{"intake.take": {Group: access.MoveClient, Roles: []access.Role{access.SocialWorker}}}
	if err := rights.Check(); err != nil {
		t.Error(err)
	}
	if !rights.May(access.SocialWorker, "intake.take") || rights.May(access.Manager, "intake.take") || rights.May(access.SocialWorker, "intake.burn") {
		t.Error("the wrong roles may ask")
	}
	for name, bad := range map[string]access.Right{
		"no group":         {Roles: []access.Role{access.SocialWorker}},
		"an unknown group": {Group: "move-everybody", Roles: []access.Role{access.SocialWorker}},
		"no role":          {Group: access.MoveClient},
		"an unknown role":  {Group: access.MoveClient, Roles: []access.Role{access.SocialWorker, "wizard"}},
	} {
		if err := (access.Rights{"intake.take": bad}).Check(); err == nil {
			t.Errorf("an action of %s is accepted", name)
		}
	}
}

// What an area may delegate never touches what a law gives a profession, and
// what must be told apart is told apart.
func TestGroups(t *testing.T) {
	seen := map[access.Group]bool{}
	for _, group := range access.Groups() {
		if seen[group] || group == "" {
			t.Errorf("group %q is empty or there twice", group)
		}
		seen[group] = true
	}
	for _, group := range access.Delegable() {
		if !seen[group] || group == access.DecideBySocialWorker {
			t.Errorf("%s can be delegated", group)
		}
	}
	kinds := map[string]bool{}
	for _, kind := range access.Kinds() {
		if kinds[kind] || kind == "" {
			t.Errorf("kind %q is empty or there twice", kind)
		}
		kinds[kind] = true
	}
}
