package engine_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// FuzzStart spoils the files of a log that was killed, some places at once, and
// starts it: damage is named, or everything is read as it was. Script is read as
// steps of five bytes: which file, how, and a seed for where.
func FuzzStart(f *testing.F) {
	for _, script := range []string{"", "\x00\x00abc", "\x01\x01abc", "\x01\x02xyz\x00\x03xyz", "\x02\x00abc\x03\x02def", "\x01\x03\x00\x00\x01\x01\x01\x00\x00\x02"} {
		f.Add([]byte(script))
	}
	source := images(f)["killed"]
	f.Fuzz(func(t *testing.T, script []byte) {
		spoiled := image{maps.Clone(source.files), source.want}
		names := slices.Sorted(maps.Keys(spoiled.files))
		for n := 0; len(script) >= 5 && n < 8; n, script = n+1, script[5:] {
			name := names[int(script[0])%len(names)]
			content := bytes.Clone(spoiled.files[name])
			if len(content) == 0 {
				continue
			}
			seed := uint64(script[2])<<16 | uint64(script[3])<<8 | uint64(script[4])
			spoiled.files[name], _ = damages[int(script[1])%len(damages)](rand.New(rand.NewPCG(8, seed)), content)
		}
		judge(t, spoiled, "spoiled")
	})
}

// FuzzWAL reads anything as a write-ahead log: it must not be taken for more than
// it holds. The start reads it before SQLite does.
func FuzzWAL(f *testing.F) {
	source := images(f)["killed"]
	f.Add([]byte{}, 0)
	f.Add([]byte{1}, 40)
	f.Fuzz(func(t *testing.T, piece []byte, at int) {
		log := bytes.Clone(source.files["events.db-wal"])
		if at < 0 || at >= len(log) {
			return
		}
		copy(log[at:], piece)
		spoiled := image{maps.Clone(source.files), source.want}
		spoiled.files["events.db-wal"] = log
		judge(t, spoiled, "spoiled log")
	})
}
