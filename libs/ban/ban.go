package ban

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"nivel/libs/es"
)

// How much a ban covers.
const (
	Controller = "controller" // all data of this controller
	Task       = "task"       // all data of one service task
	Document   = "document"   // a single document
)

// To whom a ban forbids to give data.
const (
	Others    = "others"    // other controllers and other service tasks
	Guardians = "guardians" // the minor's guardians
)

// Ban is one ban in force.
type Ban struct {
	ID     es.ID  `json:"id"` // of the command that recorded it
	Toward string `json:"toward"`
	Scope  string `json:"scope"`
	Of     string `json:"of"` // code of the service task, or of the document; empty: of the controller
}

// Paper is a document as far as a ban asks.
type Paper struct {
	Name string // code of the document; empty: no ban names it by itself
	Task string // code of the service task that it belongs to
}

// Covers reports whether a ban is about a document.
func (b Ban) Covers(p Paper) bool {
	switch b.Scope {
	case Task:
		return b.Of == p.Task
	case Document:
		return b.Of == p.Name
	}
	return true // the whole controller; and a scope that this release does not know forbids all
}

// Forbids reports whether some ban forbids to give a document to them.
func Forbids(all []Ban, toward string, p Paper) bool {
	return slices.ContainsFunc(all, func(b Ban) bool { return b.Toward == toward && b.Covers(p) })
}

// category is that of the streams, by person.
const category = "transitionsconsent"

// errUnknown: history says something of bans that this release cannot read.
var errUnknown = errors.New("unknown event about permits and bans")

// Of returns the bans of a person that are in force, oldest first, as history has them
// now. Errors: the store's, and what cannot be read; then everything is to be taken as
// forbidden.
func Of(ctx context.Context, store es.Store, person es.ID) ([]Ban, error) {
	stream := category + "-" + person.String()
	recorded, err := store.Read(ctx, stream, 0)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", stream, err)
	}
	var all []Ban
	for _, r := range recorded {
		var said Ban
		switch r.Name {
		case "transitions.permit-given.v1", "transitions.permit-withdrawn.v1":
			continue
		case "transitions.disclosure-forbidden.v1", "transitions.ban-lifted.v1":
			err = json.Unmarshal(r.Data, &said)
		default:
			err = errUnknown
		}
		if err != nil {
			return nil, fmt.Errorf("read %s revision %d: %w", stream, r.Revision, err)
		}
		if r.Name == "transitions.disclosure-forbidden.v1" {
			all = append(all, said)
		} else {
			all = slices.DeleteFunc(all, func(b Ban) bool { return b.ID == said.ID })
		}
	}
	return all, nil
}
