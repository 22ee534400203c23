package transitions

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// The routes of everyday life, and what is seen of it.

// What they do, one action each.
const (
	seeDaily         access.Action = "transitions.see-daily"
	recordContact    access.Action = "transitions.record-contact"
	withdrawContact  access.Action = "transitions.withdraw-contact"
	seeContactReport access.Action = "transitions.see-contact-report"

	recordSituation    access.Action = "transitions.record-situation"
	openHousingNeed    access.Action = "transitions.open-housing-need"
	endHousingNeed     access.Action = "transitions.end-housing-need"
	rateWellbeing      access.Action = "transitions.rate-wellbeing"
	rateMyself         access.Action = "transitions.rate-myself"
	seeMyDaily         access.Action = "transitions.see-my-daily"
	seeWellbeingReport access.Action = "transitions.see-wellbeing-report"
	seeSituationReport access.Action = "transitions.see-situation-report"
)

func (s *Service) dailyRoutes() {
	s.networkRoutes()
	s.api.Handle("GET /cases/{case}/daily", seeDaily, edge.Serve(caseID, s.seeDaily))
	s.api.Handle("POST /cases/{case}/daily/contacts", recordContact, edge.Serve(onCase[contracts.NewContact], s.recordContact))
	s.api.Handle("POST /cases/{case}/daily/contacts/withdrawn", withdrawContact, edge.Serve(onCase[contracts.WithdrawnContact], s.withdrawContact))
	s.api.Handle("POST /cases/{case}/daily/situations", recordSituation, edge.Serve(onCase[contracts.NewSituation], s.recordSituation))
	s.api.Handle("POST /cases/{case}/daily/housing", openHousingNeed, edge.Serve(onCase[contracts.NewHousingNeed], s.openHousingNeed))
	s.api.Handle("POST /cases/{case}/daily/housing/ended", endHousingNeed, edge.Serve(onCase[contracts.EndedHousingNeed], s.endHousingNeed))
	s.api.Handle("POST /cases/{case}/daily/ratings", rateWellbeing, edge.Serve(onCase[contracts.NewRating], s.rateWellbeing))
	s.api.Handle("GET /my/daily", seeMyDaily, edge.Serve(nothing, s.seeMyDaily))
	s.api.Handle("POST /my/ratings", rateMyself, edge.Serve(edge.JSON[contracts.OwnRating], s.rateMyself))
	s.api.Handle("GET /daily/wellbeing", seeWellbeingReport, edge.Serve(decodeYear, s.seeWellbeingReport))
	s.api.Handle("GET /daily/situations", seeSituationReport, edge.Serve(decodeMonth, s.seeSituationReport))
	s.api.Handle("GET /daily/contacts", seeContactReport, edge.Serve(decodeYear, s.seeContactReport))
}

// dailyContent is what may be asked about everyday life.
type dailyContent interface {
	contracts.NewContact | contracts.WithdrawnContact | contracts.NewSituation | contracts.NewHousingNeed | contracts.EndedHousingNeed | contracts.NewRating | contracts.NewTie | contracts.ChangedTie
}

// Daily is what the rules need to know of the everyday life in a case.
type Daily struct {
	Situations []es.ID    // the records that nothing corrects, oldest first
	Housing    []OpenNeed // likewise
	Rated      RatedOn    // when the young person rated last
	Ties       []OpenTie  // who is in the network, oldest first
	Withdrawn  []es.ID    // the contacts that were, oldest first
}

// ownEvent is one that a young person may have caused: it says whether they did.
type ownEvent interface{ self() bool }

// seeMyDaily shows young people what is recorded of their own everyday life, all
// of it.
func (s *Service) seeMyDaily(ctx context.Context, _ struct{}) (contracts.DailyLife, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.DailyLife{}, err
	}
	life, err := s.lived(ctx, k, papersOf(k.happened), func(int) bool { return true })
	life.Shows, life.May, life.Task = contracts.ShowsCase, []string{}, string(k.state.Task)
	if k.state.Closed.IsZero() {
		life.May = []string{"rating"}
	}
	return life, err
}

// seeDaily shows the everyday life of a case, read from history itself.
func (s *Service) seeDaily(ctx context.Context, id es.ID) (contracts.DailyLife, error) {
	k, err := s.know(ctx, id)
	if err != nil {
		return contracts.DailyLife{}, err
	}
	l, err := s.look(ctx, k)
	if err != nil {
		return contracts.DailyLife{}, err
	}
	life, err := s.lived(ctx, k, l.papers, func(i int) bool { return l.shown(i) && l.sees(i) })
	may := append(mayDaily(k.state, s.by(ctx), today(ctx)), mayWithdraw(k.state, life, s.by(ctx), today(ctx))...)
	life.Shows, life.May, life.Task = l.shows, l.may(may), string(l.row().Task)
	return life, err
}

