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
