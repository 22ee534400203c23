package area_test

import (
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/area"
)

// TestWorkerOf_WhoTheyAreInPrivate: the provider first, then the area file, and the
// family name at last from the name.
func TestWorkerOf_WhoTheyAreInPrivate(t *testing.T) {
	a := parse(t, strings.Replace(granting, `"language":"sv"}`, `"language":"sv",
		"own":{"family_name":"Filed","address":"Filed street 1","identity_code":"010190-900P"}}`, 1))
	claims := func(id string, more map[string]any) area.Claims {
		all := area.Claims{"employee": id, "name": "Not Listed", "groups": "social-workers", "office": "Rovaniemi"}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	own := func(c area.Claims) access.Own {
		t.Helper()
		w, ok := a.WorkerOf(c)
		if !ok {
			t.Fatal("nobody")
		}
		return w.OwnLife()
	}
	filed := access.Own{FamilyName: "Filed", Address: "Filed street 1", IdentityCode: "010190-900P"}
	if got := own(claims("w-1", nil)); got != filed {
		t.Error("who is in the area file is not who stands there")
	}
	said := own(claims("w-1", map[string]any{"family_name": "Said", "address": map[string]any{"street_address": "Said street 2", "postal_code": "99600"}, "hetu": "010190-901R"}))
	if said.FamilyName != "Said" || said.Address != "Said street 2, 99600" || said.IdentityCode != filed.IdentityCode {
		t.Error("what the provider says does not come first, or a claim was read that the area does not name")
	}
	a.SignIn.Workers.IdentityCode = "hetu"
	if own(claims("w-1", map[string]any{"hetu": "010190-901R"})).IdentityCode != "010190-901R" || own(claims("w-1", nil)).IdentityCode != filed.IdentityCode {
		t.Error("the claim that the area names is not read")
	}
	if got := own(claims("e-77", map[string]any{"address": map[string]any{"formatted": "Formatted 3\n99600 Sodankylä"}})); got.FamilyName != "Listed" || got.Address != "Formatted 3\n99600 Sodankylä" {
		t.Error("who is not in the file has no family name of the name, or no address")
	}
	for name, want := range map[string]string{"Aino Virtaharju": "Virtaharju", "Virtaharju, Aino": "Virtaharju", "von Essen, Anna": "von Essen", "Aino": "", "": ""} {
		if got := (area.Worker{Name: name}).OwnLife().FamilyName; got != want {
			t.Errorf("the family name of %q is %q", name, got)
		}
	}
}
