package oversight

import (
	"encoding/json"
	"fmt"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/glass"
)

// Translate turns an event of a glass into the fact that other services hear;
// false: they need not know. Facts hold no sealed text.
// Errors: an event that this release does not know.
func Translate(r es.Recorded) (contracts.Fact, bool, error) {
	event, err := glass.History.Decode(r.Name, r.Data)
	if err != nil {
		return contracts.Fact{}, false, err
	}
	e, told := event.(glass.GlassBroken)
	if !told {
		return contracts.Fact{}, false, nil
	}
	data, err := json.Marshal(contracts.GlassBroken{Person: e.Person, Actor: e.Actor, Task: string(e.Task), Told: e.Told, Until: e.Until})
	if err != nil {
		return contracts.Fact{}, false, fmt.Errorf("encode fact of %s: %w", r.Name, err)
	}
	return contracts.Fact{Type: contracts.FactGlassBroken, Subject: strings.TrimPrefix(r.Stream, glass.Category+"-"), Data: data}, true, nil
}
