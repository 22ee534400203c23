package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/history/direct"
	"nivel/libs/node"
	"nivel/libs/node/engine"
	"nivel/libs/readmodel"
)

// eventsPerCase is how many events a stream of the long history has.
const eventsPerCase = 10

// million measures a long history of small events: read by the client and by
// the engine, folded into Redis by both, started again; its size on the disk and
// in the memory of a node of its own.
func (p plan) million(ctx context.Context, r *report) error {
	return p.inFolder(func(dir string) error {
		l := &long{plan: p, dir: dir, cases: p.long / eventsPerCase}
		return l.measure(ctx, r)
	})
}

// long is a long history.
type long struct {
	plan
	dir   string
	cases int
	node  *node.Node
	past  *history.History
}

func (l *long) events() int { return l.cases * eventsPerCase }

func (l *long) measure(ctx context.Context, r *report) (err error) {
	if err := l.fill(ctx); err != nil {
		return fmt.Errorf("fill a long history: %w", err)
	}
	began := time.Now()
	if l.node, l.past, err = openNode(ctx, l.dir); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, l.past.Close(context.WithoutCancel(ctx)), l.node.Close())
		if err == nil {
			err = l.memory(ctx, r)
		}
	}()
	if _, err := l.past.Read(ctx, caseStream(0), 0); err != nil {
		return err
	}
	r.add(figure{Name: "long_start", Unit: "ms", Value: milliseconds(time.Since(began))})
	if err := l.size(r); err != nil {
		return err
	}
	return l.rates(ctx, r)
}

func caseStream(n int) string { return "cases-" + es.ID{}.Derive(strconv.Itoa(n)).String() }

// fill appends cases to an engine, which is closed again.
func (l *long) fill(ctx context.Context) error {
	e, err := engine.Open(ctx, engine.Options{Dir: l.dir, Clock: time.Now})
	if err != nil {
		return err
	}
	text := strings.Repeat("x", 100)
	meta, err := json.Marshal(es.Meta{Command: es.NewID(), Correlation: es.NewID(), Causation: es.NewID(), Actor: "w-1"})
	if err != nil {
		return err
	}
	err = sideBySide(l.cases, fillers, func(i int) error {
		events := make([]engine.NewEvent, eventsPerCase)
		for n := range events {
			data, err := json.Marshal(counted{n, text})
			if err != nil {
				return err
			}
			events[n] = engine.NewEvent{ID: es.NewID(), Type: "bench.counted.v1", JSON: true, Data: data, Meta: meta}
		}
		_, err := e.Append(ctx, caseStream(i), engine.ExpectNone, events)
		return err
	})
	return errors.Join(err, e.Close())
}

