package intake

import (
	"context"
	"errors"
	"strconv"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/person"
	"nivel/libs/vault"
)

func (s *Service) seeMatters(ctx context.Context, ask listing.Ask) (contracts.MatterPage, error) {
	page := contracts.MatterPage{View: ask.View, Today: today(ctx).String()}
	page.Stale = !listing.Visible(ctx, s.list, ask.After)
	items, next, err := s.list.Page(ctx, s.setOf(ctx, ask.View), ask.Query())
	if err != nil {
		return page, listing.Fault(err)
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		r, err := s.matterFor(ctx, item.Row.matter())
		if err != nil {
			return page, err
		}
		if !edge.Sees(ctx, ask.View, r) {
			continue
		}
		item.Row.NonDisclosure = s.marked(ctx, item.Row.Person, item.Row.NonDisclosure)
		row, err := s.openRow(ctx, item.Key, item.Row)
		if err == nil {
			err = s.asSurvivor(ctx, item.Row.Person, &row)
		}
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, row)
	}
	page.AsOf = s.list.Status().Checkpoint.String()
	page.Counts, err = s.counts(ctx)
	return page, listing.Fault(err)
}

func (s *Service) setOf(ctx context.Context, view string) string {
	if view == viewMine {
		return ofWho(view, edge.ActorOf(ctx).ID)
	}
	return ofWho(view, edge.ActorOf(ctx).Unit)
}

func (s *Service) counts(ctx context.Context) ([]contracts.ViewCount, error) {
	day := today(ctx)
	var counts []contracts.ViewCount
	for _, view := range []string{viewInbox, viewMine, viewAssessing} {
		set := s.setOf(ctx, view)
		total, err := s.list.Count(ctx, set, listing.Lowest, listing.Highest)
		if err != nil {
			return nil, err
		}
		overdue, err := s.list.Count(ctx, set, listing.Lowest, dayScore(day)-1)
		if err != nil {
			return nil, err
		}
		due, err := s.list.Count(ctx, set, dayScore(day), dayScore(day.AddDays(1))-1)
		if err != nil {
			return nil, err
		}
		counts = append(counts, contracts.ViewCount{View: view, Total: total, Overdue: overdue, Today: due})
	}
	return counts, nil
}

// openRow opens what a list shows of a matter.
func (s *Service) openRow(ctx context.Context, key string, row Row) (contracts.MatterRow, error) {
	matter, err := es.ParseID(key)
	if err != nil {
		return contracts.MatterRow{}, err
	}
	b := s.vault.Batch(ctx, s.streams.Stream(key), row.Registered)
	child, err := decode[identity](b.Open("identity", row.Identity))
	if err := errors.Join(b.Err(), err); err != nil {
		return contracts.MatterRow{}, err
	}
	day := today(ctx)
	step, due := row.Next()
	delay, err := s.openDelay(ctx, key, row)
	if err != nil {
		return contracts.MatterRow{}, err
	}
	out := contracts.MatterRow{
		Delay:  delay,
		Matter: matter, ChildName: child.name(), BirthDate: child.BirthDate,
		Age: ageOn(child.BirthDate, day), NonDisclosure: row.NonDisclosure, ReporterBody: string(row.ReporterBody),
		Channel: string(row.Channel), ReceivedAt: row.Received, State: row.State(), Urgency: string(row.Urgency),
		Holder: row.Holder, Next: step, Due: due, Revision: row.Revision,
		Way: string(row.Way), Basis: string(row.Basis), Queue: row.Queue, Target: row.ownTarget(), OutsideHours: row.OutsideHours,
	}
	if step != "" {
		out.Overdue = due.Before(day)
		out.DaysLeft = calendar.WorkingDaysBetween(day, due)
	}
	return out, nil
}

// ageOn returns full years, or nil when the birth date is not known.
func ageOn(birthDate string, day calendar.Date) *int {
	born, err := calendar.Parse(birthDate)
	if err != nil {
		return nil
	}
	years := person.Age(born, day)
	return &years
}

