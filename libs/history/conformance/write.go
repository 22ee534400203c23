package conformance

import (
	"encoding/binary"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

// expected is the revision that a writer expects: a number, or one of these.
type expected int64

const (
	none   expected = -1 // the stream has no events
	always expected = -2 // "any"
	exists expected = -4 // the stream has events
)

// maxAppend is the default limit of an append in bytes.
const maxAppend = 1 << 20

var empty = &shared.Empty{}

// event is one on its way to the server.
type event = streams.AppendReq_ProposedMessage

// newEvent returns an event of this type with an id of its own.
func newEvent(typ, data string) *event {
	return &event{
		Id: idToWire(uuid.New()), Data: []byte(data), CustomMetadata: []byte(`{"actor":"u-1"}`),
		Metadata: map[string]string{"type": typ, "content-type": "application/json"},
	}
}

// newEvents returns n events of one type.
func newEvents(n int) []*event {
	all := make([]*event, n)
	for i := range all {
		all[i] = newEvent("conformance.counted.v1", fmt.Sprintf(`{"n":%d}`, i))
	}
	return all
}

func idToWire(id uuid.UUID) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{
		MostSignificantBits:  int64(binary.BigEndian.Uint64(id[:8])),
		LeastSignificantBits: int64(binary.BigEndian.Uint64(id[8:])),
	}}}
}

// idFrom returns the zero id for what is none.
func idFrom(wire *shared.UUID) uuid.UUID {
	var id uuid.UUID
	if s := wire.GetStructured(); s != nil {
		binary.BigEndian.PutUint64(id[:8], uint64(s.GetMostSignificantBits()))
		binary.BigEndian.PutUint64(id[8:], uint64(s.GetLeastSignificantBits()))
		return id
	}
	id, _ = uuid.Parse(wire.GetString_())
	return id
}

func idOf(e *streams.ReadResp_ReadEvent_RecordedEvent) uuid.UUID { return idFrom(e.GetId()) }

func identifier(stream string) *shared.StreamIdentifier {
	return &shared.StreamIdentifier{StreamName: []byte(stream)}
}

// send appends, and returns what the server says, with its trailers.
func (t *trial) send(stream string, at expected, events ...*event) (*streams.AppendResp, metadata.MD, error) {
	t.Helper()
	var trailer metadata.MD
	call, err := t.streams.Append(t.ctx, grpc.Trailer(&trailer))
	if err != nil {
		return nil, nil, err
	}
	header := &streams.AppendReq_Options{StreamIdentifier: identifier(stream)}
	switch at {
	case none:
		header.ExpectedStreamRevision = &streams.AppendReq_Options_NoStream{NoStream: empty}
	case always:
		header.ExpectedStreamRevision = &streams.AppendReq_Options_Any{Any: empty}
	case exists:
		header.ExpectedStreamRevision = &streams.AppendReq_Options_StreamExists{StreamExists: empty}
	default:
		header.ExpectedStreamRevision = &streams.AppendReq_Options_Revision{Revision: uint64(at)}
	}
	// An error of Send says only that the server has made up its mind already.
	_ = call.Send(&streams.AppendReq{Content: &streams.AppendReq_Options_{Options: header}})
	for _, e := range events {
		_ = call.Send(&streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: e}})
	}
	answer, err := call.CloseAndRecv()
	return answer, trailer, err
}

// append appends what must be taken.
func (t *trial) append(stream string, at expected, events ...*event) *streams.AppendResp_Success {
	t.Helper()
	answer, _, err := t.send(stream, at, events...)
	if err != nil || answer.GetSuccess() == nil {
		t.Fatalf("append %d events at %d: %v, %v", len(events), at, answer, err)
	}
	return answer.GetSuccess()
}

// refused appends what must be refused because of the stream's revision.
func (t *trial) refused(stream string, at expected, events ...*event) *streams.AppendResp_WrongExpectedVersion {
	t.Helper()
	answer, _, err := t.send(stream, at, events...)
	if err != nil || answer.GetWrongExpectedVersion() == nil {
		t.Fatalf("append %d events at %d, which is wrong: %v, %v", len(events), at, answer, err)
	}
	return answer.GetWrongExpectedVersion()
}

// filled returns a stream of n events, and these.
func (t *trial) filled(name string, n int) (string, []*event) {
	t.Helper()
	stream, events := t.stream(name), newEvents(n)
	t.append(stream, none, events...)
	return stream, events
}
