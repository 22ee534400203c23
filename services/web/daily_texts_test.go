package web

import (
	"maps"
	"slices"

	"nivel/libs/contracts"
)

// dailyFamilies are the texts of everyday life that are looked up by a code.
func dailyFamilies() map[string][]string {
	return map[string][]string{
		"event":   {"transitions.contact-had.v1", "transitions.contact-withdrawn.v1", "transitions.situation-recorded.v1", "transitions.housing-need-opened.v1", "transitions.housing-need-ended.v1", "transitions.wellbeing-rated.v1", "transitions.tie-drawn.v1", "transitions.tie-changed.v1"},
		"refusal": {"no-such-situation", "not-first-of-month", "housing-open", "no-such-housing-need", "rated-often", "no-such-tie", "too-many-ties", "other-task", "no-such-contact"},
		"wrong": append([]string{"ends-before-start.housing_ended", "ends-before-start.tie_since"}, withPrefix("required.", "contact_day", "contact_offered", "contact_chosen", "contact_wrong", "contact_reason",
			"work", "study", "service_state", "activity", "situation_from", "situation_source",
			"housing_what", "housing_opened", "housing_need", "housing_how", "housing_ended", "rating_of", "points", "rating_day",
			"tie_name", "tie_kind", "closeness", "tie", "tie_change", "tie_since")...),
		"network": networkTexts(), "network.near": closenesses(), "network.change": tieChanges(), "tie": contracts.TieKinds(),
		"wellbeing": wellbeingTexts(), "wellbeing.moment": contracts.WellbeingMoments(),
		"housing-need": contracts.HousingNeeds(), "housing-end": append(contracts.HousingEnds(), contracts.HousingHandedOver), "wording": {"417/2007 76 a §"},
		"finding": {"opened", "counted-from", "target-days", "limit", "own-target", "ended", "within-target"}, "value": {"without-delay"},
		"work": contracts.Works(), "study": contracts.Studies(), "state-service": contracts.ServicesToTheState(), "activity": contracts.OtherActivities(),
		"situation-source": contracts.SituationSources(), "situation-group": contracts.SituationGroups(),
	}
}

// with returns families with the codes of more families.
func with(families, more map[string][]string) map[string][]string {
	all := maps.Clone(families)
	for family, codes := range more {
		all[family] = append(slices.Clip(all[family]), codes...)
	}
	return all
}

// wellbeingTexts are the texts of the ratings over time, in either face's words.
func wellbeingTexts() []string {
	return []string{"none", "chart", "legend", "table", "day", "whose", "points", "more", "own", "worker", "plan"}
}

// omaDailyFamilies are the same of Oma.
func omaDailyFamilies() map[string][]string {
	return map[string][]string{
		"oma.wellbeing": wellbeingTexts(), "oma.wellbeing.moment": contracts.WellbeingMoments(), "oma.housing": contracts.HousingNeeds(),
		"oma.daily.done": omaDailyDone(), "oma.daily.no": omaDailyRefusals(), "oma.wrong": append([]string{"date-form", "malformed-date", "in-the-future", "ends-before-start"}, withPrefix("required.", "points", "name", "tie_kind", "closeness", "tie", "change", "since")...),
		"oma.network": networkTexts(), "oma.network.near": closenesses(), "oma.network.change": tieChanges(),
	}
}

// networkTexts are the texts of a network, in either face's words.
func networkTexts() []string {
	return []string{"none", "picture", "rings", "table", "number", "name", "kind", "closeness", "from", "always", "self", "me"}
}
