package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// addresses are where the system listens. They say localhost, where browsers keep
// cookies marked Secure without TLS.
type addresses struct{ desk, oma, signIn, api, transitions, peergroups, notifications, oversight, ops string }

// build builds the program as it is in the working tree.
func build(ctx context.Context, program string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, "nivel/deploy/standalone/cmd/nivel")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	return nil
}

// withSystem runs the whole system on free ports while do lasts.
func withSystem(ctx context.Context, program, data string, args []string, do func(addresses) error) error {
	at, err := freeAddresses()
	if err != nil {
		return err
	}
	args = append([]string{
		"run", "--data", data, "--desk", at.desk, "--oma", at.oma, "--api", at.api, "--sign-in", at.signIn, "--ops", at.ops,
		"--transitions", at.transitions, "--peergroups", at.peergroups, "--notifications", at.notifications,
		"--oversight", at.oversight,
	}, args...)
	cmd := exec.CommandContext(ctx, program, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait(); close(gone) }()
	if err = awaitReady(ctx, at, gone); err == nil {
		err = do(at)
	}
	stopped := errors.Join(cmd.Process.Signal(os.Interrupt), <-gone)
	if err = errors.Join(err, stopped); err != nil {
		return fmt.Errorf("%w\nthe system said:\n%s", err, said.Bytes()[max(0, said.Len()-4_000):])
	}
	return nil
}

func freeAddresses() (addresses, error) {
	var at addresses
	for _, address := range []*string{&at.desk, &at.oma, &at.signIn, &at.api, &at.transitions, &at.peergroups, &at.notifications, &at.oversight, &at.ops} {
		l, err := net.Listen("tcp", "localhost:0")
		if err != nil {
			return at, fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close() // not before all three are found, or two may be the same
		*address = fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port)
	}
	return at, nil
}

func awaitReady(ctx context.Context, at addresses, gone <-chan error) error {
	ctx, done := context.WithTimeout(ctx, 2*time.Minute)
	defer done()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		response, err := http.Get("http://" + at.ops + "/readyz")
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-tick.C:
		case err := <-gone:
			return fmt.Errorf("it ended while it started: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("wait until it is ready: %w", ctx.Err())
		}
	}
}
