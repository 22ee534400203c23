package intake

import (
	"context"
	"strings"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// sourceRoutes are those of information from outside.
func (s *Service) sourceRoutes() {
	s.api.Handle("POST /matters/{matter}/sources", recordSource, edge.Serve(onMatter[contracts.OutsideSource], s.recordSource))
}

func (s *Service) recordSource(ctx context.Context, ask asked[contracts.OutsideSource]) (contracts.Receipt, error) {
	body := ask.body
	cmd := RecordSource{
		Source: Source(body.Kind), Got: body.Got, AskedBy: body.AskedBy, Basis: SourceBasis(body.Basis), On: today(ctx), By: by(ctx),
	}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	if body.Kind != "" {
		oneOf(&c, "source_kind", body.Kind, contracts.SourceKinds())
	}
	_, known := s.area.Worker(body.AskedBy)
	c.Require(body.AskedBy == "" || known, "asked_by", "unknown-worker")
	c.Require(body.Got.IsZero() || !body.Got.Before(firstDay), "got", "too-old")
	text(&c, "from_whom", body.From, maxLine, false) // what is empty is the rule's to refuse
	text(&c, "information", body.What, maxContent, false)
	text(&c, "purpose", body.Purpose, maxText, false)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	sealed, err := s.sealAll(ctx, ask.matter, m, written{"from", body.From}, written{"what", body.What}, written{"purpose", body.Purpose})
	cmd.Name, cmd.What, cmd.Purpose = sealed["from"], sealed["what"], sealed["purpose"]
	return s.handle(ctx, ask.matter, cmd, err)
}

// sealAll seals texts under the key of the child whom the matter is about, by
// field. A field that was left empty is not sealed, nor one of blanks: to a rule
// that asks for a reason both are none.
func (s *Service) sealAll(ctx context.Context, id es.ID, m Matter, texts ...written) (map[string]vault.Sealed, error) {
	subject := vault.DocumentOf(m.Person, access.Task(m.Task))
	b := s.vault.Batch(ctx, s.streams.Stream(id.String()), es.IssueOf(ctx).Command)
	sealed := map[string]vault.Sealed{}
	for _, w := range texts {
		if plain := strings.TrimSpace(w.plain); plain != "" {
			sealed[w.field] = b.Seal(subject, w.field, vault.Plain(plain))
		}
	}
	return sealed, b.Err()
}

// openSource opens one item of information from outside.
func (s *Service) openSource(ctx context.Context, h es.Happening[Event], e SourceRecorded) (contracts.RecordedSource, error) {
	b := s.batchOf(ctx, h.Recorded)
	return contracts.RecordedSource{
		Kind: string(e.Source), From: b.Open("from", e.Name).Reveal(), What: b.Open("what", e.What).Reveal(), Got: e.Got,
		AskedBy: e.AskedBy, Basis: string(e.Basis), Purpose: b.Open("purpose", e.Purpose).Reveal(), By: h.Meta.Actor, At: h.RecordedAt,
	}, b.Err()
}
