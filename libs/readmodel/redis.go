package readmodel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"regexp"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"nivel/libs/es"
)

// Options says which Redis holds the read models of one area.
type Options struct {
	URL    string           // such as "redis://…" or "rediss://…"; empty: a private Redis of this process
	Dir    string           // where the private Redis has its socket; one process per folder
	Area   string           // such as "lapland": small letters, digits and dashes
	Logger *slog.Logger     // required
	Clock  func() time.Time // required; measures how old the oldest unread event is

	Bulk    es.Log        // read by Rebuild instead of a projection's own log: the same history by a shorter way; nil: there is none
	Program string        // the private Redis; default "redis-server" from PATH
	Poll    time.Duration // how often a projection looks whether its data is still there; default 1 s
	Retire  time.Duration // how long a generation that nobody feeds is kept; default 1 minute
}

var areaName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

func (o *Options) validate() error {
	switch {
	case !areaName.MatchString(o.Area):
		return errors.New("read models need an area of small letters, digits and dashes")
	case o.URL == "" && o.Dir == "":
		return errors.New("read models need a Redis URL or a folder for a private Redis")
	case o.Logger == nil || o.Clock == nil:
		return errors.New("read models need a logger and a clock")
	}
	if o.Program == "" {
		o.Program = "redis-server"
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	if o.Retire <= 0 {
		o.Retire = time.Minute
	}
	return nil
}

// Redis is a connection to the read models of one area. It may be used by many
// at once.
type Redis struct {
	Options
	client *redis.Client
	own    io.Closer // the private Redis; nil when it is elsewhere
	gauges *gauges
}

// quiet keeps the client from printing what it also returns.
var quiet = sync.OnceFunc(func() { redis.SetLogger(silent{}) })

type silent struct{}

// Printf prints nothing.
func (silent) Printf(context.Context, string, ...any) {}

// Open connects to Redis, or starts a private one. Errors: wrong options; a
// Redis that is not there, or that throws keys away when its memory is full.
func Open(ctx context.Context, options Options) (*Redis, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	quiet()
	r := &Redis{Options: options}
	if err := r.open(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Redis) open(ctx context.Context) (err error) {
	if r.gauges, err = newGauges(); err != nil {
		return err
	}
	settings, err := r.settings(ctx)
	if err != nil {
		return err
	}
	settings.DisableIdentity = true
	r.client = redis.NewClient(settings)
	if err := r.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("reach Redis: %w", err)
	}
	return r.refuseEviction(ctx)
}

// settings returns how to connect, after starting what there is to connect to.
func (r *Redis) settings(ctx context.Context) (*redis.Options, error) {
	if r.URL != "" {
		settings, err := redis.ParseURL(r.URL)
		if err != nil {
			return nil, errors.New("the Redis URL cannot be read") // the cause may quote a password
		}
		return settings, nil
	}
	program, err := exec.LookPath(r.Program)
	if err != nil {
		return r.standIn()
	}
	child, err := startChild(ctx, program, r.Options)
	if err != nil {
		return nil, err
	}
	r.own = child
	return &redis.Options{Network: "unix", Addr: child.socket}, nil
}

// standIn is for a machine on which no Redis can be installed.
func (r *Redis) standIn() (*redis.Options, error) {
	r.Logger.Warn("readmodel: no redis-server was found: a slow stand-in inside this process serves; install redis-server")
	server, err := miniredis.Run()
	if err != nil {
		return nil, fmt.Errorf("start the stand-in for Redis: %w", err)
	}
	stop := make(chan struct{})
	go passTime(server, stop)
	r.own = closing(func() { close(stop); server.Close() })
	return &redis.Options{Addr: server.Addr()}, nil
}

// passTime lets values expire, which the stand-in does not do by itself.
func passTime(server *miniredis.Miniredis, stop <-chan struct{}) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			server.FastForward(time.Second)
		case <-stop:
			return
		}
	}
}

type closing func()

// Close calls the function.
func (c closing) Close() error { c(); return nil }

// refuseEviction keeps us off a Redis that deletes rows when memory is short: a
// list with holes looks like a complete one.
func (r *Redis) refuseEviction(ctx context.Context) error {
	policy, err := r.client.ConfigGet(ctx, "maxmemory-policy").Result()
	switch {
	case r.own != nil:
		return nil
	case err != nil:
		r.Logger.WarnContext(ctx, "readmodel: cannot ask Redis whether it evicts keys; it must run with maxmemory-policy noeviction")
		return nil
	case policy["maxmemory-policy"] != "noeviction":
		return fmt.Errorf("this Redis deletes keys when its memory is full (maxmemory-policy %s): set noeviction", policy["maxmemory-policy"])
	}
	return nil
}

// Healthy reports whether Redis answers.
func (r *Redis) Healthy(ctx context.Context) error {
	if err := r.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("reach Redis: %w", err)
	}
	return nil
}

// Close ends the connection, and the private Redis with it. What runs on it must
// have ended before.
func (r *Redis) Close() error {
	var errs []error
	if r.client != nil {
		errs = append(errs, r.client.Close())
	}
	if r.own != nil {
		errs = append(errs, r.own.Close())
	}
	return errors.Join(errs...)
}
