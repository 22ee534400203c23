package estest_test

import (
	"testing"
	"time"

	"nivel/libs/es"
	"nivel/libs/es/estest"
)

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func TestMemory_PassesTheSuite(t *testing.T) {
	estest.Suite(t, func(*testing.T) (es.Store, es.Log) {
		m := estest.NewMemory(noon)
		return m, m
	})
}
