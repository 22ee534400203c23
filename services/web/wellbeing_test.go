package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// withDaily adds the own everyday life to what transitions answers.
func (o *oma) withDaily(routes map[string]func(*http.Request, []byte) any) map[string]func(*http.Request, []byte) any {
	routes["GET /my/daily"] = func(*http.Request, []byte) any {
		if o.mine == nil {
			return refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
		}
		return o.life
	}
	routes["POST /my/ratings"] = func(_ *http.Request, body []byte) any {
		var sent contracts.OwnRating
		switch {
		case o.noDaily != nil:
			return *o.noDaily
		case json.Unmarshal(body, &sent) != nil || sent.Points == 0:
			return refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "points", Code: "required"}}}
		}
		return contracts.Receipt{Position: "77/77"}
	}
	return o.withNetwork(routes)
}

func someRatings() []contracts.WellbeingRating {
	today := calendar.On(now)
	return []contracts.WellbeingRating{
		{Of: "own", Points: 4, Day: today.AddDays(-100), Plan: true, Moment: "start", By: "w-aino"},
		{Of: "worker", Points: 6, Day: today.AddDays(-100), Plan: true, Moment: "start", By: "w-aino"},
		{Of: "own", Points: 10, Day: today, Words: "Sain <asunnon>", By: "youth", Rating: es.ID{}.Derive("r")},
	}
}

func someWellbeingReport() contracts.WellbeingReport {
	moments := []contracts.MomentOfWellbeing{
		{Moment: "start", Own: contracts.WellbeingMean{Count: count(12), Tenths: count(47)}, Worker: contracts.WellbeingMean{Count: count(0)}}, {Moment: "6-months"},
	}
	return contracts.WellbeingReport{Year: 2026, Smallest: 5, Units: []contracts.UnitOfWellbeing{{Unit: "aftercare", Moments: moments}}, All: moments}
}

// picture returns the points of a line of the page's picture, and checks that the
// picture has a name and nothing inline.
func (p page) picture(t *testing.T, line string) string {
	t.Helper()
	for _, n := range all(p.root, func(n *html.Node) bool { return n.Data == "svg" && attr(n, "class") == "chart" }) {
		if attr(n, "role") != "img" || attr(n, "aria-labelledby") != "chart-title" || strings.Contains(p.body, "style=") || strings.Contains(p.body, "<style") {
			t.Error("the picture has no name, or a style of its own")
		}
		for _, l := range all(n, func(n *html.Node) bool { return n.Data == "polyline" && attr(n, "class") == line }) {
			return attr(l, "points")
		}
	}
	t.Error("there is no picture")
	return ""
}

