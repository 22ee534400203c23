package web

import (
	"net/http"
	"strconv"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// rateWellbeing is how the page records a rating.
var rateWellbeing = act{
	name: "rating", path: "rating", done: "rating", request: askRating,
	shown: inForm(map[string]string{"of": "rating_of", "day": "rating_day", "words": "note"}),
}

func askRating(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("rating_of", "points", "rating_day")
	return edge.Request{Method: http.MethodPost, Path: "/ratings", Body: contracts.NewRating{
		Of: r.text("rating_of"), Points: pointsOf(r.text("points")), Day: r.day("rating_day"), Words: r.text("note"), Task: r.text("task"),
	}}, r.wrong
}

// pointsOf reads a rating; what is none is 0, which the service refuses.
func pointsOf(typed string) int {
	n, _ := strconv.Atoi(typed)
	return n
}

// allPoints are the ratings that can be chosen.
func allPoints() []string {
	return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}
}

// The picture of ratings: its size, and what is left free around the lines.
const (
	chartWidth, chartHeight         = 360, 200
	chartLeft, chartRight           = 28, 12
	chartTop, chartBottom, chartDot = 12, 28, 9
)

// chartPoint is one rating in the picture.
type chartPoint struct{ X, Y int }

// chartOf are the ratings of one rater in the picture. All ratings, in the order
// of their days, say which days it spans.
func chartOf(all []contracts.WellbeingRating, of string) []chartPoint {
	var points []chartPoint
	for _, r := range all {
		if r.Of == of {
			points = append(points, chartPoint{chartX(all, r), chartY(r.Points)})
		}
	}
	return points
}

// chartX is where a rating stands from left to right; in the middle where all are
// of one day.
func chartX(all []contracts.WellbeingRating, r contracts.WellbeingRating) int {
	room := chartWidth - chartLeft - chartRight
	days := all[0].Day.DaysUntil(all[len(all)-1].Day)
	if days == 0 {
		return chartLeft + room/2
	}
	return chartLeft + room*all[0].Day.DaysUntil(r.Day)/days
}

// chartY is where points stand from top to bottom.
func chartY(points int) int {
	return chartTop + (chartHeight-chartTop-chartBottom)*(10-points)/9
}

// chartLine is the line through points.
func chartLine(points []chartPoint) string {
	var line []string
	for _, p := range points {
		line = append(line, strconv.Itoa(p.X)+","+strconv.Itoa(p.Y))
	}
	return strings.Join(line, " ")
}

// chartGrid are the ratings that have a line and a number at the edge.
func chartGrid() []int { return []int{1, 4, 7, 10} }

// meanText is a mean of a report, to a tenth.
func (v *visit) meanText(m contracts.WellbeingMean, smallest int) string {
	switch {
	case m.Count == nil:
		return v.texts.T("signals.hidden", "Smallest", v.texts.number(smallest))
	case m.Tenths == nil:
		return "–"
	}
	point := ","
	if v.texts.Lang == "en" {
		point = "."
	}
	return v.texts.T("living.mean", "Mean", strconv.Itoa(*m.Tenths/10)+point+strconv.Itoa(*m.Tenths%10), "Count", v.texts.number(*m.Count))
}
