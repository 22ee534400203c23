package telemetry

import (
	"context"
	"fmt"
	"strings"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// exporterOf returns where spans go besides this process: nowhere (nil), or over
// OTLP/HTTP as the standard variables say. The endpoint, headers, time-out and
// certificates are read by the exporter itself.
func exporterOf(ctx context.Context, getenv func(string) string) (sdktrace.SpanExporter, error) {
	asked, err := wantsOTLP(getenv)
	if err != nil || !asked {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("start the OTLP exporter: %w", err)
	}
	return exporter, nil
}

// wantsOTLP refuses what we would otherwise silently do differently.
func wantsOTLP(getenv func(string) string) (bool, error) {
	if strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") {
		return false, nil
	}
	endpoint := getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") + getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	asked := false
	switch exporter := getenv("OTEL_TRACES_EXPORTER"); exporter {
	case "none":
	case "otlp":
		asked = true
	case "":
		asked = endpoint != ""
	default:
		return false, fmt.Errorf("OTEL_TRACES_EXPORTER is %q, known are otlp and none", exporter)
	}
	protocol := getenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
	if protocol == "" {
		protocol = getenv("OTEL_EXPORTER_OTLP_PROTOCOL")
	}
	if asked && protocol != "" && protocol != "http/protobuf" {
		return false, fmt.Errorf("OTLP protocol is %q, known is http/protobuf", protocol)
	}
	return asked, nil
}
