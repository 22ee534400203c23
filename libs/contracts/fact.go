package contracts

import (
	"encoding/json"
	"time"

	"nivel/libs/es"
)

// Fact is something that one service tells the others: a CloudEvent whose
// attributes travel as headers and whose data is JSON without personal data.
type Fact struct {
	ID          es.ID           // of the event in history; the message id on the bus
	Type        string          // such as "intake.matter-opened.v1"
	Source      string          // the service that tells, such as "intake"
	Subject     string          // opaque id of what it is about, such as a matter
	Stream      string          // where it stands in history; with Revision it identifies the fact
	Revision    es.Revision     //
	Position    es.Position     // place in the log, for who must wait until it is visible
	Time        time.Time       // when it was recorded, UTC
	Correlation es.ID           // of the conversation that led to it
	Traceparent string          // W3C trace context of the append
	Tracestate  string          //
	Data        json.RawMessage // JSON, of the type that Type names
}
