package bus

import (
	"context"
	"testing"
)

// BenchmarkRelayAndConsume carries facts from history to a handler, with the
// server inside the process and every fact on the disk before it counts.
func BenchmarkRelayAndConsume(b *testing.B) {
	log, got := newHistory(b), newHeard()
	o := options(b)
	o.Dir = b.TempDir()
	bus, err := Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = bus.Close(context.Background()) })
	w := &world{bus: bus}
	log.happen("a", b.N)
	b.ResetTimer()
	start(b, relay(w, log).Run)
	start(b, consumer(w, got.handle).Run)
	for len(got.all()) < b.N {
		<-got.grown
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "facts/s")
}
