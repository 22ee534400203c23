// Package glass is breaking the glass: a colleague without a relation to a
// client opens the client's data, with a reason and a service task, to read, for
// an hour at most.
//
// It owns the streams of the category glass, one for each pair of worker and
// person, and the question whether such a glass is broken now. It ends by itself
// when its hour is over, which takes no timer: Until is a date that everybody
// compares with their own now.
//
// It never decides who may break a glass or what is seen through it (libs/policy
// does), never tells anybody (services/oversight does) and never reads a reason.
//
//	command     event        who
//	BreakGlass  GlassBroken  the worker
//	MendGlass   GlassMended  the same worker, before the hour is over
//
//	glass.go    state, commands, events
//	history.go  the stored names
//	reader.go   whether it is broken, for services that are asked for data
//
// Law: 703/2023, section 9, as in force from 2024-01-01: client data may be used
// where there is a client relationship or another matter of work. That it takes a
// reason and ends after an hour is the house's own rule.
package glass
