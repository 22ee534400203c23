package intake

import (
	"hash/crc32"

	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// Consulted is a matter whose team was asked, as the team's list sees it: names
// sealed.
type Consulted struct {
	Person       es.ID        `json:"person"`     // the child
	Registered   es.ID        `json:"registered"` // the command that Identity was sealed by
	Identity     vault.Sealed `json:"identity,omitzero"`
	Consultation Consultation `json:"consultation"`
	Ended        bool         `json:"ended,omitempty"` // no client relationship came of the matter
}

// consultedList answers "what was I asked?" for the members of a team.
var consultedList = readmodel.Model[Consulted, Event]{
	Name:     "intake-consulted",
	Version:  1<<32 | int(crc32.ChecksumIEEE([]byte("asked, until when"))),
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return matterOf(r.Stream) },
	Apply:    applyConsulted,
	Index: func(_ string, c Consulted) []readmodel.Entry {
		var all []readmodel.Entry
		for _, member := range c.Consultation.Members {
			if c.Consultation.Open && !c.Ended {
				all = append(all, readmodel.Entry{Set: ofMember(member.Worker), Score: dayScore(c.Consultation.Until)})
			}
		}
		return all
	},
}

// ofMember is the list of the open consultations that a worker was asked in.
func ofMember(worker string) string { return "member:" + worker }

func applyConsulted(c Consulted, r es.Recorded, event Event) Consulted {
	if e, ok := arrivedBy(event); ok {
		c.Person, c.Registered, c.Identity = e.Person, r.Meta.Command, e.Texts.Identity
	}
	switch e := event.(type) {
	case BirthRecorded:
		if !e.Identity.IsZero() {
			c.Registered, c.Identity = r.Meta.Command, e.Identity
		}
	case AssessmentFoundUnnecessary:
		c.Ended = true
	case AssessmentCompleted:
		c.Ended = e.Outcome == noNeed
	case TeamAsked, ViewGiven, JointlyRecommended, ConsultationClosed:
		c.Consultation = e.evolve(Matter{Consultation: c.Consultation}).Consultation
	}
	return c
}
