package node

import (
	"context"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"nivel/libs/node/engine"
)

// Delete hides a stream until the next append to it.
func (s *streamsServer) Delete(ctx context.Context, req *streams.DeleteReq) (*streams.DeleteResp, error) {
	expected, err := deleteExpected(req.GetOptions())
	if err != nil {
		return nil, err
	}
	done, err := s.remove(ctx, s.engine.Delete, req.GetOptions().GetStreamIdentifier().GetStreamName(), expected)
	if err != nil {
		return nil, err
	}
	return &streams.DeleteResp{PositionOption: &streams.DeleteResp_Position_{
		Position: &streams.DeleteResp_Position{CommitPosition: done.Position, PreparePosition: done.Position},
	}}, nil
}

// Tombstone ends a stream for good.
func (s *streamsServer) Tombstone(ctx context.Context, req *streams.TombstoneReq) (*streams.TombstoneResp, error) {
	expected, err := tombstoneExpected(req.GetOptions())
	if err != nil {
		return nil, err
	}
	done, err := s.remove(ctx, s.engine.Tombstone, req.GetOptions().GetStreamIdentifier().GetStreamName(), expected)
	if err != nil {
		return nil, err
	}
	return &streams.TombstoneResp{PositionOption: &streams.TombstoneResp_Position_{
		Position: &streams.TombstoneResp_Position{CommitPosition: done.Position, PreparePosition: done.Position},
	}}, nil
}

// remover is one of the engine's ways to delete a stream.
type remover func(ctx context.Context, stream string, expected engine.Expected) (engine.Appended, error)

func (s *streamsServer) remove(ctx context.Context, how remover, stream []byte, expected engine.Expected) (engine.Appended, error) {
	done, err := how(ctx, string(stream), expected)
	if err != nil {
		set := func(trailer metadata.MD) { _ = grpc.SetTrailer(ctx, trailer) } // it fails only outside a call
		return done, withTrailer(set, string(stream), err)
	}
	return done, nil
}

func deleteExpected(o *streams.DeleteReq_Options) (engine.Expected, error) {
	switch want := o.GetExpectedStreamRevision().(type) {
	case *streams.DeleteReq_Options_Revision:
		return expectRevision(want.Revision)
	case *streams.DeleteReq_Options_NoStream:
		return engine.ExpectNone, nil
	case *streams.DeleteReq_Options_Any:
		return engine.ExpectAny, nil
	case *streams.DeleteReq_Options_StreamExists:
		return engine.ExpectExists, nil
	}
	return 0, errNoExpectation
}

func tombstoneExpected(o *streams.TombstoneReq_Options) (engine.Expected, error) {
	switch want := o.GetExpectedStreamRevision().(type) {
	case *streams.TombstoneReq_Options_Revision:
		return expectRevision(want.Revision)
	case *streams.TombstoneReq_Options_NoStream:
		return engine.ExpectNone, nil
	case *streams.TombstoneReq_Options_Any:
		return engine.ExpectAny, nil
	case *streams.TombstoneReq_Options_StreamExists:
		return engine.ExpectExists, nil
	}
	return 0, errNoExpectation
}
