package chassis

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const soon = 10 * time.Second

// up runs a server on a socket until stop is called.
func up(t *testing.T, handler http.Handler) (client *http.Client, stop func(), result <-chan error) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	ctx, cancel := context.WithCancel(t.Context())
	started, ended := make(chan struct{}), make(chan error, 1)
	mark := Part{Name: "mark", Start: func(context.Context) (func(context.Context) error, error) {
		close(started)
		return nil, nil
	}}
	go func() { ended <- Run(ctx, quiet(), HTTP("unix://"+socket, handler), mark) }()
	select {
	case <-started:
	case err := <-ended:
		t.Fatalf("did not start: %v", err)
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: soon}, cancel, ended
}

func within(t *testing.T, what string, done <-chan error) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(soon):
		t.Fatalf("%s: nothing after %s", what, soon)
		return nil
	}
}

func TestHTTP(t *testing.T) {
	t.Run("lets a command finish that was under way when it stopped", func(t *testing.T) {
		under, finish := make(chan struct{}), make(chan struct{})
		client, stop, ended := up(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(under)
			<-finish
			if r.Context().Err() != nil {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}))
		status := make(chan int, 1)
		go func() {
			response, err := client.Post("http://socket/", "text/plain", nil)
			if err != nil {
				status <- 0
				return
			}
			response.Body.Close()
			status <- response.StatusCode
		}()
		<-under
		stop()
		refused(t, client)
		close(finish)
		if got := <-status; got != http.StatusOK {
			t.Fatalf("the command was answered %d", got)
		}
		if err := within(t, "stop", ended); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("ends streams of events when it stops", func(t *testing.T) {
		client, stop, ended := up(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "data: hello\n\n")
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}))
		request, _ := http.NewRequest("GET", "http://socket/", nil)
		request.Header.Set("Accept", "text/event-stream")
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		lines := bufio.NewReader(response.Body)
		if line, err := lines.ReadString('\n'); err != nil || line != "data: hello\n" {
			t.Fatalf("%q %v", line, err)
		}
		stop()
		if _, err := io.ReadAll(lines); err != nil {
			t.Fatalf("the stream broke instead of ending: %v", err)
		}
		if err := within(t, "stop", ended); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("ends the whole when it cannot serve any more", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- Run(t.Context(), quiet(), Serve(listener, http.NotFoundHandler())) }()
		response, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		listener.Close()
		if err := within(t, "end", ended); err == nil {
			t.Fatal("nobody noticed")
		}
	})

	t.Run("takes over a socket that a killed process left, and keeps others out", func(t *testing.T) {
		socket := filepath.Join(t.TempDir(), "s")
		old, err := net.ListenUnix("unix", &net.UnixAddr{Name: socket, Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		old.SetUnlinkOnClose(false)
		old.Close()
		listener, err := listen(t.Context(), "unix://"+socket)
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		info, err := os.Stat(socket)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v %v", info.Mode(), err)
		}
	})

	t.Run("never removes a file that is no socket", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "notes")
		if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := listen(t.Context(), "unix://"+file); err == nil {
			t.Fatal("listens on a file")
		}
		if left, err := os.ReadFile(file); err != nil || string(left) != "mine" {
			t.Fatalf("%q %v", left, err)
		}
	})
}

// refused waits until new requests are no longer taken.
func refused(t *testing.T, client *http.Client) {
	t.Helper()
	deadline := time.Now().Add(soon)
	for time.Now().Before(deadline) {
		conn, err := client.Transport.(*http.Transport).DialContext(t.Context(), "unix", "")
		if err != nil {
			return
		}
		conn.Close()
	}
	t.Fatal("still takes requests")
}
