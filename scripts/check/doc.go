// Package check holds the style of this repository as a test over its tree: what
// a package may import, where the clock may be read, what an event may hold,
// that every route has an action and every stored name its golden file.
//
// It owns the table of rules, each with the sentence that it enforces, and for
// each rule a violation planted in a small tree of its own: a rule that cannot
// fail is no rule. It reads source as text and syntax only; it builds and runs
// nothing, and it changes no file.
//
// Map: tree_test.go (what is read) → go_test.go, events_test.go, text_test.go,
// modules_test.go (the rules, by topic) → check_test.go (the table, and the two
// tests) → planted_test.go (the violations). install_test.go tests
// scripts/install.
package check
