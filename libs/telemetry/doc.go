// Package telemetry sets up how a process is seen from outside: traces, metrics
// and log lines, all tied together by trace ids, none with personal data.
//
// It owns
//   - [Start]: OpenTelemetry's providers and the W3C propagator, as its globals;
//   - [Telemetry.Logger]: lines that carry the ids of their trace and span;
//   - [Telemetry.Metrics]: everything measured, for Prometheus to fetch;
//   - [Telemetry.Traces]: a small viewer of the last traces of this process, but for
//     those whose first span says that it found nothing to do ("nivel.idle");
//   - [Redact]: the second net. The first is that nobody writes such a thing.
//
// Spans also go out over OTLP/HTTP when the standard variables ask for it
// (OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_TRACES_EXPORTER=otlp, with the others of
// that family); without them nothing is sent anywhere. The sampler and the
// resource follow OTEL_TRACES_SAMPLER and OTEL_RESOURCE_ATTRIBUTES.
//
// It never carries baggage, since that would travel on to others unseen, and it
// never shows the viewer to anybody by itself: who mounts it says who may.
package telemetry
