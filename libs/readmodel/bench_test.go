package readmodel

import (
	"context"
	"fmt"
	"testing"
	"time"

	"nivel/libs/es"
)

// BenchmarkRebuild folds events into rows and lists of a real Redis, and beside
// it writes as many plain fields in pipelines of the same size: what Redis and
// the way to it cost by themselves.
func BenchmarkRebuild(b *testing.B) {
	for _, rows := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("%d rows", rows), func(b *testing.B) {
			r, log := realRedis(b), newHistory(b)
			last := log.move("m", "north", 1)
			for i := range b.N {
				last = log.move(fmt.Sprint("m", i%rows), "north", i%100)
			}
			p := project(b, r, log, small())
			b.ResetTimer()
			background(b, p.Run)
			reach(b, p, last)
			b.StopTimer()
			rate := float64(b.N) / b.Elapsed().Seconds()
			raw := rawRate(b, r, rows)
			b.ReportMetric(rate, "events/s")
			b.ReportMetric(raw, "raw-HSET/s")
			b.ReportMetric(raw/rate, "raw/rebuild")
		})
	}
}

// small is the worklist with rows that do not grow.
func small() Model[matter, moved] {
	model := worklist()
	apply := model.Apply
	model.Apply = func(row matter, r es.Recorded, m moved) matter {
		row = apply(row, r, m)
		row.Steps = nil
		return row
	}
	return model
}

func rawRate(b *testing.B, r *Redis, rows int) float64 {
	began := time.Now()
	for done := 0; done < b.N; {
		pipe := r.client.Pipeline()
		for range min(500, b.N-done) {
			pipe.HSet(context.Background(), "raw", fmt.Sprint("m", done%rows), `{"unit":"north","due":17,"steps":null}`)
			done++
		}
		if _, err := pipe.Exec(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	return float64(b.N) / time.Since(began).Seconds()
}
