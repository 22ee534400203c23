package persons

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/vault"
)

// RecordCode records an identity code of a person: the first of somebody who had
// none, or another in its place.
type RecordCode struct {
	Person es.ID
	Token  es.ID        // the id that the code gives
	Code   vault.Sealed // the code itself
	Known  bool         // Token is the id of somebody already: whether they are the same is for people to say
	On     calendar.Date
}

// CodeRecorded says which identity code a person has from now on. Earlier ones stay
// on record, and no longer say who they are.
type CodeRecorded struct {
	Person es.ID         `json:"person"`
	Token  es.ID         `json:"token"`
	Code   vault.Sealed  `json:"code"`
	On     calendar.Date `json:"on"`
}

// CodeLinked says that whoever comes to be known by the code is that person, as long
// as it is the code that they have: one that was recorded by mistake is somebody else's.
type CodeLinked struct {
	Token  es.ID `json:"token"`
	Person es.ID `json:"person"`
}

func (cmd RecordCode) decide(a All) ([]Event, error) {
	newest, any := a.codes.get(cmd.Person)
	switch {
	case a.Of(cmd.Person) != cmd.Person:
		return nil, ErrAlreadyMerged
	case any && newest == cmd.Token, !any && cmd.Token == cmd.Person:
		return nil, nil // it is the one they have
	}
	happened := []Event{CodeRecorded{Person: cmd.Person, Token: cmd.Token, Code: cmd.Code, On: cmd.On}}
	if _, linked := a.links.get(cmd.Token); !linked && !cmd.Known && cmd.Token != cmd.Person {
		happened = append(happened, CodeLinked{Token: cmd.Token, Person: cmd.Person})
	}
	return happened, nil
}

// evolve lets the code that the person had until now lead to nobody: it was changed, or
// it was never theirs.
func (e CodeRecorded) evolve(a All) All {
	if before, any := a.codes.get(e.Person); any {
		if link, _ := a.links.get(before); link.Code && link.To == e.Person {
			a = a.unlinked(before)
		}
	}
	a.codes = a.codes.with(e.Person, e.Token)
	return a
}

func (e CodeLinked) evolve(a All) All { return a.linked(e.Token, Link{To: e.Person, Code: true}) }
