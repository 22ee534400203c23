package web

import (
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// recordSource records an item of information from outside.
var recordSource = act{name: "record-source", path: "source", done: "source", request: askSource}

func askSource(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	got := r.day("got") // what is left empty is for intake to refuse, all at once
	return edge.Request{Method: http.MethodPost, Path: "/sources", Body: contracts.OutsideSource{
		Kind: f.text("source_kind"), From: f.text("from_whom"), What: f.text("information"), Got: got,
		AskedBy: f.text("asked_by"), Basis: f.text("legal_basis"), Purpose: f.text("purpose"),
	}}, r.wrong
}

// clientWorkers are those who work with clients in child protection, the reader
// first.
func (v *visit) clientWorkers() []area.Worker {
	all := slices.DeleteFunc(slices.Clone(v.Area.Workers), func(w area.Worker) bool {
		return w.Role != access.Manager && w.Role != access.SocialWorker && w.Role != access.SocialCounsellor || !slices.Contains(w.Tasks, access.ChildProtection)
	})
	slices.SortStableFunc(all, func(a, b area.Worker) int {
		switch {
		case a.ID == v.worker.ID && b.ID != v.worker.ID:
			return -1
		case b.ID == v.worker.ID && a.ID != v.worker.ID:
			return 1
		}
		return 0
	})
	return all
}

// standsOn says on which section a legal basis stands, or that it is consent.
func (v *visit) standsOn(value string) string {
	if value == "consent" {
		return v.texts.Code("source-basis", value)
	}
	return v.texts.section(value)
}
