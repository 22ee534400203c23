// Package access says who may do what: actions, roles, and the table between
// them, deny by default.
//
// It never reads a session or a token (libs/edge does) and never decides what a
// rule of law decides (the domain does, with the actor's role in the command).
package access
