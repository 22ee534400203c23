package history_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"nivel/libs/es"
)

func TestSubscriptionStalls(t *testing.T) {
	s := serve(t, "")
	p := newRelay(t, s.listen, nil)
	h := open(t, "esdb://"+p.address+"?tls=false")
	category := "stalled" + strings.ReplaceAll(es.NewID().String(), "-", "")
	r := follow(t, h, es.Position{}, category)
	for i := range 3 {
		if _, err := h.Append(t.Context(), category+"-1", es.Revision(i-1), event(i)); err != nil {
			t.Fatal(err)
		}
		r.wait(t, i+1)
		p.hush() // the connection works, and so do new calls; the subscription brings nothing more
	}
	if _, err := h.Append(t.Context(), category+"-1", 2, event(3)); err != nil {
		t.Fatal(err)
	}
	eachOnce(t, r.wait(t, 4), 1, 4)
	if p.swallowed() == 0 {
		t.Error("the relay kept nothing back: nothing stalled")
	}
}

// A busy server refuses some calls, on a connection that works. The client then
// looks for another server, and would leave its connection behind: goleak sees
// that when the tests are over.
func TestServerTooBusy(t *testing.T) {
	const writers, each = 16, 25
	s := serve(t, "")
	var calls, refused atomic.Int32
	p := newRelay(t, s.listen, func(method string) (metadata.MD, error) {
		if method == appendMethod && calls.Add(1)%10 == 0 {
			refused.Add(1)
			return nil, status.Error(codes.Unavailable, "too busy")
		}
		return nil, nil
	})
	h := open(t, "esdb://"+p.address+"?tls=false")
	category := "busy" + strings.ReplaceAll(es.NewID().String(), "-", "")
	appendAll(t, h, category, writers, each)
	eachOnce(t, follow(t, h, es.Position{}, category).wait(t, writers*each), writers, each)
	if refused.Load() == 0 {
		t.Error("no call was refused")
	}
}

// The client can be sent to a leader that is slow to answer. While it waits
// there, it hears nothing of contexts.
func TestLeaderIsSlow(t *testing.T) {
	s := serve(t, "127.0.0.1:0")
	leader := listenTCP(t) // takes connections, and says nothing for now
	host, port, _ := net.SplitHostPort(leader.Addr().String())
	var sent atomic.Bool
	p := newRelay(t, s.listen, func(method string) (metadata.MD, error) {
		if method != appendMethod || sent.Swap(true) {
			return nil, nil
		}
		where := metadata.Pairs("exception", "not-leader", "leader-endpoint-host", host, "leader-endpoint-port", port)
		return where, status.Error(codes.NotFound, "not the leader")
	})
	h := open(t, "esdb://"+p.address+"?tls=false")
	stream := "led-" + es.NewID().String()
	appended := make(chan error, 1)
	go func() {
		_, err := h.Append(t.Context(), stream, es.NoStream, event(0))
		appended <- err
	}()
	soon(t, "a read found the client looking for the leader", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		deadline, _ := ctx.Deadline()
		_, err := h.Read(ctx, stream, 0)
		if late := time.Since(deadline); late > slack {
			t.Errorf("read ended %v after its context", late)
		}
		return errors.Is(err, context.DeadlineExceeded)
	})
	newWire(t, leader, s.listen)
	if err := <-appended; err != nil {
		t.Error(err)
	}
}

// A server whose disk is full refuses an append as a whole: the caller hears at
// once that it may try again, and is not left with an outcome that nobody knows.
func TestServerFull(t *testing.T) {
	s := serve(t, "")
	var full atomic.Bool
	full.Store(true)
	p := newRelay(t, s.listen, func(method string) (metadata.MD, error) {
		if method == appendMethod && full.Load() {
			return nil, status.Error(codes.ResourceExhausted, "disk is full")
		}
		return nil, nil
	})
	h := open(t, "esdb://"+p.address+"?tls=false")
	stream := "full-" + es.NewID().String()
	_, err := h.Append(t.Context(), stream, es.NoStream, event(0))
	if !errors.Is(err, es.ErrUnavailable) || errors.Is(err, es.ErrUnknownOutcome) {
		t.Errorf("full: %v", err)
	}
	if _, err := h.Read(t.Context(), stream, 0); err != nil {
		t.Errorf("reads go on: %v", err)
	}
	full.Store(false)
	if _, err := h.Append(t.Context(), stream, es.NoStream, event(0)); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}
