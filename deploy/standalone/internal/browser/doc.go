// Package browser drives a real Chromium as people use it: a person has cookies
// of their own, clicks where the page shows something and types into fields.
//
// It owns the browser process, the waiting, pictures, the accessibility check and
// the ear for what a page should not do: ask another host for something, break
// its content security policy, write an error to the console. It knows no page of
// ours and never waits for time to pass, only for a condition.
//
//	browser.go  the process, and people in it
//	page.go     what a person does; the first step that fails ends a page's steps
//	look.go     width, colours, pictures, axe
//	watch.go    what a page did that it should not
package browser
