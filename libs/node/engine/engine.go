package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"zombiezen.com/go/sqlite/sqlitex"
)

// Options says how an engine is opened.
type Options struct {
	Dir     string           // where the log lives; made if missing, readable by its owner only
	Clock   func() time.Time // stamps events; required
	Readers int              // reads that may run at once; 0 means 4
	Frames  int              // of the write-ahead log, 4 KB each, at which it is moved into the store; 0 means 4000
}

// Engine is an open log. Its methods may be called from many goroutines.
type Engine struct {
	dir     string
	clock   func() time.Time
	lock    *os.File
	found   Found
	readers *sqlitex.Pool
	queue   chan *pending
	jobs    chan *job
	closing chan struct{} // closed by Close: take no more appends
	stopped chan struct{} // closed when the writer has ended
	failed  chan struct{} // closed after a failure
	once    sync.Once

	mu      sync.Mutex
	head    uint64
	changed chan struct{} // closed and replaced at each commit
	err     error         // why failed was closed
}

// Open opens the log in opts.Dir and makes it if there is none. Before it writes
// anything it compares the whole log with what must be there.
//
// Errors: ErrDamaged with what was found; another engine has it open; the disk's.
func Open(ctx context.Context, opts Options) (*Engine, error) {
	if opts.Dir == "" || opts.Clock == nil {
		return nil, errors.New("open engine: a directory and a clock are required")
	}
	if opts.Readers <= 0 {
		opts.Readers = 4
	}
	if opts.Frames <= 0 {
		opts.Frames = checkpointFrames
	}
	lock, err := lockDir(opts.Dir)
	if err != nil {
		return nil, err
	}
	e := &Engine{
		dir: opts.Dir, clock: opts.Clock, lock: lock, queue: make(chan *pending, maxBatch), jobs: make(chan *job),
		closing: make(chan struct{}), stopped: make(chan struct{}), failed: make(chan struct{}),
		changed: make(chan struct{}),
	}
	if err := e.start(ctx, opts); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return e, nil
}

func (e *Engine) start(ctx context.Context, opts Options) error {
	b, found, err := check(opts.Dir)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("check event store: %w", err)
	}
	w, err := openStore(e, opts, b)
	if err != nil {
		return fmt.Errorf("open event store: %w", named(err))
	}
	if e.readers, err = openReaders(opts.Dir, opts.Readers); err != nil {
		return errors.Join(err, w.close())
	}
	found.Head = e.head
	e.found = found
	go w.run()
	return nil
}

// Found returns what the check at the start saw.
func (e *Engine) Found() Found { return e.found }

// Head returns the position of the last event; 0 if there is none.
func (e *Engine) Head() uint64 {
	head, _ := e.Changed()
	return head
}

// Changed returns the position of the last event and a channel that is closed
// as soon as there is a later one.
func (e *Engine) Changed() (uint64, <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.head, e.changed
}

func (e *Engine) publish(head uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if head == e.head {
		return
	}
	e.head = head
	close(e.changed)
	e.changed = make(chan struct{})
}

// Done is closed when the engine has failed and must be abandoned: the process
// should end. Close does not close it.
func (e *Engine) Done() <-chan struct{} { return e.failed }

// Err returns why the engine failed; nil while it has not.
func (e *Engine) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// fail stops the engine for good. Only the first failure counts.
func (e *Engine) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.err == nil {
		e.err = err
		close(e.failed)
	}
}

// Close finishes the appends already taken, then closes the log. Reads under way
// are interrupted. A second call does nothing. Errors: why the engine failed, if
// it did so now; the disk's.
func (e *Engine) Close() error {
	var err error
	e.once.Do(func() {
		failed := e.Err() != nil
		close(e.closing)
		err = e.readers.Close()
		<-e.stopped
		if !failed {
			err = errors.Join(err, e.Err())
		}
		err = errors.Join(err, e.lock.Close())
	})
	return err
}
