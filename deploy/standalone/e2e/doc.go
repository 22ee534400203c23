// Package e2e holds the end-to-end tests: the built program as a person, another
// system or an accident meets it.
//
// It never imports a service: it starts processes, uses a browser and HTTP, and
// kills. The tests carry the build tag e2e; `make e2e` runs them.
//
//	system_test.go    starting, stopping and killing the system
//	browser_test.go   real Chromium, with the accessibility check
//	journey_test.go   the whole job, in Finnish and English
//	keyboard_test.go  the same by keyboard alone
//	chain_test.go     one young person's way through all four services
//	chainpages_*.go   the same way through the pages, in Finnish and English; what
//	                  the young people's script adds
//	import_test.go    a day of the nation: 920 notifications
//	faults_test.go    kill -9 under load, a flushed Redis
//	outage_test.go    each service away for 30 s while work is pending for it,
//	                  with what clients ask meanwhile in labour_test.go
//	rebuild_test.go   all read models built anew under people's hands
//	privacy_test.go   nothing that was typed is readable anywhere
//	erasure_test.go   a person's data destroyed, and a backup from before restored
//	trace_test.go     one trace from the click to the list
//	chaintrace_test.go the chain between processes, hop by hop
//	processes_test.go each service as a process of its own, on real servers
//	nodeclient_test.go the official Node.js client, and the commands of an operator
package e2e
