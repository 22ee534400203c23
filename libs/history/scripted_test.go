package history_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"nivel/libs/es"
	"nivel/libs/history"
)

// script is a server that answers as it is told.
type script struct {
	streams.UnimplementedStreamsServer
	serverfeatures.UnimplementedServerFeaturesServer
	append func(streams.Streams_AppendServer) error
	read   func(*streams.ReadReq, streams.Streams_ReadServer) error
}

// Append implements the protocol.
func (s *script) Append(call streams.Streams_AppendServer) error { return s.append(call) }

// Read implements the protocol.
func (s *script) Read(req *streams.ReadReq, call streams.Streams_ReadServer) error {
	return s.read(req, call)
}

// play starts the server of a script and returns a history on it.
func play(t *testing.T, s *script) *history.History {
	t.Helper()
	listener, server := listenTCP(t), grpc.NewServer()
	streams.RegisterStreamsServer(server, s)
	serverfeatures.RegisterServerFeaturesServer(server, s)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return open(t, "esdb://"+listener.Addr().String()+"?tls=false")
}

// says answers with a status and trailers, once the request was heard out.
func says(code codes.Code, trailer ...string) *script {
	answer := func(call grpc.ServerStream) error {
		call.SetTrailer(metadata.Pairs(trailer...))
		return status.Error(code, "as the script says")
	}
	return &script{
		append: func(call streams.Streams_AppendServer) error {
			hear(call)
			return answer(call)
		},
		read: func(_ *streams.ReadReq, call streams.Streams_ReadServer) error { return answer(call) },
	}
}

// hear hears a request out and returns how many messages it had.
func hear(call streams.Streams_AppendServer) int {
	for n := 0; ; n++ {
		if _, err := call.Recv(); errors.Is(err, io.EOF) || err != nil {
			return n
		}
	}
}

// kinds are the errors that callers may branch on.
var kinds = map[string]error{
	"conflict": es.ErrConflict, "not found": history.ErrNotFound, "deleted": es.ErrDeleted, "too large": es.ErrTooLarge,
	"unavailable": es.ErrUnavailable, "unknown outcome": es.ErrUnknownOutcome,
}

// is wants err to be of these kinds, and of no other.
func is(t *testing.T, what string, err error, want ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: there is no error", what)
		return
	}
	wanted := map[string]bool{}
	for _, w := range want {
		wanted[w] = true
	}
	for kind, of := range kinds {
		if errors.Is(err, of) != wanted[kind] {
			t.Errorf("%s: is %q: %v, wanted %v; the error is %v", what, kind, !wanted[kind], wanted[kind], err)
		}
	}
}

