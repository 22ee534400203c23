package engine_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSync_AnErrorAtAnyPlaceEndsTheEngine lets the first, then the second, and so
// on, of all syncs fail, from the making of the log to its closing, until there
// are no more. Nothing is answered behind the failure, and what was answered is
// there. strace counts for each thread of the process by itself; package powercut
// does the same with a count over all, and loses what was not synced.
func TestSync_AnErrorAtAnyPlaceEndsTheEngine(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("needs strace, which make test-deps installs: ", err)
	}
	trial := exec.Command(strace, "-qq", "-o", os.DevNull, "true")
	if out, err := trial.CombinedOutput(); err != nil {
		t.Skipf("tracing processes is not permitted here: %v: %s", err, out)
	}
	for n := 1; ; n++ {
		dir := quickDir(t)
		trace := filepath.Join(t.TempDir(), "trace")
		var said bytes.Buffer
		cmd := childCommand(dir, "sync", strace, "-f", "-y", "-qq", "-o", trace, "-e", "trace=fsync,fdatasync,write",
			"-e", fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d", n), os.Args[0])
		cmd.Stderr = &said
		acked, answers, ended := follow(t, cmd, 0)
		hit, failed, answered := syncFailed(t, trace, dir)
		if !hit {
			if ended != nil || answers != 6 || n < 15 {
				t.Fatalf("sync %d: %d answers, %v: %s", n, answers, ended, &said)
			}
			t.Logf("%d syncs were made to fail", n-1)
			return
		}
		if failed && (cmd.ProcessState.ExitCode() < 2 || said.Len() == 0 || answered) {
			t.Errorf("sync %d: answered behind it: %t; ended %v: %s", n, answered, ended, &said)
		}
		holds(t, dir, acked)
	}
}

// syncFailed reports of a trace whether any sync was made to fail, whether one of
// a file was, and whether there was an answer behind that one. SQLite does not
// look at what its own syncs of the directory say; the engine syncs it once more
// when all files are there.
func syncFailed(t *testing.T, trace, dir string) (hit, failed, answered bool) {
	t.Helper()
	calls, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(calls)) {
		injected := strings.Contains(line, "(INJECTED)")
		hit = hit || injected
		failed = failed || injected && strings.Contains(line, "<"+dir+"/")
		answered = answered || failed && strings.Contains(line, "write(1<") && strings.Contains(line, `"s-0`)
	}
	return hit, failed, answered
}
