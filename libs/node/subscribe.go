package node

import (
	"crypto/rand"
	"errors"
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/node/engine"
)

// subscription is what a subscriber was told last, of a stream or of the log.
type subscription struct {
	*reader
	live bool // it was told that it caught up, and not since that it fell behind
}

// confirm is the first answer of every subscription.
func (r *reader) confirm() (*subscription, error) {
	return &subscription{reader: r}, r.call.Send(&streams.ReadResp{Content: &streams.ReadResp_Confirmation{
		Confirmation: &streams.ReadResp_SubscriptionConfirmation{SubscriptionId: rand.Text()},
	}})
}

// caughtUp tells the subscriber, once, that it has everything there is.
func (s *subscription) caughtUp() error {
	if s.live {
		return nil
	}
	s.live = true
	return s.call.Send(&streams.ReadResp{Content: &streams.ReadResp_CaughtUp_{CaughtUp: &streams.ReadResp_CaughtUp{}}})
}

// behind is how many events a live subscriber to the log may lag before it is
// told so.
const behind = 1000

// fellBehind tells the subscriber that more than a page has come in meanwhile.
func (s *subscription) fellBehind() error {
	if !s.live {
		return nil
	}
	s.live = false
	return s.call.Send(&streams.ReadResp{Content: &streams.ReadResp_FellBehind_{FellBehind: &streams.ReadResp_FellBehind{}}})
}

// wait returns when the log has changed, with an error when the call is over.
func (s *subscription) wait(changed <-chan struct{}) error {
	select {
	case <-changed:
		return nil
	case <-s.call.Context().Done():
		return s.call.Context().Err()
	case <-s.ending.Done():
		return status.Error(codes.Unavailable, "the node is closing")
	case <-s.engine.Done():
		return engine.ErrStopped
	}
}

func (r *reader) subscribeStream() error {
	q := engine.StreamQuery{Stream: streamOf(r.options)}
	switch from := r.options.GetStream().GetRevisionOption().(type) {
	case *streams.ReadReq_Options_StreamOptions_Revision:
		q.From = int64(min(from.Revision, math.MaxInt64-1)) + 1
	case *streams.ReadReq_Options_StreamOptions_End:
		last, err := r.engine.LastRevision(r.call.Context(), q.Stream)
		if err != nil {
			return err
		}
		q.From = last + 1
	}
	s, err := r.confirm()
	for err == nil {
		_, changed := r.engine.Changed()
		if err = s.streamToEdge(&q); err == nil {
			err = s.wait(changed)
		}
	}
	return err
}

// streamToEdge sends all that the stream holds from q on, and moves q behind it.
func (s *subscription) streamToEdge(q *engine.StreamQuery) error {
	for {
		page, err := s.engine.ReadStream(s.call.Context(), *q)
		if errors.Is(err, engine.ErrNoStream) {
			return s.caughtUp()
		}
		if err != nil {
			return err
		}
		if _, err := s.send(page.Events, math.MaxUint64); err != nil {
			return err
		}
		if q.From = page.Next; page.Last {
			return s.caughtUp()
		}
		if err := s.fellBehind(); err != nil {
			return err
		}
	}
}

func (r *reader) subscribeAll() error {
	from, err := r.allFrom(false)
	if err != nil {
		return err
	}
	a := &allSubscription{query: engine.AllQuery{From: from}, checkpoint: from}
	if a.query.Filter, err = filterFromWire(r.options.GetFilter()); err != nil {
		return err
	}
	if f := r.options.GetFilter(); f != nil {
		window := uint32(defaultWindow)
		if asked, given := f.GetWindow().(*streams.ReadReq_Options_FilterOptions_Max); given {
			window = asked.Max
		}
		a.every = uint64(f.GetCheckpointIntervalMultiplier()) * uint64(max(1, window))
	}
	a.subscription, err = r.confirm()
	for err == nil {
		_, changed := r.engine.Changed()
		if err = a.toEdge(); err == nil {
			err = a.wait(changed)
		}
	}
	return err
}

// defaultWindow is how many events a filter looks at in one go when the caller
// leaves that open.
const defaultWindow = 32

// allSubscription follows the log, perhaps through a filter.
type allSubscription struct {
	*subscription
	query      engine.AllQuery
	every      uint64 // events looked at between two checkpoints; 0: there are none
	looked     uint64 // since the last one of these
	checkpoint uint64 // position of the last checkpoint sent
	told       uint64 // position of the last event sent
}

// toEdge sends all that the log holds behind the query, and moves the query
// behind it. A page ends where a checkpoint is due.
func (a *allSubscription) toEdge() error {
	for {
		if a.query.Rows = 0; a.every > 0 {
			a.query.Rows = int(min(a.every-a.looked, math.MaxInt32))
		}
		page, err := a.engine.ReadAll(a.call.Context(), a.query)
		if err != nil {
			return err
		}
		if _, err := a.send(page.Events, math.MaxUint64); err != nil {
			return err
		}
		if n := len(page.Events); n > 0 {
			a.told = page.Events[n-1].Position
		}
		a.query.From, a.looked = page.Next, a.looked+uint64(page.Looked)
		if err := a.mark(page.Last); err != nil {
			return err
		}
		if page.Last {
			return a.caughtUp()
		}
		if a.engine.Head()-page.Next > behind {
			if err := a.fellBehind(); err != nil {
				return err
			}
		}
	}
}

// mark sends the checkpoint that is due: after so many events looked at, on
// catching up, and at the live edge behind an event that the filter kept back.
func (a *allSubscription) mark(edge bool) error {
	due := a.every > 0 && a.looked >= a.every
	if due {
		a.looked = 0
	}
	edge = edge && a.every > 0 && (!a.live || a.query.From > a.told)
	if !due && !edge || a.query.From <= a.checkpoint {
		return nil
	}
	a.checkpoint = a.query.From
	return a.call.Send(&streams.ReadResp{Content: &streams.ReadResp_Checkpoint_{
		Checkpoint: &streams.ReadResp_Checkpoint{CommitPosition: a.checkpoint, PreparePosition: a.checkpoint},
	}})
}
