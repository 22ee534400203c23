// Package oversight is who has looked, and breaking the glass.
//
// It owns the way in which a colleague without a relation opens one person's data
// for an hour (libs/glass), who is told of it, and the questions to the use logs
// of all services: who has seen a person's data, what a worker has seen, what a
// privacy officer should look at today. Who is responsible for a person it hears
// from the other services and keeps in its own streams.
//
// It never writes a use log but the one of its own routes, never shows a client's
// document, and never shows the privacy officer a name. The young person sees
// unit, role, purpose and time of who has looked, and that a glass was broken.
//
// Law: 703/2023, sections 9 to 11 and 74, as in force from 2024-01-01: relation,
// use log, the client's right to know, without the personal data of who looked.
//
// Its map:
//
//	command          event              who
//	BreakGlass       GlassBroken        a colleague (libs/glass)
//	MendGlass        GlassMended        the same
//	NoteResponsible  ResponsibleNoted   facts of intake and transitions
//	NoteEnd          EndNoted           the same
//	NoteSame         SameNoted,         facts of intake: two ids are one person
//	                 DifferentNoted
//
//	breaking.go     the glass: ask, mend, read why; sealing.go the reason in and out
//	responsible.go  who is responsible for a person; hearing.go from which facts; history.go the stored names
//	looks.go        who has looked: of a person, of a worker, one's own; extract.go as a file
//	same.go         one person under several ids: their looks are shown together
//	report.go       the report of a day
//	facts.go        what the other services hear
//	http.go         the routes; access.go who may; check.go wrong fields
//
// The formal extract is CSV. Unusual use is told from the log, from what workers
// opened in the ten days before, and from the ends of client relationships that other
// services told of. Who bears the worker's own family name, lives at their address or
// is the worker themself is not known here: services/intake, where names are readable,
// says so by a code in the entry of the look (near.go there). A name is shared by many,
// so it is a hint.
package oversight
