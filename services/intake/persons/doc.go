// Package persons keeps which ids of intake are the same person, and which identity
// codes a person has been given.
//
// The id of somebody whose identity code was known when a matter came is a keyed
// token of the code; of anybody else it is an id of its own, which is temporary
// until a code is recorded. An id is never replaced in history: what is found to be
// the same person is linked to the id that goes on, and the link can be taken away
// again. Nothing is written into a matter by it, so no clock moves.
//
// It owns one stream for all (category intakeperson), so that two links made at the
// same moment can never lead in a circle, and the read model that answers whose an
// id is. It never opens a text: the codes and the reasons are sealed by
// services/intake, which says who may link, and sees, what.
//
//	command      event             law
//	Merge        PersonMerged      703/2023 38 § 2 mom (whose the document is); that it can be undone is a house rule
//	Unmerge      PersonUnmerged    –
//	RecordCode   CodeRecorded, CodeLinked  703/2023 38 § 2 mom; 661/2009 12 § (a code may change)
//
//	persons.go  the state, the two sealed sets, the stored names; byid.go what it is kept in
//	merging.go  one person for two ids, and that undone; code.go identity codes
//	list.go     whose an id is, and what is linked to it; book.go the same from history
package persons
