package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/node/engine"
)

// The command that is measured here is a stream of some events and one more, as
// small as a command can be: what remains is the way to history.
const (
	eventText   = 200 // bytes
	ownStreams  = 50  // for each writer
	firstEvents = 20  // that each stream has at the start
)

// ladder is how many write at a time.
var ladder = []int{1, 16, 128}

// tally counts. Its only event says that it did.
type tally struct{ n int }

type event interface{ evolve(tally) tally }

type counted struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

func (counted) evolve(t tally) tally { return tally{t.n + 1} }

type count struct{}

var catalog = es.NewCatalog(es.Current[counted, event]("bench.counted.v1"))

type tallies = es.Streams[tally, count, event]

func talliesOn(store es.Store, hot *es.Hot[tally]) tallies {
	text := strings.Repeat("x", eventText)
	return tallies{
		Category: "tallies", Store: store, Catalog: catalog, Hot: hot,
		Decider: es.Decider[tally, count, event]{
			Decide: func(t tally, _ count) ([]event, error) { return []event{counted{t.n, text}}, nil },
			Evolve: func(t tally, e event) tally { return e.evolve(t) },
		},
	}
}

// streams measures what takes an event down to the disk: the bare disk, the
// engine, the client over the socket, and commands that read their stream or
// hold it, by one writer and by many.
func (p plan) streams(ctx context.Context, r *report) error {
	return p.inFolder(func(dir string) error {
		n, h, err := openNode(ctx, dir)
		if err != nil {
			return err
		}
		err = p.onNode(ctx, r, n, h)
		return errors.Join(err, h.Close(context.WithoutCancel(ctx)), n.Close())
	})
}

// inFolder lends a folder on the disk that is measured.
func (p plan) inFolder(use func(dir string) error) error {
	dir, err := os.MkdirTemp(p.data, "bench-")
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return fmt.Errorf("make a data folder: %w", err)
	}
	return errors.Join(use(dir), os.RemoveAll(dir))
}

func openNode(ctx context.Context, dir string) (*node.Node, *history.History, error) {
	n, err := node.Start(ctx, node.Options{Dir: dir, Clock: time.Now})
	if err != nil {
		return nil, nil, err
	}
	h, err := history.Open(ctx, history.Options{Address: n.Address(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, errors.Join(err, n.Close())
	}
	return n, h, nil
}

func (p plan) onNode(ctx context.Context, r *report, n *node.Node, h *history.History) error {
	data, err := json.Marshal(counted{1, strings.Repeat("x", eventText)})
	if err != nil {
		return err
	}
	disk, err := os.Create(filepath.Join(p.data, "bench-raw"))
	if err != nil {
		return fmt.Errorf("make a bare file: %w", err)
	}
	defer func() { _ = disk.Close(); _ = os.Remove(disk.Name()) }()
	record := bytes.Repeat([]byte("x"), rawRecord)
	all := []measurement{{"fsync", perSecond, func(context.Context) (float64, error) { return syncs(disk, record, p.slice) }}}
	for _, writers := range ladder {
		held, read := talliesOn(h, es.NewHot[tally](es.HotLimit)), talliesOn(h, nil)
		all = append(all,
			measurement{fmt.Sprintf("engine_%d", writers), perSecond, func(ctx context.Context) (float64, error) {
				return rate(ctx, writers, p.slice, func(ctx context.Context) error {
					e := engine.NewEvent{ID: es.NewID(), Type: "bench.counted.v1", JSON: true, Data: data}
					_, err := n.Engine().Append(ctx, "engine-"+es.ID(e.ID).String(), engine.ExpectNone, []engine.NewEvent{e})
					return err
				})
			}},
			measurement{fmt.Sprintf("client_%d", writers), perSecond, func(ctx context.Context) (float64, error) {
				return rate(ctx, writers, p.slice, func(ctx context.Context) error {
					e := es.NewEvent{ID: es.NewID(), Name: "bench.counted.v1", Data: data}
					_, err := h.Append(ctx, "client-"+e.ID.String(), es.NoStream, e)
					return err
				})
			}},
			measurement{fmt.Sprintf("held_%d", writers), perSecond, func(ctx context.Context) (float64, error) { return p.act(ctx, held, writers) }},
			measurement{fmt.Sprintf("read_%d", writers), perSecond, func(ctx context.Context) (float64, error) { return p.act(ctx, read, writers) }},
		)
	}
	if p.peer != "" {
		all = append(all, measurement{"peer_16", perSecond, p.peers})
	}
	figures, err := takeTurns(ctx, p.rounds, all...)
	r.add(figures...)
	return err
}

// lane is one writer's streams, in turn.
type lane struct {
	ids  []string
	turn int
}

// act lets writers give commands, each to streams of its own, which have some
// events already.
func (p plan) act(ctx context.Context, s tallies, writers int) (float64, error) {
	lanes := make(chan *lane, writers)
	err := sideBySide(writers, writers, func(int) error {
		l := &lane{}
		for range p.own {
			id := es.NewID().String()
			for range firstEvents {
				if _, err := s.Handle(ctx, id, count{}); err != nil {
					return err
				}
			}
			l.ids = append(l.ids, id)
		}
		lanes <- l
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("make streams: %w", err)
	}
	return rate(ctx, writers, p.slice, func(ctx context.Context) error {
		l := <-lanes
		defer func() { lanes <- l }()
		l.turn++
		_, err := s.Handle(ctx, l.ids[l.turn%len(l.ids)], count{})
		return err
	})
}

// syncs appends one record after the other, each down to the disk.
func syncs(disk *os.File, record []byte, d time.Duration) (float64, error) {
	written, began := 0, time.Now()
	for time.Since(began) < d {
		if _, err := disk.Write(record); err != nil {
			return 0, fmt.Errorf("write to the bare file: %w", err)
		}
		if err := dataSync(disk); err != nil {
			return 0, fmt.Errorf("sync the bare file: %w", err)
		}
		written++
	}
	return float64(written) / time.Since(began).Seconds(), nil
}

// peers measures the same command by another library, in a process of its own.
func (p plan) peers(ctx context.Context) (perSecond float64, err error) {
	err = p.inFolder(func(dir string) error {
		out, err := exec.CommandContext(ctx, p.peer, "-dir", dir, "-writers", strconv.Itoa(many), "-aggregates", strconv.Itoa(p.own),
			"-events", strconv.Itoa(firstEvents), "-bytes", strconv.Itoa(eventText), "-for", p.slice.String()).Output()
		if err != nil {
			return fmt.Errorf("run %s: %w", p.peer, err)
		}
		perSecond, err = strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		return err
	})
	return perSecond, err
}