// seeMatter reads the matter from history itself: a page that somebody acts on
// is never behind.
func (s *Service) seeMatter(ctx context.Context, id es.ID) (contracts.Matter, error) {
	happened, err := s.streams.History(ctx, id.String())
	if err != nil {
		return contracts.Matter{}, err
	}
	var state Matter
	for _, h := range happened {
		state = h.Event.evolve(state)
	}
	if !state.Registered {
		return contracts.Matter{}, ErrNotFound
	}
	r, err := s.matterFor(ctx, state)
	if err != nil {
		return contracts.Matter{}, err
	}
	hidden, err := s.protectedOf(ctx, r, state)
	if err != nil {
		return contracts.Matter{}, err
	}
	if err := edge.Admit(ctx, id.String(), r, ErrNotFound); err != nil {
		if hidden.Protected { // that it was tried is noted
			_ = edge.Admit(ctx, id.String(), hidden, ErrNotFound)
		}
		return contracts.Matter{}, err
	}
	view, err := s.openMatter(ctx, id, happened)
	if err != nil {
		return view, err
	}
	view.NonDisclosure = hidden.Protected
	if err := s.whoNow(ctx, state.Person, &view); err != nil {
		return view, err
	}
	if hidden.Protected && edge.Admit(ctx, id.String(), hidden, ErrNotFound) != nil {
		view.Withheld = true
		withhold(&view.Notification)
		withholdSources(view.Sources)
	}
	if view.CurrentCode, err = s.currentCode(ctx, state.Person, view.Notification.Child.IdentityCode); err != nil {
		return view, err
	}
	if guard(&view.Notification, today(ctx)) && !hidden.Protected { // who needs where the child is needs where the guardians are
		guarded, err := s.needing(ctx, r, state)
		if err != nil {
			return view, err
		}
		if edge.Admit(ctx, id.String(), guarded, ErrNotFound) != nil {
			view.GuardiansWithheld = true
			withholdGuarded(&view.Notification)
		}
	}
	if err := s.withholdOldCode(ctx, id, r, state, &view); err != nil {
		return view, err
	}
	if !has(r, access.GlassBroken) { // whose right is to read
		view.May = mayNow(state, by(ctx), today(ctx))
	}
	view.Siblings, err = s.siblingsOf(ctx, id, happened)
	return view, err
}

// openMatter opens everything that a matter's page shows.
func (s *Service) openMatter(ctx context.Context, id es.ID, happened []es.Happening[Event]) (view contracts.Matter, err error) {
	var row Row
	for _, h := range happened {
		row = applyRow(row, h.Recorded, h.Event)
		if _, draft := h.Event.(AnswersWritten); draft {
			continue // the page of the assessment says who wrote what
		}
		entry, err := s.openHappening(ctx, h)
		if err != nil {
			return view, err
		}
		view.Timeline = append(view.Timeline, entry)
		view.Placement = placementAfter(view.Placement, h.Event, today(ctx))
		if e, ok := h.Event.(SourceRecorded); ok {
			source, err := s.openSource(ctx, h, e)
			if err != nil {
				return view, err
			}
			view.Sources = append(view.Sources, source)
		}
		if born, ok := h.Event.(BirthRecorded); ok {
			view.Pending, view.Start, view.Completion = born.Pending, born.Start, born.Completion
			if err := s.openBorn(ctx, h.Recorded, born, &view.Notification.Child); err != nil {
				return view, err
			}
		}
		if e, ok := arrivedBy(h.Event); ok {
			view.Pending, view.Start, view.Completion = e.Pending, e.Start, e.Completion
			view.Notification, err = openNotification(s.batchOf(ctx, h.Recorded), e)
			if err != nil {
				return view, err
			}
		}
	}
	view.MatterRow, err = s.openRow(ctx, id.String(), row)
	if row.Pending.IsZero() {
		view.ExpectedBirth = row.ExpectedBirth
	}
	if err == nil {
		err = s.noteNear(ctx, row.Person, view.Notification.Child)
	}
	return view, err
}

// batchOf opens what one event holds.
func (s *Service) batchOf(ctx context.Context, r es.Recorded) *vault.Batch {
	return s.vault.Batch(ctx, r.Stream, r.Meta.Command)
}

