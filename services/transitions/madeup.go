package transitions

import (
	"math/rand/v2"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// MadeUpCaseload makes up people of 16 to 25 years, of ten units, the same for
// the same number and day: what a simulation is measured with.
func MadeUpCaseload(n int, on calendar.Date) []Subject {
	dice := rand.New(rand.NewPCG(uint64(n), 75))
	people := make([]Subject, n)
	for i := range people {
		b := Background{Born: on.AddYears(-16).AddDays(-dice.IntN(9 * 365)), Basis: TakenIntoCare}
		if dice.IntN(3) == 0 {
			b.Basis = OpenCareAlone
		}
		b.PlacedFrom = b.Born.AddYears(10).AddDays(dice.IntN(5 * 365))
		b.PlacedTo = b.PlacedFrom.AddDays(dice.IntN(365))
		if dice.IntN(4) == 0 {
			b.LastClientDay = b.PlacedTo
		}
		people[i] = Subject{
			Background: b, Case: es.ID{}.Derive(strconv.Itoa(i)), Unit: "unit-" + strconv.Itoa(dice.IntN(10)),
			Planned: dice.IntN(3) > 0, HasReceiver: dice.IntN(2) > 0,
		}
	}
	return people
}
