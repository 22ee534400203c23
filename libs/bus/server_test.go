package bus

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	"nivel/libs/bus/bustest"
)

// spans hears every span that the tests cause.
var spans = tracetest.NewSpanRecorder()

// TestMain is also the NATS server of the tests: in a process of its own, so
// that it can be killed.
func TestMain(m *testing.M) {
	if port := os.Getenv("NIVEL_TEST_NATS_PORT"); port != "" {
		os.Exit(serveNATS(port, os.Getenv("NIVEL_TEST_NATS_DIR")))
	}
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)))
	goleak.VerifyTestMain(m, bustest.Abandoned()...)
}

func serveNATS(port, dir string) int {
	number, _ := strconv.Atoi(port)
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: number, JetStream: dir != "", StoreDir: dir, SyncAlways: true, NoSigs: true, NoLog: true,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	s.Start()
	if !s.ReadyForConnections(20 * time.Second) {
		return 1
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test that started us is gone
	return 0
}

// natsProcess is a real NATS server outside this process.
type natsProcess struct {
	t    *testing.T
	port int
	dir  string
	cmd  *exec.Cmd
}

// startNATS runs a server with its store in dir; none if dir is empty.
func startNATS(t *testing.T, dir string) *natsProcess {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &natsProcess{t: t, port: free.Addr().(*net.TCPAddr).Port, dir: dir}
	free.Close()
	p.start()
	t.Cleanup(p.kill)
	return p
}

func (p *natsProcess) start() {
	p.t.Helper()
	p.cmd = exec.Command(os.Args[0])
	p.cmd.Env = append(os.Environ(), "NIVEL_TEST_NATS_PORT="+strconv.Itoa(p.port), "NIVEL_TEST_NATS_DIR="+p.dir)
	p.cmd.Stderr = os.Stderr
	if _, err := p.cmd.StdinPipe(); err != nil {
		p.t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		p.t.Fatalf("the NATS process said %q: %v", line, err)
	}
}

func (p *natsProcess) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func (p *natsProcess) url() string { return "nats://127.0.0.1:" + strconv.Itoa(p.port) }

// world is a kind of NATS with what the tests do to it.
type world struct {
	t       *testing.T
	dir     string
	process *natsProcess // nil: the server is inside the bus
	bus     *Bus
}

// eachWorld runs a test against the server inside the process and against one
// outside.
func eachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("with the server inside the process", func(t *testing.T) {
		w := &world{t: t, dir: t.TempDir()}
		w.open()
		test(t, w)
	})
	t.Run("with a server process of its own", func(t *testing.T) {
		w := &world{t: t, dir: t.TempDir()}
		w.process = startNATS(t, w.dir)
		w.open()
		test(t, w)
	})
}

func (w *world) open() {
	w.t.Helper()
	options := options(w.t)
	options.Dir = w.dir
	if w.process != nil {
		options.URL = w.process.url()
	}
	bus, err := Open(w.t.Context(), options)
	if err != nil {
		w.t.Fatal(err)
	}
	w.bus = bus
	w.t.Cleanup(func() { _ = bus.Close(context.Background()) })
}

// restart ends the bus and its server hard, does what is asked in between, and
// starts both again.
func (w *world) restart(between func(dir string)) {
	w.t.Helper()
	if w.process != nil {
		w.process.kill()
	}
	if err := w.bus.Close(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	between(w.dir)
	if w.process != nil {
		w.process.start()
	}
	w.open()
}

func options(t testing.TB) Options {
	return Options{
		Area: "lapland", Logger: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: time.Now,
		Check: 50 * time.Millisecond, Retry: 50 * time.Millisecond, Dedupe: time.Second,
	}
}
