//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// binaries are built once for all tests.
var binaries string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "nivel-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binaries = dir
	build := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "nivel/deploy/standalone/cmd/nivel",
		"nivel/services/intake/cmd/intake", "nivel/services/web/cmd/web", "nivel/services/transitions/cmd/transitions",
		"nivel/services/peergroups/cmd/peergroups", "nivel/services/notifications/cmd/notifications",
		"nivel/services/oversight/cmd/oversight", "github.com/nats-io/nats-server/v2")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// process is a running program of ours.
type process struct {
	t    testing.TB
	name string
	cmd  *exec.Cmd
	out  *output
	gone chan struct{}
}

// output gathers what a process prints.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// start starts a program; it is killed when the test ends, and what it printed
// is shown if the test failed.
func start(t testing.TB, program string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, name: filepath.Base(program), cmd: exec.Command(program, args...), out: &output{}, gone: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	must(t, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait()
		close(p.gone)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s printed:\n%s", p.name, tail(p.out.String(), 8_000))
		}
	})
	return p
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// kill ends the process as a crash would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.gone
}

// stop asks the process to end, as Ctrl-C does, and returns how long that took.
func (p *process) stop() time.Duration { return p.end(os.Interrupt) }

// end asks the process to end by a signal and returns how long that took.
func (p *process) end(by os.Signal) time.Duration {
	p.t.Helper()
	began := time.Now()
	must(p.t, p.cmd.Process.Signal(by))
	select {
	case <-p.gone:
	case <-time.After(20 * time.Second):
		p.t.Fatalf("%s does not stop", p.name)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		p.t.Errorf("%s ended with %d after %s:\n%s", p.name, code, by, tail(p.out.String(), 3_000))
	}
	return time.Since(began)
}

// given are the ports that freePort has given away.
var given sync.Map

// freePort returns a port that nobody listened on just now, and that no other
// test was given.
func freePort(t testing.TB) string {
	t.Helper()
	for {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		_, port, err := net.SplitHostPort(l.Addr().String())
		must(t, errors.Join(err, l.Close()))
		if _, taken := given.LoadOrStore(port, true); !taken {
			return port
		}
	}
}

// system is the whole system in one process, with a data folder of its own.
type system struct {
	t                                      testing.TB
	data                                   string
	desk, oma, api, ops, provider          string // host:port; api is intake's, provider who identifies people
	transitions, peergroups, notifications string
	oversight                              string
	args                                   []string
	process                                *process
}

func newSystem(t testing.TB, args ...string) *system {
	t.Helper()
	s := &system{t: t, data: t.TempDir(), args: args}
	for _, address := range []*string{&s.desk, &s.oma, &s.api, &s.ops, &s.provider, &s.transitions, &s.peergroups, &s.notifications, &s.oversight} {
		*address = "127.0.0.1:" + freePort(t)
	}
	s.start()
	return s
}

// start starts the process and waits until it is ready.
func (s *system) start() {
	s.t.Helper()
	args := append([]string{
		"run", "--data", s.data, "--desk", s.desk, "--oma", s.oma, "--api", s.api, "--ops", s.ops, "--sign-in", s.provider,
		"--transitions", s.transitions, "--peergroups", s.peergroups, "--notifications", s.notifications,
		"--oversight", s.oversight,
	}, s.args...)
	s.process = start(s.t, filepath.Join(binaries, "nivel"), nil, args...)
	awaitReady(s.t, s.process, s.ops)
}

func awaitReady(t testing.TB, p *process, probes string) {
	t.Helper()
	eventually(t, 60*time.Second, p.name+" to be ready", func() bool {
		select {
		case <-p.gone:
			t.Fatalf("%s ended while it started:\n%s", p.name, tail(p.out.String(), 5_000))
		default:
		}
		response, err := http.Get("http://" + probes + "/readyz")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		_, _ = io.Copy(io.Discard, response.Body)
		return response.StatusCode == http.StatusOK
	})
}

// eventually waits for a condition; it looks every few milliseconds.
func eventually(t testing.TB, patience time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("waited %s in vain for %s", patience, what)
		}
		<-tick.C
	}
}

// as returns a client of the HTTP interface that acts as a demo worker, or as
// the importer.
func (s *system) as(id string, role access.Role) *edge.Client {
	s.t.Helper()
	return client(s.t, "http://"+s.api, filepath.Join(s.data, "secret.key"), id, role)
}

func client(t testing.TB, base, secretFile, id string, role access.Role) *edge.Client {
	t.Helper()
	secret, err := os.ReadFile(secretFile)
	must(t, err)
	tokens, err := edge.NewTokens(secret, time.Now)
	must(t, err)
	actor := access.Actor{ID: id, Role: role, Unit: "intake-north", Area: "demo"}
	demo, err := area.Demo()
	must(t, err)
	if w, ok := demo.Worker(id); ok {
		actor = demo.Actor(w)
	}
	return &edge.Client{Base: base, Bearer: func(context.Context) (string, error) { return tokens.Issue(actor, time.Minute) }}
}

// list returns a page of a list, waiting until it shows a position.
func list(ctx context.Context, c *edge.Client, view, from, after string) (contracts.MatterPage, error) {
	page, _, err := edge.Call[contracts.MatterPage](ctx, c, edge.Request{
		Method: http.MethodGet, Path: "/matters", Query: map[string][]string{"view": {view}, "from": {from}, "after": {after}},
	})
	return page, err
}

// everyRow reads all pages of a list.
func everyRow(t testing.TB, c *edge.Client, view string) []contracts.MatterRow {
	t.Helper()
	var rows []contracts.MatterRow
	for from := ""; ; {
		page, err := list(t.Context(), c, view, from, "")
		must(t, err)
		rows = append(rows, page.Rows...)
		if from = page.Next; from == "" {
			return rows
		}
	}
}

// demoFile writes a day of notifications and returns the file's path.
func demoFile(t testing.TB, date string, rows int) string {
	t.Helper()
	var out bytes.Buffer
	generate := exec.Command("go", "run", "nivel/scripts/demo", "--date", date, "--rows", fmt.Sprint(rows))
	generate.Stdout, generate.Stderr = &out, os.Stderr
	must(t, generate.Run())
	file := filepath.Join(t.TempDir(), "notifications.csv")
	must(t, os.WriteFile(file, out.Bytes(), 0o600))
	return file
}

// importFile runs `nivel import notifications` and returns what it printed.
func (s *system) importFile(file string, args ...string) (string, error) {
	s.t.Helper()
	all := append([]string{"import", "notifications", file, "--api", "http://" + s.api, "--data", s.data}, args...)
	out, err := exec.Command(filepath.Join(binaries, "nivel"), all...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}
