package notifications

import (
	"encoding/json"
	"fmt"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// Translate turns an event of history into the fact that others hear: that
// somebody has a new notice. Of e-mail nobody hears.
// Errors: an event that this release does not know.
func Translate(r es.Recorded) (contracts.Fact, bool, error) {
	event, err := History.Decode(r.Name, r.Data)
	if err != nil {
		return contracts.Fact{}, false, err
	}
	e, told := event.(NoticePosted)
	if !told {
		return contracts.Fact{}, false, nil
	}
	recipient := recipientOf(r.Stream)
	data, err := json.Marshal(contracts.NoticePosted{Recipient: recipient, What: string(e.What)})
	if err != nil {
		return contracts.Fact{}, false, fmt.Errorf("encode fact of %s: %w", r.Name, err)
	}
	return contracts.Fact{
		ID: r.ID, Type: contracts.FactNoticePosted, Source: Category, Subject: recipient,
		Stream: r.Stream, Revision: r.Revision, Position: r.Position, Time: r.RecordedAt,
		Correlation: r.Meta.Correlation, Traceparent: r.Meta.Traceparent, Tracestate: r.Meta.Tracestate,
		Data: data,
	}, true, nil
}
