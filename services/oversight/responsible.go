package oversight

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Responsible is who is responsible for a person, by matter or case. The zero
// value: nobody is known to be.
type Responsible struct {
	Holds []Hold
	Ended []End   // of the matters and cases that are over
	Same  []es.ID // that intake counts as the same person
	Told  []es.ID // all matters and cases that were ever told of
}

// End is the day on which a matter or case was over.
type End struct {
	Subject es.ID
	On      calendar.Date
}

// over returns the last day of the last client relationship of a person; false: one
// goes on, or none is known.
func (r Responsible) over() (last calendar.Date, ended bool) {
	for _, h := range r.Holds {
		i := slices.IndexFunc(r.Ended, func(e End) bool { return e.Subject == h.Subject })
		if i < 0 {
			return calendar.Date{}, false
		}
		if r.Ended[i].On.After(last) {
			last = r.Ended[i].On
		}
	}
	return last, !last.IsZero()
}

// Hold is one worker's responsibility for one matter or case.
type Hold struct {
	Subject es.ID  // of another service: a matter or a case
	Worker  string // id
}

// Workers returns the ids of all who are responsible, each once, sorted.
func (r Responsible) Workers() []string {
	var workers []string
	for _, h := range r.Holds {
		workers = append(workers, h.Worker)
	}
	slices.Sort(workers)
	return slices.Compact(workers)
}

// Event is something that happened to a person's responsible workers. Every
// event says how it changes them, or it does not compile.
type Event interface{ evolve(Responsible) Responsible }

// Command is something asked of them.
type Command interface {
	decide(Responsible) ([]Event, error)
}

// Decider is everything that can happen to them.
var Decider = es.Decider[Responsible, Command, Event]{
	Decide: func(r Responsible, cmd Command) ([]Event, error) { return cmd.decide(r) },
	Evolve: func(r Responsible, e Event) Responsible { return e.evolve(r) },
}

// Streams is the only way to write who is responsible. A stream's id is the
// person's.
type Streams = es.Streams[Responsible, Command, Event]

// NoteResponsible notes what another service said.
type NoteResponsible struct {
	Subject es.ID
	Worker  string
	Instead es.ID // matter that the subject follows on, where it does
}

// ResponsibleNoted says who is responsible for a matter or case from now on.
type ResponsibleNoted struct {
	Subject es.ID  `json:"subject"`
	Worker  string `json:"worker"`           // id: of the worker
	Instead es.ID  `json:"instead,omitzero"` // the matter that is over by it
}

func (cmd NoteResponsible) decide(r Responsible) ([]Event, error) {
	again := slices.ContainsFunc(r.Ended, func(e End) bool { return e.Subject == cmd.Subject })
	if cmd.Worker == "" || !again && slices.Contains(r.Holds, Hold{cmd.Subject, cmd.Worker}) {
		return nil, nil
	}
	return []Event{ResponsibleNoted(cmd)}, nil
}

func (e ResponsibleNoted) evolve(r Responsible) Responsible {
	kept := slices.DeleteFunc(slices.Clone(r.Holds), func(h Hold) bool { return h.Subject == e.Subject || h.Subject == e.Instead })
	r.Holds = append(kept, Hold{e.Subject, e.Worker})
	r.Told = slices.Clone(r.Told)
	for _, id := range []es.ID{e.Subject, e.Instead} {
		if !id.IsZero() && !slices.Contains(r.Told, id) {
			r.Told = append(r.Told, id)
		}
	}
	r.Ended = slices.DeleteFunc(slices.Clone(r.Ended), func(end End) bool { return end.Subject == e.Subject })
	return r
}

// NoteEnd notes that another service said that a matter or case is over. Who was
// responsible for it still hears of what happens to its records.
type NoteEnd struct {
	Subject es.ID
	On      calendar.Date
}

// EndNoted says that a matter or case is over, until somebody is responsible for it
// again.
type EndNoted struct {
	Subject es.ID         `json:"subject"`
	On      calendar.Date `json:"on"`
}

func (cmd NoteEnd) decide(r Responsible) ([]Event, error) {
	if slices.Contains(r.Ended, End(cmd)) {
		return nil, nil
	}
	return []Event{EndNoted(cmd)}, nil
}

func (e EndNoted) evolve(r Responsible) Responsible {
	kept := slices.DeleteFunc(slices.Clone(r.Ended), func(end End) bool { return end.Subject == e.Subject })
	r.Ended = append(kept, End(e))
	return r
}
