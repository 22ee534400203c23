package area_test

import (
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/area"
)

const granting = `{"code":"21","name":{"fi":"Lapin hyvinvointialue"},"languages":["fi"],"accent":"#0b5d66",
	"units":[{"code":"north","name":{"fi":"Pohjoinen"}},{"code":"south","name":{"fi":"Etelä"}}],
	"workers":[{"id":"w-1","name":"Listed","role":"manager","unit":"south","classes":["administrative"],"language":"sv"}],"demo":false,
	"sign_in":{"workers":{"id":"employee","grants":[
		{"claim":"groups","value":"social-workers","role":"social-worker","classes":["arranging"]},
		{"claim":"groups","value":"managers","role":"manager"},
		{"claim":"groups","value":"child-protection","classes":["broad-responsibility"],"tasks":["child-protection"]},
		{"claim":"office","value":"Rovaniemi","unit":"north"}]},
	"young":{"identity_code":"hetu","levels":["substantial","high"]}}}`

func parse(t *testing.T, raw string) area.Area {
	t.Helper()
	a, err := area.Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWorkerOf(t *testing.T) {
	a := parse(t, granting)
	groups := func(all ...any) map[string]any {
		return map[string]any{"employee": "e-77", "name": "Not Listed", "groups": all, "office": "Rovaniemi"}
	}
	t.Run("makes a worker of what the claims give", func(t *testing.T) {
		w, ok := a.WorkerOf(groups("social-workers", "child-protection", "elsewhere"))
		actor := a.Actor(w)
		if !ok || w.ID != "e-77" || w.Name != "Not Listed" || w.Role != access.SocialWorker || w.Unit != "north" ||
			!actor.Classes.Has(access.Arranging) || !actor.Classes.Has(access.BroadResponsibility) || !actor.Tasks.Has(access.ChildProtection) {
			t.Errorf("it is %+v", w)
		}
	})
	t.Run("takes the first role in the order of the file", func(t *testing.T) {
		if w, _ := a.WorkerOf(groups("managers", "social-workers")); w.Role != access.SocialWorker {
			t.Errorf("the role is %s", w.Role)
		}
	})
	t.Run("takes the name from the area file and nothing of the role that stands there", func(t *testing.T) {
		claims := groups("social-workers")
		claims["employee"] = "w-1"
		if w, ok := a.WorkerOf(claims); !ok || w.Name != "Listed" || w.Language != "sv" || w.Role != access.SocialWorker || w.Unit != "north" || len(w.Classes) != 1 {
			t.Errorf("it is %+v", w)
		}
	})
	for name, claims := range map[string]map[string]any{
		"no role":                   groups("child-protection"),
		"no unit":                   {"employee": "e-77", "groups": []any{"social-workers"}},
		"nothing at all":            {"sub": "e-77"},
		"no id":                     {"groups": []any{"social-workers"}, "office": "Rovaniemi"},
		"an address for an id":      {"employee": "a@example.org", "groups": "social-workers", "office": "Rovaniemi"},
		"an id that is no text":     {"employee": 7, "groups": "social-workers", "office": "Rovaniemi"},
		"a group that is no text":   {"employee": "e-77", "groups": []any{1}, "office": "Rovaniemi"},
		"a listed one with no role": {"employee": "w-1", "office": "Rovaniemi"},
	} {
		t.Run("is nobody with "+name, func(t *testing.T) {
			if w, ok := a.WorkerOf(claims); ok {
				t.Errorf("it is %+v", w)
			}
		})
	}
	t.Run("without grants is who is listed, and no machine", func(t *testing.T) {
		demo, err := area.Demo()
		if err != nil {
			t.Fatal(err)
		}
		demo.Workers = append(demo.Workers, area.Worker{ID: "w-machine", Role: access.Importer, Unit: "intake-north"})
		for id, want := range map[string]bool{"w-aino": true, "w-nobody": false, "w-machine": false, "": false} {
			if w, ok := demo.WorkerOf(map[string]any{"sub": id}); ok != want || ok && w.ID != id {
				t.Errorf("%q is %+v, %v", id, w, ok)
			}
		}
	})
}

func TestIdentityCodeOf(t *testing.T) {
	a := parse(t, granting)
	for name, test := range map[string]struct {
		claims map[string]any
		want   bool
	}{
		"a strong one":           {map[string]any{"hetu": "010100A929Y", "acr": "high"}, true},
		"a weak one":             {map[string]any{"hetu": "010100A929Y", "acr": "low"}, false},
		"one of unknown level":   {map[string]any{"hetu": "010100A929Y"}, false},
		"none":                   {map[string]any{"acr": "high"}, false},
		"one that is not a text": {map[string]any{"hetu": 1, "acr": "high"}, false},
	} {
		t.Run("takes or refuses "+name, func(t *testing.T) {
			if code, ok := a.IdentityCodeOf(test.claims); ok != test.want || ok && code != "010100A929Y" {
				t.Errorf("it is %v", ok)
			}
		})
	}
	if _, ok := (area.Area{}).IdentityCodeOf(map[string]any{"hetu": "010100A929Y", "": "x"}); ok {
		t.Error("an area that names no claim takes one")
	}
}

func TestParse_RefusesGrantsThatCannotWork(t *testing.T) {
	for name, change := range map[string][2]string{
		"a machine's role":        {`"role":"manager"},`, `"role":"system"},`},
		"a young person's role":   {`"role":"manager"},`, `"role":"youth"},`},
		"an unknown role":         {`"role":"manager"},`, `"role":"wizard"},`},
		"an unknown unit":         {`"unit":"north"`, `"unit":"east"`},
		"an unknown class":        {`"arranging"`, `"everything"`},
		"an unknown service task": {`"tasks":["child-protection"]`, `"tasks":["pets"]`},
		"no value":                {`"value":"managers"`, `"value":""`},
		"no claim":                {`"claim":"office"`, `"claim":""`},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(granting, change[0], change[1], 1)
			if bad == granting {
				t.Fatal("the change changes nothing")
			}
			if _, err := area.Parse([]byte(bad)); err == nil {
				t.Error("accepted")
			}
		})
	}
}
