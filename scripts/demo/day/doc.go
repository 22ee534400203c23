// Package day makes up one working day of child welfare notifications, for
// demonstrations, load and tests: the same plan always gives the same rows.
//
// It owns the plan, the proportions and the texts. Everything in it is invented:
// names are composed, identity codes are artificial (900–999), telephone numbers
// begin with 000 and reach nobody. Municipalities are real.
//
// It never reads a clock and never sends anything.
//
// Map: plan.go (Plan → Rows) draws with proportions.go, people.go, reporters.go
// and content.go; csv.go writes the rows.
package day
