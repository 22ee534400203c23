package engine_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"

	"nivel/libs/node/engine"
)

// The test program starts itself again as a child: one that appends until it is
// killed, or until its disk fails.
const (
	childDir   = "NIVEL_TEST_ENGINE_DIR"
	childFault = "NIVEL_TEST_ENGINE_FAULT"
	soak       = "NIVEL_SOAK" // set: many more trials
)

// child appends pairs from eight goroutines, each to its own stream, and prints a line
// "stream revision" for each answer. With the fault "write" every write behind
// the first few hundred kilobytes fails from the start on. It ends with 3 when
// the engine has failed and refuses.
func child(dir, fault string) int {
	if fault == "write" {
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 300 << 10, Max: 300 << 10}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			return 4
		}
	}
	ctx := context.Background()
	e, err := engine.Open(ctx, engine.Options{Dir: dir, Clock: time.Now, Frames: 1000})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if fault == "sync" {
		return appendSome(ctx, e)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 8 {
		stream := fmt.Sprintf("s-%d", w)
		last, err := e.LastRevision(ctx, stream)
		if err != nil {
			return 2
		}
		wg.Go(func() {
			for n := last + 1; ; n += 2 {
				done, err := e.Append(ctx, stream, engine.Expected(n-1), named(int(n), int(n)+1))
				if err != nil {
					return
				}
				mu.Lock()
				fmt.Println(stream, done.Revision)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	<-e.Done()
	if _, err := e.Append(ctx, "s-0", engine.ExpectAny, named(1)); !errors.Is(err, engine.ErrStopped) || e.Err() == nil {
		return 5
	}
	e.Close()
	return 3
}

// appendSome appends a few pairs one after the other, prints each answer and
// closes the log. It ends with 3 when the engine has failed and refuses.
func appendSome(ctx context.Context, e *engine.Engine) int {
	for n := 0; n < 12; n += 2 {
		done, err := e.Append(ctx, "s-0", engine.ExpectAny, named(n, n+1))
		if err != nil {
			<-e.Done()
			fmt.Fprintln(os.Stderr, e.Err())
			return 3
		}
		fmt.Println("s-0", done.Revision)
	}
	if err := e.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	return 0
}

// runChild returns the last revision answered for each stream, and how the child
// ended. It kills the child after kill answers; 0: never.
func runChild(t *testing.T, dir, fault string, kill int) (acked map[string]int64, answers int, ended error) {
	t.Helper()
	return follow(t, childCommand(dir, fault, os.Args[0]), kill)
}

func childCommand(dir, fault string, command ...string) *exec.Cmd {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), childDir+"="+dir, childFault+"="+fault)
	return cmd
}

// follow is runChild for a command of its own.
func follow(t *testing.T, cmd *exec.Cmd, kill int) (acked map[string]int64, answers int, ended error) {
	t.Helper()
	if cmd.Stderr == nil {
		cmd.Stderr = os.Stderr
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	acked = map[string]int64{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var stream string
		var revision int64
		if n, _ := fmt.Sscan(lines.Text(), &stream, &revision); n != 2 {
			continue // cut off by the kill
		}
		acked[stream] = max(acked[stream], revision)
		if answers++; answers == kill {
			cmd.Process.Kill()
		}
	}
	return acked, answers, cmd.Wait()
}

// holds fails unless the log in dir is whole and has all that was answered.
func holds(t *testing.T, dir string, acked map[string]int64) {
	t.Helper()
	e := open(t, dir)
	defer e.Close()
	if err := e.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := map[string]int64{}
	for _, got := range mustLog(t, e, engine.AllQuery{}) {
		if got.Revision != next[got.Stream] || got.ID != named(int(got.Revision))[0].ID {
			t.Fatalf("%s has %d where %d belongs", got.Stream, got.Revision, next[got.Stream])
		}
		next[got.Stream]++
	}
	for stream, events := range next {
		if events%2 != 0 {
			t.Fatalf("%s holds half a pair: %d events", stream, events)
		}
	}
	for stream, revision := range acked {
		if next[stream] <= revision {
			t.Fatalf("%s was answered up to %d and holds %d events", stream, revision, next[stream])
		}
	}
}

// TestKill kills a loaded log 60 times, or 1,000 times with NIVEL_SOAK set, and
// looks at what is left each time.
func TestKill_LosesNothingThatWasAnswered(t *testing.T) {
	dir := quickDir(t)
	random := rand.New(rand.NewPCG(1, 2))
	cycles := 60
	if os.Getenv(soak) != "" {
		cycles = 1000
	}
	for cycle := range cycles {
		kill := 10 + random.IntN(400)
		acked, answers, _ := runChild(t, dir, "", kill)
		if answers < kill {
			t.Fatalf("cycle %d: the child ended by itself after %d answers", cycle, answers)
		}
		holds(t, dir, acked)
	}
}

func TestDisk_FailingWriteEndsTheEngine(t *testing.T) {
	dir := t.TempDir()
	acked, answers, ended := runChild(t, dir, "write", 0)
	exit, _ := errors.AsType[*exec.ExitError](ended)
	if exit == nil || exit.ExitCode() != 3 || answers == 0 {
		t.Fatalf("after %d answers: %v", answers, ended)
	}
	holds(t, dir, acked)
}
