package readmodel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// child is a private redis-server: reachable over a unix socket only, keeping
// nothing on the disk, started again when it dies, dead when we are.
type child struct {
	program string
	socket  string
	away    string // folder made because Dir was too long a path; empty: none
	logger  *slog.Logger
	clock   func() time.Time
	cancel  context.CancelFunc
	done    chan struct{}
}

// longestSocket is what the address of a unix socket takes, less the closing zero.
const longestSocket = 100

func startChild(ctx context.Context, program string, o Options) (*child, error) {
	c := &child{program: program, logger: o.Logger, clock: o.Clock, done: make(chan struct{})}
	if err := c.place(o.Dir); err != nil {
		return nil, err
	}
	running, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	go c.supervise(running)
	if err := c.await(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// place chooses the socket's path and refuses one that another process serves.
func (c *child) place(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("place the private Redis: %w", err)
	}
	c.socket = filepath.Join(dir, "redis.sock")
	if len(c.socket) > longestSocket {
		if c.away, err = os.MkdirTemp("", "nivel-redis-"); err != nil {
			return fmt.Errorf("place the private Redis: %w", err)
		}
		c.socket = filepath.Join(c.away, "redis.sock")
	}
	if err := os.MkdirAll(filepath.Dir(c.socket), 0o700); err != nil {
		return fmt.Errorf("place the private Redis: %w", err)
	}
	// A Redis whose parent was killed just now may need a moment to die too.
	for range 40 {
		if !c.answers() {
			return nil
		}
		wait(context.Background(), 50*time.Millisecond)
	}
	return fmt.Errorf("another process keeps its Redis in %s", dir)
}

func (c *child) answers() bool {
	conn, err := net.Dial("unix", c.socket)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func (c *child) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for !c.answers() {
		wait(ctx, 5*time.Millisecond)
		if ctx.Err() != nil {
			return fmt.Errorf("start %s: it does not answer", c.program)
		}
	}
	return nil
}

// supervise runs the program until running ends. It stays on one thread of the
// system: the kernel kills the child when the thread that started it ends.
func (c *child) supervise(running context.Context) {
	defer close(c.done)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for again := firstPause; ; again = min(2*again, lastPause) {
		began := c.clock()
		err := c.command(running).Run()
		if running.Err() != nil {
			return
		}
		if c.clock().Sub(began) > lastPause {
			again = firstPause
		}
		c.logger.ErrorContext(running, "readmodel: the private Redis ended and is started again", "err", err)
		wait(running, again)
	}
}

func (c *child) command(running context.Context) *exec.Cmd {
	cmd := exec.CommandContext(running, c.program,
		"--port", "0", "--unixsocket", c.socket, "--unixsocketperm", "700", "--dir", filepath.Dir(c.socket),
		"--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--databases", "1",
		"--daemonize", "no", "--loglevel", "warning")
	cmd.SysProcAttr = dieWithUs()
	return cmd
}

// Close kills the child: it holds nothing worth saving.
func (c *child) Close() error {
	c.cancel()
	<-c.done
	errs := []error{os.Remove(c.socket)}
	if errors.Is(errs[0], os.ErrNotExist) {
		errs[0] = nil
	}
	if c.away != "" {
		errs = append(errs, os.RemoveAll(c.away))
	}
	return errors.Join(errs...)
}
