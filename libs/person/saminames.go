package person

import "slices"

// SamiName is the name of a municipality in one of the Sámi languages.
type SamiName struct {
	Municipality string // code
	Language     string // "se" Northern, "smn" Inari, "sms" Skolt Sámi
	Name         string
}

// samiNames are to be verified with the Sámi Parliament: the names come from
// general knowledge, not from an official list, and so does which of the three
// names of Inari belongs to which language.
var samiNames = []SamiName{
	{"047", "se", "Eanodat"},
	{"148", "smn", "Aanaar"},
	{"148", "se", "Anár"},
	{"148", "sms", "Aanar"},
	{"698", "se", "Roavvenjárga"},
	{"758", "se", "Soađegilli"},
	{"890", "se", "Ohcejohka"},
}

// SamiNames returns the Sámi names that are known, by municipality. To be
// verified before they are printed on anything official.
func SamiNames() []SamiName { return slices.Clone(samiNames) }