func TestDaily_Wellbeing(t *testing.T) {
	path := caseOnePath + caseOneDaily
	d := newDesk(t)
	d.transitions.set(func() {
		d.transitions.living.life.Ratings, d.transitions.living.life.May = someRatings(), []string{"rating"}
	})
	b := d.signedIn(t, "w-aino")
	p := b.get(path)
	t.Run("is a picture from the first day to the last, from 1 below to 10 above", func(t *testing.T) {
		if got := p.picture(t, "chart-own"); got != "28,118 348,12" {
			t.Errorf("the own line goes through %s", got)
		}
		if got := p.picture(t, "chart-other"); got != "28,83" {
			t.Errorf("the worker's goes through %s", got)
		}
	})
	t.Run("and the same as a table, the newest first", func(t *testing.T) {
		p.says(t, "Ratings of wellbeing, 9 Aug 2026 to 17 Nov 2026. The same is in the table below the picture.", "Circle and solid line",
			"17 Nov 2026 The young person’s own 10 Sain <asunnon> 9 Aug 2026 The worker’s 6 At the start In the plan")
	})
	t.Run("is recorded", func(t *testing.T) {
		b.submit(path, path+"/rating", url.Values{"rating_of": {"worker"}, "points": {"7"}, "note": {"Parempi"}})
		if got := d.transitions.last(); got.path != path+"/ratings" || string(got.body) != `{"of":"worker","points":7,"day":"2026-11-17","words":"Parempi"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		b.submit(path, path+"/rating", url.Values{"note": {"Kirjoitettu"}}).says(t, "Choose whose rating it is", "Choose the rating", "Kirjoitettu")
	})
	t.Run("without ratings there is no picture", func(t *testing.T) {
		d.transitions.set(func() { d.transitions.living.life.Ratings = nil })
		p := b.get(path)
		p.says(t, "There are no ratings yet.")
		if strings.Contains(p.body, `class="chart"`) {
			t.Error("there is one")
		}
	})
}

func TestLiving_Wellbeing(t *testing.T) {
	newDesk(t).signedIn(t, "w-maria").get("/living").says(t, "Wellbeing: cases that began in 2026", "At the start 4.7 (12 young people) –", "6 months under 5 under 5")
}

func TestOma_Daily(t *testing.T) {
	o := newOma(t)
	o.life.Ratings, o.life.Situations, o.life.Housing = someRatings(), someSituations(), someHousing()
	b := o.come(t)
	t.Run("is led to from the own page, and shows all that is recorded", func(t *testing.T) {
		b.get("/").says(t, "Say how things are")
		p := b.get("/daily")
		p.says(t, "How are you just now?", "your rating. Square", "Yours 10 Sain <asunnon>", "Kävely <rannassa>", "Oskari Lampisuo", "Vocational education, Rehabilitation", "You have no home You are being helped with this now.",
			"Your money is not enough Done 29 Aug 2026", "If something is wrong, tell your worker")
		if p.picture(t, "chart-own") == "" {
			t.Error("the picture has no line")
		}
		notSaying(t, text(p.root), "NEET", "Sohvalla")
	})
	t.Run("says whom to tell of a need that was open when another service took the case", func(t *testing.T) {
		o.life.Housing[1].How = contracts.HousingHandedOver
		b.get("/daily").says(t, "Your money is not enough Your worker changed 29 Aug 2026. Tell your new worker about this.")
	})
	t.Run("takes the own rating and words", func(t *testing.T) {
		p := b.submit("/daily", "/daily", url.Values{"points": {"8"}, "words": {"Hyvä päivä"}})
		sent := o.transitions.was(http.MethodPost)
		if got := sent[len(sent)-1]; got.path != "/my/ratings" || string(got.body) != `{"points":8,"words":"Hyvä päivä"}` || p.status != http.StatusSeeOther {
			t.Errorf("asked %s %s, answered %d", got.path, got.body, p.status)
		}
		b.get(p.header.Get("Location")).says(t, "Your rating is saved")
	})
	t.Run("keeps what was typed, whatever was refused", func(t *testing.T) {
		p := b.submit("/daily", "/daily", url.Values{"words": {"Pitkä <teksti>"}})
		p.says(t, "Choose a number first.", "Pitkä <teksti>")
		o.transitions.set(func() { o.noDaily = &refusal.Refusal{Kind: refusal.Untimely, Code: "rated-often"} })
		p = b.submit("/daily", "/daily", url.Values{"points": {"3"}, "words": {"Taas"}})
		p.says(t, "You have answered many times today", "Taas")
		if form, _ := p.form("/daily"); form.Get("points") != "3" || p.status != http.StatusConflict {
			t.Errorf("%d, %v", p.status, form)
		}
	})
	t.Run("without a case there is nothing", func(t *testing.T) {
		o.transitions.set(func() { o.mine = nil })
		b.get("/daily").says(t, "There is nothing about you here yet.")
	})
	t.Run("asks for no rating after aftercare has ended, and keeps what was typed until then", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		open := b.get("/daily")
		o.transitions.set(func() {
			o.life.May, o.noDaily = []string{}, &refusal.Refusal{Kind: refusal.Untimely, Code: "case-closed"}
		})
		p := b.send(open, "/daily", url.Values{"points": {"8"}, "words": {"Kirjoitin <juuri>"}})
		p.says(t, "Your aftercare has ended", "Kirjoitin <juuri>")
		for _, shown := range []page{p, b.get("/daily")} {
			if _, asks := shown.form("/daily"); asks {
				t.Error("it asks for a rating")
			}
			shown.says(t, "Kävely <rannassa>")
		}
	})
}
