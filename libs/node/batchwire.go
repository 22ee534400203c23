package node

import (
	"context"
	"errors"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	rpc "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/emptypb"

	"nivel/libs/node/engine"
)

func batchExpected(o *streams.BatchAppendReq_Options) (engine.Expected, error) {
	switch want := o.GetExpectedStreamPosition().(type) {
	case *streams.BatchAppendReq_Options_StreamPosition:
		return expectRevision(want.StreamPosition)
	case *streams.BatchAppendReq_Options_NoStream:
		return engine.ExpectNone, nil
	case *streams.BatchAppendReq_Options_Any:
		return engine.ExpectAny, nil
	case *streams.BatchAppendReq_Options_StreamExists:
		return engine.ExpectExists, nil
	}
	return 0, errNoExpectation
}

func batchSuccess(done engine.Appended) *streams.BatchAppendResp_Success_ {
	success := &streams.BatchAppendResp_Success{
		CurrentRevisionOption: &streams.BatchAppendResp_Success_CurrentRevision{CurrentRevision: uint64(done.Revision)},
		PositionOption: &streams.BatchAppendResp_Success_Position{
			Position: &shared.AllStreamPosition{CommitPosition: done.Position, PreparePosition: done.Position},
		},
	}
	if done.Revision == engine.NoRevision {
		success.CurrentRevisionOption = &streams.BatchAppendResp_Success_NoStream{NoStream: &emptypb.Empty{}}
	}
	if done.Position == 0 {
		success.PositionOption = &streams.BatchAppendResp_Success_NoPosition{NoPosition: &emptypb.Empty{}}
	}
	return &streams.BatchAppendResp_Success_{Success: success}
}

// batchError says why one append of many was refused. Clients tell it by its
// detail, and the Node.js client ends its process where there is none.
func batchError(o *streams.BatchAppendReq_Options, err error) *rpc.Status {
	var detail proto.Message = &shared.Unknown{}
	wrong, isWrong := errors.AsType[*engine.WrongRevision](err)
	code := status.Code(toStatus(err))
	switch {
	case isWrong:
		code, detail = codes.FailedPrecondition, batchWrong(wrong)
	case errors.Is(err, engine.ErrDeleted):
		detail = &shared.StreamDeleted{StreamIdentifier: o.GetStreamIdentifier()}
	case errors.Is(err, engine.ErrTooLarge):
		detail = &shared.MaximumAppendSizeExceeded{MaxAppendSize: engine.MaxAppend}
	case errors.Is(err, context.DeadlineExceeded):
		detail = &shared.Timeout{}
	case code == codes.InvalidArgument:
		detail = &shared.BadRequest{Message: err.Error()}
	}
	answer := &rpc.Status{Code: int32(code), Message: err.Error()}
	if packed, err := anypb.New(detail); err == nil {
		answer.Details = []*anypb.Any{packed}
	}
	return answer
}

func batchWrong(w *engine.WrongRevision) *shared.WrongExpectedVersion {
	wrong := &shared.WrongExpectedVersion{
		CurrentStreamRevisionOption:  &shared.WrongExpectedVersion_CurrentStreamRevision{CurrentStreamRevision: uint64(w.Current)},
		ExpectedStreamPositionOption: &shared.WrongExpectedVersion_ExpectedStreamPosition{ExpectedStreamPosition: uint64(w.Expected)},
	}
	if w.Current == engine.NoRevision {
		wrong.CurrentStreamRevisionOption = &shared.WrongExpectedVersion_CurrentNoStream{CurrentNoStream: &emptypb.Empty{}}
	}
	switch w.Expected {
	case engine.ExpectAny:
		wrong.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedAny{ExpectedAny: &emptypb.Empty{}}
	case engine.ExpectExists:
		wrong.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedStreamExists{ExpectedStreamExists: &emptypb.Empty{}}
	case engine.ExpectNone:
		wrong.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: &emptypb.Empty{}}
	}
	return wrong
}
