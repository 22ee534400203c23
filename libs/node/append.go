package node

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/node/engine"
)

// streamsServer serves the calls on streams.
type streamsServer struct {
	streams.UnimplementedStreamsServer
	engine *engine.Engine
	clock  func() time.Time
	ending context.Context // ends when the node closes
}

// Append adds the events of one call to a stream, all or none.
func (s *streamsServer) Append(call streams.Streams_AppendServer) error {
	first, err := call.Recv()
	if errors.Is(err, io.EOF) {
		return errNoExpectation
	}
	if err != nil {
		return err
	}
	options := first.GetOptions()
	stream := string(options.GetStreamIdentifier().GetStreamName())
	expected, err := appendExpected(options)
	if err != nil {
		return err
	}
	events, err := receive(call)
	if err != nil {
		return withTrailer(call.SetTrailer, stream, err)
	}
	done, err := s.engine.Append(call.Context(), stream, expected, events)
	if wrong, ok := errors.AsType[*engine.WrongRevision](err); ok {
		return call.SendAndClose(wrongToWire(wrong))
	}
	if err != nil {
		return withTrailer(call.SetTrailer, stream, err)
	}
	return call.SendAndClose(appendedToWire(done))
}

// drained bounds what is read of an append that is too large already: the client
// hears the reason only once it has sent everything.
const drained = 16 * engine.MaxAppend

// receive reads the events that follow an append's header.
func receive(call streams.Streams_AppendServer) ([]engine.NewEvent, error) {
	var events []engine.NewEvent
	size := 0
	for {
		req, err := call.Recv()
		switch {
		case errors.Is(err, io.EOF) && size > engine.MaxAppend:
			return nil, engine.ErrTooLarge
		case errors.Is(err, io.EOF):
			return events, nil
		case err != nil:
			return nil, err
		case req.GetProposedMessage() == nil:
			return nil, status.Error(codes.InvalidArgument, "an append is one header and then events")
		}
		event, err := eventFromWire(req.GetProposedMessage())
		if err != nil {
			return nil, err
		}
		if size += len(event.Data) + len(event.Meta) + 2*len(event.Type); size > drained {
			return nil, engine.ErrTooLarge
		}
		if size <= engine.MaxAppend {
			events = append(events, event)
		}
	}
}

func appendExpected(o *streams.AppendReq_Options) (engine.Expected, error) {
	switch want := o.GetExpectedStreamRevision().(type) {
	case *streams.AppendReq_Options_Revision:
		return expectRevision(want.Revision)
	case *streams.AppendReq_Options_NoStream:
		return engine.ExpectNone, nil
	case *streams.AppendReq_Options_Any:
		return engine.ExpectAny, nil
	case *streams.AppendReq_Options_StreamExists:
		return engine.ExpectExists, nil
	}
	return 0, errNoExpectation
}

func appendedToWire(done engine.Appended) *streams.AppendResp {
	success := &streams.AppendResp_Success{
		CurrentRevisionOption: &streams.AppendResp_Success_CurrentRevision{CurrentRevision: uint64(done.Revision)},
		PositionOption: &streams.AppendResp_Success_Position{
			Position: &streams.AppendResp_Position{CommitPosition: done.Position, PreparePosition: done.Position},
		},
	}
	if done.Revision == engine.NoRevision {
		success.CurrentRevisionOption = &streams.AppendResp_Success_NoStream{NoStream: empty}
	}
	if done.Position == 0 {
		success.PositionOption = &streams.AppendResp_Success_NoPosition{NoPosition: empty}
	}
	return &streams.AppendResp{Result: &streams.AppendResp_Success_{Success: success}}
}

// wrongToWire fills both generations of fields: clients before 20.6.1 read the
// first.
func wrongToWire(w *engine.WrongRevision) *streams.AppendResp {
	wrong := &streams.AppendResp_WrongExpectedVersion{
		CurrentRevisionOption_20_6_0: &streams.AppendResp_WrongExpectedVersion_CurrentRevision_20_6_0{CurrentRevision_20_6_0: uint64(w.Current)},
		CurrentRevisionOption:        &streams.AppendResp_WrongExpectedVersion_CurrentRevision{CurrentRevision: uint64(w.Current)},
	}
	if w.Current == engine.NoRevision {
		wrong.CurrentRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_NoStream_20_6_0{NoStream_20_6_0: empty}
		wrong.CurrentRevisionOption = &streams.AppendResp_WrongExpectedVersion_CurrentNoStream{CurrentNoStream: empty}
	}
	switch w.Expected {
	case engine.ExpectAny:
		wrong.ExpectedRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_Any_20_6_0{Any_20_6_0: empty}
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedAny{ExpectedAny: empty}
	case engine.ExpectExists:
		wrong.ExpectedRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_StreamExists_20_6_0{StreamExists_20_6_0: empty}
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedStreamExists{ExpectedStreamExists: empty}
	case engine.ExpectNone:
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: empty}
	default:
		wrong.ExpectedRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_ExpectedRevision_20_6_0{ExpectedRevision_20_6_0: uint64(w.Expected)}
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedRevision{ExpectedRevision: uint64(w.Expected)}
	}
	return &streams.AppendResp{Result: &streams.AppendResp_WrongExpectedVersion_{WrongExpectedVersion: wrong}}
}
