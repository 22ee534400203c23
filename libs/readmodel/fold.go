package readmodel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"sync"

	"nivel/libs/es"
)

// fold turns events into changes of rows. It returns how many events went into
// them: fewer than all when one cannot be read, with the reason.
//
// rows reads the JSON of the rows as they are; nil for one that is new.
func (m Model[Row, E]) fold(events []es.Recorded, rows func(keys []string) ([][]byte, error)) ([]change, int, error) {
	var f folding[Row, E]
	done, reason := f.read(m, events)
	before, err := rows(f.keys)
	if err != nil {
		return nil, 0, err
	}
	folded := make([]folded, len(f.keys))
	spread(len(f.keys), func(i int) {
		row := &folded[i]
		row.change, row.differs, row.err = m.foldRow(f.keys[i], before[i], f.steps[f.keys[i]])
	})
	changes := make([]change, 0, len(f.keys))
	for i, row := range folded {
		if row.err != nil {
			return nil, 0, fmt.Errorf("fold row %s: %w", f.keys[i], row.err)
		}
		if row.differs {
			changes = append(changes, row.change)
		}
	}
	return changes, done, reason
}

// folded is what became of one row.
type folded struct {
	change
	differs bool
	err     error
}

// spread calls do with each number below n. From some dozens on, all processors
// take part.
func spread(n int, do func(int)) {
	const few = 32
	workers := min(runtime.GOMAXPROCS(0), n/few)
	if workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := n * w / workers; i < n*(w+1)/workers; i++ {
				do(i)
			}
		})
	}
	all.Wait()
}

// folding is a batch sorted by row.
type folding[Row, E any] struct {
	keys  []string // in the order in which they first come
	steps map[string][]step[E]
}

type step[E any] struct {
	recorded es.Recorded
	event    E
}

func (f *folding[Row, E]) read(m Model[Row, E], events []es.Recorded) (done int, err error) {
	f.steps = map[string][]step[E]{}
	decoded := make([]decoded[E], len(events))
	spread(len(events), func(i int) {
		d := &decoded[i]
		d.err = safely(func() (err error) {
			if d.event, err = m.Decode(events[i]); err == nil {
				d.key = m.Key(events[i], d.event)
			}
			return err
		})
	})
	for i, recorded := range events {
		d := decoded[i]
		if d.err != nil {
			return i, fmt.Errorf("read %s revision %d: %w", recorded.Stream, recorded.Revision, d.err)
		}
		if d.key == "" {
			continue
		}
		if _, known := f.steps[d.key]; !known {
			f.keys = append(f.keys, d.key)
		}
		f.steps[d.key] = append(f.steps[d.key], step[E]{recorded, d.event})
	}
	return len(events), nil
}

// decoded is an event and the row that it changes, or why it cannot be read.
type decoded[E any] struct {
	event E
	key   string
	err   error
}

// foldRow folds the events of one row and says whether anything changed.
func (m Model[Row, E]) foldRow(key string, before []byte, steps []step[E]) (c change, differs bool, err error) {
	err = safely(func() error {
		var row Row
		places := map[string]float64{}
		if before != nil {
			if err := json.Unmarshal(before, &row); err != nil {
				return err
			}
			if places, err = m.scores(key, row); err != nil {
				return err
			}
		}
		for _, s := range steps {
			row = m.Apply(row, s.recorded, s.event)
		}
		c, err = m.changed(key, row, places)
		return err
	})
	return c, len(c.add)+len(c.remove) > 0 || !bytes.Equal(c.row, before), err
}

func (m Model[Row, E]) changed(key string, row Row, before map[string]float64) (change, error) {
	data, err := json.Marshal(row)
	if err != nil {
		return change{}, err
	}
	// The places follow from the row as it will be read back, so that they can
	// be found again whatever JSON does to it.
	var stored Row
	if err := json.Unmarshal(data, &stored); err != nil {
		return change{}, err
	}
	after, err := m.scores(key, stored)
	if err != nil {
		return change{}, err
	}
	add, remove := moves(before, after)
	return change{key: key, row: data, add: add, remove: remove}, nil
}

// safely turns a panic of a model's function into an error: one model must not
// end the process.
func safely(run func() error) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("the model panicked: %v", caught)
		}
	}()
	return run()
}
