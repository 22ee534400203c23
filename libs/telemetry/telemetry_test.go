package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"go.uber.org/goleak"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// canary is the identity code of nobody: numbers from 900 are never given out.
const canary = "131052-908T"

// begun starts telemetry that logs into the buffer.
func begun(t *testing.T) (*Telemetry, *bytes.Buffer) {
	t.Helper()
	var lines bytes.Buffer
	tel, err := Start(t.Context(), Options{Service: "test", Version: "1", LogOutput: &lines, LogJSON: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tel.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	return tel, &lines
}

func get(h http.Handler, target string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	return w.Code, w.Body.String()
}

// receiver is a collector over OTLP/HTTP.
type receiver struct {
	mu   sync.Mutex
	got  []*collector.ExportTraceServiceRequest
	path string
}

func (c *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var request collector.ExportTraceServiceRequest
	if err != nil || proto.Unmarshal(body, &request) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.path, c.got = r.URL.Path, append(c.got, &request)
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// said returns everything received, as JSON.
func (c *receiver) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all strings.Builder
	for _, request := range c.got {
		all.WriteString(protojson.Format(request))
	}
	return all.String()
}

func TestCanary(t *testing.T) {
	received := &receiver{}
	server := httptest.NewServer(received)
	defer server.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	var lines bytes.Buffer
	tel, err := Start(t.Context(), Options{Service: "test", LogOutput: &lines, LogJSON: true})
	if err != nil {
		t.Fatal(err)
	}

	ctx, span := otel.Tracer("test").Start(t.Context(), "look up "+canary)
	span.SetAttributes(
		attribute.String("query", "who is "+canary+"?"),
		attribute.StringSlice("queries", []string{"x", canary}),
		attribute.String("db.statement", "hset youth name Aino"),
		attribute.String("matter", "0b5a1c52-9d0e-4f6a-8a3b-2f4f6f1f9a10"),
	)
	span.AddEvent("found "+canary, trace.WithAttributes(attribute.String("code", canary)))
	span.RecordError(errors.New("no such person: " + canary))
	span.SetStatus(codes.Error, "no person "+canary)
	span.AddLink(trace.Link{SpanContext: span.SpanContext(), Attributes: []attribute.KeyValue{attribute.String("code", canary)}})
	logger := tel.Logger().With("with", canary)
	logger.InfoContext(ctx, "looked up "+canary, "text", canary, "error", fmt.Errorf("read %s", canary),
		"struct", struct{ Code string }{canary}, "list", []string{canary}, "password", "hunter2",
		slog.Group("group", "code", canary), "id", "0b5a1c52-9d0e-4f6a-8a3b-2f4f6f1f9a10")
	span.End()

	_, list := get(tel.Traces(), "/")
	_, page := get(tel.Traces(), "/"+span.SpanContext().TraceID().String())
	if err := tel.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	otlp := received.said()
	for where, text := range map[string]string{"log": lines.String(), "OTLP": otlp, "list": list, "page": page} {
		t.Run("an identity code never comes out: "+where, func(t *testing.T) {
			if strings.Contains(text, canary) || strings.Contains(text, "131052") || strings.Contains(text, "hunter2") || strings.Contains(text, "Aino") {
				t.Fatal(text)
			}
			if !strings.Contains(text, redacted) {
				t.Fatalf("nothing came out at all: %s", text)
			}
		})
	}
	t.Run("what may be told is told", func(t *testing.T) {
		for where, text := range map[string]string{"log": lines.String(), "OTLP": otlp, "page": page} {
			if !strings.Contains(text, "0b5a1c52-9d0e-4f6a-8a3b-2f4f6f1f9a10") {
				t.Errorf("%s lacks the id: %s", where, text)
			}
		}
	})
	t.Run("spans go to the path of the standard", func(t *testing.T) {
		if received.path != "/v1/traces" {
			t.Fatal(received.path)
		}
	})
}

func TestLogger(t *testing.T) {
	tel, lines := begun(t)

	t.Run("a line names the trace and span that it was written in", func(t *testing.T) {
		lines.Reset()
		ctx, span := otel.Tracer("test").Start(t.Context(), "work")
		defer span.End()
		tel.Logger().InfoContext(ctx, "done")
		var line map[string]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line["trace_id"] != span.SpanContext().TraceID().String() || line["span_id"] != span.SpanContext().SpanID().String() {
			t.Fatal(line)
		}
	})

	t.Run("a line outside of a span names none", func(t *testing.T) {
		lines.Reset()
		tel.Logger().Info("done")
		if strings.Contains(lines.String(), "trace_id") {
			t.Fatal(lines.String())
		}
	})

	t.Run("a line is of the clock's time", func(t *testing.T) {
		var out bytes.Buffer
		noon := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
		newLogger(Options{LogOutput: &out, Clock: func() time.Time { return noon }}).Info("done")
		if !strings.Contains(out.String(), "time=2026-06-01T09:00:00.000Z") {
			t.Fatal(out.String())
		}
	})
}

func TestMetrics(t *testing.T) {
	tel, _ := begun(t)
	counter, err := otel.Meter("test").Int64Counter("nivel.test.things")
	if err != nil {
		t.Fatal(err)
	}
	counter.Add(t.Context(), 3)
	_, text := get(tel.Metrics(), "/")
	for _, want := range []string{"nivel_test_things_total{", "} 3\n", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %q:\n%s", want, text)
		}
	}
}

func TestStart_FollowsTheEnvironment(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		says   string
		env    func(string) string
		asked  bool
		failed bool
	}{
		{"sends nothing when nobody asks", env(), false, false},
		{"sends to an endpoint", env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"), true, false},
		{"sends when the exporter is named", env("OTEL_TRACES_EXPORTER", "otlp"), true, false},
		{"sends nothing when told not to", env("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"), false, false},
		{"sends nothing when switched off", env("OTEL_SDK_DISABLED", "true", "OTEL_TRACES_EXPORTER", "otlp"), false, false},
		{"refuses an exporter that it has not", env("OTEL_TRACES_EXPORTER", "zipkin"), false, true},
		{"refuses a protocol that it does not speak", env("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), false, true},
	} {
		t.Run(c.says, func(t *testing.T) {
			asked, err := wantsOTLP(c.env)
			if failed := err != nil; failed != c.failed || !failed && asked != c.asked {
				t.Fatalf("asked %v, error %v", asked, err)
			}
		})
	}
}

func TestTracing_KeepsEveryCauseOfABatch(t *testing.T) {
	tel, _ := begun(t)
	causes := make([]trace.Link, 500)
	for i := range causes {
		_, cause := otel.Tracer("test").Start(t.Context(), "cause")
		causes[i].SpanContext = cause.SpanContext()
		cause.End()
	}
	_, batch := otel.Tracer("test").Start(t.Context(), "apply", trace.WithLinks(causes...))
	batch.End()
	kept, ok := tel.ring.get(batch.SpanContext().TraceID())
	if !ok || len(kept.spans) != 1 || len(kept.spans[0].links) != len(causes) {
		t.Errorf("a batch of %d keeps %+v", len(causes), kept)
	}
}
