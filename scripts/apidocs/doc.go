// Command apidocs writes docs/api/openapi.json and docs/api/asyncapi.json from
// the sources: routes, actions, roles and refusals from services/*, shapes and
// their comments from libs/contracts, headers of facts from libs/bus.
//
//	go run ./scripts/apidocs
//
// It owns how Go becomes a document, and the one table that says what each fact
// carries. It reads syntax only: it builds and starts nothing, and a service
// that is added is in the documents without a line here. Its tests fail while
// the documents are not what it would write, and hold them against the real
// types and the golden files of facts.
//
// Map: source.go (packages as syntax) → schema.go (a type as a schema) →
// service.go and decode.go (what a service serves) → openapi.go, asyncapi.go
// (the documents), with facts.go (what facts carry) and ordered.go (JSON whose
// fields keep their order).
package main