func TestErrors(t *testing.T) {
	// both makes both calls, with the time that an answer may take to be final.
	both := func(t *testing.T, s *script) (read, appended error) {
		h := play(t, s)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, read = h.Read(ctx, "some-1", 0)
		other, end := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer end()
		_, appended = h.Append(other, "some-1", es.NoStream, event(0))
		return read, appended
	}

	t.Run("conflict: the stream is at another revision", func(t *testing.T) {
		h := open(t, serve(t, "").node.Address())
		stream := "conflict-" + es.NewID().String()
		if _, err := h.Append(t.Context(), stream, es.NoStream, event(0)); err != nil {
			t.Fatal(err)
		}
		for _, at := range []es.Revision{es.NoStream, 1, 7} {
			_, err := h.Append(t.Context(), stream, at, event(1))
			is(t, "append", err, "conflict")
		}
	})

	t.Run("deleted: the stream has a tombstone", func(t *testing.T) {
		read, appended := both(t, says(codes.FailedPrecondition, "exception", "stream-deleted", "stream-name", "some-1"))
		is(t, "read", read, "deleted")
		is(t, "append", appended, "deleted")
	})

	t.Run("a stream that was deleted softly reads as empty", func(t *testing.T) {
		h := play(t, &script{read: func(req *streams.ReadReq, call streams.Streams_ReadServer) error {
			return call.Send(&streams.ReadResp{Content: &streams.ReadResp_StreamNotFound_{StreamNotFound: &streams.ReadResp_StreamNotFound{
				StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte("some-1")},
			}}})
		}})
		if events, err := h.Read(t.Context(), "some-1", 0); err != nil || len(events) > 0 {
			t.Errorf("%d events, %v", len(events), err)
		}
	})

	t.Run("not found: what answers is not history", func(t *testing.T) {
		read, appended := both(t, says(codes.NotFound))
		is(t, "read", read, "not found")
		is(t, "append", appended, "not found")
	})

	t.Run("too large: before anything is sent, by the server's limit or a smaller one", func(t *testing.T) {
		s := serve(t, "")
		h, err := history.Open(t.Context(), history.Options{Address: s.node.Address(), MaxAppend: 1000, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { shut(t, h) })
		stream, large := "large-"+es.NewID().String(), event(0)
		large.Data = append(append([]byte(`"`), make([]byte, 1000)...), '"')
		_, err = h.Append(t.Context(), stream, es.NoStream, large)
		is(t, "append", err, "too large")
		if _, err := h.Append(t.Context(), stream, es.NoStream, event(0)); err != nil {
			t.Error(err)
		}
	})

	t.Run("unknown outcome: a server that takes less does not hear the append out", func(t *testing.T) {
		var tries atomic.Int32
		h := play(t, &script{append: func(call streams.Streams_AppendServer) error {
			tries.Add(1)
			call.SetTrailer(metadata.Pairs("exception", "maximum-append-size-exceeded", "maximum-append-size", "10"))
			return status.Error(codes.InvalidArgument, "as the script says")
		}})
		many := make([]es.NewEvent, 2000) // more than is sent before the server has to take some
		for i := range many {
			many[i] = event(i)
			many[i].Data = append(append([]byte(`"`), make([]byte, 100)...), '"')
		}
		_, err := h.Append(t.Context(), "some-1", es.NoStream, many...)
		is(t, "append", err, "unknown outcome")
		if n := tries.Load(); n != 5 {
			t.Errorf("it was tried %d times", n)
		}
	})

	t.Run("unavailable: the disk is full, and nothing was appended", func(t *testing.T) {
		_, appended := both(t, says(codes.ResourceExhausted))
		is(t, "append", appended, "unavailable")
	})

	t.Run("unavailable: there is no server", func(t *testing.T) {
		s := serve(t, "")
		h := open(t, s.node.Address())
		s.stop()
		soon(t, "history noticed it", func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err := h.Append(ctx, "some-1", es.NoStream, event(0))
			return errors.Is(err, es.ErrUnavailable)
		})
	})

	t.Run("unknown outcome: the server has not answered, or not said what it did", func(t *testing.T) {
		for _, code := range []codes.Code{codes.Unavailable, codes.Aborted, codes.Unknown} {
			read, appended := both(t, says(code))
			is(t, "append, "+code.String(), appended, "unknown outcome")
			is(t, "read, "+code.String(), read, "unavailable")
		}
		for _, code := range []codes.Code{codes.Internal, codes.DataLoss} {
			read, appended := both(t, says(code))
			is(t, "append, "+code.String(), appended, "unknown outcome")
			is(t, "read, "+code.String(), read)
		}
	})

	t.Run("a refusal of another kind is a fault, and no unknown outcome", func(t *testing.T) {
		for _, code := range []codes.Code{codes.InvalidArgument, codes.PermissionDenied, codes.Unauthenticated, codes.Unimplemented} {
			read, appended := both(t, says(code))
			is(t, "read, "+code.String(), read)
			is(t, "append, "+code.String(), appended)
			if status.Code(appended) != code {
				t.Errorf("%v is told as %v", code, appended)
			}
		}
	})
}

// What is full is asked to take the same append again until it has room.
func TestDiskIsFullForAWhile(t *testing.T) {
	s := serve(t, "")
	full := make(chan struct{})
	p := newRelay(t, s.listen, func(method string) (metadata.MD, error) {
		select {
		case <-full:
		default:
			if method == appendMethod {
				return nil, status.Error(codes.Unavailable, "the disk is full")
			}
		}
		return nil, nil
	})
	h := open(t, "esdb://"+p.address+"?tls=false")
	stream, first := "full-"+es.NewID().String(), event(0)
	if _, err := open(t, s.node.Address()).Append(t.Context(), stream, es.NoStream, first); err != nil {
		t.Fatal(err)
	}
	appended := make(chan error, 1)
	second := event(1)
	go func() {
		_, err := h.Append(t.Context(), stream, 0, second)
		appended <- err
	}()
	for range 20 {
		holds(t, h, stream, first) // it is read meanwhile
	}
	close(full)
	if err := <-appended; err != nil {
		t.Error(err)
	}
	holds(t, h, stream, first, second)
}
