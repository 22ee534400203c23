package readmodel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Values are opaque values of one kind that expire, such as sessions. They are
// the one thing here that history does not bring back: losing them must only
// mean that somebody does something again.
type Values struct {
	redis *Redis
	kind  string
}

// Values returns the values of a kind.
func (r *Redis) Values(kind string) Values { return Values{r, kind} }

func (v Values) key(key string) string {
	return "nivel:{" + v.redis.Area + "}:value:" + v.kind + ":" + key
}

// Put keeps value under key for ttl.
func (v Values) Put(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := v.redis.client.Set(ctx, v.key(key), value, ttl).Err(); err != nil {
		return fmt.Errorf("keep a %s: %w", v.kind, err)
	}
	return nil
}

// Get returns the value of key, nil if there is none. A ttl above zero keeps a
// value that is still there for that long from now, in the same step.
func (v Values) Get(ctx context.Context, key string, ttl time.Duration) ([]byte, error) {
	var got *redis.StringCmd
	if ttl > 0 {
		got = v.redis.client.GetEx(ctx, v.key(key), ttl)
	} else {
		got = v.redis.client.Get(ctx, v.key(key))
	}
	value, err := got.Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a %s: %w", v.kind, err)
	}
	return value, nil
}

// Delete forgets the value of key; forgetting twice is no error.
func (v Values) Delete(ctx context.Context, key string) error {
	if err := v.redis.client.Del(ctx, v.key(key)).Err(); err != nil {
		return fmt.Errorf("forget a %s: %w", v.kind, err)
	}
	return nil
}
