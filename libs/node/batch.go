package node

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"nivel/libs/node/engine"
)

const (
	maxBatches    = 1024                  // appends of one call that have begun and not all come in
	maxBatchBytes = 16 * engine.MaxAppend // of their events together
	maxWaiting    = 256                   // appends of one call that wait for the disk
)

// batch is an append on its way in, in one or more messages.
type batch struct {
	id      *shared.UUID
	options *streams.BatchAppendReq_Options
	events  []engine.NewEvent
	size    int
}

// batchCall serves one BatchAppend call.
type batchCall struct {
	*streamsServer
	call    streams.Streams_BatchAppendServer
	open    map[[16]byte]*batch
	size    int           // of all open ones
	waiting chan struct{} // holds a token for each append that waits for the disk
	answers sync.WaitGroup
	send    sync.Mutex
}

// BatchAppend serves any number of appends on one call, each answered by itself
// under the id that it came with. They are done in the order in which they came
// in whole, several at a time.
func (s *streamsServer) BatchAppend(call streams.Streams_BatchAppendServer) error {
	b := &batchCall{streamsServer: s, call: call, open: map[[16]byte]*batch{}, waiting: make(chan struct{}, maxWaiting)}
	defer b.answers.Wait()
	requests, ended := make(chan *streams.BatchAppendReq), make(chan error, 1)
	go b.receive(requests, ended)
	for {
		select {
		case req := <-requests:
			if err := b.take(req); err != nil {
				return err
			}
		case err := <-ended:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		case <-s.ending.Done():
			return status.Error(codes.Unavailable, "the node is closing")
		case <-s.engine.Done():
			return toStatus(engine.ErrStopped)
		}
	}
}

// receive hands over what comes in, until the call ends.
func (b *batchCall) receive(requests chan<- *streams.BatchAppendReq, ended chan<- error) {
	for {
		req, err := b.call.Recv()
		if err != nil {
			ended <- err
			return
		}
		select {
		case requests <- req:
		case <-b.call.Context().Done():
			return
		}
	}
}

// take adds one message to its append, and does that once it is whole. A message
// of an append that has not begun, or was refused already, is passed over: its
// caller has an answer. The error ends the call.
func (b *batchCall) take(req *streams.BatchAppendReq) error {
	id, err := uuidFromWire(req.GetCorrelationId())
	if err != nil {
		return err
	}
	a, begun := b.open[id]
	if !begun && req.GetOptions() == nil {
		return nil
	}
	if !begun {
		a = &batch{id: req.GetCorrelationId(), options: req.GetOptions()}
		b.open[id] = a
	}
	err = b.add(a, req.GetProposedMessages())
	switch {
	case err != nil:
		b.forget(id, a)
		return b.answer(a, engine.Appended{}, err)
	case req.GetIsFinal():
		b.forget(id, a)
		return b.append(a)
	case len(b.open) > maxBatches || b.size > maxBatchBytes:
		return status.Error(codes.ResourceExhausted, "too many appends have begun and not ended")
	}
	return nil
}

func (b *batchCall) forget(id [16]byte, a *batch) {
	b.size -= a.size
	delete(b.open, id)
}

func (b *batchCall) add(a *batch, messages []*streams.BatchAppendReq_ProposedMessage) error {
	for _, m := range messages {
		event, err := eventFromWire(m)
		if err != nil {
			return err
		}
		n := len(event.Data) + len(event.Meta) + 2*len(event.Type)
		a.events, a.size, b.size = append(a.events, event), a.size+n, b.size+n
		if a.size > engine.MaxAppend {
			return engine.ErrTooLarge
		}
	}
	return nil
}

// append does a whole append and answers it later. What comes in next has its
// place behind it.
func (b *batchCall) append(a *batch) error {
	expected, err := batchExpected(a.options)
	if err != nil {
		return b.answer(a, engine.Appended{}, err)
	}
	select {
	case b.waiting <- struct{}{}:
	case <-b.call.Context().Done():
		return b.call.Context().Err()
	}
	ctx, cancel := b.deadline(a.options)
	wait := b.engine.Enqueue(ctx, string(a.options.GetStreamIdentifier().GetStreamName()), expected, a.events)
	b.answers.Go(func() {
		defer cancel()
		done, err := wait()
		_ = b.answer(a, done, err) // it fails when the call is over
		<-b.waiting
	})
	return nil
}

// deadline returns the context of an append: of the call, and up to the append's
// own deadline.
func (b *batchCall) deadline(o *streams.BatchAppendReq_Options) (context.Context, context.CancelFunc) {
	ctx := b.call.Context()
	switch by := o.GetDeadlineOption().(type) {
	case *streams.BatchAppendReq_Options_Deadline:
		return context.WithTimeout(ctx, by.Deadline.AsDuration())
	case *streams.BatchAppendReq_Options_Deadline_21_10_0:
		return context.WithTimeout(ctx, min(by.Deadline_21_10_0.AsTime().Sub(b.clock()), 24*time.Hour))
	}
	return context.WithCancel(ctx)
}

func (b *batchCall) answer(a *batch, done engine.Appended, err error) error {
	answer := &streams.BatchAppendResp{CorrelationId: a.id, StreamIdentifier: a.options.GetStreamIdentifier()}
	if err == nil {
		answer.Result = batchSuccess(done)
	} else {
		answer.Result = &streams.BatchAppendResp_Error{Error: batchError(a.options, err)}
	}
	switch want := a.options.GetExpectedStreamPosition().(type) {
	case *streams.BatchAppendReq_Options_StreamPosition:
		answer.ExpectedStreamPosition = &streams.BatchAppendResp_StreamPosition{StreamPosition: want.StreamPosition}
	case *streams.BatchAppendReq_Options_NoStream:
		answer.ExpectedStreamPosition = &streams.BatchAppendResp_NoStream{NoStream: &emptypb.Empty{}}
	case *streams.BatchAppendReq_Options_Any:
		answer.ExpectedStreamPosition = &streams.BatchAppendResp_Any{Any: &emptypb.Empty{}}
	case *streams.BatchAppendReq_Options_StreamExists:
		answer.ExpectedStreamPosition = &streams.BatchAppendResp_StreamExists{StreamExists: &emptypb.Empty{}}
	}
	b.send.Lock()
	defer b.send.Unlock()
	return b.call.Send(answer)
}
