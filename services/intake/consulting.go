package intake

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// consultationRoutes are those of the consultation of a team.
func (s *Service) consultationRoutes() {
	s.api.Handle("GET /matters/{matter}/consultation", seeConsultation, edge.Serve(matterID, s.seeConsultation))
	s.api.Handle("POST /matters/{matter}/consultation", askTeam, edge.Serve(onMatter[contracts.ConsultationAsked], s.askTeam))
	s.api.Handle("POST /matters/{matter}/consultation/view", giveView, edge.Serve(onMatter[contracts.ConsultationView], s.giveView))
	s.api.Handle("POST /matters/{matter}/consultation/recommendation", recommendJointly, edge.Serve(onMatter[contracts.JointRecommendation], s.recommendJointly))
	s.api.Handle("POST /matters/{matter}/consultation/close", closeConsultation, edge.Serve(onMatter[contracts.ConsultationClosing], s.closeConsultation))
	s.api.Handle("GET /consultations", seeConsultations, edge.Serve(listing.Decoder(), s.seeConsultations))
}

// consultationFor is the consultation of a matter as who asks stands to it: who was
// asked has a relation while it is open, read from history for this request.
func (s *Service) consultationFor(ctx context.Context, m Matter) (access.Resource, error) {
	r, err := s.matterFor(ctx, m)
	r.Kind = access.KindConsultation
	return withTeam(ctx, r, m.Consultation), err
}

// withTeam adds the relation of who was asked, with the purpose of their looks.
func withTeam(ctx context.Context, r access.Resource, c Consultation) access.Resource {
	if _, member := c.roleOf(edge.ActorOf(ctx).ID); member && c.openOn(today(ctx)) {
		r.Relations, r.Purpose = append([]access.Relation{access.Consulted}, r.Relations...), string(c.Purpose)
	}
	return r
}

func (s *Service) askTeam(ctx context.Context, ask asked[contracts.ConsultationAsked]) (contracts.Receipt, error) {
	body := ask.body
	cmd := AskTeam{Purpose: ConsultPurpose(body.Purpose), Until: body.Until, On: today(ctx), By: by(ctx)}
	m, err := s.admitAs(ctx, ask.matter, cmd, s.consultationFor)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	oneOf(&c, "consult_purpose", body.Purpose, contracts.ConsultationPurposes())
	c.Require(!body.Until.IsZero(), "open_until", "required")
	text(&c, "question", body.Question, maxContent, true)
	for _, part := range body.Shows {
		oneOf(&c, "shows", part, contracts.ConsultationParts())
		cmd.Shows = append(cmd.Shows, ConsultPart(part))
	}
	for _, member := range body.Members {
		w, known := s.area.Worker(member.Worker)
		fits := member.Worker == "" || known && w.Role == access.Consultant && string(w.Profession) == member.Role
		c.Require(fits && slices.Contains(contracts.TeamRoles(), member.Role), "members", "not-of-that-role")
		cmd.Members = append(cmd.Members, Member{Role: TeamRole(member.Role), Worker: member.Worker})
	}
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	sealed, err := s.sealAll(ctx, ask.matter, m, written{"question", body.Question})
	cmd.Question = sealed["question"]
	return s.handle(ctx, ask.matter, cmd, err)
}

func (s *Service) giveView(ctx context.Context, ask asked[contracts.ConsultationView]) (contracts.Receipt, error) {
	cmd := GiveView{On: today(ctx), By: by(ctx)}
	m, err := s.admitAs(ctx, ask.matter, cmd, s.consultationFor)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd.View, err = s.sealedText(ctx, ask.matter, m, written{"view", ask.body.View})
	return s.handle(ctx, ask.matter, cmd, err)
}

func (s *Service) recommendJointly(ctx context.Context, ask asked[contracts.JointRecommendation]) (contracts.Receipt, error) {
	cmd := RecommendJointly{On: today(ctx), By: by(ctx)}
	m, err := s.admitAs(ctx, ask.matter, cmd, s.consultationFor)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Recommendation, err = s.sealedText(ctx, ask.matter, m, written{"recommendation", ask.body.Recommendation})
	return s.handle(ctx, ask.matter, cmd, err)
}

