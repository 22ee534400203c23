package readmodel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
)

// Digest returns the SHA-256, in hexadecimal, of everything that people can see:
// rows by key, lists by name. Two read models of the same history have the same
// one. It reads at rest: while events are being written it begins again. Errors:
// ErrRebuilding; ctx's; a Redis that fails.
func (p *Projection[Row, E]) Digest(ctx context.Context) (string, error) {
	for {
		before, err := p.visible(ctx)
		if err != nil {
			return "", err
		}
		gen := p.generation(ctx)
		sum, err := p.shelf.digest(ctx, gen)
		if err != nil {
			return "", fmt.Errorf("digest %s: %w", p.model.Name, err)
		}
		after, err := p.visible(ctx)
		if err != nil {
			return "", err
		}
		if before == after && gen == p.generation(ctx) {
			return sum, nil
		}
	}
}

func (p *Projection[Row, E]) generation(ctx context.Context) string {
	chosen, err := p.shelf.choose(ctx)
	if err != nil {
		return ""
	}
	return chosen.gen
}

func (s shelf) digest(ctx context.Context, gen string) (string, error) {
	sum := sha256.New()
	rows, err := s.allRows(ctx, gen)
	if err != nil {
		return "", err
	}
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(sum, "row %q %q\n", key, rows[key])
	}
	sets, err := s.client.SMembers(ctx, s.sets(gen)).Result()
	if err != nil {
		return "", err
	}
	slices.Sort(sets)
	for _, set := range sets {
		if err := s.digestList(ctx, sum, gen, set); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (s shelf) digestList(ctx context.Context, sum hash.Hash, gen, set string) error {
	const some = 1000
	for first := int64(0); ; first += some {
		members, err := s.client.ZRangeWithScores(ctx, s.list(gen, set), first, first+some-1).Result()
		if err != nil || len(members) == 0 {
			return err
		}
		for _, m := range members {
			fmt.Fprintf(sum, "list %q %s %q\n", set, formatScore(m.Score), m.Member)
		}
	}
}

func (s shelf) allRows(ctx context.Context, gen string) (map[string]string, error) {
	rows := map[string]string{} // a scan may name a row twice
	for cursor := uint64(0); ; {
		pairs, next, err := s.client.HScan(ctx, s.rows(gen), cursor, "", 1000).Result()
		if err != nil {
			return nil, err
		}
		for pair := range slices.Chunk(pairs, 2) {
			rows[pair[0]] = pair[1]
		}
		if cursor = next; cursor == 0 {
			return rows, nil
		}
	}
}
