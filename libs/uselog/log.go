package uselog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"nivel/libs/es"
)

// What callers branch on. To whoever asked for data, every error of Write means
// no: nothing that was not logged is shown.
var (
	// ErrClosed: the log takes no more entries.
	ErrClosed = errors.New("the use log is closed")
	// ErrTakenOver: another process writes this instance's streams now. This one
	// writes nothing more; it should end.
	ErrTakenOver = errors.New("another process writes this use log")
	// ErrBroken: history does not hold what the checkpoints say. `nivel audit
	// verify` tells where. A new instance name starts a new chain; the old one
	// stays as it is, for whoever looks into it.
	ErrBroken = errors.New("the use log is not as it was left")
)

// Options say who writes a log and where to.
type Options struct {
	Service  string           // small letters and digits, such as "intake"
	Instance string           // of the process, kept over its restarts: small letters, digits, dashes
	Store    es.Store         // history
	Second   SecondPlace      // of the checkpoints
	Key      Key              // signs
	Former   Keys             // public keys that signed before Key, if it was changed
	Clock    func() time.Time // tells the month and stamps checkpoints
	Logger   *slog.Logger     // hears what nobody waits for; nil: nobody does

	Every    int           // most entries behind the last checkpoint, but for one append; default 1000
	Interval time.Duration // longest time behind the last checkpoint; default 5 minutes
	Patience time.Duration // how long history may take for one append; default 5 seconds
}

var (
	serviceName  = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	instanceName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

func (o *Options) validate() error {
	switch {
	case !serviceName.MatchString(o.Service):
		return errors.New("a use log needs a service of small letters and digits")
	case !instanceName.MatchString(o.Instance) || len(o.Instance) > 64:
		return errors.New("a use log needs an instance of small letters, digits and dashes")
	case o.Store == nil || o.Second == nil || o.Clock == nil || o.Key.private == nil:
		return errors.New("a use log needs a history, a second place, a clock and a key")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Every <= 0 {
		o.Every = 1000
	}
	if o.Interval <= 0 {
		o.Interval = 5 * time.Minute
	}
	if o.Patience <= 0 {
		o.Patience = 5 * time.Second
	}
	return nil
}

// Log is the use log of one process. It may be used by many at once.
type Log struct {
	queue   chan *asked
	closing chan struct{}
	once    sync.Once
	stopped chan struct{} // closed when the writer has ended

	mu  sync.Mutex
	err error // why it takes nothing more, or could not take the last
}

// asked is one Write on its way.
type asked struct {
	ctx     context.Context
	entries []json.RawMessage
	weight  int
	answer  chan error
}

// maxWeight is how many bytes one append may have, well under what history takes.
const maxWeight = 700 << 10

// maxQueue is how many requests may wait for the append under way.
const maxQueue = 1024

// Open goes on with the chain of a service's instance where it stood, or begins
// one, and puts a checkpoint on it. The log must be closed. Errors: options that
// lack something; ErrBroken; ErrTakenOver; history's and the second place's.
func Open(ctx context.Context, options Options) (*Log, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	w := newWriter(options)
	if err := w.resume(ctx); err != nil {
		return nil, fmt.Errorf("open the use log of %s: %w", w.name, err)
	}
	l := &Log{queue: make(chan *asked, maxQueue), closing: make(chan struct{}), stopped: make(chan struct{})}
	go l.run(w)
	return l, nil
}

// Write returns when all entries are durable; call it once for a request, before
// its answer leaves. Requests that come while history works on others share one
// append. Any error means that the answer must not leave; entries may then be in
// the log all the same, which says too much and never too little.
// Errors: ErrEntry; ErrClosed; ErrTakenOver; ctx's; history's, the second place's.
func (l *Log) Write(ctx context.Context, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	a := &asked{ctx: ctx, answer: make(chan error, 1)}
	for i, e := range entries {
		if err := e.validate(); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		data, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode entry %d: %w", i, err)
		}
		a.entries = append(a.entries, data)
		a.weight += e.weight()
	}
	if a.weight > maxWeight {
		return fmt.Errorf("%w: too many entries or persons for one append", ErrEntry)
	}
	return l.ask(a)
}

func (l *Log) ask(a *asked) error {
	select {
	case l.queue <- a:
	case <-a.ctx.Done():
		return a.ctx.Err()
	case <-l.stopped:
		return ErrClosed
	}
	select {
	case err := <-a.answer:
		return err
	case <-a.ctx.Done():
		return a.ctx.Err()
	case <-l.stopped:
		select {
		case err := <-a.answer:
			return err
		default:
			return ErrClosed
		}
	}
}

// Ready returns why entries are refused, for a probe; nil when the last append
// was taken.
func (l *Log) Ready(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *Log) note(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

// Close takes no more entries, ends the chain with a checkpoint and returns when
// it is written, or when ctx ends. A second call does nothing more.
func (l *Log) Close(ctx context.Context) error {
	l.once.Do(func() { close(l.closing) })
	select {
	case <-l.stopped:
	case <-ctx.Done():
		return fmt.Errorf("close the use log: %w", ctx.Err())
	}
	if err := l.Ready(ctx); err != nil && !errors.Is(err, ErrClosed) {
		return fmt.Errorf("close the use log: %w", err)
	}
	return nil
}

// run is the one goroutine that writes.
func (l *Log) run(w *writer) {
	defer close(l.stopped)
	tick := time.NewTicker(w.Interval / 2)
	defer tick.Stop()
	var first *asked
	for {
		if first == nil {
			select {
			case first = <-l.queue:
			case <-tick.C:
				w.checkpointIf(w.unsealed > 0)
				continue
			case <-l.closing:
				l.end(w)
				return
			}
		}
		first = l.take(w, first)
	}
}

// take writes first and what waits behind it in one append, and returns what
// did not fit.
func (l *Log) take(w *writer, first *asked) (rest *asked) {
	batch, weight := []*asked{first}, first.weight
	for rest == nil {
		select {
		case a := <-l.queue:
			if weight += a.weight; weight > maxWeight {
				rest = a
			} else if a.ctx.Err() == nil { // who has gone is shown nothing
				batch = append(batch, a)
			}
			continue
		default:
		}
		break
	}
	err := w.note(batch)
	l.note(err)
	for _, a := range batch {
		a.answer <- err
	}
	w.checkpointIf(w.unsealed >= w.Every)
	return rest
}

// end answers who still waits and ends the chain.
func (l *Log) end(w *writer) {
	for {
		select {
		case a := <-l.queue:
			a.answer <- ErrClosed
			continue
		default:
		}
		break
	}
	if err := w.stop(); err != nil {
		l.note(err)
		return
	}
	l.note(ErrClosed)
}
