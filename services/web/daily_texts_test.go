package web

import (
	"maps"
	"slices"

	"nivel/libs/contracts"
)

// dailyFamilies are the texts of everyday life that are looked up by a code.
func dailyFamilies() map[string][]string {
	return map[string][]string{
		"event":   {"transitions.contact-had.v1", "transitions.situation-recorded.v1"},
		"refusal": {"no-such-situation", "not-first-of-month"},
		"wrong": withPrefix("required.", "contact_day", "contact_offered", "contact_chosen",
			"work", "study", "service_state", "activity", "situation_from", "situation_source"),
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
