// Package ban answers what a person forbids to give out: the bans (kielto) that are in
// force, read from history itself for each request, and what each of them covers.
//
// It owns the rule of what a ban covers, and the reading of the streams of the
// category transitionsconsent, in which services/transitions records permits and bans
// (its package consent holds the commands, the stored names and a test that both read
// the same). It never records one and never reads a reason; what is refused because of
// a ban, the service says that is asked for the data.
//
// A ban is heard of at the next request in every service: a fact on the bus could come
// late, and paper that has left cannot be called back. Where the stream cannot be read,
// everything is to be taken as forbidden.
//
// Law: 703/2023, section 59, as in force from 2024-01-01: a ban targets a controller, a
// service task or a single document, until it is revoked. Sections 40 and 51: a minor
// may for a weighty reason forbid giving data to the guardian.
package ban
