package area_test

import (
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/area"
)

func TestParse(t *testing.T) {
	good := `{"code":"21","name":{"fi":"Lapin hyvinvointialue"},"languages":["fi","se"],"accent":"#0b5d66",
		"units":[{"code":"north","name":{"fi":"Pohjoinen"}}],
		"workers":[{"id":"w-1","name":"A","role":"social-worker","unit":"north",
		"classes":["arranging"],"tasks":["working-age"],"language":"fi","email":"a@example.org"}],"demo":false,
		"delegations":[{"action-group":"decide-aftercare","roles":["social-counsellor"],"classes":["arranging"],"units":["north"]}]}`
	a, err := area.Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	w, ok := a.Worker("w-1")
	if !ok || a.Actor(w).Area != "21" || !a.Actor(w).Classes.Has(access.Arranging) || !a.Actor(w).Tasks.Has(access.WorkingAge) || w.Email != "a@example.org" {
		t.Errorf("worker w-1 is %+v and acts as %+v", w, a.Actor(w))
	}
	if len(a.Delegations) != 1 || a.Delegations[0].Group != access.DecideAftercare || a.Delegations[0].Check(a.UnitCodes()) != nil {
		t.Errorf("delegations are %+v", a.Delegations)
	}
	if _, ok := a.Worker("w-2"); ok {
		t.Error("found a worker who is not there")
	}
	for name, change := range map[string][2]string{
		"a field it does not know":   {`"demo":false`, `"demos":false`},
		"an unknown role":            {`"social-worker"`, `"wizard"`},
		"an unknown class":           {`"arranging"`, `"everything"`},
		"an unknown service task":    {`"working-age"`, `"pets"`},
		"an unknown unit":            {`"unit":"north"`, `"unit":"east"`},
		"no Finnish name":            {`"fi":"Lapin`, `"sv":"Lapin`},
		"a colour that is none":      {`#0b5d66`, `teal`},
		"a code that breaks subject": {`"code":"21"`, `"code":"2.1"`},
		"delegation by law not its":  {`"decide-aftercare"`, `"decide-by-social-worker"`},
		"delegation of reading":      {`"decide-aftercare"`, `"read-client-record"`},
		"delegation of no group":     {`"action-group":"decide-aftercare",`, ``},
		"delegation to the young":    {`["social-counsellor"]`, `["youth"]`},
		"delegation to nobody":       {`["social-counsellor"]`, `[]`},
		"delegation in no class":     {`"classes":["arranging"],"units"`, `"units"`},
		"delegation to implementing": {`"classes":["arranging"],"units"`, `"classes":["implementing"],"units"`},
		"delegation to another unit": {`["north"]}]}`, `["east"]}]}`},
		"a delegation it misreads":   {`"units":["north"]}`, `"unit":["north"]}`},
		"an address with a name":     {`a@example.org`, `A <a@example.org>`},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			bad := strings.Replace(good, change[0], change[1], 1)
			if bad == good {
				t.Fatal("the change changes nothing")
			}
			if _, err := area.Parse([]byte(bad)); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestDemo(t *testing.T) {
	if a, err := area.Demo(); err != nil || !a.Demo || len(a.Workers) < 2 {
		t.Errorf("the demo area cannot be used as one: %+v, %v", a, err)
	}
}
