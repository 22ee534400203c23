package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"nivel/libs/access"
	"nivel/libs/area"
)

// What Decision.Policy says where no policy decided.
const (
	NoPolicy        = "no-policy-allows" // nothing allows it
	UnknownAction   = "unknown-action"   // no service declared the action
	UnknownWord     = "unknown-word"     // a role, class, task, relation or kind that nobody knows, or no actor
	EvaluationError = "evaluation-error" // a policy failed; whatever the others say, nothing is allowed
)

// Options says what is decided about, and by which rules of the area.
type Options struct {
	Rights      []access.Rights     // of the services; no action may be in two
	Delegations []access.Delegation // of the area; none: only social workers decide
	Units       []string            // codes of the area's units, which delegations may name
}

// Engine decides by the policies. It is safe for concurrent use.
type Engine struct {
	policies map[access.Group]policyList
	actions  map[access.Action]access.Group
	entities map[types.EntityUID]types.Entity // actions and their groups
	words    vocabulary
}

var _ access.Decider = (*Engine)(nil)

// New reads the policies and returns their engine.
// Errors: a policy that does not parse or names something unknown, an action
// without a known group, a delegation that the law does not leave to the area.
func New(o Options) (*Engine, error) {
	policies, err := builtIn()
	if err != nil {
		return nil, err
	}
	return newEngine(o, policies)
}

func newEngine(o Options, policies policyList) (*Engine, error) {
	area, err := delegated(o.Delegations, o.Units)
	if err != nil {
		return nil, err
	}
	policies = append(slices.Clone(policies), area...)
	if err := policies.check(o.Units); err != nil {
		return nil, err
	}
	sorted, err := policies.byGroup()
	if err != nil {
		return nil, err
	}
	e := &Engine{policies: sorted, actions: map[access.Action]access.Group{}, entities: groupEntities(), words: newVocabulary()}
	e.entities[toRead] = actionEntity(toRead, access.Right{Group: access.ReadClientRecord, Roles: access.Roles()})
	for _, rights := range o.Rights {
		if err := e.declare(rights); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// declare adds the actions of one service.
func (e *Engine) declare(rights access.Rights) error {
	if err := rights.Check(); err != nil {
		return fmt.Errorf("rights: %w", err)
	}
	for _, action := range slices.Sorted(maps.Keys(rights)) {
		uid := actionUID(string(action))
		if _, twice := e.entities[uid]; twice {
			return fmt.Errorf("rights: action %s is declared twice or named like a group", action)
		}
		right := rights[action]
		e.actions[action] = right.Group
		e.entities[uid] = actionEntity(uid, right)
	}
	return nil
}

// Knows reports whether a service declared action: a route whose action is not
// known would be denied to everybody.
func (e *Engine) Knows(action access.Action) bool { return e.actions[action] != "" }

// Decide says whether actor may do action to resource.
func (e *Engine) Decide(actor access.Actor, action access.Action, resource access.Resource) (d access.Decision) {
	defer func() {
		if recover() != nil { // a fault in the evaluator is no reason to answer, nor to fall
			d = access.Decision{Policy: EvaluationError}
		}
	}()
	group, ok := e.actions[action]
	if !ok {
		return access.Decision{Policy: UnknownAction}
	}
	f, ok := e.words.facts(actor, resource)
	if !ok {
		return access.Decision{Policy: UnknownWord}
	}
	ask := question{group, actionUID(string(action))}
	d.Allowed, d.Policy = e.evaluate(ask, f)
	switch {
	case d.Allowed:
		d.Relation = e.needed(ask, f)
	case d.Policy != EvaluationError:
		d.Glass, d.Known = e.hint(ask, f)
	}
	return d
}

// needed names the relation that opened a door: the first that would have done
// so alone, and the broken glass only where all the others together would not. So
// a look that was open anyway is not noted as one through the glass, and one
// through the glass is never noted as a colleague's.
func (e *Engine) needed(allowed question, f facts) access.Relation {
	glass := slices.Contains(f.circumstances.Relations, access.GlassBroken)
	if glass && allowed.group == access.BreakGlass {
		return access.GlassBroken // it is what was done
	}
	if glass {
		f = f.without(access.GlassBroken)
		if open, _ := e.evaluate(allowed, f); !open {
			return access.GlassBroken
		}
	}
	others := slices.DeleteFunc(slices.Clone(f.circumstances.Relations), func(r access.Relation) bool { return r == access.GlassBroken })
	switch len(others) {
	case 0:
		return ""
	case 1:
		return others[0]
	}
	bare := f.without(slices.DeleteFunc(slices.Clone(others), func(r access.Relation) bool { return r == access.ProtectsData })...)
	for _, one := range others {
		if open, _ := e.evaluate(allowed, bare.and(one)); open {
			return one
		}
	}
	return others[0]
}

// hint says what who is denied may be told: of the glass, where it would help,
// or of the reason, where they may read what it is about.
func (e *Engine) hint(denied question, f facts) (glass, known bool) {
	switch {
	case reads(denied.group):
		glass, _ = e.evaluate(denied, f.and(access.GlassBroken))
	case slices.Contains(access.ClientWork(), denied.group):
		known, _ = e.evaluate(question{access.ReadClientRecord, toRead}, f)
	}
	return glass, known
}

// reads reports whether breaking the glass could open what the group asks for.
func reads(group access.Group) bool {
	return group == access.ReadClientRecord || group == access.ReadList
}

// question is what is asked of the policies: may this action, of that group?
type question struct {
	group  access.Group
	action types.EntityUID
}

// evaluate asks every policy about the group once and names the one that decided.
func (e *Engine) evaluate(q question, f facts) (allowed bool, policy string) {
	decision, told := cedar.Authorize(e.policies[q.group], f.over(e.entities), f.request(q.action))
	switch {
	case len(told.Errors) > 0:
		return false, EvaluationError
	case len(told.Reasons) == 0:
		return false, NoPolicy
	}
	return decision == cedar.Allow, string(told.Reasons[0].PolicyID)
}

// Of returns the engine for one service in an area. Errors: New's.
func Of(a area.Area, rights access.Rights) (*Engine, error) {
	units := make([]string, len(a.Units))
	for i, unit := range a.Units {
		units[i] = unit.Code
	}
	return New(Options{Rights: []access.Rights{rights}, Delegations: a.Delegations, Units: units})
}
