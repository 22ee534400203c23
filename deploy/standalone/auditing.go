package standalone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/chassis"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/uselog"
)

// Errors of an audit, beside those of reading.
var (
	// ErrTampered: something in the use log is not as it was written.
	ErrTampered = errors.New("the use log is not as it was written")
	// ErrNoLog: there is neither a log nor a checkpoint; the folders may be wrong.
	ErrNoLog = errors.New("there is no use log and no checkpoint")
)

// Audit is one verification of the use log.
type Audit struct {
	Data        string    // folder with "history" in it; used when EventStore is empty
	EventStore  string    // address of history
	Checkpoints string    // folder of the second place
	Key         string    // PEM file with the public keys that signed
	Out         io.Writer // result; ids of streams only
	Clock       func() time.Time
}

// AuditCommand is `nivel audit verify`. It ends with 0 when the use log is as it
// was written, 1 when it is not or could not be read, 2 for a wrong call.
func AuditCommand(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel audit verify", "find any change of the use log", os.Getenv)
	data := settings.String("data", "var/data", "data folder of the system, which is stopped; opening it settles its write-ahead log")
	store := settings.String("eventstore", "", "history of a running system instead: esdb://host:port?… or unix:///path/node.sock")
	checkpoints := settings.String("checkpoints", "", "folder of the checkpoints, the second place; required")
	key := settings.String("key", "", "PEM file with the public keys that signed, today's and former ones; required")
	verify := len(args) > 0 && args[0] == "verify"
	if verify {
		args = args[1:]
	}
	if code, done := parse(settings, args); done {
		return code
	}
	if !verify || *checkpoints == "" || *key == "" {
		fmt.Fprintln(os.Stderr, "usage: nivel audit verify --data DIR --checkpoints DIR --key FILE")
		return 2
	}
	ctx, stop := chassis.Signals(context.Background())
	defer stop()
	err := Audit{Data: *data, EventStore: *store, Checkpoints: *checkpoints, Key: *key, Out: os.Stdout, Clock: clock}.Run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "nivel audit:", err)
		return 1
	}
	return 0
}

// Run reads history and the checkpoints and prints what it finds, a line each.
// Errors: ErrTampered, ErrNoLog; what cannot be read.
func (a Audit) Run(ctx context.Context) (err error) {
	keys, err := uselog.ReadKeys(a.Key)
	if err != nil {
		return err
	}
	if _, err := os.Stat(a.Checkpoints); err != nil {
		return fmt.Errorf("open the second place: %w", err)
	}
	second, err := uselog.OpenFolder(a.Checkpoints)
	if err != nil {
		return err
	}
	h, done, err := a.history(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	verdict, err := uselog.Verify(ctx, uselog.Verification{Log: h, Second: second, Keys: keys, Today: calendar.On(a.Clock())})
	if err != nil {
		return err
	}
	return a.print(verdict)
}

func (a Audit) print(v uselog.Verdict) error {
	for _, s := range v.Streams {
		fmt.Fprintf(a.Out, "%s: %d events, %d entries, %d behind the last checkpoint\n", s.Stream, s.Events, s.Entries, s.Unsealed)
	}
	fmt.Fprintf(a.Out, "%d streams, %d checkpoints, %d findings\n", len(v.Streams), v.Checkpoints, len(v.Findings))
	for _, f := range v.Findings {
		fmt.Fprintln(a.Out, "FOUND", f)
	}
	switch {
	case len(v.Findings) > 0:
		return ErrTampered
	case len(v.Streams) == 0 && v.Checkpoints == 0:
		return ErrNoLog
	}
	return nil
}

// history opens the history to be read; done closes it.
func (a Audit) history(ctx context.Context) (h *history.History, done func() error, err error) {
	quiet := slog.New(slog.DiscardHandler)
	address, stop := a.EventStore, func() error { return nil }
	if address == "" {
		if address, stop, err = a.node(ctx, quiet); err != nil {
			return nil, nil, err
		}
	}
	h, err = history.Open(ctx, history.Options{Address: address, Logger: quiet})
	if err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return h, func() error { return errors.Join(h.Close(context.WithoutCancel(ctx)), stop()) }, nil
}

// node serves the stopped system's history to this process alone.
func (a Audit) node(ctx context.Context, quiet *slog.Logger) (address string, stop func() error, err error) {
	dir := filepath.Join(a.Data, "history")
	if _, err := os.Stat(dir); err != nil {
		return "", nil, fmt.Errorf("open history: %w", err)
	}
	short, err := os.MkdirTemp("", "nivel-")
	if err != nil {
		return "", nil, fmt.Errorf("make a folder for the node's socket: %w", err)
	}
	n, err := node.Start(ctx, node.Options{Dir: dir, Listen: []string{"unix:" + filepath.Join(short, "node.sock")}, Logger: quiet, Clock: a.Clock})
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("%w (if the system runs, name its history by --eventstore)", err), os.RemoveAll(short))
	}
	return n.Address(), func() error { return errors.Join(n.Close(), os.RemoveAll(short)) }, nil
}
