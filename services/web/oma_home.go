package web

import (
	"errors"
	"net/http"
	"slices"
	"sync"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// homeView is My page: what each service said, as far as it answered.
type homeView struct {
	Done     string
	Case     contracts.MyCase
	HasCase  bool
	CaseErr  error
	Groups   []contracts.GroupRow // the reader's own
	GroupErr error
	Messages messagesView
}

// showHome answers GET /: My page, or the way in.
func (o *Oma) showHome(v *omaVisit) error {
	query := v.r.URL.Query()
	if v.session == nil {
		return v.showSignIn(http.StatusOK, signInView{Next: ownPath(query.Get("next")), Over: query.Has("over")})
	}
	h := o.home(v)
	failed := errors.Join(h.CaseErr, h.GroupErr, h.Messages.Err)
	edge.Note(v.ctx(), failed)
	if h.CaseErr != nil && h.GroupErr != nil && h.Messages.Err != nil {
		return failed
	}
	return v.show(http.StatusOK, omaHomePage(v, h))
}

// home asks three services at once. One that is away leaves a gap, which says so.
func (o *Oma) home(v *omaVisit) homeView {
	h := homeView{Done: v.done()}
	var asked sync.WaitGroup
	asked.Go(func() { h.Case, h.HasCase, h.CaseErr = o.myCase(v) })
	asked.Go(func() { h.Groups, h.GroupErr = o.myGroups(v) })
	asked.Go(func() { h.Messages = o.messages(v, v.after()) })
	asked.Wait()
	return h
}

// myCase returns the reader's case; that there is none yet is no error.
func (o *Oma) myCase(v *omaVisit) (found contracts.MyCase, exists bool, err error) {
	found, _, err = edge.Call[contracts.MyCase](v.ctx(), o.Transitions, edge.Request{Method: http.MethodGet, Path: "/my/case"})
	if no, refused := refusal.As(err); refused && no.Kind == refusal.Missing {
		return contracts.MyCase{}, false, nil
	}
	return found, err == nil, err
}

// myGroups returns the groups in which the reader has a seat or waits for one.
func (o *Oma) myGroups(v *omaVisit) ([]contracts.GroupRow, error) {
	all, err := o.groups(v)
	return slices.DeleteFunc(all.Rows, func(g contracts.GroupRow) bool { return g.Mine == "" }), err
}

// ratingWord is the code of a word for a rating from 1 to 10.
func ratingWord(rating int) string {
	words := ratingWords()
	return words[max(0, min((rating-1)/2, len(words)-1))]
}

// ratingWords lists the codes of the words for ratings, two numbers to a word.
func ratingWords() []string { return []string{"very-hard", "hard", "mixed", "fairly-good", "good"} }

// apart is how far two ratings may lie from each other and still be called
// about the same.
const apart = 2

// comparison is the code of the sentence that compares two ratings.
func comparison(p contracts.Plan) string {
	if difference := p.OwnRating - p.OtherRating; difference >= apart || difference <= -apart {
		return "apart"
	}
	return "close"
}

// rightText says in a sentence what the reader has a right to and until when.
//
// Law: 417/2007, section 75, subsection 3, as in force from 2024-01-01: the duty
// ends on DutyEnd, so the day before it is the last one.
func (v *omaVisit) rightText(c contracts.MyCase) string {
	key, dated := "oma.right."+c.Right, !c.DutyEnd.IsZero()
	last := calendar.Date{}
	if dated {
		last = c.DutyEnd.AddDays(-1)
	}
	switch {
	case dated && c.Right != "none" && last.Before(v.today()):
		key = "oma.right.ended-on"
	case c.Right == "statutory" && !dated, !v.texts.Has(key):
		key = "oma.right.open"
	}
	return v.texts.T(key, "Day", v.texts.LongDay(last))
}

// reviewText says when the plan is next looked at together.
func (v *omaVisit) reviewText(p contracts.Plan) string {
	key := "oma.plan.review"
	switch {
	case p.ReviewBy.IsZero():
		key = "oma.plan.review-open"
	case p.ReviewBy.Before(v.today()):
		key = "oma.plan.review-past"
	}
	return v.texts.T(key, "Day", v.texts.LongDay(p.ReviewBy))
}
