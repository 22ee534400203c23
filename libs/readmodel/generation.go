package readmodel

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"

	"nivel/libs/es"
)

// What makes a projection look again at what Redis holds. None is a failure.
var (
	errMoved = errors.New("the generation is not as this projection left it")
	errGone  = errors.New("the generation is gone: Redis was flushed, or it was taken out of use")
)

// shelf is where one read model stands in Redis.
type shelf struct {
	*Redis
	base    string // of its keys; with the area as hash tag
	version string // field of the pointers
}

func (r *Redis) shelf(model string, version int) shelf {
	return shelf{Redis: r, base: "nivel:{" + r.Area + "}:" + model + ":", version: strconv.Itoa(version)}
}

func (s shelf) serving() string             { return s.base + "serving" }     // hash: version → generation
func (s shelf) building() string            { return s.base + "building" }    // hash: version → generation
func (s shelf) generations() string         { return s.base + "generations" } // set: all there are
func (s shelf) meta(gen string) string      { return s.base + gen + ":meta" } // hash: at, beat
func (s shelf) rows(gen string) string      { return s.base + gen + ":rows" } // hash: key → JSON
func (s shelf) sets(gen string) string      { return s.base + gen + ":sets" } // set: names of lists
func (s shelf) list(gen, set string) string { return s.base + gen + ":list:" + set }

// generation is a set of keys that one projection feeds, as it knows it.
type generation struct {
	name  string
	at    es.Position // checkpoint
	serve bool        // it serves: stop feeding it when it does no more
}

// The checkpoint is written in a fixed width, so that scripts can compare two.
func encodeAt(p es.Position) string { return fmt.Sprintf("%020d/%020d", p.Commit, p.Prepare) }

func decodeAt(s string) (es.Position, error) {
	if len(s) != 41 || s[20] != '/' {
		return es.Position{}, errors.New("not a checkpoint")
	}
	commit, errCommit := strconv.ParseUint(s[:20], 10, 64)
	prepare, errPrepare := strconv.ParseUint(s[21:], 10, 64)
	if errCommit != nil || errPrepare != nil {
		return es.Position{}, errors.New("not a checkpoint")
	}
	return es.Position{Commit: commit, Prepare: prepare}, nil
}

// target returns the generation to feed: the one that serves this version, else
// the one being built, else a new one.
func (s shelf) target(ctx context.Context) (generation, error) {
	serving, err := s.pointed(ctx, s.serving())
	if err != nil || serving.name != "" {
		serving.serve = true
		return serving, err
	}
	building, err := s.pointed(ctx, s.building())
	if err != nil || building.name != "" {
		return building, err
	}
	return s.build(ctx, s.version)
}

// pointed returns the generation that a pointer names; no name if there is none
// or its keys are gone.
func (s shelf) pointed(ctx context.Context, pointer string) (generation, error) {
	name, err := s.client.HGet(ctx, pointer, s.version).Result()
	if errors.Is(err, redis.Nil) {
		return generation{}, nil
	}
	if err != nil {
		return generation{}, fmt.Errorf("ask Redis for the generation: %w", err)
	}
	at, err := s.client.HGet(ctx, s.meta(name), "at").Result()
	if errors.Is(err, redis.Nil) {
		return generation{}, nil
	}
	if err != nil {
		return generation{}, fmt.Errorf("ask Redis for the checkpoint: %w", err)
	}
	position, err := decodeAt(at)
	if err != nil {
		return generation{}, fmt.Errorf("read the checkpoint of %s: %w", name, err)
	}
	return generation{name: name, at: position}, nil
}

// build begins a generation. field is the version, or a field of its own for a
// rebuild beside the projection that runs.
func (s shelf) build(ctx context.Context, field string) (generation, error) {
	old, err := s.client.HGet(ctx, s.building(), field).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return generation{}, fmt.Errorf("ask Redis for the generation: %w", err)
	}
	gen := generation{name: "v" + s.version + "-" + random()}
	keys := []string{s.building(), s.generations(), s.meta(gen.name)}
	begun, err := buildScript.Run(ctx, s.client, keys, field, gen.name, old, encodeAt(gen.at)).Int()
	if err != nil {
		return generation{}, fmt.Errorf("begin a generation: %w", err)
	}
	if begun == 0 {
		return generation{}, errMoved
	}
	return gen, nil
}

func random() string {
	b := make([]byte, 6)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// beat says that gen is being fed, and looks whether it stands where gen says
// or further.
func (s shelf) beat(ctx context.Context, gen generation) error {
	answer, err := beatScript.Run(ctx, s.client, []string{s.serving(), s.meta(gen.name)}, s.version).StringSlice()
	if err != nil {
		return fmt.Errorf("look after the generation: %w", err)
	}
	if len(answer) < 2 {
		return errGone
	}
	at, err := decodeAt(answer[0])
	if err != nil {
		return fmt.Errorf("look after the generation: %w", err)
	}
	if gen.at.After(at) || gen.serve && answer[1] != gen.name {
		return errMoved
	}
	return nil
}

// swap lets gen serve instead of old (no name: instead of none). It returns
// false while gen is behind.
func (s shelf) swap(ctx context.Context, gen, old generation) (bool, error) {
	keys := []string{s.serving(), s.building(), s.meta(gen.name), s.meta(old.name)}
	outcome, err := swapScript.Run(ctx, s.client, keys, s.version, gen.name, old.name).Text()
	switch {
	case err != nil:
		return false, fmt.Errorf("let the generation serve: %w", err)
	case outcome == "moved":
		return false, errMoved
	}
	return outcome == "swapped", nil
}
