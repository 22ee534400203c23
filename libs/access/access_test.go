package access_test

import (
	"testing"

	"nivel/libs/access"
)

func TestTable(t *testing.T) {
	table := access.Table{"intake.take": {access.SocialWorker}}
	for _, c := range []struct {
		role   access.Role
		action access.Action
		may    bool
	}{
		{access.SocialWorker, "intake.take", true},
		{access.Manager, "intake.take", false},
		{access.SocialWorker, "intake.burn", false}, // not in the table: nobody may
		{"", "intake.take", false},
	} {
		if got := table.May(c.role, c.action); got != c.may {
			t.Errorf("%q may %q: %v", c.role, c.action, got)
		}
	}
}

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
