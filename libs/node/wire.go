package node

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/node/engine"
)

// Keys and values of the metadata that the protocol itself gives an event.
const (
	keyType        = "type"
	keyContentType = "content-type"
	keyCreated     = "created"
	jsonContent    = "application/json"
	binaryContent  = "application/octet-stream"
)

var empty = &shared.Empty{}

func uuidToWire(id [16]byte) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{
		MostSignificantBits:  int64(binary.BigEndian.Uint64(id[:8])),
		LeastSignificantBits: int64(binary.BigEndian.Uint64(id[8:])),
	}}}
}

func uuidFromWire(u *shared.UUID) ([16]byte, error) {
	var id [16]byte
	if s := u.GetStructured(); s != nil {
		binary.BigEndian.PutUint64(id[:8], uint64(s.GetMostSignificantBits()))
		binary.BigEndian.PutUint64(id[8:], uint64(s.GetLeastSignificantBits()))
	} else {
		raw, err := hex.DecodeString(strings.ReplaceAll(u.GetString_(), "-", ""))
		if err != nil || len(raw) != len(id) {
			return id, status.Error(codes.InvalidArgument, "an id is not a UUID")
		}
		copy(id[:], raw)
	}
	if id == [16]byte{} {
		return id, status.Error(codes.InvalidArgument, "an event needs an id")
	}
	return id, nil
}

// eventToWire shapes an event for an answer. Without "created" in decimal digits
// the official client would end its process.
func eventToWire(e *engine.Event, idAsText bool) *streams.ReadResp {
	content, id := binaryContent, uuidToWire(e.ID)
	if e.JSON {
		content = jsonContent
	}
	if idAsText {
		id = uuidToText(e.ID)
	}
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{
		Event: &streams.ReadResp_ReadEvent_RecordedEvent{
			Id:               id,
			StreamIdentifier: streamToWire(e.Stream),
			StreamRevision:   uint64(e.Revision),
			PreparePosition:  e.Position,
			CommitPosition:   e.Position,
			Metadata: map[string]string{
				keyType: e.Type, keyContentType: content, keyCreated: strconv.FormatInt(engine.Ticks(e.Created), 10),
			},
			CustomMetadata: e.Meta,
			Data:           e.Data,
		},
		Position: &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: e.Position},
	}}}
}

func uuidToText(id [16]byte) *shared.UUID {
	s := hex.EncodeToString(id[:])
	return &shared.UUID{Value: &shared.UUID_String_{
		String_: s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:],
	}}
}

func streamToWire(name string) *shared.StreamIdentifier {
	return &shared.StreamIdentifier{StreamName: []byte(name)}
}

// proposed is an event as Append and BatchAppend both carry it.
type proposed interface {
	GetId() *shared.UUID
	GetMetadata() map[string]string
	GetCustomMetadata() []byte
	GetData() []byte
}

func eventFromWire(m proposed) (engine.NewEvent, error) {
	id, err := uuidFromWire(m.GetId())
	if err != nil {
		return engine.NewEvent{}, err
	}
	typ := m.GetMetadata()[keyType]
	if typ == "" {
		return engine.NewEvent{}, status.Error(codes.InvalidArgument, "an event needs a type")
	}
	return engine.NewEvent{
		ID: id, Type: typ, JSON: m.GetMetadata()[keyContentType] == jsonContent,
		Data: m.GetData(), Meta: m.GetCustomMetadata(),
	}, nil
}

// toStatus turns an engine's error into what a client is told. The client tells
// few of them apart: Unavailable makes it look for a node again.
func toStatus(err error) error {
	if _, ok := status.FromError(err); ok {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return status.FromContextError(err).Err()
	case errors.Is(err, engine.ErrFull):
		return status.Error(codes.ResourceExhausted, err.Error())
	case errors.Is(err, engine.ErrStopped):
		return status.Error(codes.Unavailable, err.Error())
	case errors.Is(err, engine.ErrBadPosition), errors.Is(err, engine.ErrBadName):
		return status.Error(codes.InvalidArgument, err.Error())
	case errors.Is(err, engine.ErrDamaged):
		return status.Error(codes.DataLoss, err.Error())
	}
	return status.Error(codes.Internal, err.Error())
}
