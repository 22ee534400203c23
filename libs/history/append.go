package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"nivel/libs/es"
)

// maxCut is how often an append is sent again that the server did not hear out.
// It may be larger than the server takes, which it says in a way that the client
// does not pass on.
const maxCut = 4

// Append implements es.Store. While the server does not answer, it sends the
// same events at the same revision again, until ctx ends: then the error is
// es.ErrUnavailable if nothing was ever sent and es.ErrUnknownOutcome otherwise.
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
	proposed, err := propose(ctx, h.maxAppend, events)
	if err != nil {
		return es.Appended{}, err
	}
	send := func(ctx context.Context, client *esdb.Client) (*esdb.WriteResult, error) {
		return client.AppendToStream(ctx, stream, esdb.AppendToStreamOptions{ExpectedRevision: at}, proposed...)
	}
	open, cut := false, 0 // open: an earlier try may have been taken
	for try := 0; ; try++ {
		result, err := do(ctx, h.session, send)
		if err == nil {
			return appended(result), nil
		}
		if errors.Is(err, errCut) {
			cut++
		}
		again := errors.Is(err, errAgain) && cut <= maxCut && pause(ctx, try) == nil
		nothing := errors.Is(err, es.ErrUnavailable) || refusedWhole(err)
		switch {
		case again:
			open = true
		case errors.Is(err, es.ErrConflict), errors.Is(err, es.ErrDeleted), nothing && !open:
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
// metadata, if they count limit bytes at most.
func propose(ctx context.Context, limit int, events []es.NewEvent) ([]esdb.EventData, error) {
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
	if size > limit {
		return nil, fmt.Errorf("%w: %d bytes", es.ErrTooLarge, size)
	}
	return proposed, nil
}
