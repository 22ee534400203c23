// Package standalone is the whole system in one process, on one machine.
//
// It owns the composition: embedded history, bus and a private Redis behind the
// services' own New; the demo area's first content, made through commands only;
// the page for ops; the command line of `nivel`.
//
// It never holds a rule and never reaches into a service: everything it does to
// the system it does over the same HTTP interface as everybody else.
//
//	run.go        nivel run: start and stop everything
//	importing.go  nivel import notifications: a CSV file, row by row accounted for
//	rebuilding.go nivel rebuild: read models anew, digests compared
//	simulating.go nivel simulate law: what a draft law would do, in figures
//	reporting.go  nivel report thl: the supervision figures of a half-year
//	auditing.go   nivel audit verify: find any change of the use log
//	signin.go     the identity provider of a demo area, in this process or alone
//	demo.go       what the demo area begins with
//	internal/browser, internal/tour   pages in a real browser, for tests and pictures
//	cmd/bench, cmd/screenshots   what make bench and make screenshots run
//	ops.go        the page for ops: health, projections, traces
package standalone
