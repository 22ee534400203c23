package readmodel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"nivel/libs/es"
)

const scope = "nivel/libs/readmodel"

// Status is how a projection does in this process.
type Status struct {
	Model      string
	Version    int
	Generation string        // the one being fed; empty: not running, or it found none yet
	Serving    bool          // that generation serves; false: it is being built
	Checkpoint es.Position   // everything up to here is in it
	CaughtUp   bool          // it has reached the end of history since it last started over
	Waiting    int           // events read from history and not yet in it
	Oldest     time.Duration // age of the oldest of those; 0: none waits
	Failures   int           // since the process started
	Err        string        // why it stands still; empty: it does not
}

// Status returns how the projection does in this process.
func (p *Projection[Row, E]) Status() Status { return p.meter.now() }

// gauges are the three figures per projection that an operator watches.
type gauges struct {
	lag      metric.Int64Gauge
	oldest   metric.Float64Gauge
	failures metric.Int64Counter
}

func newGauges() (*gauges, error) {
	meter := otel.Meter(scope)
	lag, errLag := meter.Int64Gauge("nivel_readmodel_lag_events")
	oldest, errOldest := meter.Float64Gauge("nivel_readmodel_oldest_unread_seconds", metric.WithUnit("s"))
	failures, errFailures := meter.Int64Counter("nivel_readmodel_failures_total")
	if err := errors.Join(errLag, errOldest, errFailures); err != nil {
		return nil, fmt.Errorf("make the metrics of read models: %w", err)
	}
	return &gauges{lag: lag, oldest: oldest, failures: failures}, nil
}

// meter keeps the status of one projection.
type meter struct {
	gauges *gauges
	clock  func() time.Time

	mu     sync.Mutex
	status Status
	oldest time.Time // when the oldest event that waits was recorded; zero: none waits
}

func (m *meter) change(how func(*Status)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	how(&m.status)
}

func (m *meter) begin(gen generation) {
	m.change(func(s *Status) { s.CaughtUp, s.Waiting = false, 0 })
	m.reached(gen)
}

func (m *meter) reached(gen generation) {
	m.change(func(s *Status) { s.Generation, s.Serving, s.Checkpoint = gen.name, gen.serve, gen.at })
}

func (m *meter) arrived(recorded time.Time) {
	m.change(func(s *Status) {
		s.Waiting++
		if m.oldest.IsZero() {
			m.oldest = recorded
		}
	})
}

// working says that the oldest event that waits was recorded at a time.
func (m *meter) working(recorded time.Time) { m.change(func(*Status) { m.oldest = recorded }) }

// done says that n events are written.
func (m *meter) done(n, left int) {
	if n == 0 {
		return
	}
	m.change(func(s *Status) {
		s.Waiting, s.Err = max(s.Waiting-n, 0), ""
		if s.Waiting == 0 || left == 0 {
			m.oldest = time.Time{}
		}
	})
}

func (m *meter) caughtUp() {
	m.change(func(s *Status) {
		s.CaughtUp = true
		if s.Waiting == 0 {
			s.Err, m.oldest = "", time.Time{}
		}
	})
}

func (m *meter) failed(ctx context.Context, err error) {
	if level(err) == slog.LevelInfo {
		return
	}
	m.change(func(s *Status) { s.CaughtUp, s.Err, s.Failures = false, err.Error(), s.Failures+1 })
	m.gauges.failures.Add(ctx, 1, m.attributes())
}

func (m *meter) now() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	status := m.status
	if !m.oldest.IsZero() {
		status.Oldest = max(m.clock().Sub(m.oldest), 0)
	}
	return status
}

func (m *meter) report(ctx context.Context) {
	status := m.now()
	m.gauges.lag.Record(ctx, int64(status.Waiting), m.attributes())
	m.gauges.oldest.Record(ctx, status.Oldest.Seconds(), m.attributes())
}

func (m *meter) attributes() metric.MeasurementOption {
	return metric.WithAttributes(attribute.String("model", m.status.Model))
}

// level tells a failure from a projection that has to look again.
func level(err error) slog.Level {
	if errors.Is(err, errMoved) || errors.Is(err, errGone) {
		return slog.LevelInfo
	}
	return slog.LevelError
}

func extract(ctx context.Context, meta es.Meta) context.Context {
	carrier := propagation.MapCarrier{"traceparent": meta.Traceparent, "tracestate": meta.Tracestate}
	return propagation.TraceContext{}.Extract(ctx, carrier)
}

func start(ctx context.Context, name string, events []es.Recorded, links []trace.Link) (context.Context, trace.Span) {
	last := events[len(events)-1]
	return otel.Tracer(scope).Start(ctx, name, trace.WithSpanKind(trace.SpanKindConsumer), trace.WithLinks(links...),
		trace.WithAttributes(attribute.Int("nivel.events", len(events)), attribute.String("nivel.position", last.Position.String())))
}

func end(span trace.Span, err error) {
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, "failed")
	}
	span.End()
}
