package node_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"go.uber.org/goleak"

	"nivel/libs/node"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait in these tests; nothing should come near it.
const patience = 10 * time.Second

func start(t *testing.T, dir string, listen ...string) *node.Node {
	t.Helper()
	n, err := node.Start(t.Context(), node.Options{Dir: dir, Listen: listen, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// dial returns the official client, connected to address.
func dial(t *testing.T, address string) *esdb.Client {
	t.Helper()
	config := &esdb.Configuration{
		Address: address, DisableTLS: true, MaxDiscoverAttempts: 10, DiscoveryInterval: 50, GossipTimeout: 5,
		KeepAliveInterval: 10 * time.Second, KeepAliveTimeout: 10 * time.Second, Logger: esdb.NoopLogging(),
	}
	if strings.HasPrefix(address, "esdb") {
		var err error
		if config, err = esdb.ParseConnectionString(address); err != nil {
			t.Fatal(err)
		}
		config.Logger = esdb.NoopLogging()
	}
	client, err := esdb.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func nodeAndClient(t *testing.T) *esdb.Client {
	return dial(t, start(t, t.TempDir()).Address())
}

func event(name string) esdb.EventData {
	return esdb.EventData{
		EventID: uuid.New(), EventType: name, ContentType: esdb.ContentTypeJson,
		Data: []byte(`{"of":"` + name + `"}`), Metadata: []byte(`{"actor":"u-1"}`),
	}
}

func events(n int) []esdb.EventData {
	all := make([]esdb.EventData, n)
	for i := range all {
		all[i] = event(fmt.Sprintf("test.thing-%d.v1", i))
	}
	return all
}

func mustAppend(t *testing.T, c *esdb.Client, stream string, expected esdb.ExpectedRevision, all ...esdb.EventData) *esdb.WriteResult {
	t.Helper()
	result, err := c.AppendToStream(t.Context(), stream, esdb.AppendToStreamOptions{ExpectedRevision: expected}, all...)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func codeOf(t *testing.T, err error) esdb.ErrorCode {
	t.Helper()
	e, ok := errors.AsType[*esdb.Error](err)
	if !ok {
		t.Fatalf("not an error of the client: %v", err)
	}
	return e.Code()
}

// collect reads to the good end; anything else fails the test.
func collect(t *testing.T, stream *esdb.ReadStream, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	names := []string{}
	for {
		e, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, fmt.Sprintf("%s@%d", e.Event.StreamID, e.Event.EventNumber))
	}
}

func equal(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestAppend(t *testing.T) {
	c := nodeAndClient(t)
	all := events(3)
	first := mustAppend(t, c, "case-1", esdb.NoStream{}, all...)

	t.Run("answers with the last revision and its position", func(t *testing.T) {
		if first.NextExpectedVersion != 2 || first.CommitPosition == 0 || first.CommitPosition != first.PreparePosition {
			t.Fatalf("got %+v", first)
		}
	})
	t.Run("gives the same answer to the same events", func(t *testing.T) {
		again := mustAppend(t, c, "case-1", esdb.NoStream{}, all...)
		if *again != *first {
			t.Fatalf("got %+v, want %+v", again, first)
		}
	})
	t.Run("answers a wrong expectation with the client's error", func(t *testing.T) {
		_, err := c.AppendToStream(t.Context(), "case-1", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Revision(1)}, event("x"))
		if codeOf(t, err) != esdb.ErrorCodeWrongExpectedVersion {
			t.Fatal(err)
		}
	})
	t.Run("takes no events for a look at the stream", func(t *testing.T) {
		if r := mustAppend(t, c, "case-1", esdb.Revision(2)); r.NextExpectedVersion != 2 {
			t.Fatalf("got %+v", r)
		}
	})
	t.Run("refuses more than a mebibyte and says so, even when much more comes", func(t *testing.T) {
		large := events(3)
		for i := range large {
			large[i].Data = make([]byte, 1<<20)
		}
		_, err := c.AppendToStream(t.Context(), "case-1", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Revision(2)}, large...)
		if err == nil || !strings.Contains(err.Error(), "too large") {
			t.Fatal(err)
		}
	})
	t.Run("refuses what cannot be a stream", func(t *testing.T) {
		for _, name := range []string{"$all", "", "a\x00b", strings.Repeat("a", 2000)} {
			if _, err := c.AppendToStream(t.Context(), name, esdb.AppendToStreamOptions{}, event("x")); err == nil {
				t.Fatalf("%q is taken", name)
			}
		}
	})
}

func TestReadStream(t *testing.T) {
	c := nodeAndClient(t)
	sent := events(2500) // more than two pages
	mustAppend(t, c, "case-1", esdb.NoStream{}, sent...)
	read := func(o esdb.ReadStreamOptions, count uint64) []string {
		stream, err := c.ReadStream(t.Context(), "case-1", o, count)
		return collect(t, stream, err)
	}

	t.Run("returns what was appended, whole", func(t *testing.T) {
		stream, err := c.ReadStream(t.Context(), "case-1", esdb.ReadStreamOptions{From: esdb.Revision(7)}, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer stream.Close()
		got, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		e, want := got.Event, sent[7]
		if e.EventID != want.EventID || e.EventType != want.EventType || e.ContentType != "application/json" ||
			string(e.Data) != string(want.Data) || string(e.UserMetadata) != string(want.Metadata) ||
			e.EventNumber != 7 || e.Position.Commit == 0 || time.Since(e.CreatedDate).Abs() > time.Minute {
			t.Fatalf("got %+v", e)
		}
	})
	t.Run("goes over pages, both ways, as far as asked", func(t *testing.T) {
		if got := read(esdb.ReadStreamOptions{}, 1<<62); len(got) != 2500 || got[2499] != "case-1@2499" {
			t.Fatalf("got %d", len(got))
		}
		if got := read(esdb.ReadStreamOptions{Direction: esdb.Backwards, From: esdb.End{}}, 2100); len(got) != 2100 || got[2099] != "case-1@400" {
			t.Fatalf("got %d", len(got))
		}
		equal(t, read(esdb.ReadStreamOptions{From: esdb.Revision(5)}, 2), "case-1@5", "case-1@6")
		equal(t, read(esdb.ReadStreamOptions{Direction: esdb.Backwards, From: esdb.Revision(1)}, 5), "case-1@1", "case-1@0")
	})
	t.Run("is empty past the end", func(t *testing.T) {
		equal(t, read(esdb.ReadStreamOptions{From: esdb.Revision(2500)}, 10))
	})
	t.Run("tells a stream that does not exist", func(t *testing.T) {
		stream, err := c.ReadStream(t.Context(), "case-2", esdb.ReadStreamOptions{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		defer stream.Close()
		if _, err = stream.Recv(); codeOf(t, err) != esdb.ErrorCodeResourceNotFound {
			t.Fatal(err)
		}
	})
}

func TestReadAll(t *testing.T) {
	c := nodeAndClient(t)
	mustAppend(t, c, "case-1", esdb.NoStream{}, events(2)...)
	middle := mustAppend(t, c, "group-1", esdb.NoStream{}, event("x"))
	mustAppend(t, c, "case-1", esdb.Revision(1), event("y"))
	at := esdb.Position{Commit: middle.CommitPosition, Prepare: middle.PreparePosition}
	read := func(o esdb.ReadAllOptions) []string {
		stream, err := c.ReadAll(t.Context(), o, 100)
		return collect(t, stream, err)
	}

	t.Run("goes over all streams in the order they grew", func(t *testing.T) {
		equal(t, read(esdb.ReadAllOptions{}), "case-1@0", "case-1@1", "group-1@0", "case-1@2")
		equal(t, read(esdb.ReadAllOptions{Direction: esdb.Backwards, From: esdb.End{}}), "case-1@2", "group-1@0", "case-1@1", "case-1@0")
	})
	t.Run("includes its position forwards and excludes it backwards", func(t *testing.T) {
		equal(t, read(esdb.ReadAllOptions{From: at}), "group-1@0", "case-1@2")
		equal(t, read(esdb.ReadAllOptions{Direction: esdb.Backwards, From: at}), "case-1@1", "case-1@0")
	})
	t.Run("refuses a position that is not of this log", func(t *testing.T) {
		for _, p := range []esdb.Position{{Commit: 99, Prepare: 99}, {Commit: 2, Prepare: 1}} {
			stream, err := c.ReadAll(t.Context(), esdb.ReadAllOptions{From: p}, 1)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := stream.Recv(); err == nil || errors.Is(err, io.EOF) {
				t.Fatalf("%v: %v", p, err)
			}
			stream.Close()
		}
	})
}

// next returns what a subscription tells next, in a word.
func next(t *testing.T, s *esdb.Subscription) string {
	t.Helper()
	told := make(chan *esdb.SubscriptionEvent, 1)
	go func() { told <- s.Recv() }()
	select {
	case e := <-told:
		switch {
		case e.EventAppeared != nil:
			return fmt.Sprintf("%s@%d", e.EventAppeared.Event.StreamID, e.EventAppeared.Event.EventNumber)
		case e.CheckPointReached != nil:
			return fmt.Sprintf("checkpoint %d", e.CheckPointReached.Commit)
		case e.CaughtUp != nil:
			return "caught up"
		case e.FellBehind != nil:
			return "fell behind"
		}
		return "dropped"
	case <-time.After(patience):
		s.Close()
		t.Fatal("the subscription tells nothing")
		return ""
	}
}

func TestSubscribe(t *testing.T) {
	t.Run("to a stream: behind a revision, caught up, then what comes", func(t *testing.T) {
		c := nodeAndClient(t)
		mustAppend(t, c, "case-1", esdb.NoStream{}, events(3)...)
		s, err := c.SubscribeToStream(t.Context(), "case-1", esdb.SubscribeToStreamOptions{From: esdb.Revision(0)})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		equal(t, []string{next(t, s), next(t, s), next(t, s)}, "case-1@1", "case-1@2", "caught up")
		mustAppend(t, c, "case-2", esdb.NoStream{}, event("other"))
		mustAppend(t, c, "case-1", esdb.Revision(2), event("more"))
		equal(t, []string{next(t, s)}, "case-1@3")
	})
	t.Run("to a stream that does not exist yet", func(t *testing.T) {
		c := nodeAndClient(t)
		s, err := c.SubscribeToStream(t.Context(), "case-1", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		equal(t, []string{next(t, s)}, "caught up")
		mustAppend(t, c, "case-1", esdb.NoStream{}, event("x"))
		equal(t, []string{next(t, s)}, "case-1@0")
	})
	t.Run("to everything behind a position", func(t *testing.T) {
		c := nodeAndClient(t)
		at := mustAppend(t, c, "case-1", esdb.NoStream{}, event("x"))
		mustAppend(t, c, "case-2", esdb.NoStream{}, event("y"))
		s, err := c.SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{From: esdb.Position{Commit: at.CommitPosition, Prepare: at.PreparePosition}})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		equal(t, []string{next(t, s), next(t, s)}, "case-2@0", "caught up")
		mustAppend(t, c, "case-3", esdb.NoStream{}, event("z"))
		equal(t, []string{next(t, s)}, "case-3@0")
	})
	t.Run("to everything through a filter, with checkpoints", func(t *testing.T) {
		c := nodeAndClient(t)
		mustAppend(t, c, "group-1", esdb.NoStream{}, events(5)...)               // positions 1–5
		mustAppend(t, c, "case-1", esdb.NoStream{}, events(1)...)                // 6
		mustAppend(t, c, "group-1", esdb.Revision(4), event("late"), event("r")) // 7, 8
		s, err := c.SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{
			From: esdb.Start{}, MaxSearchWindow: 2, CheckpointInterval: 2,
			Filter: &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"case-"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var told []string
		for range 4 {
			told = append(told, next(t, s))
		}
		equal(t, told, "checkpoint 4", "case-1@0", "checkpoint 8", "caught up")
		mustAppend(t, c, "group-1", esdb.Revision(6), event("kept back"))
		equal(t, []string{next(t, s)}, "checkpoint 9")
		mustAppend(t, c, "case-1", esdb.Revision(0), event("wanted"))
		equal(t, []string{next(t, s)}, "case-1@1")
	})
	t.Run("to everything but system streams, by the client's own expression", func(t *testing.T) {
		c := nodeAndClient(t)
		mustAppend(t, c, "$scavenges", esdb.NoStream{}, event("$x"))
		mustAppend(t, c, "case-1", esdb.NoStream{}, event("x"))
		s, err := c.SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: esdb.ExcludeSystemEventsFilter()})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		equal(t, []string{next(t, s)}, "case-1@0")
	})
}

func TestNode(t *testing.T) {
	t.Run("keeps everything over a restart", func(t *testing.T) {
		dir := t.TempDir()
		n := start(t, dir)
		mustAppend(t, dial(t, n.Address()), "case-1", esdb.NoStream{}, events(3)...)
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		c := dial(t, start(t, dir).Address())
		stream, err := c.ReadAll(t.Context(), esdb.ReadAllOptions{}, 10)
		equal(t, collect(t, stream, err), "case-1@0", "case-1@1", "case-1@2")
	})
	t.Run("serves a loopback address too, also to a client that discovers", func(t *testing.T) {
		dir := t.TempDir()
		n := start(t, dir, "unix:"+filepath.Join(dir, "node.sock"), "127.0.0.1:0")
		mustAppend(t, dial(t, n.Addresses()[0]), "case-1", esdb.NoStream{}, event("x"))
		tcp := n.Addresses()[1]
		for _, address := range []string{tcp, strings.Replace(tcp, "esdb://", "esdb+discover://", 1)} {
			stream, err := dial(t, address).ReadStream(t.Context(), "case-1", esdb.ReadStreamOptions{}, 10)
			equal(t, collect(t, stream, err), "case-1@0")
		}
	})
	t.Run("reports a damaged store and says that it must be abandoned", func(t *testing.T) {
		dir := t.TempDir()
		n := start(t, dir)
		mustAppend(t, dial(t, n.Address()), "case-1", esdb.NoStream{}, events(500)...)
		n.Close()
		f, err := os.OpenFile(filepath.Join(dir, "events.db"), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		// Everything behind the first pages, which hold the schema and the roots.
		if _, err := f.WriteAt(make([]byte, 60_000), 7*4096); err != nil {
			t.Fatal(err)
		}
		f.Close()
		if n, err := node.Start(t.Context(), node.Options{Dir: dir, Clock: time.Now}); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Fatal(n, err)
		}
		// Who wants to go on all the same, says so.
		if err := errors.Join(os.Remove(filepath.Join(dir, "head")), os.Remove(filepath.Join(dir, "pages"))); err != nil {
			t.Fatal(err)
		}
		n = start(t, dir)
		stream, err := dial(t, n.Address()).ReadAll(t.Context(), esdb.ReadAllOptions{}, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = stream.Recv()
		}
		if errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "damaged") {
			t.Fatal(err)
		}
		select {
		case <-n.Done():
		case <-time.After(patience):
			t.Fatal("the node goes on")
		}
		if n.Err() == nil {
			t.Fatal("it does not say why")
		}
	})
	t.Run("refuses to listen where there would have to be TLS", func(t *testing.T) {
		n, err := node.Start(t.Context(), node.Options{Dir: t.TempDir(), Listen: []string{"0.0.0.0:0"}, Clock: time.Now})
		if err == nil {
			n.Close()
			t.Fatal("it listens")
		}
	})
	t.Run("ends its subscriptions and closes in good time", func(t *testing.T) {
		n := start(t, t.TempDir())
		s, err := dial(t, n.Address()).SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{From: esdb.Start{}})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, []string{next(t, s)}, "caught up")
		closed := make(chan error)
		go func() { closed <- n.Close() }()
		equal(t, []string{next(t, s)}, "dropped")
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		select {
		case err := <-closed:
			if err != nil {
				t.Fatal(err)
			}
		case <-ctx.Done():
			t.Fatal("still closing")
		}
	})
}
