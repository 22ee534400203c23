// Command bench measures the one-process system and puts every figure in
// proportion to a limit that it measures in the same run: what the disk, the
// bare client of history, the bare read of the log and bare Redis reach on this
// machine, at this moment.
//
// It never judges a machine: it ends with 1 when something is wrong (a row is
// missing, a rebuilt list differs) and never because something was slow.
//
//	measure.go  rounds that take turns, and what counts of them
//	stand.go    the system as `nivel run` composes it, without the desk
//	people.go   the notifications and the events that it is fed
//	writing.go  disk, history and commands, one writer and many
//	seeing.go   from the acknowledgement to the list; the day of the nation
//	busy.go     the busiest hour, while workers look
//	rebuild.go  lists built anew from history; resp.go speaks to bare Redis
//	search.go   a name found among many people
//	streams.go  small commands, held and read, down to the disk; another library
//	cases.go    lists and boards of few cases and of many
//	law.go      another law over a caseload of the size of the nation's
//	timers.go   a morning on which many answers are overdue
//	million.go  a long history: read, folded, started, weighed
//	report.go   the table, the claims and the JSON
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"nivel/libs/chassis"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// plan says how much is measured.
type plan struct {
	rounds   int           // of each measurement; the middle one counts
	slice    time.Duration // that a measurement takes in a round
	looks    int           // how often somebody looks at a list
	rows     int           // of the day of the nation
	hour     int           // notifications of the busiest hour of ten nations
	pace     time.Duration // within which that hour passes
	events   int           // in the history that is rebuilt
	rebuilds int
	people   int    // among whom a name is searched for
	cases    int    // in the lists of cases
	long     int    // events in the long history
	own      int    // streams for each writer of small commands
	due      int    // offers that are overdue on one morning
	peer     string // program of another library to compare with; empty: none
	nivel    string // program whose node is weighed; empty: none
	data     string // folder on the disk to measure
	json     string // file for the figures; empty: none
}

func parse(args []string, problems io.Writer) (plan, error) {
	p := plan{rounds: 5, slice: time.Second, looks: 400, rows: 920, hour: 1_380, pace: time.Minute, rebuilds: 5, own: ownStreams}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(problems)
	quick := flags.Bool("quick", false, "short rounds and a short history: does it work, rather than how fast")
	flags.IntVar(&p.events, "events", 50_000, "events in the history that is rebuilt")
	flags.IntVar(&p.people, "people", 100_000, "people among whom a name is searched for")
	flags.IntVar(&p.due, "due", 10_000, "offers that nobody answered, due on one morning")
	flags.IntVar(&p.cases, "cases", 100_000, "cases in the lists of cases")
	flags.StringVar(&p.data, "data", "var", "folder on the disk to measure; what is written there is removed")
	flags.IntVar(&p.long, "long", 1_000_000, "events in the long history")
	flags.StringVar(&p.peer, "peer", "", "program that gives the same command to another library; empty: none")
	flags.StringVar(&p.nivel, "nivel", "", "the nivel program, whose node's memory is measured; empty: it is not")
	flags.StringVar(&p.json, "json", "", "file to write the figures to")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if *quick {
		p.rounds, p.slice, p.looks, p.rows, p.rebuilds, p.own = 2, 100*time.Millisecond, 20, 120, 2, 1
		p.hour, p.pace = 60, time.Second
		if !given["long"] {
			p.long = 2_000
		}
		if !given["cases"] {
			p.cases = 600
		}
		if !given["people"] {
			p.people = 600
		}
		if !given["due"] {
			p.due = 250
		}
		if !given["events"] {
			p.events = 600
		}
	}
	if flags.NArg() > 0 || p.events < eventsPerMatter {
		return p, fmt.Errorf("bench takes flags only, and at least %d events", eventsPerMatter)
	}
	return p, nil
}

func run(args []string, out, problems io.Writer) int {
	p, err := parse(args, problems)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(problems, err)
		return 2
	}
	ctx, stop := chassis.Signals(context.Background())
	defer stop()
	var r report
	err = p.measure(ctx, &r)
	if err == nil {
		err = r.conclude()
	}
	if err == nil {
		r.print(out, p)
		err = r.save(p.json)
	}
	if err != nil {
		fmt.Fprintln(problems, "bench:", err)
		return 1
	}
	return 0
}

// measure takes all measurements. The rebuild gets a history of its own, so that
// its size is the one asked for.
func (p plan) measure(ctx context.Context, r *report) error {
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		return fmt.Errorf("make the folder to measure in: %w", err)
	}
	for _, part := range []struct {
		name string
		take func(context.Context, *stand, *report) error
	}{
		{"commands", p.commands}, {"rebuild", p.rebuild}, {"search", p.search}, {"timers", p.timers}, {"caseload", p.caseload},
	} {
		if err := p.onStand(ctx, r, part.take); err != nil {
			return fmt.Errorf("measure %s: %w", part.name, err)
		}
	}
	p.law(r)
	if err := p.streams(ctx, r); err != nil {
		return fmt.Errorf("measure streams: %w", err)
	}
	if err := p.million(ctx, r); err != nil {
		return fmt.Errorf("measure a long history: %w", err)
	}
	return nil
}

func (p plan) commands(ctx context.Context, s *stand, r *report) error {
	for _, take := range []func(context.Context, *stand, *report) error{p.writing, p.seeing, p.access, p.nation, p.busy} {
		if err := take(ctx, s, r); err != nil {
			return err
		}
	}
	return nil
}

// onStand takes measurements on a fresh system and removes it.
func (p plan) onStand(ctx context.Context, r *report, take func(context.Context, *stand, *report) error) error {
	dir, err := os.MkdirTemp(p.data, "bench-")
	if err != nil {
		return fmt.Errorf("make a data folder: %w", err)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return fmt.Errorf("find the data folder: %w", err)
	}
	s, err := open(ctx, dir)
	if err == nil {
		err = errors.Join(take(ctx, s, r), s.close())
	}
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, lastLines(filepath.Join(dir, logName)))
	}
	return errors.Join(err, os.RemoveAll(dir))
}

// lastLines returns the end of the system's log.
func lastLines(file string) []byte {
	raw, _ := os.ReadFile(file) // without it, the error stands alone
	return raw[max(0, len(raw)-2_000):]
}

func (r report) save(file string) error {
	if file == "" {
		return nil
	}
	raw, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append(raw, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	return nil
}
