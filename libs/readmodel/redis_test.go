package readmodel

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestOpen(t *testing.T) {
	t.Run("refuses options that lack a part", func(t *testing.T) {
		for _, wrong := range []func(*Options){
			func(o *Options) { o.Area = "Päijät Häme" }, func(o *Options) { o.Dir = "" },
			func(o *Options) { o.Logger = nil }, func(o *Options) { o.Clock = nil },
		} {
			o := options(t)
			wrong(&o)
			if _, err := Open(t.Context(), o); err == nil {
				t.Errorf("opened with %+v", o)
			}
		}
	})
	t.Run("does not repeat a password", func(t *testing.T) {
		for _, url := range []string{"redis://nivel:topsecret@127.0.0.1:1", "redis://nivel:topsecret@[::1", "http://nivel:topsecret@x"} {
			o := options(t)
			o.URL = url
			if _, err := Open(t.Context(), o); err == nil || strings.Contains(err.Error(), "topsecret") {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("refuses a Redis that throws keys away", func(t *testing.T) {
		r := realRedis(t)
		o := options(t)
		o.URL = "unix://" + r.own.(*child).socket
		open(t, o)
		if err := r.client.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err(); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "noeviction") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("warns of the stand-in", func(t *testing.T) {
		var said strings.Builder
		o := options(t)
		o.Program, o.Logger = "no-such-redis-server", slog.New(slog.NewTextHandler(&said, nil))
		open(t, o)
		if !strings.Contains(said.String(), "level=WARN") {
			t.Errorf("it said %q", said.String())
		}
	})
}

func TestChild(t *testing.T) {
	t.Run("is on no network, keeps nothing and evicts nothing", func(t *testing.T) {
		r := realRedis(t)
		for key, want := range map[string]string{"port": "0", "save": "", "appendonly": "no", "maxmemory-policy": "noeviction"} {
			got, err := r.client.ConfigGet(t.Context(), key).Result()
			if err != nil || got[key] != want {
				t.Errorf("%s is %q, %v", key, got[key], err)
			}
		}
	})
	t.Run("finds a place when its folder's path is too long for a socket", func(t *testing.T) {
		o := options(t)
		o.Dir = filepath.Join(o.Dir, strings.Repeat("long", 30))
		r, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		away := r.own.(*child).away
		if err := r.Close(); err != nil || away == "" {
			t.Fatal(away, err)
		}
		if _, err := os.Stat(away); !os.IsNotExist(err) {
			t.Errorf("its place is left behind: %v", err)
		}
	})
	t.Run("refuses a folder that another process serves", func(t *testing.T) {
		r := realRedis(t)
		o := options(t)
		o.Dir = r.Dir
		if _, err := Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "another process") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("is replaced when it is killed, and filled again", func(t *testing.T) {
		r, log := realRedis(t), newHistory(t)
		p := running(t, r, log)
		last := log.busy(200)
		reach(t, p, last)
		live := digest(t, p)
		for range 2 {
			first := pid(t, r)
			kill(t, first)
			until(t, "another one serves", func() bool {
				info, err := r.client.Info(t.Context(), "server").Result()
				return err == nil && pidIn(info) != first
			})
			reach(t, p, last)
			check(t, "the same rows", digest(t, p), live)
		}
	})
	t.Run("dies with a parent that is killed", func(t *testing.T) {
		dir := t.TempDir()
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "NIVEL_TEST_REDIS_PARENT="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cmd.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		socket := strings.TrimSpace(line)
		if conn, err := net.Dial("unix", socket); err != nil {
			t.Fatalf("its Redis does not answer at first: %v", err)
		} else {
			conn.Close()
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		until(t, "its Redis is gone", func() bool {
			conn, err := net.Dial("unix", socket)
			if err == nil {
				conn.Close()
			}
			return err != nil
		})
	})
}

// parent starts a private Redis, says where, and waits to be killed.
func parent(dir string) int {
	r, err := Open(context.Background(), Options{
		Dir: dir, Area: "lapland", Logger: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(r.own.(*child).socket)
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test is gone
	return 0
}

func pid(t *testing.T, r *Redis) int {
	t.Helper()
	info, err := r.client.Info(t.Context(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	return pidIn(info)
}

func pidIn(info string) int {
	_, rest, _ := strings.Cut(info, "process_id:")
	number, _, _ := strings.Cut(rest, "\r")
	n, _ := strconv.Atoi(number)
	return n
}

func kill(t *testing.T, pid int) {
	t.Helper()
	process, err := os.FindProcess(pid)
	if err != nil || pid == 0 {
		t.Fatalf("find process %d: %v", pid, err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
}