// lived opens the everyday life of a case, as far as it is seen.
// Errors: the vault's.
func (s *Service) lived(ctx context.Context, k known, papers []paper, sees func(int) bool) (contracts.DailyLife, error) {
	life := contracts.DailyLife{
		Case: k.id, Person: k.state.Person, Today: today(ctx), HousingTarget: s.area.HousingTarget(), Housing: []contracts.HousingNeed{},
		Contacts: []contracts.Contacted{}, Situations: []contracts.SituationRecord{},
		Ratings: []contracts.WellbeingRating{},
	}
	for i, h := range k.happened {
		if !sees(i) {
			continue
		}
		b, task := s.vault.Batch(ctx, h.Stream, h.Meta.Command), papers[i].tasks[0]
		takeContact(&life, b, h, task)
		takeWithdrawal(&life, b, h)
		takeSituation(&life, h, task)
		takeHousing(&life, b, h, task)
		takeRatings(&life, b, h, task)
		if err := b.Err(); err != nil {
			return contracts.DailyLife{}, err
		}
	}
	counts := map[Mode]int{}
	for _, c := range life.Contacts {
		if c.Withdrawn == nil {
			counts[Mode{c.Offered, c.Chosen}]++
		}
	}
	life.Modes = modeFigures(counts, whole)
	life.Ratings = ratingsInOrder(life.Ratings, k.happened)
	life.Housing = housingInOrder(life.Housing)
	life.Situations = situationsInOrder(life.Situations)
	slices.SortStableFunc(life.Contacts, func(a, b contracts.Contacted) int { return b.Day.Compare(a.Day) })
	return life, nil
}

// takeContact notes a contact, or a meeting that was held; errors stay in b.
func takeContact(life *contracts.DailyLife, b *vault.Batch, h es.Happening[Event], task access.Task) {
	switch e := h.Event.(type) {
	case ContactHad:
		life.Contacts = append(life.Contacts, contracts.Contacted{
			Contact: e.Contact, Day: e.Day, Offered: e.Mode.Offered, Chosen: e.Mode.Chosen, Who: e.Who,
			Note: b.Open("note", e.Note).Reveal(), At: h.RecordedAt, Task: string(task),
		})
	case MeetingHeld:
		life.Contacts = append(life.Contacts, contracts.Contacted{
			Contact: e.Meeting, Day: e.Met, Offered: e.Mode.Offered, Chosen: e.Mode.Chosen, Who: h.Meta.Actor, Meeting: true, At: h.RecordedAt, Task: string(task),
		})
	}
}

// mayDaily lists what the rules would let the worker record: it asks them.
func mayDaily(c Case, who Worker, on calendar.Date) []string {
	may := []string{}
	for _, ask := range []struct {
		name string
		cmd  Command
	}{
		{"contact", RecordContact{Day: on, Mode: Mode{"in-person", "in-person"}, Who: who.ID, Task: c.Task, On: on, By: who}},
		{"situation", RecordSituation{From: on, Situation: Situation{"none", "none", "none", "none"}, Source: "worker", Task: c.Task, On: on, By: who}},
		{"housing", OpenHousingNeed{What: c.nextNeed(), Opened: on, Task: c.Task, On: on, By: who}},
		{"rating", RateWellbeing{Of: ownRating, Points: 1, Day: on, Task: c.Task, On: on, By: who}},
		{"housing-end", EndHousingNeed{Need: c.openNeed(), How: "arranged", Ended: on, Task: c.Task, On: on, By: who}},
	} {
		if happened, err := ask.cmd.decide(c); err == nil && len(happened) > 0 {
			may = append(may, ask.name)
		}
	}
	return may
}

// takeDaily is the line of the timeline of an event of everyday life: days and
// modes; the rest is on the page of it.
func takeDaily(line contracts.Happened, event Event) contracts.Happened {
	switch e := event.(type) {
	case ContactHad:
		line.Facts = e.Mode.facts(map[string]string{"met": e.Day.String()})
	case ContactWithdrawn:
		line.Facts = e.facts()
	case SituationRecorded:
		line.Facts = map[string]string{"from-day": e.From.String()}
	case TieDrawn:
		line.Facts = map[string]string{"from-day": e.From.String()}
	case TieChanged:
		line.Facts = map[string]string{"from-day": e.From.String()}
	case WellbeingRated:
		line.Facts = e.facts()
	case HousingNeedOpened:
		line.Facts, line.Findings = map[string]string{"from-day": e.Opened.String()}, []law.Finding{e.Finding}
	case HousingNeedEnded:
		line.Facts, line.Findings = map[string]string{"until-day": e.Ended.String()}, []law.Finding{e.Finding}
	}
	return line
}

func (s *Service) recordContact(ctx context.Context, ask asked[contracts.NewContact]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd := RecordContact{
		Contact: es.IssueOf(ctx).Command.Derive("contact"), Day: ask.body.Day, Mode: Mode{ask.body.Offered, ask.body.Chosen},
		Who: ask.body.Who, On: today(ctx), By: s.by(ctx), Task: k.state.taskFor(ask.body.Task),
	}
	if cmd.Who == "" {
		cmd.Who = cmd.By.ID
	}
	if _, known := s.area.Worker(cmd.Who); !known {
		return contracts.Receipt{}, ErrUnknownContact
	}
	cmd.Note, err = s.sealText(ctx, k, "note", ask.body.Note)
	return s.handle(ctx, ask.id, cmd, err)
}

// ErrUnknownContact: the area has no such worker.
var ErrUnknownContact = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "who", Code: "unknown-worker"}}}
