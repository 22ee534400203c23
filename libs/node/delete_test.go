package node_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// readError returns the error that reading a stream ends with; nil if none.
func readError(t *testing.T, c *esdb.Client, stream string) error {
	t.Helper()
	read, err := c.ReadStream(t.Context(), stream, esdb.ReadStreamOptions{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for {
		_, err := read.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func all(t *testing.T, c *esdb.Client, stream string) []string {
	t.Helper()
	read, err := c.ReadStream(t.Context(), stream, esdb.ReadStreamOptions{}, 100)
	return collect(t, read, err)
}

func TestDeleteStream(t *testing.T) {
	c := nodeAndClient(t)
	mustAppend(t, c, "case-1", esdb.NoStream{}, events(3)...)
	if _, err := c.DeleteStream(t.Context(), "case-1", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Revision(1)}); err == nil || !strings.Contains(err.Error(), "FailedPrecondition") {
		t.Fatal("at another revision:", err)
	}
	deleted, err := c.DeleteStream(t.Context(), "case-1", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Revision(2)})
	if err != nil || deleted.Position.Commit != 4 {
		t.Fatal(deleted, err)
	}
	if err := readError(t, c, "case-1"); codeOf(t, err) != esdb.ErrorCodeResourceNotFound {
		t.Fatal(err)
	}
	if _, err := c.AppendToStream(t.Context(), "case-1", esdb.AppendToStreamOptions{ExpectedRevision: esdb.StreamExists{}}, event("x")); codeOf(t, err) != esdb.ErrorCodeStreamDeleted {
		t.Fatal(err)
	}
	s, err := c.SubscribeToStream(t.Context(), "case-1", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	equal(t, []string{next(t, s)}, "caught up")
	if again := mustAppend(t, c, "case-1", esdb.NoStream{}, event("again")); again.NextExpectedVersion != 3 {
		t.Fatal(again)
	}
	equal(t, []string{next(t, s)}, "case-1@3")
	equal(t, all(t, c, "case-1"), "case-1@3")
	log, err := c.ReadAll(t.Context(), esdb.ReadAllOptions{}, 100)
	equal(t, collect(t, log, err), "case-1@0", "case-1@1", "case-1@2", "$$case-1@0", "case-1@3", "$$case-1@1")
}

func TestTombstoneStream(t *testing.T) {
	c := nodeAndClient(t)
	mustAppend(t, c, "case-1", esdb.NoStream{}, event("x"))
	s, err := c.SubscribeToStream(t.Context(), "case-1", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	equal(t, []string{next(t, s), next(t, s)}, "case-1@0", "caught up")
	if _, err := c.TombstoneStream(t.Context(), "case-1", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}}); err != nil {
		t.Fatal(err)
	}
	equal(t, []string{next(t, s)}, "dropped")
	if err := readError(t, c, "case-1"); codeOf(t, err) != esdb.ErrorCodeStreamDeleted {
		t.Fatal(err)
	}
	for _, expected := range []esdb.ExpectedRevision{esdb.Any{}, esdb.NoStream{}, esdb.Revision(0)} {
		if _, err := c.AppendToStream(t.Context(), "case-1", esdb.AppendToStreamOptions{ExpectedRevision: expected}, event("x")); codeOf(t, err) != esdb.ErrorCodeStreamDeleted {
			t.Fatal(err)
		}
	}
	again, err := c.SubscribeToStream(t.Context(), "case-1", esdb.SubscribeToStreamOptions{From: esdb.End{}})
	if err == nil {
		defer again.Close()
		equal(t, []string{next(t, again)}, "dropped")
	}
	log, err := c.ReadAll(t.Context(), esdb.ReadAllOptions{}, 100)
	equal(t, collect(t, log, err), "case-1@0", "case-1@9223372036854775807")
}

func TestStreamMetadata(t *testing.T) {
	c := nodeAndClient(t)
	mustAppend(t, c, "case-1", esdb.NoStream{}, events(5)...)
	var m esdb.StreamMetadata
	m.SetMaxCount(2)
	m.AddCustomProperty("mine", "yes")
	if _, err := c.SetStreamMetadata(t.Context(), "case-1", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, m); err != nil {
		t.Fatal(err)
	}
	equal(t, all(t, c, "case-1"), "case-1@3", "case-1@4")
	got, err := c.GetStreamMetadata(t.Context(), "case-1", esdb.ReadStreamOptions{})
	if err != nil || *got.MaxCount() != 2 || got.CustomProperties()["mine"] != "yes" {
		t.Fatal(got, err)
	}
	var none esdb.StreamMetadata
	none.SetTruncateBefore(5)
	if _, err := c.SetStreamMetadata(t.Context(), "case-1", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, none); err != nil {
		t.Fatal(err)
	}
	equal(t, all(t, c, "case-1")) // empty, and not missing
}

func TestLinks(t *testing.T) {
	c := nodeAndClient(t)
	mustAppend(t, c, "case-1", esdb.NoStream{}, events(3)...)
	mustAppend(t, c, "gone", esdb.NoStream{}, event("x"))
	link := func(to string) esdb.EventData {
		e := event("$>")
		e.Data = []byte(to)
		return e
	}
	mustAppend(t, c, "links", esdb.NoStream{}, link("1@case-1"), link("7@case-1"), link("0@gone"), link("0@never"), link("nonsense"), event("plain"))
	if _, err := c.TombstoneStream(t.Context(), "gone", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}}); err != nil {
		t.Fatal(err)
	}
	read := func(resolve bool) (told []string) {
		read, err := c.ReadStream(t.Context(), "links", esdb.ReadStreamOptions{ResolveLinkTos: resolve}, 100)
		if err != nil {
			t.Fatal(err)
		}
		defer read.Close()
		for {
			e, err := read.Recv()
			if errors.Is(err, io.EOF) {
				return told
			}
			if err != nil {
				t.Fatal(err)
			}
			word := ""
			if e.Link != nil {
				word = fmt.Sprintf("link %d", e.Link.EventNumber)
			}
			if e.Event != nil {
				word += fmt.Sprintf(" %s@%d", e.Event.StreamID, e.Event.EventNumber)
			}
			told = append(told, strings.TrimSpace(word))
		}
	}
	equal(t, read(true), "link 0 case-1@1", "link 1", "link 2", "link 3", "links@4", "links@5")
	equal(t, read(false), "links@0", "links@1", "links@2", "links@3", "links@4", "links@5")
}

