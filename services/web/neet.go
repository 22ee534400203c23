package web

import (
	"net/http"
	"slices"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// recordSituation is how the page records what the young person does.
var recordSituation = act{
	name: "situation", path: "situation", done: "situation", request: askSituation,
	shown: inForm(map[string]string{"from": "situation_from", "source": "situation_source", "service": "service_state", "other": "activity"}),
}

func askSituation(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("work", "study", "service_state", "activity", "situation_from", "situation_source")
	situation := contracts.NewSituation{
		From: r.day("situation_from"), Source: r.text("situation_source"), Task: r.text("task"),
		Situation: contracts.Situation{Work: r.text("work"), Study: r.text("study"), Service: r.text("service_state"), Other: r.text("activity")},
	}
	if typed := r.text("corrects"); typed != "" {
		id, err := es.ParseID(typed)
		if err != nil {
			r.fault("corrects", "no-such-situation")
		}
		situation.Corrects = id
	}
	return edge.Request{Method: http.MethodPost, Path: "/situations", Body: situation}, r.wrong
}

// situationText says what somebody does; where there is nothing, that.
func (t Texts) situationText(s contracts.Situation) string {
	if s == (contracts.Situation{Work: "none", Study: "none", Service: "none", Other: "none"}) {
		return t.Code("situation-group", "neet")
	}
	return t.situationParts(s)
}

// situationParts says what somebody does in plain words, without what they are
// counted as. Of who does nothing of a kind, nothing is said of that kind, unless
// there is nothing else to say.
func (t Texts) situationParts(s contracts.Situation) string {
	var does []string
	for _, part := range [][2]string{{"work", s.Work}, {"study", s.Study}, {"state-service", s.Service}, {"activity", s.Other}} {
		if part[1] != "none" {
			does = append(does, t.Code(part[0], part[1]))
		}
	}
	if len(does) == 0 {
		does = []string{t.Code("work", "none"), t.Code("study", "none")}
	}
	return strings.Join(does, ", ")
}

// standingSituations are the records that nothing corrects.
func standingSituations(all []contracts.SituationRecord) []contracts.SituationRecord {
	return slices.DeleteFunc(slices.Clone(all), func(s contracts.SituationRecord) bool { return s.Corrected })
}
