package readmodel

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"nivel/libs/es"
)

// write applies a batch to a generation and moves its checkpoint to next. event
// is the place of the batch's last event; the zero position: it has none. The
// error is errMoved if Redis does not stand where gen says.
func (s shelf) write(ctx context.Context, gen generation, next, event es.Position, changes []change) error {
	lists := listsOf(changes)
	names := slices.Sorted(maps.Keys(lists))
	keys := []string{s.serving(), s.meta(gen.name), s.rows(gen.name), s.sets(gen.name)}
	for _, set := range names {
		keys = append(keys, s.list(gen.name, set))
	}
	args := append(s.condition(gen), encodeAt(next), encodeEvent(event))
	args = group(args, anys(names))
	args = group(args, rowsOf(changes))
	for _, set := range names {
		args = group(args, lists[set].add)
		args = group(args, lists[set].remove)
	}
	written, err := applyScript.Run(ctx, s.client, keys, args...).Int()
	if err != nil {
		return fmt.Errorf("write a batch: %w", err)
	}
	if written == 0 {
		return errMoved
	}
	return nil
}

// condition is what must hold for a batch to be written.
func (s shelf) condition(gen generation) []any {
	serves := ""
	if gen.serve {
		serves = gen.name
	}
	return []any{s.version, serves, encodeAt(gen.at)}
}

func encodeEvent(p es.Position) string {
	if p == (es.Position{}) {
		return ""
	}
	return encodeAt(p)
}

// group adds values led by their number.
func group(args, values []any) []any { return append(append(args, len(values)), values...) }

func anys(names []string) []any {
	values := make([]any, len(names))
	for i, name := range names {
		values[i] = name
	}
	return values
}

func rowsOf(changes []change) []any {
	values := make([]any, 0, 2*len(changes))
	for _, c := range changes {
		values = append(values, c.key, c.row)
	}
	return values
}

// listChange is what a batch does to one list.
type listChange struct {
	add    []any // score, member, …
	remove []any // member, …
}

func listsOf(changes []change) map[string]*listChange {
	lists := map[string]*listChange{}
	list := func(set string) *listChange {
		if lists[set] == nil {
			lists[set] = &listChange{}
		}
		return lists[set]
	}
	for _, c := range changes {
		for set, score := range c.add {
			l := list(set)
			l.add = append(l.add, formatScore(score), c.key)
		}
		for _, set := range c.remove {
			l := list(set)
			l.remove = append(l.remove, c.key)
		}
	}
	return lists
}

func formatScore(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// read returns the JSON of the rows of keys; nil for one that is not there.
func (s shelf) read(ctx context.Context, gen generation, keys []string) ([][]byte, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	values, err := s.client.HMGet(ctx, s.rows(gen.name), keys...).Result()
	if err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	rows := make([][]byte, len(values))
	for i, value := range values {
		if text, ok := value.(string); ok {
			rows[i] = []byte(text)
		}
	}
	return rows, nil
}