// TestDelete_Trailers asserts what other languages' clients read.
func TestDelete_Trailers(t *testing.T) {
	conn, err := grpc.NewClient(start(t, t.TempDir()).Address(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := streams.NewStreamsClient(conn)
	stream := streamID("case-1")
	var trailer metadata.MD
	_, err = c.Delete(t.Context(), &streams.DeleteReq{Options: &streams.DeleteReq_Options{
		StreamIdentifier: stream, ExpectedStreamRevision: &streams.DeleteReq_Options_Revision{Revision: 3},
	}}, grpc.Trailer(&trailer))
	if status.Code(err) != codes.FailedPrecondition || first(trailer, "exception") != "wrong-expected-version" ||
		first(trailer, "stream-name") != "case-1" || first(trailer, "expected-version") != "3" || first(trailer, "actual-version") != "" {
		t.Fatal(err, trailer)
	}
	if _, err := c.Delete(t.Context(), &streams.DeleteReq{Options: &streams.DeleteReq_Options{StreamIdentifier: stream}}); status.Code(err) != codes.InvalidArgument {
		t.Fatal("without an expectation:", err)
	}
	tombstone := &streams.TombstoneReq{Options: &streams.TombstoneReq_Options{
		StreamIdentifier: stream, ExpectedStreamRevision: &streams.TombstoneReq_Options_Any{},
	}}
	if done, err := c.Tombstone(t.Context(), tombstone); err != nil || done.GetPosition().GetCommitPosition() != 1 {
		t.Fatal(done, err)
	}
	if _, err = c.Tombstone(t.Context(), tombstone, grpc.Trailer(&trailer)); status.Code(err) != codes.FailedPrecondition ||
		first(trailer, "exception") != "stream-deleted" || first(trailer, "stream-name") != "case-1" {
		t.Fatal(err, trailer)
	}
}

func first(trailer metadata.MD, key string) string {
	if values := trailer.Get(key); len(values) > 0 {
		return values[0]
	}
	return ""
}

// TestStartScavenge calls what the client module has no stubs for.
func TestStartScavenge(t *testing.T) {
	n := start(t, t.TempDir())
	c := dial(t, n.Address())
	mustAppend(t, c, "case-1", esdb.NoStream{}, events(3)...)
	if _, err := c.DeleteStream(t.Context(), "case-1", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}}); err != nil {
		t.Fatal(err)
	}
	conn, err := grpc.NewClient(n.Address(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	var answer wrapperspb.StringValue
	if err := conn.Invoke(t.Context(), "/event_store.client.operations.Operations/StartScavenge", &emptypb.Empty{}, &answer); err != nil || answer.Value == "" {
		t.Fatal(&answer, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
	defer cancel()
	for {
		log, err := c.ReadAll(ctx, esdb.ReadAllOptions{}, 100)
		if got := collect(t, log, err); len(got) == 1 && got[0] == "$$case-1@0" {
			return
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("nothing is removed")
		}
	}
}
