package readmodel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// ErrRebuilding says that a read model cannot answer yet: nothing was folded so
// far, or Redis lost it and it is being folded again.
var ErrRebuilding = errors.New("the read model is being built")

// pointer is a generation that serves and the version that it serves for.
type pointer struct{ version, gen string }

// choose returns the generation that answers: that of this version; while it is
// being built, the newest older one; else the oldest newer one.
func (s shelf) choose(ctx context.Context) (pointer, error) {
	serving, err := s.client.HGetAll(ctx, s.serving()).Result()
	if err != nil {
		return pointer{}, fmt.Errorf("ask Redis for the generation: %w", err)
	}
	if gen, ok := serving[s.version]; ok {
		return pointer{s.version, gen}, nil
	}
	mine, _ := strconv.Atoi(s.version)
	best, chosen := math.MaxInt, pointer{}
	for version, gen := range serving {
		other, err := strconv.Atoi(version)
		if err != nil {
			continue
		}
		distance := mine - other
		if distance < 0 {
			distance = math.MaxInt/2 - distance
		}
		if distance < best {
			best, chosen = distance, pointer{version, gen}
		}
	}
	if chosen.gen == "" {
		return pointer{}, ErrRebuilding
	}
	return chosen, nil
}

// ask runs a script that reads, on the generation that serves. rest are the keys
// behind serving and meta.
func (p *Projection[Row, E]) ask(ctx context.Context, script *redis.Script, rest func(gen string) []string, args ...any) ([]any, error) {
	for range 3 {
		at := p.current.Load()
		if at == nil {
			chosen, err := p.shelf.choose(ctx)
			if err != nil {
				return nil, err
			}
			at = &chosen
		}
		keys := append([]string{p.shelf.serving(), p.shelf.meta(at.gen)}, rest(at.gen)...)
		answer, err := script.Run(ctx, p.shelf.client, keys, append([]any{at.version, at.gen}, args...)...).Slice()
		if err != nil {
			return nil, fmt.Errorf("ask read model %s: %w", p.model.Name, err)
		}
		if len(answer) > 0 && answer[0] == int64(1) {
			if at.version == p.shelf.version { // another version's is asked for each time anew
				p.current.Store(at)
			}
			return answer[1:], nil
		}
		p.current.Store(nil)
	}
	return nil, ErrRebuilding
}

// Get returns the row of key and whether there is one. Errors: ErrRebuilding;
// a Redis that fails.
func (p *Projection[Row, E]) Get(ctx context.Context, key string) (Row, bool, error) {
	var row Row
	rows := func(gen string) []string { return []string{p.shelf.rows(gen)} }
	answer, err := p.ask(ctx, getScript, rows, key)
	if err != nil || len(answer) == 0 || answer[0] == nil {
		return row, false, err
	}
	row, err = p.row(key, answer[0])
	return row, err == nil, err
}

func (p *Projection[Row, E]) row(key string, data any) (row Row, err error) {
	text, ok := data.(string)
	if !ok {
		return row, fmt.Errorf("read model %s: a list names %s, which has no row", p.model.Name, key)
	}
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return row, fmt.Errorf("read row %s of %s: %w", key, p.model.Name, err)
	}
	return row, nil
}

// PageQuery says which part of a list to return. See All.
type PageQuery struct {
	Min, Max float64 // smallest and largest score, both inclusive; math.Inf for no bound
	After    *Cursor // go on behind this place; nil: from the start
	Limit    int     // most items to return, 1 to 500
}

// All asks for a list from its start, whatever the scores.
func All(limit int) PageQuery {
	return PageQuery{Min: math.Inf(-1), Max: math.Inf(1), Limit: limit}
}

// Item is a row in a list.
type Item[Row any] struct {
	Key   string
	Score float64
	Row   Row
}

// Page returns the rows of a list, smallest score first, rows with equal scores
// by key, and where to go on; nil at the end. Whoever stands in the list all the
// while is on exactly one page, whatever others do. Errors: ErrRebuilding; a
// query that makes no sense; a Redis that fails.
func (p *Projection[Row, E]) Page(ctx context.Context, set string, q PageQuery) ([]Item[Row], *Cursor, error) {
	if q.Limit < 1 || q.Limit > 500 || math.IsNaN(q.Min) || math.IsNaN(q.Max) {
		return nil, nil, errors.New("a page has 1 to 500 items between two scores")
	}
	args := []any{formatScore(q.Min), formatScore(q.Max), q.Limit + 1}
	if q.After != nil {
		args = append(args, formatScore(q.After.Score), q.After.Key)
	}
	keys := func(gen string) []string { return []string{p.shelf.list(gen, set), p.shelf.rows(gen)} }
	answer, err := p.ask(ctx, pageScript, keys, args...)
	if err != nil {
		return nil, nil, err
	}
	items := make([]Item[Row], 0, len(answer)/3)
	for found := range slices.Chunk(answer, 3) {
		item, err := p.item(found)
		if err != nil {
			return nil, nil, err
		}
		items = append(items, item)
	}
	if len(items) <= q.Limit {
		return items, nil, nil
	}
	items = items[:q.Limit]
	last := items[q.Limit-1]
	return items, &Cursor{Score: last.Score, Key: last.Key}, nil
}

func (p *Projection[Row, E]) item(found []any) (Item[Row], error) {
	if len(found) != 3 {
		return Item[Row]{}, fmt.Errorf("read model %s: a page that cannot be read", p.model.Name)
	}
	key := fmt.Sprint(found[0])
	score, err := strconv.ParseFloat(fmt.Sprint(found[1]), 64)
	if err != nil {
		return Item[Row]{}, fmt.Errorf("read the score of %s: %w", key, err)
	}
	row, err := p.row(key, found[2])
	return Item[Row]{Key: key, Score: score, Row: row}, err
}

// Count returns how many rows stand in a list with a score from min to max, both
// inclusive. Errors: ErrRebuilding; a Redis that fails.
func (p *Projection[Row, E]) Count(ctx context.Context, set string, min, max float64) (int, error) {
	keys := func(gen string) []string { return []string{p.shelf.list(gen, set)} }
	answer, err := p.ask(ctx, countScript, keys, formatScore(min), formatScore(max))
	if err != nil {
		return 0, err
	}
	n, _ := answer[0].(int64) // Redis counts in whole numbers
	return int(n), nil
}

// Cursor is a place in a list.
type Cursor struct {
	Score float64
	Key   string
}

// String returns the form that ParseCursor reads, such as "12.5~7d9f".
func (c Cursor) String() string { return formatScore(c.Score) + "~" + c.Key }

// ParseCursor reads what String wrote.
func ParseCursor(s string) (Cursor, error) {
	score, key, found := strings.Cut(s, "~")
	value, err := strconv.ParseFloat(score, 64)
	if !found || err != nil || math.IsNaN(value) {
		return Cursor{}, errors.New("not a place in a list")
	}
	return Cursor{Score: value, Key: key}, nil
}
