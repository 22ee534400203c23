package uselog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Finding is something that is not as it was written.
type Finding struct {
	Place    string      // a stream, or "checkpoints of …"
	Revision es.Revision // of the event, or number of the checkpoint; es.NoStream: the whole
	What     string      // in words
}

// String returns one line.
func (f Finding) String() string {
	if f.Revision == es.NoStream {
		return f.Place + ": " + f.What
	}
	return fmt.Sprintf("%s at %d: %s", f.Place, f.Revision, f.What)
}

// StreamState says what a stream holds.
type StreamState struct {
	Stream   string
	Events   int
	Entries  int
	Unsealed int // events behind the last checkpoint: signed, but a cut there would not be seen
}

// Verdict is what Verify saw. Without a finding, nothing was edited, removed,
// inserted, put in another order or brought back from an older copy, up to the
// last checkpoint of each writer; behind it, nothing but the end could have been
// cut off.
type Verdict struct {
	Findings    []Finding
	Streams     []StreamState // sorted by name
	Checkpoints int
}

// Verification says what a log is checked against.
type Verification struct {
	Log    es.Log        // history
	Second SecondPlace   // only Lines is called
	Keys   Keys          // that may have signed
	Today  calendar.Date // streams whose months have expired may be gone; zero: none may
}

var errRead = errors.New("all was read")

// Verify reads every stream of the log and every checkpoint. It holds one small
// record a checkpoint in memory, and of a stream nothing but its end.
// Errors: a history or a second place that cannot be read; nothing was verified
// then.
func Verify(ctx context.Context, v Verification) (Verdict, error) {
	lines, err := v.Second.Lines(ctx)
	if err != nil {
		return Verdict{}, fmt.Errorf("verify the use log: %w", err)
	}
	c := &verifier{Verification: v, streams: map[string]*verified{}, made: map[string]int{}}
	c.readLines(lines)
	err = v.Log.Follow(ctx, es.Following{
		Prefixes: []string{prefix},
		Event:    func(_ context.Context, r es.Recorded) error { c.read(r); return nil },
		CaughtUp: func(context.Context) error { return errRead },
	})
	if !errors.Is(err, errRead) {
		return Verdict{}, fmt.Errorf("verify the use log: %w", err)
	}
	// A log that is being written went on meanwhile.
	if lines, err = v.Second.Lines(ctx); err != nil {
		return Verdict{}, fmt.Errorf("verify the use log: %w", err)
	}
	c.readLater(lines)
	c.judge()
	return c.verdict(), nil
}

// verifier is one Verify under way.
type verifier struct {
	Verification
	findings []Finding
	streams  map[string]*verified
	made     map[string]int // checkpoints by writer
	total    int
}

// verified is one stream.
type verified struct {
	walker
	opened  Opened
	entries int
	sealed  es.Revision          // last revision that a checkpoint vouches for
	claims  map[es.Revision]Hash // of checkpoints, not met yet
	claimed int                  // checkpoints in all
}

func (c *verifier) find(place string, at es.Revision, format string, args ...any) {
	c.findings = append(c.findings, Finding{place, at, fmt.Sprintf(format, args...)})
}

func (c *verifier) stream(name string) *verified {
	s := c.streams[name]
	if s == nil {
		s = &verified{walker: walker{keys: c.Keys, stream: name, vouched: es.NoStream}, sealed: es.NoStream, claims: map[es.Revision]Hash{}}
		c.streams[name] = s
	}
	return s
}

// readLines checks the checkpoints among themselves and keeps what they claim.
func (c *verifier) readLines(all map[string][][]byte) {
	for writer, lines := range all {
		place, prev := "checkpoints of "+writer, Hash{}
		for i, line := range lines {
			number := es.Revision(i + 1)
			checkpoint, err := parseCheckpoint(line)
			if i == len(lines)-1 {
				checkpoint, err = readCheckpoint(line, c.Keys)
			}
			switch {
			case err != nil:
				c.find(place, number, "%v", err)
			case checkpoint.Writer != writer, checkpoint.Number != i+1, checkpoint.Prev != prev,
				!strings.HasPrefix(checkpoint.Head.Stream, prefix+writer+"-"):
				c.find(place, number, "is not what comes here")
			}
			if prev = hashLine(line); err != nil {
				continue
			}
			s := c.stream(checkpoint.Head.Stream)
			s.claims[checkpoint.Head.Revision] = checkpoint.Head.Hash
			s.vouched = max(s.vouched, checkpoint.Head.Revision)
			s.claimed++
		}
		c.made[writer] = len(lines)
		c.total += len(lines)
	}
}

