package transitions

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// The routes of the summary and of the young person's consent, and their texts.

func (s *Service) writeSummary(ctx context.Context, ask asked[contracts.HandoverSummary]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindDocument)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	for _, part := range partsOf(&ask.body) {
		text(&c, part.name, *part.plain, part.name == "strengths" || part.name == "situation")
	}
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	b, who := s.sealing(ctx, k)
	var texts SummaryTexts
	for i, part := range partsOf(&ask.body) {
		*texts.parts()[i] = b.Seal(who, part.name, vault.Plain(*part.plain))
	}
	id := es.IssueOf(ctx).Command.Derive("summary")
	return s.handle(ctx, ask.id, WriteSummary{Summary: id, Texts: texts, On: today(ctx), By: s.by(ctx)}, b.Err())
}

func (s *Service) recordConsent(ctx context.Context, ask asked[contracts.HandoverConsent]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindCase)
	may := slices.Compact(slices.Sorted(slices.Values(ask.body.May)))
	return s.handle(ctx, ask.id, RecordConsent{Asked: ask.body.Asked, May: may, On: today(ctx), By: s.by(ctx)}, err)
}

// reviewSummary is the young person's own: of their newest case.
func (s *Service) reviewSummary(ctx context.Context, review contracts.SummaryReview) (contracts.Receipt, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.Receipt{}, err
	}
	comment, err := s.sealText(ctx, k, "comment", review.Comment)
	return s.handle(ctx, k.id, ReviewSummary{
		Person: k.state.Person, Summary: review.Summary, Agrees: review.Agrees, Comment: comment, On: today(ctx),
	}, err)
}

// partOf is a part of a summary by its name.
type partOf struct {
	name  string
	plain *string
}

// partsOf lists the parts of a summary, in the order of SummaryTexts.parts.
func partsOf(s *contracts.HandoverSummary) []partOf {
	return []partOf{
		{"strengths", &s.Strengths}, {"situation", &s.Situation}, {"worked", &s.Worked},
		{"risks", &s.Risks}, {"open_matters", &s.OpenMatters}, {"people", &s.People},
	}
}

// parts lists the sealed parts, in the order of partsOf.
func (t *SummaryTexts) parts() []*vault.Sealed {
	return []*vault.Sealed{&t.Strengths, &t.Situation, &t.Worked, &t.Risks, &t.OpenMatters, &t.People}
}

// openSummary opens a summary; errors stay in b.
func openSummary(b *vault.Batch, e SummaryWritten, by string) *contracts.WrittenSummary {
	summary := contracts.WrittenSummary{Summary: e.Summary, On: e.On, By: by}
	for i, part := range partsOf(&summary.HandoverSummary) {
		*part.plain = b.Open(part.name, *e.Texts.parts()[i]).Reveal()
	}
	return &summary
}

// review notes on the summary what the young person says of it.
func (o *opened) review(e SummaryReviewed, comment string) {
	if o.summary != nil {
		o.summary.ReviewedOn, o.summary.Agrees, o.summary.Comment = e.On, e.Agrees, comment
	}
}

// ofSummary reports whether an event is of the summary that comes with the offer
// that awaits an answer of who asks, and of nobody else who sees the offer: if the
// young person allows that they are told, and forbids it in no ban.
func (l *look) ofSummary(i int) bool {
	actor := edge.ActorOf(l.ctx)
	if l.offer < 0 || l.known.state.Offer.To != actor.ID || !l.known.state.Agreed.allows(paperSummary) || !slices.Contains(l.summary, i) {
		return false
	}
	p := l.papers[i]
	return !slices.ContainsFunc(p.tasks, func(task access.Task) bool { return refused(l.consent, p, task, actor.Tasks) })
}
