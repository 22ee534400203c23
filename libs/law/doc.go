// Package law is how a rule of law says what it found.
//
// It owns the Finding: which provision, in which wording, applied to which
// inputs, gave which outcome. A finding is stored in the event of the decision
// that relied on it and shown to the worker as the proof of a date or a right.
//
// It never holds the rules themselves: they stand beside the commands that
// apply them, as pure functions named after their section.
package law
