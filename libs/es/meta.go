package es

import (
	"bytes"
	"encoding/json"
)

// ReadMeta reads metadata as json.Unmarshal does, several times as fast where it
// is written the way that Meta is: a flat object of plain strings. A rebuild
// reads it of every event there is. Errors: json.Unmarshal's.
func ReadMeta(data []byte) (Meta, error) {
	var m Meta
	if m.plain(data) {
		return m, nil
	}
	m = Meta{}
	err := json.Unmarshal(data, &m)
	return m, err
}

// plain reads {"name":"value",…} without spaces and escapes; false: it is
// something else, and m is spoiled.
func (m *Meta) plain(data []byte) bool {
	rest, ok := bytes.CutPrefix(data, []byte("{"))
	for first := true; ok; first = false {
		if bytes.Equal(rest, []byte("}")) && first {
			return true
		}
		var name, value []byte
		if name, rest, ok = plainString(rest); !ok {
			return false
		}
		if rest, ok = bytes.CutPrefix(rest, []byte(":")); !ok {
			return false
		}
		if value, rest, ok = plainString(rest); !ok || !m.set(name, value) {
			return false
		}
		if bytes.Equal(rest, []byte("}")) {
			return true
		}
		rest, ok = bytes.CutPrefix(rest, []byte(","))
	}
	return false
}

// plainString cuts a quoted string of printable ASCII off.
func plainString(data []byte) (text, rest []byte, ok bool) {
	if len(data) == 0 || data[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(data); i++ {
		switch c := data[i]; {
		case c == '"':
			return data[1:i], data[i+1:], true
		case c == '\\' || c < ' ' || c > '~':
			return nil, nil, false
		}
	}
	return nil, nil, false
}

// set takes one field; false: a name or an id that is not written as ours are.
func (m *Meta) set(name, value []byte) bool {
	switch string(name) {
	case "command":
		return m.Command.UnmarshalText(value) == nil
	case "$correlationId":
		return m.Correlation.UnmarshalText(value) == nil
	case "$causationId":
		return m.Causation.UnmarshalText(value) == nil
	case "actor":
		m.Actor = string(value)
	case "traceparent":
		m.Traceparent = string(value)
	case "tracestate":
		m.Tracestate = string(value)
	default:
		return false
	}
	return true
}
