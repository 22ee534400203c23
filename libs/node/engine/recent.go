package engine

const maxRecent = 8192

// spot is where an event lies.
type spot struct {
	stream   int64
	revision int64
	position uint64
}

// recent remembers where the latest events lie, by id. The zero value is empty.
type recent struct {
	spots map[[16]byte]spot
	order [][16]byte // ring of ids, oldest at at
	at    int
}

func (r *recent) add(id [16]byte, s spot) {
	if r.spots == nil {
		r.spots = make(map[[16]byte]spot, maxRecent)
	}
	if len(r.order) < maxRecent {
		r.order = append(r.order, id)
	} else {
		delete(r.spots, r.order[r.at])
		r.order[r.at] = id
		r.at = (r.at + 1) % maxRecent
	}
	r.spots[id] = s
}

// find looks the events up in a stream: seen, the first is there; all, the
// others follow it. The result is then that of the append that put them there.
func (r *recent) find(stream int64, events []NewEvent) (result Appended, seen, all bool) {
	for i, e := range events {
		s, ok := r.spots[e.ID]
		if !ok || s.stream != stream || i > 0 && s.revision != result.Revision+1 {
			return Appended{}, i > 0, false
		}
		result = Appended{Revision: s.revision, Position: s.position, Repeated: true}
	}
	return result, len(events) > 0, true
}