// readLater takes note of checkpoints that came while history was read: events
// may know of them, but what they claim may lie behind what was read.
func (c *verifier) readLater(all map[string][][]byte) {
	for writer, before := range c.made {
		if len(all[writer]) < before {
			c.find("checkpoints of "+writer, es.NoStream, "became fewer while they were read")
		}
	}
	for writer, lines := range all {
		for _, line := range lines[min(c.made[writer], len(lines)):] {
			checkpoint, err := readCheckpoint(line, c.Keys)
			if s := c.streams[checkpoint.Head.Stream]; err == nil && s != nil {
				s.claimed++
			}
		}
		c.made[writer] = max(c.made[writer], len(lines))
	}
}

// read goes over one event.
func (c *verifier) read(r es.Recorded) {
	s := c.stream(r.Stream)
	if err := s.step(r); err != nil {
		c.find(r.Stream, r.Revision, "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	switch event := s.last.(type) {
	case Opened:
		s.opened = event
		if streamOf(event.Writer, monthIn(event.Month)) != r.Stream {
			c.find(r.Stream, r.Revision, "was opened under another name")
		}
	case Noted:
		s.entries++
	}
	if claim, ok := s.claims[r.Revision]; ok {
		delete(s.claims, r.Revision)
		if s.sealed = r.Revision; claim != s.prev {
			c.find(r.Stream, r.Revision, "is not what a checkpoint says")
		}
	}
}

// monthIn is the zero month for what is none; no stream is named so.
func monthIn(s string) Month {
	m, _ := ParseMonth(s)
	return m
}

// judge looks at the ends of the streams and at how they hang together.
func (c *verifier) judge() {
	successors := map[Head]string{}
	first := map[string]string{} // stream that follows none, by writer
	for _, name := range c.names() {
		s := c.streams[name]
		if c.gone(s) {
			continue
		}
		c.judgeEnd(s)
		switch after := s.opened.After; {
		case s.lone(): // was never used
		case after == nil && first[s.opened.Writer] != "":
			c.find(name, es.NoStream, "begins a second chain beside %s", first[s.opened.Writer])
		case after == nil:
			first[s.opened.Writer] = name
		case successors[*after] != "":
			c.find(name, es.NoStream, "follows the same stream as %s", successors[*after])
		default:
			successors[*after] = name
			c.judgeBefore(name, *after)
		}
	}
}

// gone reports whether nothing is left of a stream.
func (c *verifier) gone(s *verified) bool {
	if s.next > 0 {
		return false
	}
	if month, ok := monthOf(s.stream); !ok || !Expired(month, c.Today) {
		c.find(s.stream, es.NoStream, "is gone; %d checkpoints name it", s.claimed)
	}
	return true
}

// lone reports whether a stream is what a process left that ended before the
// first checkpoint: signed, and without an entry.
func (s *verified) lone() bool { return s.claimed == 0 && s.entries == 0 }

func (c *verifier) judgeEnd(s *verified) {
	ends := s.next - 1
	for _, at := range slices.Sorted(maps.Keys(s.claims)) {
		c.find(s.stream, at, "is missing: the stream ends at %d, a checkpoint names %d", ends, at)
	}
	made := c.made[s.opened.Writer]
	stopped, _ := s.last.(Stopped)
	switch {
	case !s.signed:
		c.find(s.stream, ends, "is the end and is not signed")
	case s.claimed == 0 && s.entries > 0:
		c.find(s.stream, es.NoStream, "holds entries and has no checkpoint")
	case max(s.link.Checkpoints, stopped.Promised) > made:
		c.find("checkpoints of "+s.opened.Writer, es.NoStream, "are %d; %s knows of %d", made, s.stream, max(s.link.Checkpoints, stopped.Promised))
	}
}

// judgeBefore checks that the stream before ended where its successor says.
func (c *verifier) judgeBefore(name string, after Head) {
	before := c.streams[after.Stream]
	month, ok := monthOf(after.Stream)
	if (before == nil || before.next == 0) && ok && Expired(month, c.Today) {
		return
	}
	if before == nil || before.head() != after {
		c.find(name, es.NoStream, "follows %s at %d, which does not end so", after.Stream, after.Revision)
		return
	}
	if stopped, ok := before.last.(Stopped); !ok || stopped.Next != name {
		c.find(name, es.NoStream, "follows %s, which went on elsewhere", after.Stream)
	}
}

func (c *verifier) names() []string { return slices.Sorted(maps.Keys(c.streams)) }

func (c *verifier) verdict() Verdict {
	out := Verdict{Findings: c.findings, Checkpoints: c.total}
	for _, name := range c.names() {
		if s := c.streams[name]; s.next > 0 {
			out.Streams = append(out.Streams, StreamState{
				Stream: name, Events: int(s.next), Entries: s.entries, Unsealed: int(s.next - 1 - s.sealed),
			})
		}
	}
	return out
}