func (s *Service) closeConsultation(ctx context.Context, ask asked[contracts.ConsultationClosing]) (contracts.Receipt, error) {
	cmd := CloseConsultation{On: today(ctx), By: by(ctx)}
	m, err := s.admitAs(ctx, ask.matter, cmd, s.consultationFor)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Reason, err = s.sealedText(ctx, ask.matter, m, written{"close_reason", ask.body.Reason})
	return s.handle(ctx, ask.matter, cmd, err)
}

// sealedText seals one text that may be long; that it is there is the rule's to say.
func (s *Service) sealedText(ctx context.Context, id es.ID, m Matter, w written) (vault.Sealed, error) {
	var c refusal.Check
	text(&c, w.field, w.plain, maxContent, false)
	if err := c.Refusal(); err != nil {
		return vault.Sealed{}, err
	}
	return s.sealOn(ctx, id, m, w)
}

// seeConsultation reads the consultations of a matter from history: who was asked
// sees the open one, who works with the matter all.
func (s *Service) seeConsultation(ctx context.Context, id es.ID) (contracts.Consultation, error) {
	happened, m, err := s.foldMatter(ctx, id)
	if err != nil {
		return contracts.Consultation{}, err
	}
	r, err := s.consultationFor(ctx, m)
	if err != nil {
		return contracts.Consultation{}, err
	}
	if err := edge.Admit(ctx, id.String(), r, ErrNotFound); err != nil {
		return contracts.Consultation{}, err
	}
	child, err := s.childOf(ctx, happened)
	if err == nil {
		err = s.noteNearName(ctx, m.Person, child)
	}
	if err != nil {
		return contracts.Consultation{}, err
	}
	out := contracts.Consultation{
		Matter: id, ChildName: child.name(), Age: ageOn(child.BirthDate, today(ctx)), Member: has(r, access.Consulted),
		Rounds: []contracts.ConsultationOnce{}, Revision: happened[len(happened)-1].Recorded.Revision,
	}
	if out.Rounds, err = s.openRounds(ctx, happened); err != nil {
		return out, err
	}
	if n := len(out.Rounds); n > 0 {
		out.Rounds[n-1].Open = m.Consultation.openOn(today(ctx))
		if out.Member {
			out.Rounds = out.Rounds[n-1:]
			out.Rounds[0].Views = viewsFor(edge.ActorOf(ctx).ID, out.Rounds[0].Views)
		}
	}
	if !has(r, access.GlassBroken) { // whose right is to read
		out.May = mayConsult(m, by(ctx), today(ctx))
	}
	return out, nil
}

// viewsFor leaves out the others' views for who has not given one: each is to be
// a view of one's own. House rule.
func viewsFor(member string, views []contracts.TeamView) []contracts.TeamView {
	if slices.ContainsFunc(views, func(v contracts.TeamView) bool { return v.Worker == member }) {
		return views
	}
	return []contracts.TeamView{}
}

// openRounds opens all consultations of a matter, each with what its team is shown.
func (s *Service) openRounds(ctx context.Context, happened []es.Happening[Event]) ([]contracts.ConsultationOnce, error) {
	rounds := []contracts.ConsultationOnce{}
	for i, h := range happened {
		b := s.batchOf(ctx, h.Recorded)
		last := len(rounds) - 1
		switch e := h.Event.(type) {
		case TeamAsked:
			once := contracts.ConsultationOnce{
				Purpose: string(e.Purpose), Question: b.Open("question", e.Question).Reveal(), Asker: h.Meta.Actor, Asked: h.RecordedAt, Until: e.Until,
				Views: []contracts.TeamView{},
			}
			for _, member := range e.Members {
				once.Members = append(once.Members, contracts.TeamMember{Role: string(member.Role), Worker: member.Worker})
			}
			if err := s.openParts(ctx, happened[:i], e.Shows, &once); err != nil {
				return nil, err
			}
			rounds = append(rounds, once)
		case ViewGiven:
			view := contracts.TeamView{Role: string(e.Role), Worker: h.Meta.Actor, View: b.Open("view", e.View).Reveal(), At: h.RecordedAt}
			rounds[last].Views = slices.DeleteFunc(rounds[last].Views, func(v contracts.TeamView) bool { return v.Role == view.Role })
			rounds[last].Views = append(rounds[last].Views, view)
		case JointlyRecommended:
			rounds[last].Recommendation = &contracts.TeamText{Text: b.Open("recommendation", e.Recommendation).Reveal(), By: h.Meta.Actor, At: h.RecordedAt}
		case ConsultationClosed:
			rounds[last].Closed = &contracts.TeamText{Text: b.Open("close_reason", e.Reason).Reveal(), By: h.Meta.Actor, At: h.RecordedAt}
		}
		if err := b.Err(); err != nil {
			return nil, err
		}
	}
	return rounds, nil
}

