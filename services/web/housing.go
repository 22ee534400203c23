package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// How the page opens and ends a need of housing.
var (
	openHousing = act{
		name: "housing", path: "housing", done: "housing", request: askHousing,
		shown: inForm(map[string]string{"what": "housing_what", "opened": "housing_opened", "detail": "note"}),
	}
	endHousing = act{
		name: "housing-end", path: "housing-end", done: "housing-end", request: askHousingEnd,
		shown: inForm(map[string]string{"how": "housing_how", "ended": "housing_ended"}),
	}
)

func askHousing(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("housing_what", "housing_opened")
	return edge.Request{Method: http.MethodPost, Path: "/housing", Body: contracts.NewHousingNeed{
		What: r.text("housing_what"), Opened: r.day("housing_opened"), Detail: r.text("note"), Task: r.text("task"),
	}}, r.wrong
}

func askHousingEnd(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("housing_need", "housing_how", "housing_ended")
	need, err := es.ParseID(r.text("housing_need"))
	if err != nil && r.text("housing_need") != "" {
		r.fault("housing_need", "no-such-housing-need")
	}
	return edge.Request{Method: http.MethodPost, Path: "/housing/ended", Body: contracts.EndedHousingNeed{
		Need: need, How: r.text("housing_how"), Ended: r.day("housing_ended"), Task: r.text("task"),
	}}, r.wrong
}

// openNeeds are the needs that have not ended.
func openNeeds(all []contracts.HousingNeed) []contracts.HousingNeed {
	return slices.DeleteFunc(slices.Clone(all), func(n contracts.HousingNeed) bool { return !n.Ended.IsZero() })
}
