package history

import (
	"context"
	"errors"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"nivel/libs/es"
)

// Tombstone ends a stream for good, whatever it holds: reads and appends of it
// are told es.ErrDeleted from then on, and its events leave the server's files
// with the next scavenge. A stream that has ended is no error, so it may be
// asked for again; neither is one that never was. While the server does not
// answer, it asks again until ctx ends.
// Errors: es.ErrUnavailable; es.ErrUnknownOutcome, after which it is asked again.
func (h *History) Tombstone(ctx context.Context, stream string) error {
	ctx, span := start(ctx, "history.tombstone", stream)
	err := h.tombstone(ctx, stream)
	if err != nil {
		err = fmt.Errorf("end %s for good: %w", stream, err)
	}
	end(span, 0, err)
	return err
}

func (h *History) tombstone(ctx context.Context, stream string) error {
	options := esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}}
	for try, open := 0, false; ; try++ {
		_, err := do(ctx, h.session, func(ctx context.Context, client *esdb.Client) (*esdb.DeleteResult, error) {
			return client.TombstoneStream(ctx, stream, options)
		})
		switch {
		case err == nil, errors.Is(err, es.ErrDeleted):
			return nil
		case errors.Is(err, errAgain) && pause(ctx, try) == nil:
			open = true
		case !open && (errors.Is(err, es.ErrUnavailable) || refusedWhole(err)):
			return err
		default:
			return unknownOutcome(ctx, err)
		}
	}
}
