package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/services/intake"
)

// TestCap_OverrideIsRecordedAndOnTheBoard fills a worker up to the cap: the next
// child takes grounds, which the board shows to who leads the unit until somebody
// else has the matter.
func TestCap_OverrideIsRecordedAndOnTheBoard(t *testing.T) {
	c := newCounty(t)
	child := func(i int) contracts.Notification {
		n := open()
		n.Child.IdentityCode, n.Child.AgeText, n.Content = "", "noin kuusi", fmt.Sprint("Canarycontent ", i)
		return n
	}
	position := ""
	for i := range 30 {
		done, err := ask(c, "w-aino", "POST", path(c.register(child(i)).Matter, "holder"), contracts.TakeOver{})
		must(t, err)
		position = done.Position
	}
	if page := c.list("w-aino", "mine", position); page.Counts[1].Total != 30 {
		t.Fatalf("Aino has %d", page.Counts[1].Total)
	}
	last := c.register(child(30)).Matter
	if _, err := ask(c, "w-aino", "POST", path(last, "holder"), contracts.TakeOver{}); !errors.Is(err, intake.ErrCapReached) {
		t.Fatalf("the 31st child is taken: %v", err)
	}
	load := func() contracts.Load {
		board, _, err := edge.Call[contracts.Board](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/board"})
		must(t, err)
		return board.Workers[0]
	}
	if got := load(); got.Worker != "w-aino" || got.Children != 30 || got.OverCap || len(got.Overrides) != 0 {
		t.Errorf("at the cap the board shows %+v", got)
	}
	done, err := ask(c, "w-aino", "POST", path(last, "holder"), contracts.TakeOver{CapGrounds: "Canarycap"})
	must(t, err)
	c.list("w-aino", "mine", done.Position)
	if got := load(); got.Children != 31 || !got.OverCap || len(got.Overrides) != 1 || got.Overrides[0].Grounds != "Canarycap" ||
		got.Overrides[0].Children != 31 || got.Overrides[0].Decided != "w-aino" {
		t.Errorf("above it the board shows %+v", got)
	}
	timeline := c.see("w-aino", last).Timeline
	if line := timeline[len(timeline)-1]; line.What != "intake.cap-exceeded.v1" || line.Text != "Canarycap" || line.Facts["children"] != "31" {
		t.Errorf("its history says %+v", line)
	}
	stored, err := c.history.Read(t.Context(), "intake-"+last.String(), 0)
	must(t, err)
	for _, r := range stored {
		if strings.Contains(string(r.Data), "Canary") {
			t.Errorf("%s is stored readable", r.Name)
		}
	}
	t.Run("a manager gives one more with grounds, a colleague does not", func(t *testing.T) {
		more := c.register(child(31)).Matter
		_, err := ask(c, "w-elin", "POST", path(more, "holder"), contracts.TakeOver{})
		must(t, err)
		if _, err := ask(c, "w-elin", "PUT", path(more, "holder"), contracts.NewHolder{Worker: "w-aino", CapGrounds: "x"}); !errors.Is(err, intake.ErrCapByManager) {
			t.Errorf("a colleague: %v", err)
		}
		if _, err := ask(c, "w-maria", "PUT", path(more, "holder"), contracts.NewHolder{Worker: "w-aino"}); !errors.Is(err, intake.ErrCapReached) {
			t.Errorf("a manager without grounds: %v", err)
		}
		done, err := ask(c, "w-maria", "PUT", path(more, "holder"), contracts.NewHolder{Worker: "w-aino", CapGrounds: "Canarymanager"})
		must(t, err)
		c.list("w-aino", "mine", done.Position)
		if got := load(); got.Children != 32 || len(got.Overrides) != 2 {
			t.Errorf("the board shows %+v", got)
		}
	})
	t.Run("it ends with the holder", func(t *testing.T) {
		done, err := ask(c, "w-aino", "PUT", path(last, "holder"), contracts.NewHolder{Worker: "w-elin"})
		must(t, err)
		c.list("w-elin", "mine", done.Position)
		if got := load(); got.Children != 31 || len(got.Overrides) != 1 {
			t.Errorf("the board shows %+v", got)
		}
	})
}
