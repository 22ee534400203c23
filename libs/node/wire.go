package node

import (
	"encoding/binary"
	"encoding/hex"
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

// recordToWire shapes an event for an answer. Without "created" in decimal digits
// the official client would end its process.
func recordToWire(e *engine.Event, idAsText bool) *streams.ReadResp_ReadEvent_RecordedEvent {
	content, id := binaryContent, uuidToWire(e.ID)
	if e.JSON {
		content = jsonContent
	}
	if idAsText {
		id = uuidToText(e.ID)
	}
	return &streams.ReadResp_ReadEvent_RecordedEvent{
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
	}
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
	typ, content := m.GetMetadata()[keyType], m.GetMetadata()[keyContentType]
	if typ == "" || content == "" {
		return engine.NewEvent{}, errIncomplete
	}
	return engine.NewEvent{
		ID: id, Type: typ, JSON: content == jsonContent,
		Data: m.GetData(), Meta: m.GetCustomMetadata(),
	}, nil
}
