package powercut_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nivel/libs/node/engine"
	"nivel/libs/node/powercut"
)

// The test program starts itself again as the process that uses the disk: a page
// fault on a mapped file must not stop the process that answers it.
const (
	workDir  = "NIVEL_POWERCUT_DIR"
	workLoad = "NIVEL_POWERCUT_LOAD" // "runs appends writers": how often it opens the log, appends of each run, at once
	soak     = "NIVEL_SOAK"          // set: ten times the cuts
	acksFile = "acks"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(workDir); dir != "" {
		if err := work(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// work opens the log, appends from some goroutines, each to its own stream, and
// closes it, some times over. Each answer is written to a file on the same disk,
// so that its place among the disk's operations is known.
func work(dir string) error {
	var runs, appends, writers int
	if _, err := fmt.Sscan(os.Getenv(workLoad), &runs, &appends, &writers); err != nil {
		return err
	}
	acks, err := os.OpenFile(filepath.Join(dir, acksFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer acks.Close()
	for range runs {
		if err := run(dir, acks, appends, writers); err != nil {
			return err
		}
	}
	return nil
}

func run(dir string, acks *os.File, appends, writers int) error {
	ctx := context.Background()
	e, err := engine.Open(ctx, engine.Options{Dir: dir, Clock: time.Now, Frames: 500})
	if err != nil {
		return err
	}
	errs := make([]error, writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			stream := fmt.Sprintf("s-%d", w)
			last, err := e.LastRevision(ctx, stream)
			for n := 0; n < appends/writers && err == nil; n++ {
				var done engine.Appended
				done, err = e.Append(ctx, stream, engine.Expected(last), events(last+1))
				if last = done.Revision; err == nil {
					_, err = fmt.Fprintln(acks, stream, last)
				}
			}
			errs[w] = err
		})
	}
	wg.Wait()
	return errors.Join(append(errs, e.Close())...)
}

// events returns the append that begins at revision first: one to three events,
// the last of which says so.
func events(first int64) []engine.NewEvent {
	made := make([]engine.NewEvent, 1+first%3)
	for i := range made {
		revision := first + int64(i)
		made[i] = engine.NewEvent{Type: "t", Data: fmt.Append(nil, revision), Meta: []byte("more")}
		binary.BigEndian.PutUint64(made[i].ID[8:], uint64(revision)+1)
	}
	made[len(made)-1].Meta = []byte("last")
	return made
}

// record runs the load on a disk of its own and returns what the disk was asked.
// Built names the test program to run; "" is this one.
func record(t *testing.T, built, load string, fault func(powercut.Op) syscall.Errno) []powercut.Op {
	t.Helper()
	ops, said, err := try(t, built, load, fault)
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return ops
}

// try is record for a load that may fail, and returns what it said then.
func try(t *testing.T, built, load string, fault func(powercut.Op) syscall.Errno) (ops []powercut.Op, said []byte, err error) {
	t.Helper()
	disk := &powercut.Disk{Fault: fault}
	end, err := disk.Mount(t.TempDir())
	if errors.Is(err, powercut.ErrNoFUSE) {
		t.Skip("cutting the power needs /dev/fuse and the right to mount:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}()
	if built == "" {
		built = os.Args[0]
	}
	cmd := exec.CommandContext(t.Context(), built)
	cmd.Env = append(os.Environ(), workDir+"="+disk.Dir, workLoad+"="+load)
	said, err = cmd.CombinedOutput()
	return disk.Ops(), said, err
}

// answered returns the last revision of each stream that was answered in ops.
func answered(ops []powercut.Op) map[string]int64 {
	last := map[string]int64{}
	for _, op := range ops {
		if op.Kind == powercut.Write && op.Name == acksFile {
			for line := range strings.Lines(string(op.Data)) {
				stream, revision, _ := strings.Cut(strings.TrimSpace(line), " ")
				n, err := strconv.ParseInt(revision, 10, 64)
				if err != nil {
					panic("an answer is written in one piece: " + line)
				}
				last[stream] = n
			}
		}
	}
	return last
}

// survives starts from what the disk held when its power went behind ops, and
// says what is wrong with it.
func survives(ctx context.Context, ops []powercut.Op, random *rand.Rand) error {
	dir, err := os.MkdirTemp("/dev/shm", "powercut") // a disk that needs no syncs
	if err != nil {
		dir, err = os.MkdirTemp("", "powercut")
	}
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for name, content := range powercut.Cut(ops, random) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	e, err := engine.Open(ctx, engine.Options{Dir: dir, Clock: time.Now})
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.Verify(ctx); err != nil {
		return err
	}
	next, err := held(ctx, e)
	if err != nil {
		return err
	}
	for stream, revision := range answered(ops) {
		if next[stream] <= revision {
			return fmt.Errorf("%s was answered up to %d and holds %d events", stream, revision, next[stream])
		}
	}
	_, err = e.Append(ctx, "s-0", engine.Expected(next["s-0"]-1), events(next["s-0"]))
	return err
}

// held returns how many events each stream holds, if each of them is what
// belongs there and no append is there in part.
func held(ctx context.Context, e *engine.Engine) (map[string]int64, error) {
	next, ends := map[string]int64{}, map[string]bool{}
	for q := (engine.AllQuery{}); ; {
		page, err := e.ReadAll(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, got := range page.Events {
			if got.Revision != next[got.Stream] || string(got.Data) != fmt.Sprint(got.Revision) {
				return nil, fmt.Errorf("%s has %d where %d belongs", got.Stream, got.Revision, next[got.Stream])
			}
			next[got.Stream]++
			ends[got.Stream] = bytes.Equal(got.Meta, []byte("last"))
		}
		if q.From = page.Next; page.Last {
			break
		}
	}
	for stream, whole := range ends {
		if !whole {
			return nil, fmt.Errorf("%s holds an append in part, up to %d", stream, next[stream])
		}
	}
	return next, nil
}

// cuts counts the cuts of ops that do not survive. Each takes what was synced
// alone; each tornth also a random part of the rest.
func cuts(t *testing.T, ops []powercut.Op, at []int, torn int) (lost int) {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := worker; i < len(at); i += 4 {
				k := at[i]
				err := survives(t.Context(), ops[:k], nil)
				if err == nil && i%torn == 0 {
					err = survives(t.Context(), ops[:k], rand.New(rand.NewPCG(5, uint64(k))))
				}
				mu.Lock()
				if err != nil {
					if lost++; lost <= 3 {
						t.Logf("power gone behind operation %d: %v", k, err)
					}
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return lost
}

func every(ops []powercut.Op) []int {
	all := make([]int, len(ops)+1)
	for k := range all {
		all[k] = k
	}
	return all
}

// TestPowerCut_AtEveryOperation cuts the power at each operation of a load that
// opens and closes the log three times. With NIVEL_SOAK set, each cut is also torn.
func TestPowerCut_AtEveryOperation(t *testing.T) {
	ops := record(t, "", "3 32 4", nil)
	if len(ops) < 500 {
		t.Fatalf("only %d operations", len(ops))
	}
	torn := 5
	if os.Getenv(soak) != "" {
		torn = 1
	}
	t.Logf("%d operations, %v answered", len(ops), answered(ops))
	if lost := cuts(t, ops, every(ops), torn); lost > 0 {
		t.Errorf("%d of %d cuts lose something", lost, len(ops)+1)
	}
}

// TestPowerCut_UnderLoad cuts the power at random moments of a load that fills
// the write-ahead log and starts it again: 40 cuts, 400 with NIVEL_SOAK set.
func TestPowerCut_UnderLoad(t *testing.T) {
	ops := record(t, "", "1 1600 4", nil)
	n := 40
	if os.Getenv(soak) != "" {
		n *= 10
	}
	random := rand.New(rand.NewPCG(6, 7))
	at := make([]int, n)
	for i := range at {
		at[i] = random.IntN(len(ops) + 1)
	}
	t.Logf("%d operations", len(ops))
	if lost := cuts(t, ops, at, 1); lost > 0 {
		t.Errorf("%d of %d cuts lose something", lost, n)
	}
}

// TestPowerCut_FailedSync lets each sync of a load fail in turn, and then cuts the
// power: nothing is answered behind the failure, the process ends and says why,
// and nothing that was answered is lost.
func TestPowerCut_FailedSync(t *testing.T) {
	for n := 1; ; n++ {
		syncs, failed := 0, -1
		var kind powercut.Kind
		var mu sync.Mutex
		done := 0
		ops, said, err := try(t, "", "2 8 1", func(op powercut.Op) syscall.Errno {
			mu.Lock()
			defer mu.Unlock()
			if op.Kind == powercut.Sync || op.Kind == powercut.SyncDir {
				if syncs++; syncs == n {
					failed, kind = done, op.Kind
					return syscall.EIO
				}
			}
			done++
			return 0
		})
		if failed < 0 {
			if err != nil || n < 30 {
				t.Fatalf("without a failure, %d: %v: %s", n, err, said)
			}
			t.Logf("%d syncs were made to fail", n-1)
			return
		}
		// SQLite does not look at what its own syncs of the directory say; the
		// engine syncs it once more when all files are there.
		if kind == powercut.Sync && (err == nil || len(said) == 0 || len(answered(ops[failed:])) > 0) {
			t.Errorf("sync %d: %v: %s: answered %v", n, err, said, answered(ops[failed:]))
		}
		if err := survives(t.Context(), ops, nil); err != nil {
			t.Errorf("sync %d, operation %d: %v", n, failed, err)
		}
	}
}

// A disk that is slow to sync is no reason to answer sooner: were it one, the cut
// between an answer and the end of its sync would lose it.
func TestPowerCut_SlowDisk(t *testing.T) {
	ops := record(t, "", "1 20 4", func(op powercut.Op) syscall.Errno {
		if op.Kind == powercut.Sync {
			time.Sleep(100 * time.Millisecond) // this is the disk, not the test
		}
		return 0
	})
	if lost := cuts(t, ops, every(ops), len(ops)); lost > 0 {
		t.Errorf("%d cuts lose something", lost)
	}
}

// The checks above catch what they are for: a log that answers before it synced.
func TestPowerCut_CatchesAnEngineThatDoesNotSync(t *testing.T) {
	built := filepath.Join(t.TempDir(), "seeded.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-tags", "seeded_nosync", "-o", built, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ops := record(t, built, "1 20 4", nil)
	if lost := cuts(t, ops, every(ops), 1); lost < 10 {
		t.Errorf("only %d of %d cuts show that nothing was synced", lost, len(ops)+1)
	}
}

// And a disk that says it synced and did not.
func TestPowerCut_CatchesADiskThatLies(t *testing.T) {
	var kept []powercut.Op
	for _, op := range record(t, "", "1 20 4", nil) {
		if op.Kind != powercut.Sync || !strings.HasSuffix(op.Name, "-wal") {
			kept = append(kept, op)
		}
	}
	if lost := cuts(t, kept, every(kept), len(kept)); lost < 10 {
		t.Errorf("only %d of %d cuts show it", lost, len(kept)+1)
	}
}
