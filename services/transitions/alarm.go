package transitions

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// RaiseAlarm says of an offer that it was not answered by its day. Nobody asks
// for it but the service itself, as often as it likes.
type RaiseAlarm struct {
	Tell []string // ids of workers, sorted, each once
	On   calendar.Date
}

// HandoverOverdue says that the day of an offer has passed without an answer, and
// who is told. Responsibility stays; the offer can still be answered. House rule:
// no provision sets a time for the answer.
type HandoverOverdue struct {
	Person    es.ID         `json:"person"`
	From      string        `json:"from"`       // id: of the worker who offered
	To        string        `json:"to"`         // id: of the worker whose answer is awaited
	RespondBy calendar.Date `json:"respond_by"` // the day that has passed
	Told      []string      `json:"told"`       // id: of each worker who is told
	On        calendar.Date `json:"on"`
}

// decide lets it happen once for each offer, whoever asks how often: the first
// day on which it does is the day after the last one for an answer.
func (cmd RaiseAlarm) decide(c Case) ([]Event, error) {
	switch {
	case c.Person.IsZero():
		return nil, ErrNotFound
	case !c.Offer.Pending() || c.Offer.Overdue || !cmd.On.After(c.Offer.RespondBy):
		return nil, nil
	}
	return []Event{HandoverOverdue{
		Person: c.Person, From: c.Responsible, To: c.Offer.To, RespondBy: c.Offer.RespondBy, Told: cmd.Tell, On: cmd.On,
	}}, nil
}

func (e HandoverOverdue) evolve(c Case) Case {
	c.Offer.Overdue = true
	return c
}
