// Package tour walks through every page of the product and every state of a page
// that people meet, in one language, with a real browser.
//
// It owns the way only: what is looked for at each stop (pictures, accessibility,
// width) is for whoever takes the tour. It does what workers do, by clicking, and
// knows no service.
//
//	tour.go   the stops: empty lists, the desk, the pages for ops
//	cases.go  the stops of a case: right, plan, handover, group, and the young
//	          people's own pages
//	desk.go   what workers do on the way: sign in, register a notification, act
package tour
