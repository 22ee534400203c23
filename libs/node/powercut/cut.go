package powercut

import "math/rand/v2"

const sector = 512 // bytes that a disk writes as a whole or not at all

// apply returns content after op, a Write or a Truncate.
func apply(content []byte, op Op) []byte {
	end := op.Offset + int64(len(op.Data))
	if grow := end - int64(len(content)); grow > 0 {
		content = append(content, make([]byte, grow)...)
	}
	if op.Kind == Truncate {
		return content[:end]
	}
	copy(content[op.Offset:], op.Data)
	return content
}

// Cut returns the files that the disk holds, by name, when its power went behind
// ops: all that was synced, and nothing else. With random, of what was not synced
// some writes are there as well, in sectors, and the first few changes of names.
func Cut(ops []Op, random *rand.Rand) map[string][]byte {
	synced, names := map[int]int{}, 0 // up to which operation each file, and the names, are safe
	for i, op := range ops {
		switch op.Kind {
		case Sync:
			synced[op.File] = i
		case SyncDir:
			names = i
		}
	}
	if random != nil {
		names += random.IntN(len(ops) - names + 1)
	}
	files, at := map[int][]byte{}, map[string]int{}
	for i, op := range ops {
		safe := i < synced[op.File]
		switch op.Kind {
		case Write:
			for _, part := range parts(op, safe, random) {
				files[op.File] = apply(files[op.File], part)
			}
		case Truncate:
			if safe || random != nil && random.IntN(2) == 0 {
				files[op.File] = apply(files[op.File], op)
			}
		case Create, Unlink, Rename:
			if i < names {
				name(at, op)
			}
		}
	}
	held := make(map[string][]byte, len(at))
	for name, file := range at {
		held[name] = files[file]
	}
	return held
}

// parts returns what reaches the disk of a write.
func parts(op Op, safe bool, random *rand.Rand) []Op {
	switch {
	case safe:
		return []Op{op}
	case random == nil || random.IntN(2) == 0:
		return nil
	case random.IntN(2) == 0:
		return []Op{op}
	}
	var kept []Op
	for data, offset := op.Data, op.Offset; len(data) > 0; {
		n := min(int(sector-offset%sector), len(data))
		if random.IntN(2) == 0 {
			kept = append(kept, Op{Kind: Write, Offset: offset, Data: data[:n]})
		}
		data, offset = data[n:], offset+int64(n)
	}
	return kept
}

func name(at map[string]int, op Op) {
	switch op.Kind {
	case Create:
		at[op.Name] = op.File
	case Rename:
		at[op.To] = at[op.Name]
		delete(at, op.Name)
	case Unlink:
		delete(at, op.Name)
	}
}
