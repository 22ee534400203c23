package vault

import (
	"testing"

	"nivel/libs/es"
)

func BenchmarkSeal(b *testing.B) {
	v := open(b, b.TempDir())
	text := Plain(make([]byte, 200))
	seal(b, v, child, here, text)
	for b.Loop() {
		seal(b, v, child, here, text)
	}
}

func BenchmarkOpen(b *testing.B) {
	v := open(b, b.TempDir())
	sealed := seal(b, v, child, here, Plain(make([]byte, 200)))
	for b.Loop() {
		wantOpens(b, v, here, sealed, Plain(make([]byte, 200)))
	}
}

func BenchmarkOpen_KeyNotInCache(b *testing.B) {
	v := open(b, b.TempDir())
	sealed := seal(b, v, child, here, "Testinen")
	key, _ := es.ParseID(sealed.Key)
	for b.Loop() {
		v.opened.drop(key)
		wantOpens(b, v, here, sealed, "Testinen")
	}
}

// One new person after another: each waits for a sync of its own.
func BenchmarkSeal_NewPerson(b *testing.B) {
	v := open(b, b.TempDir())
	for b.Loop() {
		seal(b, v, Subject{es.NewID(), ChildProtection}, here, "Testinen")
	}
}

// New persons from 64 requests at once: they share syncs.
func BenchmarkSeal_NewPersonsAtOnce(b *testing.B) {
	v := open(b, b.TempDir())
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			seal(b, v, Subject{es.NewID(), ChildProtection}, here, "Testinen")
		}
	})
}

func BenchmarkBlind(b *testing.B) {
	v := open(b, b.TempDir())
	for b.Loop() {
		v.Blind("person.phone", "0401234567")
	}
}
