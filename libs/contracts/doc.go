// Package contracts is what services tell each other: facts on the bus, and the
// requests and answers of their HTTP interfaces.
//
// It owns the shapes and their versions. A fact never holds personal data: ids,
// codes, dates and units only. An answer over HTTP may hold opened personal
// data; it exists only inside the request that asked for it.
//
// It never holds a rule.
//
//	fact.go    the envelope of every fact
//	intake.go  notifications and matters: requests, answers, facts
//	transitions.go, peergroups.go, notices.go, oversight.go  the same of the other services
package contracts
