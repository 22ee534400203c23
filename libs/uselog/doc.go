// Package uselog is the log of who used, changed, gave out or tried to see
// client data (703/2023, section 10): written before the answer leaves, and made
// so that nobody can change it unseen.
//
// It owns
//   - [Entry]: what is noted; ids and codes only, a reason only sealed (entry.go);
//   - [Log]: entries into history, durable before Write returns; requests that
//     come at once share one append (log.go, writer.go, resume.go);
//   - the chain: streams uselog-<service>-<instance>-<month>, each event naming
//     the hash of the one before, the last of each append signed (chain.go, key.go);
//   - [Checkpoint] and [SecondPlace]: where the chain stood, signed, on another
//     disk; [Folder] is one (checkpoint.go, folder.go);
//   - [Verify]: any edit, deletion, insertion, reordering, cut tail or older copy
//     that the chain or the checkpoints show (verify.go);
//   - [Recorder]: what one request shows, collected and written once (recorder.go);
//   - [Report]: what a privacy officer should look at, as pure functions (report.go);
//   - [OwnView] and [Extract]: what the person that the data is about may see of it
//     (views.go); [Expired]: when a month is to be destroyed (month.go).
//
// Package seen, below, is the read model that answers who has looked at whom; it
// is apart so that who only writes needs no Redis.
//
// What Verify cannot see: a cut of the last appends of a process that was killed,
// no longer than Options.Interval and Options.Every before its end, and only until
// it is started again; a rollback of history and of the second place to the same
// moment; a change of the time or the trace context that history itself adds to
// an event (nothing here reads those).
//
// How the edge uses it (libs/backbone joins the two). It collects what a request
// shows, where the handler has it decided, and behind the handler, before the
// first byte of the answer, makes a Recorder of what it knows (time, action, actor,
// area, request and trace), says each Showing and calls Recorder.Flush once:
//
//	r := uselog.NewRecorder(base)
//	r.Saw(uselog.Showing{
//		Object: uselog.Object{Kind: "matter", ID: id.String()}, Persons: []es.ID{person},
//		Purpose: "child-protection", Policy: decision.Policy, Relation: decision.Relation, Outcome: uselog.Allowed,
//	})
//	err := r.Flush(ctx, log)
//
// An error of it is the answer, a fault without the data. A command is noted the
// same way, and a request that was refused for lack of a right is one of Denied.
//
// observe.go makes its spans.
//
// It never decides who may see, never reads a clock of its own, and never holds a
// name or a text.
package uselog
