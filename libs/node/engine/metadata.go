package engine

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"zombiezen.com/go/sqlite"
)

const (
	metaPrefix   = "$$"        // and the name of a stream: where its metadata is
	metadataType = "$metadata" // the type of an event there
	keyTruncate  = "$tb"
	keyMaxCount  = "$maxCount"
	keyMaxAge    = "$maxAge"
	keyCache     = "$cacheControl"
	keyACL       = "$acl"
)

// metadata is what of a stream's metadata says which of its events are shown. The
// zero value shows all.
type metadata struct {
	before int64 // revisions before this one are not shown; tombstone: the stream is deleted, and may begin again
	count  int64 // so many of the last events are shown; 0: all
	age    int64 // ticks that an event is shown; 0: for ever
}

// maxSeconds is the longest age that the protocol's clock can count in ticks.
const maxSeconds = math.MaxInt64 / ticksPerSecond

// parseMetadata reads the metadata that a stream was given. What is not written
// as it should be counts as none at all; an amount that is none is left out.
func parseMetadata(raw []byte) metadata {
	var fields map[string]json.RawMessage
	if json.NewDecoder(bytes.NewReader(raw)).Decode(&fields) != nil {
		return metadata{}
	}
	amounts := map[string]int64{}
	for _, key := range []string{keyTruncate, keyMaxCount, keyMaxAge, keyCache} {
		field, given := fields[key]
		if !given {
			continue
		}
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil || (key == keyMaxAge || key == keyCache) && (n > maxSeconds || n < -maxSeconds) {
			return metadata{}
		}
		amounts[key] = max(n, 0)
	}
	if acl, given := fields[keyACL]; given && !validACL(acl) {
		return metadata{}
	}
	return metadata{before: amounts[keyTruncate], count: amounts[keyMaxCount], age: amounts[keyMaxAge] * ticksPerSecond}
}

// validACL reports whether raw is a list of rights. Nobody here obeys it: who may
// connect may do everything.
func validACL(raw json.RawMessage) bool {
	var rights map[string]json.RawMessage
	if json.Unmarshal(raw, &rights) != nil || rights == nil {
		return false
	}
	for right, roles := range rights {
		switch right {
		case "$r", "$w", "$d", "$mr", "$mw":
		default:
			return false
		}
		var one *string
		var many []*string
		if json.Unmarshal(roles, &one) == nil && one != nil {
			continue
		}
		if json.Unmarshal(roles, &many) != nil || many == nil {
			return false
		}
		for _, role := range many {
			if role == nil {
				return false
			}
		}
	}
	return true
}

// soft tells that the stream is deleted, and may begin again.
func (m metadata) soft() bool { return m.before == tombstone }

// oldest returns the first revision that is shown of a stream that ends at last,
// by revision alone.
func (m metadata) oldest(last int64) int64 {
	oldest := min(m.before, last+1)
	if m.count > 0 {
		oldest = max(oldest, last-m.count+1)
	}
	return oldest
}

// revived returns raw with the truncation that a deleted stream gets when it
// begins again at revision from. Not ok: raw is not metadata at all.
func revived(raw []byte, from int64) (out []byte, ok bool) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return nil, false
	}
	fields[keyTruncate] = strconv.AppendInt(nil, from, 10)
	out, err := json.Marshal(fields)
	return out, err == nil
}

// readMetadata returns the metadata of a stream, as it was written and as it
// counts, and the revision of the event that it is in; NoRevision: it has none.
// A metadata stream shows its last event only.
func readMetadata(conn *sqlite.Conn, stream string) (raw []byte, m metadata, last int64, err error) {
	if strings.HasPrefix(stream, metaPrefix) {
		return nil, metadata{count: 1}, NoRevision, nil
	}
	row, err := findStream(conn, metaPrefix+stream)
	if err != nil || row.id == 0 {
		return nil, metadata{}, NoRevision, err
	}
	r := rowReader{rows: 1}
	if _, err = r.run(conn, columns+"WHERE e.stream = ? ORDER BY e.revision DESC LIMIT 1", []any{row.id}, r.keep); err != nil {
		return nil, metadata{}, NoRevision, err
	}
	if len(r.events) == 0 { // removed, as the stream was deleted for good
		return nil, metadata{}, row.first - 1, nil
	}
	event := r.events[0]
	return event.Data, parseMetadata(event.Data), event.Revision, nil
}
