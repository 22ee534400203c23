package web

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// The acts of an emergency placement.
var (
	placeUrgently     = act{name: "place", path: "placement", done: "placement", request: askPlacement}
	continuePlacement = act{name: "continue-placement", path: "continuation", done: "continuation", request: askContinuation}
	endPlacement      = act{name: "end-placement", path: "placement-end", done: "placement-end", request: askPlacementEnd}
)

func askPlacement(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("decided", "placed", "grounds")
	return edge.Request{Method: http.MethodPost, Path: "/placement", Body: contracts.PlacementDecision{
		Decided: r.day("decided"), Placed: r.day("placed"), Grounds: f.text("grounds"),
	}}, r.wrong
}

func askContinuation(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/placement/continuation", Body: contracts.PlacementContinuation{
		ReportsNeeded: f.ticked("conditions", "reports-needed"), NotInThirty: f.ticked("conditions", "not-in-thirty"),
		ChildsInterest: f.ticked("conditions", "childs-interest"), Grounds: f.text("grounds"),
	}}, nil
}

// conditionCodes are the three conditions of a continuation.
func conditionCodes() []string { return []string{"reports-needed", "not-in-thirty", "childs-interest"} }

func askPlacementEnd(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/placement/end", Body: contracts.PlacementEnd{Grounds: f.text("grounds")}}, nil
}
