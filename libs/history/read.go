package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/es"
)

// Read implements es.Store. While the server does not answer, it reads again
// from the start, until ctx ends: then the error is ctx's, and an
// es.ErrUnavailable if its time was over.
func (h *History) Read(ctx context.Context, stream string, from es.Revision) ([]es.Recorded, error) {
	ctx, span := start(ctx, "history.read", stream)
	events, err := h.read(ctx, stream, from)
	if err != nil {
		err = fmt.Errorf("read %s from %d: %w", stream, from, err)
	}
	end(span, len(events), err)
	return events, err
}

func (h *History) read(ctx context.Context, stream string, from es.Revision) ([]es.Recorded, error) {
	options := esdb.ReadStreamOptions{Direction: esdb.Forwards, From: esdb.Revision(uint64(max(from, 0)))}
	for try := 0; ; try++ {
		events, err := do(ctx, h.session, func(ctx context.Context, client *esdb.Client) ([]es.Recorded, error) {
			return drain(client.ReadStream(ctx, stream, options, math.MaxInt64))
		})
		again := errors.Is(err, errAgain) && pause(ctx, try) == nil
		switch {
		case again:
		case err != nil && ctx.Err() != nil && !errors.Is(err, es.ErrUnavailable):
			return nil, unanswered(ctx, err)
		default:
			return events, err
		}
	}
}

// unanswered says that ctx ended before there was an answer. That history was
// unavailable it says only if the time was over: otherwise the caller has left.
func unanswered(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return fmt.Errorf("%w: %w: %w", es.ErrUnavailable, ctx.Err(), err)
}

// drain receives everything of a read. A stream that does not exist is empty.
func drain(stream *esdb.ReadStream, err error) ([]es.Recorded, error) {
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var events []es.Recorded
	for {
		e, err := stream.Recv()
		switch {
		case err == nil:
			events = append(events, recorded(e.OriginalEvent()))
		case errors.Is(err, io.EOF), noStream(err):
			return events, nil
		default:
			return nil, err
		}
	}
}

// noStream reports whether err is the server's message that a stream does not
// exist, and not a status NotFound, which a proxy may give too.
func noStream(err error) bool {
	fault, ok := errors.AsType[*esdb.Error](err)
	return ok && fault.IsErrorCode(esdb.ErrorCodeResourceNotFound) && status.Code(err) != codes.NotFound
}

func recorded(e *esdb.RecordedEvent) es.Recorded {
	return es.Recorded{
		ID:         es.ID(e.EventID),
		Stream:     e.StreamID,
		Revision:   es.Revision(e.EventNumber),
		Position:   position(e.Position),
		Name:       e.EventType,
		Data:       e.Data,
		Meta:       meta(e.UserMetadata),
		RecordedAt: e.CreatedDate.UTC(),
	}
}

// position is the zero value where a server does not tell (it then says -1).
func position(p esdb.Position) es.Position {
	if p.Commit == math.MaxUint64 {
		return es.Position{}
	}
	return es.Position{Commit: p.Commit, Prepare: p.Prepare}
}

// meta reads metadata. Metadata that is not ours is the zero value: other tools
// may write to the same server, and their streams must not stop a Follow.
func meta(data []byte) es.Meta {
	m, err := es.ReadMeta(data)
	if err != nil {
		return es.Meta{}
	}
	return m
}
