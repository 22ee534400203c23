package area_test

import (
	"strings"
	"testing"

	"nivel/libs/area"
)

func TestConsultants(t *testing.T) {
	const good = `{"code":"21","name":{"fi":"A"},"languages":["fi"],"accent":"#0b5d66","units":[{"code":"team","name":{"fi":"T"}}],
		"workers":[{"id":"w-1","name":"A","role":"consultant","profession":"family-therapist","unit":"team","language":"fi"}]}`
	a, err := area.Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if all := a.Consultants(area.FamilyTherapist); len(all) != 1 || all[0].ID != "w-1" || len(a.Consultants("")) != 0 || len(a.Consultants(area.PsychiatricNurse)) != 0 {
		t.Errorf("the therapists are %+v", all)
	}
	for name, change := range map[string][2]string{
		"a consultant without a profession": {`"profession":"family-therapist",`, ``},
		"a profession that no team has":     {`family-therapist`, `physician`},
		"a profession of somebody else":     {`"role":"consultant"`, `"role":"manager"`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if _, err := area.Parse([]byte(bad)); bad == good || err == nil {
			t.Errorf("accepts %s", name)
		}
	}
	demo, err := area.Demo()
	for _, profession := range area.Professions() {
		if err != nil || len(demo.Consultants(profession)) != 1 {
			t.Errorf("the demo has no %s of its own: %v", profession, err)
		}
	}
}
