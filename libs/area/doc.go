// Package area is the configuration of one wellbeing services county: its code
// and names, its languages, its units and its workers.
//
// It owns the file format (area.json) and its validation, and what the claims of
// the county's identity providers mean (claims.go). It never holds a
// limit of law: rule sets are code. Names of workers are read from here by who
// shows them; events and lists hold their ids only.
package area
