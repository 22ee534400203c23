package estest

import (
	"errors"
	"reflect"
	"testing"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Past is what a rule's test starts from: the events that have happened so far.
type Past[S, C, E any] struct {
	t       testing.TB
	decider es.Decider[S, C, E]
	events  []E
}

// Of starts the test of a rule of d. Nothing has happened yet.
//
//	estest.Of(t, Decider).Given(CaseOpened{}).When(Close{}).Then(CaseClosed{})
func Of[S, C, E any](t testing.TB, d es.Decider[S, C, E]) Past[S, C, E] {
	return Past[S, C, E]{t: t, decider: d}
}

// Given says what has happened, oldest first, after what was given before.
func (p Past[S, C, E]) Given(events ...E) Past[S, C, E] {
	p.events = append(p.events[:len(p.events):len(p.events)], events...)
	return p
}

// When asks cmd of what was given. It decides twice, on two foldings of the
// same events, and fails the test if the answers differ (a rule that looks at a
// clock, at chance or at memory shared between states is not a pure function) or
// if a state was written into: states are shared by commands that run at once.
func (p Past[S, C, E]) When(cmd C) Answer[E] {
	p.t.Helper()
	one, other := p.fold(), p.fold()
	first, second := p.decide(one, cmd), p.decide(other, cmd)
	if !reflect.DeepEqual(first.events, second.events) {
		p.t.Errorf("the same command on the same past had two outcomes:\n%s", diff(first.events, second.events))
	}
	for _, e := range first.events {
		p.decider.Evolve(one, e)
	}
	if untouched := p.fold(); !reflect.DeepEqual(one, untouched) {
		p.t.Errorf("the command or its events wrote into the state:\n%+v\nbecame\n%+v", untouched, one)
	}
	return first
}

// fold returns the state after what was given.
func (p Past[S, C, E]) fold() (state S) {
	for _, e := range p.events {
		state = p.decider.Evolve(state, e)
	}
	return state
}

func (p Past[S, C, E]) decide(state S, cmd C) Answer[E] {
	events, err := p.decider.Decide(state, cmd)
	return Answer[E]{t: p.t, events: events, err: err}
}

// Answer is what a rule said to a command.
type Answer[E any] struct {
	t      testing.TB
	events []E
	err    error
}

// Then expects that exactly these events happened, in this order.
func (a Answer[E]) Then(events ...E) {
	a.t.Helper()
	switch {
	case a.err != nil:
		a.t.Errorf("refused (%v), wanted:\n%s", a.err, render(events))
	case len(a.events) != len(events) || len(events) > 0 && !reflect.DeepEqual(a.events, events):
		a.t.Errorf("what happened is not what was wanted (- wanted, + happened):\n%s", diff(events, a.events))
	}
}

// ThenNothing expects that the command was accepted and changed nothing.
func (a Answer[E]) ThenNothing() {
	a.t.Helper()
	a.Then()
}

// ThenRefused expects the refusal want: the same kind and code, whatever the
// details, and no event.
func (a Answer[E]) ThenRefused(want refusal.Refusal) {
	a.t.Helper()
	switch {
	case a.err == nil:
		a.t.Errorf("not refused, wanted %v; happened:\n%s", want, render(a.events))
	case !errors.Is(a.err, want):
		a.t.Errorf("refused with %v, wanted %v", a.err, want)
	case len(a.events) > 0:
		a.t.Errorf("refused with %v, yet something happened:\n%s", a.err, render(a.events))
	}
}
