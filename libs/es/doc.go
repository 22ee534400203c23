// Package es is the core of event sourcing as Nivel uses it: a decision is a
// pure function from what has happened and what is asked to what happens next.
//
// It owns
//   - [Decider]: the two pure functions of one kind of stream;
//   - [Streams]: read, decide, append at the revision decided on; the only write path;
//   - [Catalog]: the stored name of every event, for ever, and how old ones are read;
//   - [Store] and [Log]: what a history must offer, implemented by libs/history
//     over the real client and by estest.Memory for rules' tests.
//
// It never reads a clock, never does I/O of its own and never knows what an
// event means. Standard library only.
package es
