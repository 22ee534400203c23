// Package ties keeps who outside intake has to do with a person: who is
// responsible for a case of theirs, to whom it is offered, who leads a group
// that they are in. By that intake decides to whom it names them.
//
// It hears the facts of services/transitions and services/peergroups, puts each
// into history once (a stream for each person, and one for each group), and
// answers from history at the time of a request. It holds ids and codes only,
// decides nothing about access, and never argues with a fact.
package ties
