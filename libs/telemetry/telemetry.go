package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Options says who is seen and where its lines go.
type Options struct {
	Service string // name of the process, such as "intake" or "nivel"
	Version string // of the release

	LogOutput io.Writer        // default: standard error
	LogJSON   bool             // one JSON object a line; otherwise key=value
	Clock     func() time.Time // of log lines; default: the moment they are written
}

// Telemetry is the running set-up of one process.
type Telemetry struct {
	tracing  *sdktrace.TracerProvider
	metering *sdkmetric.MeterProvider
	registry *prometheus.Registry
	ring     *ring
	logger   *slog.Logger
}

// Start sets telemetry up and makes it OpenTelemetry's global one. The last
// Start of a process is the one that counts.
// Errors: settings in the environment that cannot be followed.
func Start(ctx context.Context, o Options) (*Telemetry, error) {
	if o.LogOutput == nil {
		o.LogOutput = os.Stderr
	}
	about, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", o.Service), attribute.String("service.version", o.Version)),
		resource.WithFromEnv(),
	)
	if err != nil {
		return nil, fmt.Errorf("describe the process: %w", err)
	}
	t := &Telemetry{ring: newRing(ringTraces, ringSpans), logger: newLogger(o)}
	if err := t.startTracing(ctx, about); err != nil {
		return nil, err
	}
	if err := t.startMetering(about); err != nil {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		t.logger.Warn("telemetry", "fault", err)
	}))
	otel.SetTextMapPropagator(propagation.TraceContext{})
	otel.SetTracerProvider(t.tracing)
	otel.SetMeterProvider(t.metering)
	return t, nil
}

// batchLinks is how many causes a span keeps: a read model that catches up takes
// up to 500 events in one batch, and each has another cause.
const batchLinks = 512

func (t *Telemetry) startTracing(ctx context.Context, about *resource.Resource) error {
	behind := []sdktrace.SpanProcessor{t.ring}
	exporter, err := exporterOf(ctx, os.Getenv)
	if err != nil {
		return err
	}
	if exporter != nil {
		behind = append(behind, sdktrace.NewBatchSpanProcessor(exporter))
	}
	limits := sdktrace.NewSpanLimits()
	limits.AttributeValueLengthLimit = 512
	limits.AttributeCountLimit = 48
	limits.EventCountLimit, limits.LinkCountLimit = 16, batchLinks
	t.tracing = sdktrace.NewTracerProvider(
		sdktrace.WithResource(about),
		sdktrace.WithRawSpanLimits(limits),
		sdktrace.WithSpanProcessor(redactor{behind}),
	)
	return nil
}

func (t *Telemetry) startMetering(about *resource.Resource) error {
	t.registry = prometheus.NewRegistry()
	t.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reader, err := otelprom.New(otelprom.WithRegisterer(t.registry))
	if err != nil {
		return fmt.Errorf("start metrics: %w", err)
	}
	t.metering = sdkmetric.NewMeterProvider(sdkmetric.WithResource(about), sdkmetric.WithReader(reader))
	return nil
}

// Logger returns the process's logger. Every line of it has passed the
// redaction; a line written with the context of a span names its trace.
func (t *Telemetry) Logger() *slog.Logger { return t.logger }

// Metrics serves everything measured, in Prometheus's text form.
func (t *Telemetry) Metrics() http.Handler {
	return promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// Shutdown sends what has not been sent yet and ends telemetry. Errors: what
// could not be sent before ctx ended.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	return errors.Join(t.tracing.Shutdown(ctx), t.metering.Shutdown(ctx))
}
