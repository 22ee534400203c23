package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/es"
)

// maxAppend is the size in bytes that servers take in one append by default:
// data, metadata and twice the name of each event. The client does not pass on
// their refusal, so it is checked here.
const maxAppend = 1 << 20

// Append implements es.Store. While the server does not answer, it sends the
// same events at the same revision again, until ctx ends: then the error is
// es.ErrUnavailable if nothing was ever sent and es.ErrUnknownOutcome otherwise.
// A server whose disk is full says so at once: that is es.ErrUnavailable too.
func (h *History) Append(ctx context.Context, stream string, expected es.Revision, events ...es.NewEvent) (es.Appended, error) {
	ctx, span := start(ctx, "history.append", stream)
	done, err := h.append(ctx, stream, expected, events)
	if err != nil {
		err = fmt.Errorf("append to %s at %d: %w", stream, expected, err)
	}
	end(span, len(events), err)
	return done, err
}

func (h *History) append(ctx context.Context, stream string, expected es.Revision, events []es.NewEvent) (es.Appended, error) {
	at, err := revision(expected)
	if err != nil {
		return es.Appended{}, err
	}
	proposed, err := propose(ctx, events)
	if err != nil {
		return es.Appended{}, err
	}
	send := func(ctx context.Context, client *esdb.Client) (*esdb.WriteResult, error) {
		return client.AppendToStream(ctx, stream, esdb.AppendToStreamOptions{ExpectedRevision: at}, proposed...)
	}
	sent := false
	for try := 0; ; try++ {
		result, err := do(ctx, h.session, send)
		if err == nil {
			return appended(result), nil
		}
		full := status.Code(err) == codes.ResourceExhausted // of a disk: nothing was appended, and later it may be
		unsent := full || errors.Is(err, es.ErrUnavailable)
		sent = sent || !unsent
		again := errors.Is(err, errAgain) && pause(ctx, try) == nil
		switch {
		case again:
		case full && !sent:
			return es.Appended{}, fmt.Errorf("%w: %w", es.ErrUnavailable, err)
		case full:
			return es.Appended{}, unknownOutcome(ctx, err)
		case errors.Is(err, es.ErrConflict), errors.Is(err, es.ErrDeleted), refusedWhole(err), !sent:
			return es.Appended{}, err
		default:
			return es.Appended{}, unknownOutcome(ctx, err)
		}
	}
}

// unknownOutcome says so, and that ctx ended if it did. What else went wrong is
// told as text only: it may be an es.ErrUnavailable, which promises that nothing
// was appended.
func unknownOutcome(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("%w: %w: %v", es.ErrUnknownOutcome, ended, err)
	}
	return fmt.Errorf("%w: %v", es.ErrUnknownOutcome, err)
}

func appended(result *esdb.WriteResult) es.Appended {
	return es.Appended{
		Revision: es.Revision(result.NextExpectedVersion),
		Position: es.Position{Commit: result.CommitPosition, Prepare: result.PreparePosition},
	}
}

func revision(expected es.Revision) (esdb.ExpectedRevision, error) {
	switch {
	case expected == es.NoStream:
		return esdb.NoStream{}, nil
	case expected < 0:
		return nil, errors.New("not a revision")
	}
	return esdb.Revision(uint64(expected)), nil
}

// propose returns events as the client takes them, with the span of ctx in their
// metadata.
func propose(ctx context.Context, events []es.NewEvent) ([]esdb.EventData, error) {
	if len(events) == 0 {
		return nil, errors.New("no events")
	}
	parent, state := traceOf(ctx)
	size := 0
	proposed := make([]esdb.EventData, len(events))
	for i, e := range events {
		if e.ID.IsZero() {
			return nil, fmt.Errorf("event %d has no id", i) // the client would make up one, a new one for each retry
		}
		if parent != "" {
			e.Meta.Traceparent, e.Meta.Tracestate = parent, state
		}
		meta, err := json.Marshal(e.Meta)
		if err != nil {
			return nil, fmt.Errorf("encode metadata: %w", err)
		}
		size += len(e.Data) + len(meta) + 2*len(e.Name)
		proposed[i] = esdb.EventData{
			EventID: uuid.UUID(e.ID), EventType: e.Name, ContentType: esdb.ContentTypeJson, Data: e.Data, Metadata: meta,
		}
	}
	if size > maxAppend {
		return nil, fmt.Errorf("%w: %d bytes", es.ErrTooLarge, size)
	}
	return proposed, nil
}
