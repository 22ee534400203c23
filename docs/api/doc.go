// Package api serves the description of our HTTP interfaces: openapi.json, which
// scripts/apidocs makes from the sources, whole or cut down to some services,
// and the same to read as a page that loads nothing from anybody.
//
// It owns the two documents and how they look. It never describes anything
// itself and knows no service: what is in the document is what it shows.
//
//	api.go     the handler that stands before a service's own
//	filter.go  a part of the document that makes sense by itself
//	page.go    the part as a page (page.html, page.css)
//
// asyncapi.json, the facts on the bus, lies beside it for tools.
package api