// openParts opens what a team is shown beside the question, as it stood when they
// were asked.
func (s *Service) openParts(ctx context.Context, before []es.Happening[Event], shows []ConsultPart, once *contracts.ConsultationOnce) error {
	if slices.Contains(shows, "notification") {
		for _, h := range before {
			if e, ok := arrivedBy(h.Event); ok {
				b := s.batchOf(ctx, h.Recorded)
				once.Notification = b.Open("content", e.Texts.Content).Reveal()
				if err := b.Err(); err != nil {
					return err
				}
			}
		}
	}
	if slices.Contains(shows, "checklist") {
		var all contracts.RiskChecklist
		for _, h := range before {
			if err := s.openChecklist(ctx, h, &all); err != nil {
				return err
			}
		}
		if n := len(all.Filled); n > 0 {
			once.Checklist = &all.Filled[n-1]
		}
	}
	return nil
}

// mayConsult lists what the rules would let the worker do: it asks them.
func mayConsult(m Matter, who Worker, day calendar.Date) []string {
	some := vault.Sealed{Key: "some"}
	var team []Member
	for _, role := range contracts.TeamRoles() {
		team = append(team, Member{TeamRole(role), role})
	}
	return allowed(m, []asking{
		{"ask", AskTeam{Question: some, Members: team, Until: day, On: day, By: who}},
		{"view", GiveView{View: some, On: day, By: who}},
		{"recommend", RecommendJointly{Recommendation: some, On: day, By: who}},
		{"close", CloseConsultation{Reason: some, On: day, By: who}},
	})
}

// seeConsultations lists the open consultations of who asks. Each row is decided by
// itself, and noted.
func (s *Service) seeConsultations(ctx context.Context, ask listing.Ask) (contracts.ConsultationPage, error) {
	page := contracts.ConsultationPage{Rows: []contracts.ConsultationRow{}, Stale: !listing.Visible(ctx, s.consulted, ask.After)}
	me := edge.ActorOf(ctx).ID
	query := ask.Query()
	query.Min = dayScore(today(ctx)) // what has run out stays in the list until it is closed, and is nobody's to see
	items, next, err := s.consulted.Page(ctx, ofMember(me), query)
	if err != nil {
		return page, listing.Fault(err)
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		row := item.Row
		r := access.Resource{Kind: access.KindConsultation, Person: row.Person.String(), Task: access.ChildProtection, Closed: row.Ended}
		if r = withTeam(ctx, r, row.Consultation); !edge.Sees(ctx, item.Key, r) {
			continue
		}
		shown, err := s.openConsulted(ctx, item.Key, row, me)
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, shown)
	}
	page.AsOf = s.consulted.Status().Checkpoint.String()
	return page, nil
}

// openConsulted opens what the list shows of a consultation.
func (s *Service) openConsulted(ctx context.Context, key string, row Consulted, me string) (contracts.ConsultationRow, error) {
	matter, err := es.ParseID(key)
	if err != nil {
		return contracts.ConsultationRow{}, err
	}
	b := s.vault.Batch(ctx, s.streams.Stream(key), row.Registered)
	child, err := decode[identity](b.Open("identity", row.Identity))
	if b.Err() != nil {
		err = b.Err()
	}
	role, _ := row.Consultation.roleOf(me)
	return contracts.ConsultationRow{
		Matter: matter, ChildName: child.name(), Purpose: string(row.Consultation.Purpose), Until: row.Consultation.Until,
		Answered: slices.Contains(row.Consultation.Viewed, role),
	}, err
}
