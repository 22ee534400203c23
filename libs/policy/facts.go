package policy

import (
	"github.com/cedar-policy/cedar-go/types"

	"nivel/libs/access"
)

// The entities of a request. There is one actor and one thing in each, so their
// ids say nothing: what they are is in their attributes.
var (
	actorUID = types.NewEntityUID("Actor", "who asks")
	thingUID = types.NewEntityUID("Thing", "what it is about")
)

// toRead is the action of reading a client's record where no route is meant.
var toRead = actionUID("to read a client's record")

func actionUID(name string) types.EntityUID { return types.NewEntityUID("Action", types.String(name)) }

// facts is one request as policies see it.
type facts struct {
	words           *vocabulary
	actor, resource types.Record
	circumstances   access.Resource
	relations       uint32 // as bits of words.relations
}

// facts reports false where a code is not known or nobody asks: policies compare
// words, and must not take one that they do not know for a harmless one.
func (v *vocabulary) facts(actor access.Actor, r access.Resource) (facts, bool) {
	classes, okClasses := v.classes.bits(actor.Classes.Codes())
	tasks, okTasks := v.tasks.bits(actor.Tasks.Codes())
	relations, okRelations := v.relations.bits(r.Relations)
	known := okClasses && okTasks && okRelations && actor.ID != "" && v.roles[actor.Role] &&
		(r.Task == "" || v.tasks.has(r.Task)) && (r.Kind == "" || v.kinds[r.Kind])
	if !known {
		return facts{}, false
	}
	return facts{
		words: v,
		actor: types.NewRecord(types.RecordMap{
			"id": types.String(actor.ID), "role": types.String(actor.Role), "unit": types.String(actor.Unit),
			"classes": v.classes.set(classes), "tasks": v.tasks.set(tasks),
		}),
		resource: types.NewRecord(types.RecordMap{
			"kind": types.String(r.Kind), "person": types.String(r.Person),
			"task": types.String(r.Task), "unit": types.String(r.Unit),
		}),
		circumstances: r,
		relations:     relations,
	}, true
}

// and is the same request with one relation more.
func (f facts) and(relation access.Relation) facts {
	one, _ := f.words.relations.bits([]access.Relation{relation})
	f.relations |= one
	return f
}

// without is the same request without those relations.
func (f facts) without(relations ...access.Relation) facts {
	gone, _ := f.words.relations.bits(relations)
	f.relations &^= gone
	return f
}

// request is what Cedar is asked.
func (f facts) request(action types.EntityUID) types.Request {
	return types.Request{
		Principal: actorUID, Action: action, Resource: thingUID,
		Context: types.NewRecord(types.RecordMap{
			"relations": f.words.relations.set(f.relations),
			"protected": types.Boolean(f.circumstances.Protected),
			"refused":   types.Boolean(f.circumstances.Refused),
			"necessary": types.Boolean(f.circumstances.Necessary),
			"closed":    types.Boolean(f.circumstances.Closed),
		}),
	}
}

// over returns the entities of the request on top of the actions.
func (f facts) over(actions map[types.EntityUID]types.Entity) types.EntityGetter {
	return entities{
		actor:   types.Entity{UID: actorUID, Attributes: f.actor},
		thing:   types.Entity{UID: thingUID, Attributes: f.resource},
		actions: actions,
	}
}

type entities struct {
	actor, thing types.Entity
	actions      map[types.EntityUID]types.Entity
}

// Get returns the entity of that id.
func (e entities) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case actorUID:
		return e.actor, true
	case thingUID:
		return e.thing, true
	}
	entity, ok := e.actions[uid]
	return entity, ok
}

// families names groups of groups, which policies may speak of.
func families() map[string][]access.Group {
	return map[string][]access.Group{
		"client-work": access.ClientWork(),
		"reading":     {access.ReadList, access.ReadClientRecord},
		"own":         {access.OwnRead, access.OwnChange},
	}
}

// groupEntities returns the groups and families as actions that have no parents:
// an action names all of its ancestors itself, which spares Cedar the climb.
func groupEntities() map[types.EntityUID]types.Entity {
	all := map[types.EntityUID]types.Entity{}
	for name := range families() {
		all[actionUID(name)] = types.Entity{UID: actionUID(name)}
	}
	for _, group := range access.Groups() {
		all[actionUID(string(group))] = types.Entity{UID: actionUID(string(group))}
	}
	return all
}

// actionEntity returns an action that belongs to a group and to its families.
func actionEntity(uid types.EntityUID, right access.Right) types.Entity {
	var parents []types.EntityUID
	for _, name := range ancestry(right.Group) {
		parents = append(parents, actionUID(name))
	}
	return types.Entity{
		UID: uid, Parents: types.NewEntityUIDSet(parents...),
		Attributes: types.NewRecord(types.RecordMap{"roles": setOf(right.Roles)}),
	}
}
