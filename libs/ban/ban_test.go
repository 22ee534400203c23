package ban

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"nivel/libs/es"
	"nivel/libs/es/estest"
)

// TestLaw_703_2023_59_WhatABanCovers: by controller, service task or single document,
// and towards whom it was said only.
func TestLaw_703_2023_59_WhatABanCovers(t *testing.T) {
	plan, right, later := Paper{"plan", "child-protection"}, Paper{"right", "child-protection"}, Paper{"plan", "working-age"}
	for _, x := range []struct {
		why                string
		scope, of          string
		plan, right, later bool
	}{
		{"the controller: all of it", Controller, "", true, true, true},
		{"a service task: what belongs to it", Task, "child-protection", true, true, false},
		{"a document: that one", Document, "plan", true, false, true},
		{"a scope of another release: all of it", "unknown", "", true, true, true},
	} {
		all := []Ban{{Toward: Guardians, Scope: x.scope, Of: x.of}}
		if Forbids(all, Guardians, plan) != x.plan || Forbids(all, Guardians, right) != x.right || Forbids(all, Guardians, later) != x.later {
			t.Errorf("%s: not so", x.why)
		}
		if Forbids(all, Others, plan) {
			t.Errorf("%s: towards others too", x.why)
		}
	}
}

// TestOf_WhatHistorySaysNow: none before the first, until it is lifted; and what cannot
// be read is no answer.
func TestOf_WhatHistorySaysNow(t *testing.T) {
	store := estest.NewMemory(func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) })
	person, one := es.ID{}.Derive("a minor"), es.ID{}.Derive("ban")
	says := func(at es.Revision, name, data string) {
		t.Helper()
		_, err := store.Append(t.Context(), "transitionsconsent-"+person.String(), at, es.NewEvent{ID: es.NewID(), Name: name, Data: json.RawMessage(data)})
		if err != nil {
			t.Fatal(err)
		}
	}
	in := func(want int) {
		t.Helper()
		all, err := Of(t.Context(), store, person)
		if err != nil || len(all) != want {
			t.Errorf("%d bans of %d: %v", len(all), want, err)
		}
	}
	in(0)
	says(es.NoStream, "transitions.permit-given.v1", `{"on":"2026-11-23"}`)
	in(0)
	says(0, "transitions.disclosure-forbidden.v1", `{"id":"`+one.String()+`","toward":"guardians","scope":"document","of":"assessment","on":"2026-11-23"}`)
	in(1)
	all, _ := Of(t.Context(), store, person)
	if !Forbids(all, Guardians, Paper{Name: "assessment"}) || Forbids(all, Guardians, Paper{Name: "notification"}) {
		t.Errorf("it forbids %+v", all)
	}
	if other, err := Of(t.Context(), store, es.NewID()); err != nil || len(other) > 0 {
		t.Errorf("of somebody else %+v: %v", other, err)
	}
	says(1, "transitions.ban-lifted.v1", `{"id":"`+one.String()+`","on":"2026-11-24"}`)
	in(0)
	says(2, "transitions.disclosure-limited.v9", `{}`)
	if _, err := Of(t.Context(), store, person); !errors.Is(err, errUnknown) {
		t.Errorf("what it does not know is read as %v", err)
	}
}
