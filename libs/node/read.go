package node

import (
	"errors"
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/node/engine"
)

// reader answers one Read call.
type reader struct {
	*streamsServer
	call     streams.Streams_ReadServer
	options  *streams.ReadReq_Options
	idAsText bool
}

// Read serves a read or a subscription, of a stream or of the log.
func (s *streamsServer) Read(req *streams.ReadReq, call streams.Streams_ReadServer) error {
	o := req.GetOptions()
	_, idAsText := o.GetUuidOption().GetContent().(*streams.ReadReq_Options_UUIDOption_String_)
	r := &reader{streamsServer: s, call: call, options: o, idAsText: idAsText}
	if err := complete(o); err != nil {
		return err
	}
	backwards := o.GetReadDirection() == streams.ReadReq_Options_Backwards
	subscribes := o.GetSubscription() != nil
	switch {
	case subscribes && backwards:
		return status.Error(codes.InvalidArgument, "a subscription goes forwards")
	case o.GetStream() != nil && o.GetFilter() != nil:
		return status.Error(codes.InvalidArgument, "a filter goes with $all")
	case subscribes && o.GetStream() != nil:
		return withTrailer(call.SetTrailer, streamOf(o), r.subscribeStream())
	case subscribes:
		return toStatus(r.subscribeAll())
	case o.GetStream() != nil:
		return withTrailer(call.SetTrailer, streamOf(o), r.readStream(backwards))
	}
	return toStatus(r.readAll(backwards))
}

// complete refuses a read that leaves open what it wants. Nothing is taken for
// granted but forwards.
func complete(o *streams.ReadReq_Options) error {
	f := o.GetFilter()
	missing := ""
	switch {
	case o.GetStream() == nil && o.GetAll() == nil:
		missing = "a stream or $all"
	case o.GetStream().GetRevisionOption() == nil && o.GetAll().GetAllOption() == nil:
		missing = "a place to start at"
	case o.GetCountOption() == nil:
		missing = "a count, or a subscription"
	case o.GetFilterOption() == nil:
		missing = "a filter, or none"
	case o.GetUuidOption().GetContent() == nil:
		missing = "a form for ids"
	case f != nil && f.GetWindow() == nil:
		missing = "a window for its filter"
	case f != nil && o.GetSubscription() != nil && f.GetCheckpointIntervalMultiplier() == 0:
		missing = "an interval for its checkpoints"
	default:
		return nil
	}
	return status.Error(codes.InvalidArgument, "a read needs "+missing)
}

func streamOf(o *streams.ReadReq_Options) string {
	return string(o.GetStream().GetStreamIdentifier().GetStreamName())
}

// send answers with events and returns how many more may follow left.
func (r *reader) send(events []engine.Event, left uint64) (uint64, error) {
	for i := range events {
		if left == 0 {
			break
		}
		answer, err := r.eventToWire(&events[i])
		if err == nil {
			err = r.call.Send(answer)
		}
		if err != nil {
			return 0, err
		}
		left--
	}
	return left, nil
}

func (r *reader) readStream(backwards bool) error {
	name := streamOf(r.options)
	q := engine.StreamQuery{Stream: name, Backwards: backwards}
	switch from := r.options.GetStream().GetRevisionOption().(type) {
	case *streams.ReadReq_Options_StreamOptions_Revision:
		q.From = int64(min(from.Revision, math.MaxInt64))
	case *streams.ReadReq_Options_StreamOptions_End:
		q.From = math.MaxInt64
	}
	for left := r.options.GetCount(); left > 0; {
		q.Rows = int(min(left, math.MaxInt32))
		page, err := r.engine.ReadStream(r.call.Context(), q)
		if errors.Is(err, engine.ErrNoStream) {
			return r.call.Send(&streams.ReadResp{Content: &streams.ReadResp_StreamNotFound_{
				StreamNotFound: &streams.ReadResp_StreamNotFound{StreamIdentifier: streamToWire(name)},
			}})
		}
		if err != nil {
			return err
		}
		if left, err = r.send(page.Events, left); err != nil || page.Last {
			return err
		}
		q.From = page.Next
	}
	return nil
}

func (r *reader) readAll(backwards bool) error {
	filter, err := filterFromWire(r.options.GetFilter())
	if err != nil {
		return err
	}
	q := engine.AllQuery{Backwards: backwards, Filter: filter}
	if q.From, err = r.allFrom(backwards); err != nil {
		return err
	}
	if !backwards && q.From > 0 && r.options.GetAll().GetPosition() != nil {
		q.From-- // a read includes the position that it is given, a page does not
	}
	for left := r.options.GetCount(); left > 0; {
		if q.Rows = 0; r.options.GetFilter() == nil {
			q.Rows = int(min(left, math.MaxInt32))
		}
		page, err := r.engine.ReadAll(r.call.Context(), q)
		if err != nil {
			return err
		}
		if left, err = r.send(page.Events, left); err != nil || page.Last {
			return err
		}
		q.From = page.Next
	}
	return nil
}

// allFrom returns where in the log a read or a subscription starts: a position as
// given, 0 for the start, and for the end the head, or engine.End backwards.
func (r *reader) allFrom(backwards bool) (uint64, error) {
	switch from := r.options.GetAll().GetAllOption().(type) {
	case *streams.ReadReq_Options_AllOptions_Position:
		p := from.Position
		if p.GetCommitPosition() != p.GetPreparePosition() || p.GetCommitPosition() > r.engine.Head() {
			return 0, engine.ErrBadPosition
		}
		return p.GetCommitPosition(), nil
	case *streams.ReadReq_Options_AllOptions_End:
		if backwards {
			return engine.End, nil
		}
		return r.engine.Head(), nil
	}
	return 0, nil
}

// filterFromWire reads the filter of a call; none wants everything.
func filterFromWire(o *streams.ReadReq_Options_FilterOptions) (engine.Filter, error) {
	if o == nil {
		return engine.Filter{}, nil
	}
	expression, byType := o.GetStreamIdentifier(), false
	if o.GetEventType() != nil {
		expression, byType = o.GetEventType(), true
	}
	filter, err := engine.NewFilter(engine.FilterSpec{
		ByType: byType, Prefixes: expression.GetPrefix(), Regex: expression.GetRegex(),
	})
	if err != nil {
		return engine.Filter{}, status.Error(codes.InvalidArgument, err.Error())
	}
	return filter, nil
}
