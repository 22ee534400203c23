// Package access says in which words it is decided who may do what: actors with
// their roles, classes of work tasks and service tasks; actions; what an action
// is about and how the actor stands to it; and the decision. [Rights] says of each
// action which roles may ask and which [Group] of policies decides (libs/policy);
// [Delegation] is what an area may add.
//
// Map: access.go (roles, actors), relation.go (classes, service tasks, relations,
// resources, decisions), kind.go, group.go, right.go, delegation.go, set.go, own.go (who
// a worker is in private, and in what somebody seems near to them).
//
// It never reads a session or a token (libs/edge does), never looks up a
// relation (the services do, from history) and never decides what a rule of law
// decides (the domain does, with the actor's role in the command).
package access
