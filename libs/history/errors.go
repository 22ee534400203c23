package history

import (
	"errors"
	"fmt"
	"io"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/es"
)

// ErrNotFound: the server knows nothing of what was asked, such as where a proxy
// does not lead to history. A stream without events is no error: it reads as
// empty. Nothing was appended. The other errors to branch on are those of
// package es.
var ErrNotFound = errors.New("history knows nothing of it")

// errAgain says that a call got no answer and may be made again.
var errAgain = errors.New("history gave no answer")

// errCut is an errAgain: the server ended a call while its request was being
// sent. Why, the client does not ask.
var errCut = fmt.Errorf("%w: it did not hear the request out", errAgain)

// classify says what an error of the client means: an error of package es or of
// this one, or nil if it is none of them.
//
// The client tells by its codes what it has read from answers and trailers; the
// rest keeps the status that it came with.
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
	if answer, ok := status.FromError(err); ok && answer.Code() == codes.Unknown {
		return errAgain // so says a member of a cluster that has no leader for now
	}
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Aborted, codes.Canceled:
		return errAgain
	case codes.ResourceExhausted: // such as a disk that is full
		return es.ErrUnavailable
	case codes.NotFound:
		return ErrNotFound
	}
	if errors.Is(err, io.EOF) {
		return errCut
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
