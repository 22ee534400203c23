// Package tour walks through every page of the product and every state of a page
// that people meet, in one language, with a real browser.
//
// It owns the way only: what is looked for at each stop (pictures, accessibility,
// width) is for whoever takes the tour. It does what workers do, by clicking, and
// knows no service.
//
//	tour.go   the stops: empty lists, the desk, the pages for ops
//	desk.go   what workers do on the way: sign in, register a notification, act
package tour
