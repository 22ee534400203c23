// Package edge turns typed handlers into HTTP and HTTP into typed calls.
//
// It owns
//   - [API]: routes behind one middleware chain, in one order:
//     recover → trace → log → who → may → once → account → handle;
//   - [Serve]: the bridge from a typed handler to a route;
//   - [JSON] and [ID]: strict decoding, which never echoes what it read;
//   - the answers: JSON with its revision and log position, and problem
//     documents (RFC 9457) for refusals and faults;
//   - [Tokens]: short-lived proofs of who asks, between our own processes;
//   - [Call]: the other side, which turns a problem back into a refusal;
//   - [Pages]: recover → trace → log for handlers that answer HTML.
//
// It is the only importer of go-kit, the only place that knows HTTP statuses and
// the only reader of the clock within a request: see [Now].
//
// It never holds a rule, never writes a body, a query or a free path value to a
// log or a trace, and never shows a fault's text to whoever asked.
package edge
