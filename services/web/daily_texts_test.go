package web

import (
	"maps"
	"slices"
)

// dailyFamilies are the texts of everyday life that are looked up by a code.
func dailyFamilies() map[string][]string {
	return map[string][]string{
		"event": {"transitions.contact-had.v1"},
		"wrong": withPrefix("required.", "contact_day", "contact_offered", "contact_chosen"),
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
