package readmodel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// ErrUnsettled says that a read model was being written all the while it was to be
// read at rest.
var ErrUnsettled = errors.New("the read model is being written all the time")

// digestTries is how often Digest begins before it gives up.
const digestTries = 5

// Digest says what a read model holds, and of how much of history. Of the same
// events two have the same sum, or one of them is wrong; of others they may differ.
type Digest struct {
	Events string // the last one that was taken; of several read models, of each
	Sum    string // SHA-256, in hexadecimal
}

// Digester is a read model; see Projection.Digest.
type Digester interface {
	Digest(ctx context.Context) (Digest, error)
}

// DigestOf returns one digest of several read models. Errors: theirs.
func DigestOf[M Digester](ctx context.Context, models ...M) (Digest, error) {
	sum, events := sha256.New(), make([]string, len(models))
	for i, model := range models {
		one, err := model.Digest(ctx)
		if err != nil {
			return Digest{}, err
		}
		events[i] = one.Events
		fmt.Fprintf(sum, "model %s\n", one.Sum)
	}
	return Digest{strings.Join(events, " "), hex.EncodeToString(sum.Sum(nil))}, nil
}

// Digest returns the last event that was taken and the sum of everything that
// people can see: rows by key, lists by name. It reads at rest: when an event is taken meanwhile it begins again, some
// times. Errors: ErrRebuilding; ErrUnsettled; ctx's; a Redis that fails.
func (p *Projection[Row, E]) Digest(ctx context.Context) (Digest, error) {
	for range digestTries {
		before, err := p.shelf.rest(ctx)
		if err != nil {
			return Digest{}, err
		}
		sum, err := p.shelf.digest(ctx, before.gen)
		if err != nil {
			return Digest{}, fmt.Errorf("digest %s: %w", p.model.Name, err)
		}
		after, err := p.shelf.rest(ctx)
		if err != nil {
			return Digest{}, err
		}
		if before == after {
			return Digest{before.event, sum}, nil
		}
	}
	return Digest{}, fmt.Errorf("digest %s: %w", p.model.Name, ErrUnsettled)
}

// resting is a generation and the last event that it has taken; what is written
// for others, such as who reads what, moves its checkpoint and not this.
type resting struct{ gen, event string }

func (s shelf) rest(ctx context.Context) (resting, error) {
	chosen, err := s.choose(ctx)
	if err != nil {
		return resting{}, err
	}
	event, err := s.client.HGet(ctx, s.meta(chosen.gen), "event").Result()
	if errors.Is(err, redis.Nil) {
		return resting{}, ErrRebuilding
	}
	if err != nil {
		return resting{}, fmt.Errorf("ask Redis for the last event: %w", err)
	}
	return resting{chosen.gen, event}, nil
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
