package web

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// explainDelay records why a last day has passed.
var explainDelay = act{name: "explain-delay", path: "delay", done: "delay", request: askDelay}

func askDelay(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/delay", Body: contracts.Delay{Grounds: f.text("grounds")}}, nil
}
