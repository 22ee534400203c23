package peergroups

import (
	"context"
	"encoding/json"
	"fmt"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/vault"
)

// words is what a group is called and where it meets, sealed as one.
type words struct {
	Name  map[string]string `json:"name"` // by language
	Place string            `json:"place"`
}

// seal seals words under a key of the group's own. Its retention class is our
// reading: social rehabilitation of young adults (1301/2014, section 17) is a
// service for people of working age in the annex of 703/2023.
func (s *Service) seal(ctx context.Context, group, command es.ID, w words) (vault.Sealed, error) {
	raw, err := json.Marshal(w)
	if err != nil {
		return vault.Sealed{}, fmt.Errorf("encode the words of a group: %w", err)
	}
	b := s.vault.Batch(ctx, s.streams.Stream(group.String()), command)
	return b.Seal(vault.DocumentOf(group, access.WorkingAge), "words", vault.Plain(raw)), b.Err()
}

// open is seal undone.
func (s *Service) open(ctx context.Context, key string, row Row) (words, error) {
	b := s.vault.Batch(ctx, s.streams.Stream(key), row.Command)
	plain := b.Open("words", row.Words)
	if err := b.Err(); err != nil || b.Gone() {
		return words{}, err // of a group whose time is over nothing is left to show
	}
	var w words
	if err := json.Unmarshal([]byte(plain.Reveal()), &w); err != nil {
		return words{}, fmt.Errorf("decode the words of %s: not as they were sealed", s.streams.Stream(key))
	}
	return w, nil
}
