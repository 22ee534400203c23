package readmodel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// keeper deletes generations that nobody feeds: those of an older version, of a
// build that was given up, of a rebuild before the last one.
type keeper struct {
	shelf
	seen map[string]sighting
}

// sighting is a generation's beat and since when it is the same.
type sighting struct {
	beat  string
	since time.Time
}

func (k *keeper) tidy(ctx context.Context) error {
	names, err := k.client.SMembers(ctx, k.generations()).Result()
	if err != nil {
		return fmt.Errorf("list the generations: %w", err)
	}
	now, seen := k.Clock(), map[string]sighting{}
	for _, name := range names {
		beat, err := k.client.HGet(ctx, k.meta(name), "beat").Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return fmt.Errorf("look at generation %s: %w", name, err)
		}
		last, known := k.seen[name]
		if !known || last.beat != beat {
			last = sighting{beat: beat, since: now}
		}
		if now.Sub(last.since) < k.Retire {
			seen[name] = last
			continue
		}
		if err := k.retire(ctx, name, beat); err != nil {
			return fmt.Errorf("retire generation %s: %w", name, err)
		}
	}
	k.seen = seen
	return nil
}

// retire deletes a generation; its entry in the list of all goes last, so that a
// retirement that broke off is taken up again.
func (k *keeper) retire(ctx context.Context, name, beat string) error {
	keys := []string{k.serving(), k.building(), k.meta(name)}
	retired, err := retireScript.Run(ctx, k.client, keys, name, beat).Int()
	if err != nil || retired == 0 {
		return err
	}
	sets, err := k.client.SMembers(ctx, k.sets(name)).Result()
	if err != nil {
		return err
	}
	for len(sets) > 0 {
		some := sets[:min(len(sets), 500)]
		sets = sets[len(some):]
		lists := make([]string, len(some))
		for i, set := range some {
			lists[i] = k.list(name, set)
		}
		if err := k.client.Unlink(ctx, lists...).Err(); err != nil {
			return err
		}
	}
	if err := k.client.Unlink(ctx, k.rows(name), k.sets(name)).Err(); err != nil {
		return err
	}
	k.Logger.InfoContext(ctx, "readmodel: generation deleted", "generation", name)
	return k.client.SRem(ctx, k.generations(), name).Err()
}