func (l *long) size(r *report) error {
	var bytes int64
	err := filepath.WalkDir(l.dir, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	r.add(figure{Name: "long_bytes", Unit: "B", Value: float64(bytes) / float64(l.events())})
	return err
}

// rates reads and folds the whole history, in turns.
func (l *long) rates(ctx context.Context, r *report) error {
	redis := func(name string, bulk es.Log) (*readmodel.Redis, error) {
		return readmodel.Open(ctx, readmodel.Options{
			Dir: filepath.Join(l.dir, name), Area: "bench", Bulk: bulk, Logger: slog.New(slog.DiscardHandler), Clock: time.Now,
		})
	}
	engineLog := direct.Log{Engine: l.node.Engine()}
	far, err := redis("far", nil)
	if err != nil {
		return err
	}
	defer far.Close()
	near, err := redis("near", engineLog)
	if err != nil {
		return err
	}
	defer near.Close()
	client, err := bareClient(l.node.Address())
	if err != nil {
		return fmt.Errorf("make a bare client: %w", err)
	}
	defer client.Close()
	var digests [2]readmodel.Digest
	figures, err := takeTurns(ctx, l.rebuilds,
		measurement{"long_engine", perSecond, func(ctx context.Context) (float64, error) { return l.follow(ctx, engineLog) }},
		measurement{"long_read_all", perSecond, func(ctx context.Context) (float64, error) { return l.readAll(ctx, client) }},
		measurement{"long_subscription", perSecond, func(ctx context.Context) (float64, error) { return l.follow(ctx, l.past) }},
		measurement{"long_rebuild_client", perSecond, func(ctx context.Context) (float64, error) { return l.fold(ctx, far, &digests[0]) }},
		measurement{"long_rebuild_engine", perSecond, func(ctx context.Context) (float64, error) { return l.fold(ctx, near, &digests[1]) }},
	)
	if err == nil && digests[0] != digests[1] {
		err = errDiffers
	}
	r.add(figures...)
	r.long = l.events()
	return err
}

// bareClient is the official client as it comes, on a socket.
func bareClient(address string) (*esdb.Client, error) {
	config, err := esdb.ParseConnectionString("esdb://localhost?tls=false")
	if err != nil {
		return nil, err
	}
	config.Address, config.Logger = address, esdb.NoopLogging()
	return esdb.NewClient(config)
}

// follow reads a log from the start to its end and counts.
func (l *long) follow(ctx context.Context, log es.Log) (float64, error) {
	n := 0
	took, err := timed(func() error {
		return log.Follow(ctx, es.Following{
			Prefixes: []string{"cases-"},
			Event:    func(context.Context, es.Recorded) error { n++; return nil },
			CaughtUp: func(context.Context) error { return errRead },
		})
	})
	return l.read(n, took, err)
}

// readAll reads the log by the bare client.
func (l *long) readAll(ctx context.Context, client *esdb.Client) (float64, error) {
	n := 0
	took, err := timed(func() error {
		stream, err := client.ReadAll(ctx, esdb.ReadAllOptions{From: esdb.Start{}}, math.MaxInt64)
		if err != nil {
			return err
		}
		defer stream.Close()
		for {
			switch _, err := stream.Recv(); {
			case errors.Is(err, io.EOF):
				return errRead
			case err != nil:
				return err
			}
			n++
		}
	})
	return l.read(n, took, err)
}

func (l *long) read(n int, took time.Duration, err error) (float64, error) {
	switch {
	case !errors.Is(err, errRead):
		return 0, fmt.Errorf("read the log: %w", err)
	case n != l.events():
		return 0, fmt.Errorf("the log has %d events, want %d", n, l.events())
	}
	return float64(n) / took.Seconds(), nil
}

// caseRow is what a list shows of a case of the long history.
type caseRow struct {
	Events int `json:"events"`
	Last   int `json:"last"`
}

var caseList = readmodel.Model[caseRow, event]{
	Name: "cases", Version: 1, Prefixes: []string{"cases-"},
	Decode: func(r es.Recorded) (event, error) { return catalog.Decode(r.Name, r.Data) },
	Key:    func(r es.Recorded, _ event) string { return r.Stream },
	Apply: func(row caseRow, _ es.Recorded, e event) caseRow {
		row.Events++
		if e, ok := e.(counted); ok {
			row.Last = e.N
		}
		return row
	},
	Index: func(_ string, row caseRow) []readmodel.Entry {
		return []readmodel.Entry{{Set: "all", Score: float64(row.Events)}}
	},
}

// fold builds the list of cases anew, from whichever log Redis was given for it.
func (l *long) fold(ctx context.Context, redis *readmodel.Redis, digest *readmodel.Digest) (float64, error) {
	list, err := readmodel.New(redis, l.past, caseList)
	if err != nil {
		return 0, err
	}
	took, err := timed(func() error { return list.Rebuild(ctx) })
	if err != nil {
		return 0, err
	}
	if *digest, err = list.Digest(ctx); err != nil {
		return 0, err
	}
	return float64(l.events()) / took.Seconds(), nil
}

// memory starts a node of its own on the history and looks how much memory it
// has after everything was read once.
func (l *long) memory(ctx context.Context, r *report) error {
	if l.nivel == "" {
		return nil
	}
	socket := filepath.Join(l.dir, "own.sock")
	cmd := exec.CommandContext(ctx, l.nivel, "node", "--data", l.dir, "--listen", "unix:"+socket)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start a node: %w", err)
	}
	defer func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() }()
	h, err := history.Open(ctx, history.Options{Address: "unix://" + socket, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if _, err := l.follow(ctx, h); err != nil {
		return errors.Join(err, h.Close(ctx))
	}
	kilobytes, err := resident(cmd.Process.Pid)
	r.add(figure{Name: "long_memory", Unit: "MB", Value: kilobytes / 1024})
	return errors.Join(err, h.Close(ctx))
}

// resident returns how many kilobytes of memory a process has.
func resident(pid int) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("look at the memory of a node: %w", err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.ParseFloat(strings.Fields(rest)[0], 64)
		}
	}
	return 0, errors.New("look at the memory of a node: it is not told")
}
