package history

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/es"
)

// errAgain says that a call got no answer and may be made again.
var errAgain = errors.New("history gave no answer")

// do makes one call on the session's client and returns when it ends or ctx
// does, whichever is first. A call that is left behind ends by itself.
//
// Errors: es.ErrUnavailable if the call was never made; ctx's error; the
// call's, joined with what classify knows of it.
func do[T any](ctx context.Context, s *session, call func(context.Context, *esdb.Client) (T, error)) (T, error) {
	var none T
	l, err := s.enter(ctx)
	if err != nil {
		return none, err
	}
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		l.leave()
		return none, fmt.Errorf("%w: %w", es.ErrUnavailable, ctx.Err())
	}
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		defer l.leave()
		defer func() { <-l.slots }()
		var a answer
		a.err = l.run(ctx, func(ctx context.Context) (err error) {
			a.value, err = call(ctx, l.client)
			return err
		})
		answers <- a
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
	}
	select {
	case a := <-answers: // both at once: an answer is worth more
		return a.value, a.err
	default:
		return none, ctx.Err()
	}
}

// classify says what an error of the client means: an error of package es,
// errAgain, or nil if it is none of them.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if fault, ok := errors.AsType[*esdb.Error](err); ok {
		switch fault.Code() {
		case esdb.ErrorCodeWrongExpectedVersion:
			return es.ErrConflict
		case esdb.ErrorCodeStreamDeleted:
			return es.ErrDeleted
		case esdb.ErrorUnavailable, esdb.ErrorCodeConnectionClosed, esdb.ErrorCodeNotLeader:
			return errAgain
		}
	}
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Aborted, codes.Canceled:
		return errAgain
	}
	if errors.Is(err, io.EOF) { // the stream broke while something was sent
		return errAgain
	}
	return nil
}

// refusedWhole reports whether err is an answer that a server gives before it
// appends anything.
func refusedWhole(err error) bool {
	switch status.Code(err) {
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.PermissionDenied, codes.ResourceExhausted,
		codes.FailedPrecondition, codes.OutOfRange, codes.Unimplemented, codes.Unauthenticated:
		return true
	}
	return false
}
