package intake_test

import (
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

func TestMoveAll_WhatAWorkerHasGoesOnWithHistory(t *testing.T) {
	c := newCounty(t)
	first := c.held(notification())
	c.held(notification())
	move := func(who, worker string, body contracts.MoveAll) (contracts.MovedAll, error) {
		out, _, err := edge.Call[contracts.MovedAll](c.Context(), c.as(who), edge.Request{Method: "POST", Path: "/workers/" + worker + "/matters", Body: body, Command: es.NewID()})
		return out, err
	}
	if out, err := move("w-martti", "w-aino", contracts.MoveAll{To: "w-sanna"}); err == nil && out.Moved > 0 {
		t.Errorf("another unit's manager moved %d", out.Moved)
	}
	done, err := move("w-maria", "w-aino", contracts.MoveAll{To: "w-elin", Note: "Canarynote"})
	must(t, err)
	if done.Moved != 2 || len(done.Left) != 0 {
		t.Fatalf("moved %+v", done)
	}
	if page := c.list("w-elin", "mine", done.Position); len(page.Rows) != 2 {
		t.Errorf("Elin has %d", len(page.Rows))
	}
	seen := c.see("w-elin", first)
	last := seen.Timeline[len(seen.Timeline)-1]
	if last.What != "intake.matter-handed.v1" || last.By != "w-maria" || last.Text != "Canarynote" || last.Facts["from"] != "w-aino" {
		t.Errorf("history says %+v", last)
	}
	board, _, err := edge.Call[contracts.Board](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/board"})
	must(t, err)
	for _, w := range board.Workers { // two matters of one child
		if w.Worker == "w-elin" && (w.Children != 1 || w.OverCap) || w.Worker == "w-sanna" {
			t.Errorf("the board shows %+v", w)
		}
	}
	done, err = move("w-maria", "w-elin", contracts.MoveAll{Unit: "south"})
	must(t, err)
	if page := c.list("w-sanna", "inbox", done.Position); len(page.Rows) != 2 || page.Rows[0].Queue != "south" {
		t.Errorf("the south's queue holds %+v", page.Rows)
	}
	_, err = move("w-maria", "w-elin", contracts.MoveAll{To: "nobody"})
	refusalOf(t, err)
}
