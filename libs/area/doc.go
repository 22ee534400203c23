// Package area is the configuration of one wellbeing services county: its code
// and names, its languages, its units, its workers and its delegations: who besides
// social workers decides what the law leaves to the area, such as
//
//	"delegations": [{"action-group": "decide-aftercare", "roles": ["social-counsellor"],
//	  "classes": ["broad-responsibility"], "units": ["aftercare"]}]
//
// It owns the file format (area.json) and its validation, and what the claims of
// the county's identity providers mean (claims.go). It never holds a limit of law: rule sets are code, and what may be delegated is a list there
// too. Names of workers are read from here by who shows them; events and lists
// hold their ids only.
package area
