package oversight

import (
	"context"

	"nivel/libs/es"
	"nivel/libs/vault"
)

// reasonField is the place of a reason in its command.
const reasonField = "reason"

// sealReason seals why a glass is broken. The reason is part of the use log, and
// kept as long.
func (s *Service) sealReason(ctx context.Context, glass, person es.ID, reason string) (vault.Sealed, error) {
	b := s.vault.Batch(ctx, s.glass.Stream(glass.String()), es.IssueOf(ctx).Command)
	return b.Seal(vault.Subject{Person: person, Class: vault.UseLog}, reasonField, vault.Plain(reason)), b.Err()
}

// openReason is sealReason undone.
func (s *Service) openReason(ctx context.Context, glass, command es.ID, sealed vault.Sealed) (string, error) {
	b := s.vault.Batch(ctx, s.glass.Stream(glass.String()), command)
	plain := b.Open(reasonField, sealed)
	return plain.Reveal(), b.Err()
}
