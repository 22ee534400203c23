package main

import (
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/services/transitions"
)

// nationalCaseload is how many people a law is simulated over.
const nationalCaseload = 120_000

// law measures what a draft law takes over a made-up caseload that is in memory:
// the rules alone, without reading cases and opening birth dates.
func (p plan) law(r *report) {
	on := calendar.MustParse("2026-11-23")
	people := transitions.MadeUpCaseload(nationalCaseload, on)
	rules := transitions.PresentLaw()
	rules.InForce, rules.AgeLimit = calendar.MustParse("2027-01-01"), 25
	var rounds []float64
	for range p.rounds {
		began := time.Now()
		transitions.Simulate(people, rules, on)
		rounds = append(rounds, time.Since(began).Seconds())
	}
	r.add(figure{Name: "law_120000", Value: slices.Sorted(slices.Values(rounds))[len(rounds)/2], Unit: "s", Rounds: rounds})
}
