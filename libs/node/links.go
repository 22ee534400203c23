package node

import (
	"errors"
	"strconv"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"nivel/libs/node/engine"
)

// linkType is the type of an event that stands for another one. Its data names
// that one as "revision@stream".
const linkType = "$>"

// eventToWire shapes an event for an answer. A link goes with what it stands for,
// when the caller asked for that; alone, when that cannot be read.
func (r *reader) eventToWire(e *engine.Event) (*streams.ReadResp, error) {
	answer := &streams.ReadResp_ReadEvent{Position: &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: e.Position}}
	revision, stream, isLink := parseLink(e)
	if !isLink || !r.options.GetResolveLinks() {
		answer.Event = recordToWire(e, r.idAsText)
		return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: answer}}, nil
	}
	answer.Link = recordToWire(e, r.idAsText)
	page, err := r.engine.ReadStream(r.call.Context(), engine.StreamQuery{Stream: stream, From: revision, Rows: 1})
	switch {
	case errors.Is(err, engine.ErrNoStream), errors.Is(err, engine.ErrDeleted):
	case err != nil:
		return nil, err
	case len(page.Events) == 1 && page.Events[0].Revision == revision: // later ones, where that is hidden
		answer.Event = recordToWire(&page.Events[0], r.idAsText)
	}
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: answer}}, nil
}

// parseLink returns what a link stands for. An event that does not name that is
// no link, whatever its type.
func parseLink(e *engine.Event) (revision int64, stream string, ok bool) {
	number, stream, found := strings.Cut(string(e.Data), "@")
	if e.Type != linkType || !found {
		return 0, "", false
	}
	revision, err := strconv.ParseInt(number, 10, 64)
	return revision, stream, err == nil
}
