package vault

import (
	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// ErrNoTask refuses to seal a text of a document that states no service task, or
// one from which no retention class follows.
//
// Law: 703/2023, section 37, as in force from 2024-01-01: every client document
// states its service task.
var ErrNoTask = refusal.Refusal{Kind: refusal.Invalid, Code: "service-task-missing", Law: "703/2023 37 §"}

// classes says under which class of the annex the documents of a service task are
// kept. Family law is not here: the annex tells matters of a child from others,
// and no service writes such documents yet.
var classes = map[access.Task]Class{
	access.ChildProtection:    ChildProtection,
	access.FamilyServices:     FamilyServices,
	access.WorkingAge:         WorkingAge,
	access.OlderPeople:        OlderPeople,
	access.SubstanceServices:  SubstanceServices,
	access.DisabilityServices: DisabilityServices,
}

// DocumentOf returns whom and which class a document belongs to: the one place
// where a service task becomes a retention class. Of a task that has none, the
// subject has no class, and Seal refuses it with ErrNoTask.
func DocumentOf(person es.ID, task access.Task) Subject {
	return Subject{Person: person, Class: classes[task]}
}
