// Package refusal is how a rule says no.
//
// It owns the one error type that may be shown to a person: a kind (what sort
// of no), a stable code (which no), and, where law is the reason, its citation.
// A refusal is never logged as an error and never carries personal data.
// Everything else that goes wrong is a fault: hidden, and logged once.
//
// It never knows of HTTP; libs/edge alone turns a kind into a status.
package refusal
