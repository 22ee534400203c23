package transitions

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// MakePlan makes the plan for aftercare (jälkihuollon asiakassuunnitelma), or
// reviews it by making the next one.
type MakePlan struct {
	OwnRating   int // the young person's own wellbeing, 1 to 10
	OtherRating int // the worker's view of it, 1 to 10
	Texts       PlanTexts
	ReviewBy    calendar.Date // zero: the latest day that the law allows
	Takes       []es.ID       // proposals of the young person that the plan takes in
	MeetEvery   int           // weeks from one meeting to the next; 0: none were agreed
	On          calendar.Date
	By          Worker
}

// PlanTexts are the parts of a plan that a person wrote, sealed.
type PlanTexts struct {
	Situation vault.Sealed   `json:"situation"`
	Goals     []vault.Sealed `json:"goals"`
	OwnView   vault.Sealed   `json:"own_view,omitzero"` // the young person's own words
	Dissent   vault.Sealed   `json:"dissent,omitzero"`  // a differing view (eriävä näkemys)

	Needs     vault.Sealed     `json:"needs,omitzero"`      // of support and services
	Strengths vault.Sealed     `json:"strengths,omitzero"`  // and resources
	Ways      []GoalWay        `json:"ways,omitempty"`      // to each of Goals, in their order; fewer: of the others nothing is said
	Planned   []PlannedService `json:"planned,omitempty"`   // services and support
	TakesPart vault.Sealed     `json:"takes_part,omitzero"` // who does, and with what
}

// PlanMade says what was planned and when it is looked at again.
type PlanMade struct {
	Person      es.ID         `json:"person"`
	OwnRating   int           `json:"own_rating"`
	OtherRating int           `json:"other_rating"`
	Texts       PlanTexts     `json:"texts"`
	On          calendar.Date `json:"on"`
	ReviewBy    calendar.Date `json:"review_by"`
	Finding     law.Finding   `json:"finding"`
	Takes       []es.ID       `json:"takes,omitempty"`      // proposals of the young person that it takes in
	MeetEvery   int           `json:"meet_every,omitempty"` // weeks from one meeting with the worker to the next; 0: none were agreed
}

// What MakePlan refuses.
var (
	// ErrRightNotAssessed: the right comes first.
	ErrRightNotAssessed = refusal.Refusal{Kind: refusal.Untimely, Code: "right-not-assessed", Law: "LSL 417/2007 75 §"}
	// ErrNoAftercare: there is no right to aftercare, or it is over.
	ErrNoAftercare = refusal.Refusal{Kind: refusal.Untimely, Code: "no-aftercare", Law: "LSL 417/2007 75 §"}
)

func (cmd MakePlan) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	switch {
	case c.Right == "":
		return nil, ErrRightNotAssessed
	case c.over(cmd.On):
		return nil, ErrNoAftercare
	}
	var fields refusal.Check
	cmd.check(&fields)
	cmd.checkTakes(c, &fields)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	reviewBy, finding := lsl30(cmd.On, cmd.ReviewBy)
	return []Event{PlanMade{
		Person: c.Person, OwnRating: cmd.OwnRating, OtherRating: cmd.OtherRating, Texts: cmd.Texts,
		On: cmd.On, ReviewBy: reviewBy, Finding: finding, Takes: cmd.Takes, MeetEvery: cmd.MeetEvery,
	}}, nil
}

func (e PlanMade) evolve(c Case) Case {
	c.Planned = true
	c.Plans++
	c.Unanswered = without(c.Unanswered, e.Takes...)
	c.Meet = c.Meet.agree(e.MeetEvery, e.On)
	return c
}

// check notes what is wrong beside the texts:
//
//	rating-out-of-range, in-the-past, review-too-late; those of checkDepth
func (cmd MakePlan) check(c *refusal.Check) {
	c.Require(inRange(cmd.OwnRating), "own_rating", "rating-out-of-range")
	c.Require(inRange(cmd.OtherRating), "other_rating", "rating-out-of-range")
	c.Require(cmd.ReviewBy.IsZero() || cmd.ReviewBy.After(cmd.On), "review_by", "in-the-past")
	c.Require(!cmd.ReviewBy.After(latestReview(cmd.On)), "review_by", "review-too-late")
	cmd.checkDepth(c)
}

// inRange reports whether a rating is on the national plan's scale.
func inRange(rating int) bool { return rating >= 1 && rating <= 10 }

func latestReview(on calendar.Date) calendar.Date { return on.AddYears(1) }

// lsl30 returns the day by which a plan of a day is reviewed.
//
// Law: 417/2007, section 30, as in force from 2020-01-01 (542/2019): reviewed
// when needed, and at least once a year.
func lsl30(on, asked calendar.Date) (calendar.Date, law.Finding) {
	latest := latestReview(on)
	reviewBy := asked
	if asked.IsZero() {
		reviewBy = latest
	}
	return reviewBy, law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "30 §", InForce: "2020-01-01"},
		Inputs:    map[string]string{"on": on.String()},
		Outcome:   map[string]string{"latest": latest.String(), "review-by": reviewBy.String()},
	}
}
