package web

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// What sender and receiver do about a handover beside offering and answering it.
var (
	withdrawOffer = act{name: "withdraw", path: "withdraw", done: "withdraw", request: askWithdrawal, shown: shownAs("reason", "withdraw_reason")}
)

func askWithdrawal(f form) (edge.Request, []refusal.Field) {
	body := contracts.HandoverWithdrawal{Reason: f.text("withdraw_reason")}
	return edge.Request{Method: http.MethodPost, Path: "/handover/withdrawal", Body: body}, nil
}
