package bus

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// The headers of a fact: CloudEvents 1.0 attributes in binary mode, where the
// fact stands in history, and its W3C trace context.
const (
	headerID          = "ce-id"
	headerType        = "ce-type"
	headerSource      = "ce-source"
	headerSubject     = "ce-subject"
	headerTime        = "ce-time"
	headerVersion     = "ce-specversion"
	headerContent     = "content-type"
	headerStream      = "nivel-stream"
	headerRevision    = "nivel-revision"
	headerPosition    = "nivel-position"
	headerCorrelation = "nivel-correlation"
	headerParent      = "traceparent"
	headerState       = "tracestate"
)

// typeName: the service, a dot, and what it tells: "intake.matter-opened.v1".
var typeName = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// encode writes a fact as headers and data. A fact that decode would not read
// back is an error.
func encode(f contracts.Fact) (nats.Header, []byte, error) {
	header := nats.Header{}
	correlation, _ := f.Correlation.MarshalText() // an id always has a text
	for key, value := range map[string]string{
		jetstream.MsgIDHeader: f.ID.String(),
		headerID:              f.ID.String(),
		headerType:            f.Type,
		headerSource:          f.Source,
		headerSubject:         f.Subject,
		headerTime:            f.Time.UTC().Format(time.RFC3339Nano),
		headerVersion:         "1.0",
		headerContent:         "application/json",
		headerStream:          f.Stream,
		headerRevision:        strconv.FormatInt(int64(f.Revision), 10),
		headerPosition:        f.Position.String(),
		headerCorrelation:     string(correlation),
		headerParent:          f.Traceparent,
		headerState:           f.Tracestate,
	} {
		if value != "" {
			header.Set(key, value)
		}
	}
	if _, err := decode(header, f.Data); err != nil {
		return nil, nil, fmt.Errorf("encode fact %s: %w", f.ID, err)
	}
	return header, f.Data, nil
}

// decode reads what encode wrote. Headers that it does not know are ignored.
func decode(header nats.Header, data []byte) (contracts.Fact, error) {
	f := contracts.Fact{
		Type:        header.Get(headerType),
		Source:      header.Get(headerSource),
		Subject:     header.Get(headerSubject),
		Stream:      header.Get(headerStream),
		Traceparent: header.Get(headerParent),
		Tracestate:  header.Get(headerState),
		Data:        json.RawMessage(data),
	}
	err := errors.Join(
		version(header.Get(headerVersion)),
		read(header, headerID, &f.ID, es.ParseID),
		read(header, headerTime, &f.Time, moment),
		read(header, headerRevision, &f.Revision, revision),
		read(header, headerPosition, &f.Position, es.ParsePosition),
		f.Correlation.UnmarshalText([]byte(header.Get(headerCorrelation))),
		plain(f.Subject, f.Stream, f.Traceparent, f.Tracestate),
		sound(f),
	)
	if err != nil {
		return contracts.Fact{}, fmt.Errorf("read a fact: %w", err)
	}
	return f, nil
}

func read[T any](header nats.Header, name string, into *T, parse func(string) (T, error)) error {
	value, err := parse(header.Get(name))
	if err != nil {
		return fmt.Errorf("header %s: %w", name, err)
	}
	*into = value
	return nil
}

func version(s string) error {
	if s != "1.0" {
		return errors.New("not a CloudEvent of version 1.0")
	}
	return nil
}

func moment(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, errors.New("not a time of the form 2006-01-02T15:04:05Z")
	}
	return t.UTC(), nil
}

func revision(s string) (es.Revision, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, errors.New("not a revision")
	}
	return es.Revision(n), nil
}

// plain keeps a value from becoming another header: printable ASCII only.
func plain(values ...string) error {
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	for _, v := range values {
		if strings.ContainsFunc(v, odd) || v != strings.TrimSpace(v) {
			return errors.New("it holds characters that a header cannot carry")
		}
	}
	return nil
}

func sound(f contracts.Fact) error {
	switch {
	case !typeName.MatchString(f.Type):
		return errors.New("its type is not of the form service.fact.v1")
	case !strings.HasPrefix(f.Type, f.Source+"."):
		return errors.New("its type does not begin with its source")
	case f.ID.IsZero() || f.Stream == "":
		return errors.New("it has no id or no stream")
	case f.Time.Year() < 0 || f.Time.Year() > 9999:
		return errors.New("its time cannot be written")
	case !json.Valid(f.Data):
		return errors.New("its data is not JSON")
	}
	return nil
}