// openHappening turns an event into a line of the timeline.
func (s *Service) openHappening(ctx context.Context, h es.Happening[Event]) (contracts.Happened, error) {
	line := contracts.Happened{What: h.Name, At: h.RecordedAt, By: h.Meta.Actor, Facts: map[string]string{}}
	b := s.batchOf(ctx, h.Recorded)
	switch e := h.Event.(type) {
	case NotificationRegistered:
		line.Facts["pending"] = e.Pending.String()
	case ArrivalRegistered:
		line.Facts["way"], line.Facts["clock-basis"] = string(e.Way), string(e.Basis)
		line.Findings = append(line.Findings, e.Finding)
	case BirthRecorded:
		line.Facts["pending"] = e.Pending.String()
		line.Findings = append(line.Findings, e.Finding)
	case ChildPlaced:
		line.Facts["placed"], line.Facts["ends"] = e.Placed.String(), e.Ends.Due.String()
		line.Findings = append(line.Findings, e.Ends.Finding)
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case PlacementContinued:
		line.Facts["ends"] = e.Ends.Due.String()
		line.Findings = append(line.Findings, e.Finding, e.Ends.Finding)
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case PlacementEnded:
		line.Findings = append(line.Findings, e.Finding)
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case TeamAsked:
		line.Facts["consult-purpose"], line.Facts["open-until"] = string(e.Purpose), e.Until.String()
		line.Text = b.Open("question", e.Question).Reveal()
	case ViewGiven:
		line.Facts["team-role"] = string(e.Role)
		line.Text = b.Open("view", e.View).Reveal()
	case JointlyRecommended:
		line.Text = b.Open("recommendation", e.Recommendation).Reveal()
	case ConsultationClosed:
		line.Text = b.Open("close_reason", e.Reason).Reveal()
	case ChecklistFilled:
		line.Facts["form"] = e.Form.String()
	case ChecklistJudged:
		line.Facts["conclusion"] = string(e.Conclusion)
		line.Text = b.Open("judgement", e.Judgement).Reveal()
	case SupportBegun:
		line.Facts["risk-support"], line.Facts["begun"] = string(e.Support), e.Begun.String()
	case SourceRecorded:
		line.Facts["source"], line.Facts["source-basis"] = string(e.Source), string(e.Basis)
		line.Findings = append(line.Findings, e.Finding)
	case MatterQueued:
		line.Facts["queue"], line.Facts["from"] = queueOf(e.Unit), e.From
		line.Text = b.Open("note", e.Note).Reveal()
	case UrgencyAssessed:
		line.Facts["urgency"] = string(e.Urgency)
		line.Findings = append(line.Findings, e.Finding)
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case AssessmentStarted:
		line.Facts["late"] = strconv.FormatBool(e.Late)
		line.Findings = append(line.Findings, e.Finding)
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case AssessmentFoundUnnecessary:
		line.Facts["late"] = strconv.FormatBool(e.Late)
		line.Findings = append(line.Findings, e.Finding)
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case AssessmentCompleted:
		line.Facts["late"] = strconv.FormatBool(e.Late)
		line.Facts["outcome"] = string(e.Outcome)
		line.Findings = append(line.Findings, e.Finding)
		line.Findings = append(line.Findings, e.Contents...)
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case DelayExplained:
		line.Facts["due-day"] = e.Due.String()
		line.Text = b.Open("grounds", e.Grounds).Reveal()
	case CapExceeded:
		line.Facts["holder"], line.Facts["children"] = e.Worker, strconv.Itoa(e.Children)
		line.Findings = append(line.Findings, e.Finding)
		line.Text = b.Open("cap_grounds", e.Grounds).Reveal()
	case MatterTaken:
		line.Facts["holder"] = e.Holder
	case MatterHanded:
		line.Facts["holder"], line.Facts["from"] = e.To, e.From
		line.Text = b.Open("note", e.Note).Reveal()
	}
	return line, b.Err()
}

// mayNow lists what the rules would let the worker do: it asks them.
func mayNow(m Matter, who Worker, day calendar.Date) []string {
	some := vault.Sealed{Key: "some"}
	return allowed(m, []asking{
		{"assess-urgency", AssessUrgency{By: who}},
		{"decide-start", DecideStart{Decision: Started, By: who}},
		{"complete-assessment", CompleteAssessment{Grounds: some, By: who}},
		{"take", TakeMatter{By: who}},
		{"record-birth", RecordBirth{By: who}},
		{"explain-delay", ExplainDelay{Grounds: some, On: day, By: who}},
		{"place", PlaceUrgently{Grounds: some, On: day, By: who}},
		{"continue-placement", ContinuePlacement{ReportsNeeded: true, NotInThirty: true, ChildsInterest: true, Grounds: some, On: day, By: who}},
		{"end-placement", EndPlacement{Grounds: some, On: day, By: who}},
		{"record-source", RecordSource{Source: "other", Name: some, What: some, Got: day, AskedBy: who.ID, Basis: "consent", Purpose: some, On: day, By: who}},
		{"queue", QueueMatter{Unit: "another", By: who}},
		{"hand", HandToColleague{To: Worker{ID: "a colleague", Role: access.SocialWorker}, By: who}},
	})
}

// asking is a command that somebody might ask for, by the name that pages know it
// under.
type asking struct {
	name string
	cmd  Command
}

// allowed names those of all that the rules would let happen, and that would change
// anything: it asks them.
func allowed(m Matter, all []asking) []string {
	may := []string{}
	for _, ask := range all {
		if happened, err := ask.cmd.decide(m); err == nil && len(happened) > 0 {
			may = append(may, ask.name)
		}
	}
	return may
}

// placementAfter is a matter's emergency placement after one event more.
func placementAfter(p *contracts.EmergencyPlacement, event Event, day calendar.Date) *contracts.EmergencyPlacement {
	switch e := event.(type) {
	case ChildPlaced:
		return &contracts.EmergencyPlacement{Decided: e.Decided, Placed: e.Placed, Ends: e.Ends, Lapsed: day.After(e.Ends.Due)}
	case PlacementContinued:
		next := *p
		next.Ends, next.Continued, next.Lapsed = e.Ends, true, day.After(e.Ends.Due)
		return &next
	case PlacementEnded:
		next := *p
		next.Ended, next.Lapsed = e.On, false
		return &next
	}
	return p
}
