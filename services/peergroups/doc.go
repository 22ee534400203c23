// Package peergroups is where young people meet in groups of peers.
//
// It owns the peer group (vertaisryhmä): its weekly sessions, its seats and the
// queue for them. Who has a seat and who waits is secret client data: a person
// is an opaque id here, a young person learns of the own place only, and who is
// in a group is told to who leads it. Who has a young person's case learns from
// services/transitions, which hears of seats, in which groups that one person is.
// A group's name and place are meant for everybody; as somebody types them, they
// are sealed all the same. It never knows why somebody comes.
//
// Law: 1301/2014 (SHL), section 17: social rehabilitation includes group activity
// and support in social relationships; 417/2007 (LSL), section 36 by way of
// section 76: so do the services of aftercare. No time limit and no right to a
// seat follows from them: the rules below are the house's own.
//
// Its map:
//
//	command      event                             who
//	FoundGroup   GroupFounded                      workers
//	SignUp       SeatReserved, PlacedInQueue       the young person, for themself
//	GiveUpSeat   SeatReleased (and in the same     the young person, for themself
//	             append PromotedFromQueue),
//	             LeftQueue
//
//	group.go        the state and the two sealed sets
//	founding.go, signup.go, giveup.go   a topic each: ask, happen, refuse, rule, effect
//	sessions.go     the days and hours of a weekly series
//	history.go      the stored names
//	grouplist.go    the list: which groups are there, and is there room?
//	turns.go        who asks for a seat in one group, one after another
//	facts.go        what the other services hear
//	http.go         the routes; access.go and relation.go who may; reading.go what they see; check.go wrong fields; sealing.go words in and out
package peergroups
