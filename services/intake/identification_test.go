package intake_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// TestIdentity_WhoSignsInIsKnownUnderAllOfTheirIDs: a case in another service stays
// under the id that it was opened with, and is found by it.
func TestIdentity_WhoSignsInIsKnownUnderAllOfTheirIDs(t *testing.T) {
	c := newCounty(t)
	unknown := c.see("w-aino", c.held(someone("Canaryunknown", "Poika", "", ""))).Person
	known := c.see("w-aino", c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))).Person
	pages := &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) {
		return c.tokens.Issue(access.Actor{ID: "oma", Role: access.System, Area: testArea.Code}, time.Minute)
	}}
	ids := func() []es.ID {
		t.Helper()
		found, _, err := edge.Call[contracts.Identified](t.Context(), pages, edge.Request{
			Method: "POST", Path: "/identifications", Body: contracts.Identification{IdentityCode: oneCode}, Command: es.NewID(),
		})
		must(t, err)
		return append([]es.ID{found.Person}, found.Also...)
	}
	if got := ids(); !slices.Equal(got, []es.ID{known}) {
		t.Errorf("before: %v", got)
	}
	_, err := sayWho(c, "w-elin", unknown, "merge", contracts.Merging{Other: known, Reason: "x"})
	must(t, err)
	eventually(t, func() bool { return slices.Equal(ids(), []es.ID{known, unknown}) })
}
