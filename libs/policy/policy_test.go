package policy

import (
	"testing"

	"nivel/libs/access"
)

// everyGroup declares one action in each group, for every role, so that what is tested
// is the policies.
func everyGroup() access.Rights {
	rights := access.Rights{}
	for _, group := range access.Groups() {
		rights[doing(group)] = access.Right{Group: group, Roles: access.Roles()}
	}
	return rights
}

func doing(group access.Group) access.Action { return access.Action("test." + string(group)) }

func engine(t testing.TB, change ...func(*Options)) *Engine {
	t.Helper()
	o := Options{Rights: []access.Rights{everyGroup()}, Units: []string{"aftercare", "adults"}}
	for _, f := range change {
		f(&o)
	}
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func BenchmarkDecide(b *testing.B) {
	e := engine(b)
	worker := access.Actor{ID: "w", Role: access.SocialWorker, Unit: "aftercare",
		Classes: access.SetOf(access.BroadResponsibility), Tasks: access.SetOf(access.ChildProtection)}
	record := access.Resource{Kind: access.KindPlan, Person: "p", Task: access.ChildProtection, Unit: "aftercare"}
	for _, c := range []struct {
		name      string
		relations []access.Relation
		group     access.Group
	}{
		{"allowed", []access.Relation{access.Holder}, access.ReadClientRecord},
		{"denied, glass asked", nil, access.ReadClientRecord},
		{"denied, known asked", nil, access.ChangeClientRecord},
		{"unknown action", nil, "none"},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := record
			r.Relations = c.relations
			b.ReportAllocs()
			for b.Loop() {
				e.Decide(worker, doing(c.group), r)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "µs/decision")
		})
	}
}
