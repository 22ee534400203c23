// Package peers keeps in which peer groups the young people of cases are and were,
// so that a case can be drawn with them.
//
// It owns the streams of the category transitionspeers, one for each person: times
// in groups, by opaque ids, as services/peergroups told of them. It hears of seats
// only: a place in a queue is no time in a group. What a group is called, where it
// meets and until when it never knows.
//
// It decides nothing about who may see a time, and never argues with a fact.
//
//	command  event                    heard of
//	Hear     GroupJoined, GroupLeft   peergroups: seat-reserved, promoted, seat-released
package peers
