package persons

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// Identity is what a list knows of one id.
type Identity struct {
	To     es.ID   `json:"to,omitzero"`       // the id that it is linked to; zero: it is linked to none
	ByCode bool    `json:"by_code,omitempty"` // it is the token of a code of To; see Now
	Linked es.ID   `json:"linked,omitzero"`   // the command by which it became that
	Merge  Merged  `json:"merge,omitzero"`    // why it is linked, where people said so
	Codes  []Known `json:"codes,omitempty"`   // that were recorded, oldest first
}

// Now is i beside what is known of the id that it is linked to: the token of a code
// leads to who had it only while it is the code that they have.
func (i Identity) Now(to Identity) Identity {
	if n := len(to.Codes); i.ByCode && (n == 0 || to.Codes[n-1].Command != i.Linked) {
		i.To, i.ByCode, i.Linked = es.ID{}, false, es.ID{}
	}
	return i
}

// Left reports whether a person has another identity code by now than the one with
// that token, by which they were known.
func (i Identity) Left(token es.ID) bool {
	n := len(i.Codes)
	return n > 0 && i.Codes[n-1].Token != token
}

// Merged is who merged an id, when and why.
type Merged struct {
	Command es.ID         `json:"command,omitzero"` // to open Reason
	Reason  vault.Sealed  `json:"reason,omitzero"`
	By      string        `json:"by,omitempty"` // id of the worker
	On      calendar.Date `json:"on,omitzero"`
}

// Known is an identity code that was recorded.
type Known struct {
	Token   es.ID         `json:"token"`
	Command es.ID         `json:"command"` // to open Code
	Code    vault.Sealed  `json:"code"`
	By      string        `json:"by"` // id of the worker
	On      calendar.Date `json:"on"`
}

// List answers "who is this, and what else are they known as?"
var List = readmodel.Model[Identity, Event]{
	Name:     "intake-identities",
	Version:  2,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(_ es.Recorded, event Event) string { return about(event).String() },
	Apply:    apply,
	Index: func(_ string, i Identity) []readmodel.Entry {
		var entries []readmodel.Entry
		if !i.To.IsZero() {
			entries = append(entries, readmodel.Entry{Set: LinkedTo(i.To)})
		}
		for n, code := range i.Codes {
			again := slices.ContainsFunc(i.Codes[:n], func(before Known) bool { return before.Token == code.Token })
			if !again {
				entries = append(entries, readmodel.Entry{Set: WithCode(code.Token)})
			}
		}
		return entries
	},
}

// about is the id whose row an event changes.
func about(event Event) es.ID {
	switch e := event.(type) {
	case PersonMerged:
		return e.Person
	case PersonUnmerged:
		return e.Person
	case CodeRecorded:
		return e.Person
	case CodeLinked:
		return e.Token
	}
	return es.ID{}
}

// LinkedTo is the list of the ids that are linked to one.
func LinkedTo(id es.ID) string { return "to:" + id.String() }

// WithCode is the list of those for whom a code was recorded.
func WithCode(token es.ID) string { return "code:" + token.String() }

func apply(i Identity, r es.Recorded, event Event) Identity {
	switch e := event.(type) {
	case PersonMerged:
		i.To, i.Merge = e.Into, Merged{Command: r.Meta.Command, Reason: e.Reason, By: r.Meta.Actor, On: e.On}
		i.ByCode, i.Linked = false, es.ID{}
	case PersonUnmerged:
		i.To, i.Merge = es.ID{}, Merged{}
	case CodeRecorded:
		i.Codes = append(slices.Clip(i.Codes), Known{Token: e.Token, Command: r.Meta.Command, Code: e.Code, By: r.Meta.Actor, On: e.On})
	case CodeLinked:
		i.To, i.ByCode, i.Linked, i.Merge = e.Person, true, r.Meta.Command, Merged{}
	}
	return i
}
