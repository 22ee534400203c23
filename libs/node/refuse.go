package node

import (
	"context"
	"errors"
	"math"
	"strconv"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"nivel/libs/node/engine"
)

var (
	errNoExpectation = status.Error(codes.InvalidArgument, "an expected revision is missing")
	errIncomplete    = status.Error(codes.InvalidArgument, "an event needs a type and a content type")
)

// expectRevision is what expects a stream to be at a revision.
func expectRevision(revision uint64) (engine.Expected, error) {
	if revision > math.MaxInt64 {
		return 0, status.Error(codes.InvalidArgument, "the expected revision is out of range")
	}
	return engine.Expected(revision), nil
}

// withTrailer turns the refusal of a call on a stream into its status, and gives
// it the trailers by which clients recognise it.
func withTrailer(set func(metadata.MD), stream string, err error) error {
	if err == nil {
		return nil
	}
	if wrong, ok := errors.AsType[*engine.WrongRevision](err); ok {
		trailer := metadata.Pairs("exception", "wrong-expected-version", "stream-name", stream,
			"expected-version", strconv.FormatInt(int64(wrong.Expected), 10))
		if wrong.Current != engine.NoRevision {
			trailer.Set("actual-version", strconv.FormatInt(wrong.Current, 10))
		}
		set(trailer)
		return status.Error(codes.FailedPrecondition, err.Error())
	}
	switch {
	case errors.Is(err, engine.ErrDeleted):
		set(metadata.Pairs("exception", "stream-deleted", "stream-name", stream))
	case errors.Is(err, engine.ErrTooLarge):
		set(metadata.Pairs("exception", "maximum-append-size-exceeded", "maximum-append-size", strconv.Itoa(engine.MaxAppend)))
	case errors.Is(err, errIncomplete):
		set(metadata.Pairs("exception", "missing-required-metadata-property", "required-metadata-properties", keyType+","+keyContentType))
	}
	return toStatus(err)
}

// toStatus turns an engine's error into what a client is told. The client tells
// few of them apart: Unavailable makes it look for a node again.
func toStatus(err error) error {
	if _, ok := status.FromError(err); ok {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return status.FromContextError(err).Err()
	case errors.Is(err, engine.ErrFull):
		return status.Error(codes.ResourceExhausted, err.Error())
	case errors.Is(err, engine.ErrStopped):
		return status.Error(codes.Unavailable, err.Error())
	case errors.Is(err, engine.ErrDeleted):
		return status.Error(codes.FailedPrecondition, err.Error())
	case errors.Is(err, engine.ErrBadPosition), errors.Is(err, engine.ErrBadName), errors.Is(err, engine.ErrTooLarge):
		return status.Error(codes.InvalidArgument, err.Error())
	case errors.Is(err, engine.ErrDamaged):
		return status.Error(codes.DataLoss, err.Error())
	}
	return status.Error(codes.Internal, err.Error())
}
