// Package access says in which words it is decided who may do what: actors with
// their roles, classes of work tasks and service tasks; actions; what an action
// is about and how the actor stands to it; and the decision. [Table] is the
// least decider: roles only, deny by default.
//
// It never reads a session or a token (libs/edge does), never looks up a
// relation (the services do, from history) and never decides what a rule of law
// decides (the domain does, with the actor's role in the command).
package access
