package intake

import (
	"testing"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/es"
	"nivel/libs/readmodel"
)

func TestLaw_LSL417_13b_2_ThirtyChildrenPerWorker(t *testing.T) {
	for on, most := range map[string]int{"2021-12-31": 0, "2022-01-01": 35, "2023-12-31": 35, "2024-01-01": 30} {
		if got, _ := childrenPerWorker(day(on)); got != most {
			t.Errorf("on %s: %d", on, got)
		}
	}
	have := func(children, others int) (items []readmodel.Item[Row]) {
		for i := range children + others {
			row := Row{Person: es.NewID(), Basis: ChildWelfare, Pending: day("2026-11-10"), Urgency: Urgent, StartDue: day("2026-11-19")}
			if i >= children {
				row.Basis = WithoutDelay
			}
			items = append(items, readmodel.Item[Row]{Row: row})
		}
		return items
	}
	aino := area.Worker{ID: "w-aino", Role: access.SocialWorker}
	for _, c := range []struct {
		children, others int
		over             bool
	}{{30, 9, false}, {31, 0, true}} {
		got := loadOf(aino, have(c.children, c.others), day("2026-11-20"), 30)
		if got.OverCap != c.over || got.Children != c.children || got.Others != c.others || got.Overdue != c.children+c.others {
			t.Errorf("%d children: %+v", c.children, got)
		}
	}
	twice := have(1, 0)
	if got := loadOf(aino, append(twice, twice...), day("2026-11-20"), 30); got.Children != 1 || got.Overdue != 2 {
		t.Errorf("two matters of one child: %+v", got)
	}
	if loadOf(aino, have(1, 0), day("2026-11-19"), 30).Overdue != 0 {
		t.Error("overdue on the last day")
	}
}
