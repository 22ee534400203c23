// Package policy decides who may do what: it is the access.Decider of the
// system, over policies in Cedar, and it denies what no policy allows.
//
// A request is decided in this order of thought; every line is a file in policies/:
//
//	who       the action names its roles, the group of the action the rest      role.cedar, delegation.cedar.tmpl
//	class     which data the worker's class of work tasks covers (457/2024)     decree457.cedar
//	relation  whose data: a relation verified from history (703/2023 9 §)       relation.cedar
//	what      safety non-disclosure, refusals, an ended client relationship     circumstance.cedar
//
// and besides client work: own.cedar, peergroup.cedar, oversight.cedar, machine.cedar.
// A class widens what, a relation widens whose, and both are needed. A
// delegation of the area lifts one rule about the profession and nothing else.
// docs/access.md shows the outcome, made from the policies.
//
// # How a service uses it
//
// It declares an access.Rights beside its routes (action, group, roles) and
// gives it to [New], which refuses an action without a known group. At a request
// the service says what the action is about (access.Resource), with the
// relations it read from history. Three things it must get right:
//
//   - Resource.Task is the service task of that document. A plan made in child
//     protection stays there when the client moves on, and the receiver reads it
//     as access.DisclosedTo or not at all.
//   - Who asks about themselves needs access.Self and Person equal to the actor's
//     id; Team needs Unit. A relation without its evidence does not count.
//   - A list is decided as such (the zero Resource), then each row with the same
//     action; or at once as access.KindList of one task and unit.
//
// # What a decision says
//
// Policy is the id of the policy that allowed or forbade, or one of
// [NoPolicy], [UnknownAction], [UnknownWord], [EvaluationError]. Glass is true
// where the same request would be allowed with the glass broken; Known where the
// actor may read what was asked for, so that the denial may say why. It fails
// closed: an unknown word, a failing policy or a panic in it allows nothing.
//
// It never looks anything up, keeps no state between requests, and never decides
// what a command decides from law.
//
// Map: policy.go (New, Decide) → facts.go (a request as Cedar sees it), words.go
// (sets of codes) → load.go (policy files), inspect.go (what a policy may say),
// scope.go (which policies are about which group), delegation.go (the area's
// rules). Tests: oracle_test.go is the law as plain Go, matrix_test.go compares
// every cell with it, law_test.go tells it by section, page_test.go writes
// docs/access.md.
package policy
