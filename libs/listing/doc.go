// Package listing is how services answer a request for a page of a list: which
// view, from where on, and not before a position is visible.
//
// It owns the query parameters view, from and after, what they refuse, and the
// bounded wait. It never reads a row and never decides who may see one.
package listing
