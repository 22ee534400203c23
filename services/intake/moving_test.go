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
	if out, err := move("w-martti", "w-aino", contracts.MoveAll{To: "w-sanna"}); err != nil || out.Moved > 0 || len(out.Left) > 0 {
		t.Errorf("another unit's manager moved %d, and is told of %v: %v", out.Moved, out.Left, err)
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

// TestMoveAll_StopsAtTheCap: who has 29 children is given one more, and the others
// stay; the list cannot be behind what is moved by the same request.
func TestMoveAll_StopsAtTheCap(t *testing.T) {
	c := newCounty(t)
	position := ""
	give := func(who string, n int) {
		for range n {
			child := open()
			child.Child.IdentityCode, child.Child.AgeText = "", "noin kuusi"
			done, err := ask(c, who, "POST", path(c.register(child).Matter, "holder"), contracts.TakeOver{})
			must(t, err)
			position = done.Position
		}
		c.list(who, "mine", position)
	}
	give("w-aino", 29)
	give("w-elin", 4)
	move := func(body contracts.MoveAll) contracts.MovedAll {
		out, _, err := edge.Call[contracts.MovedAll](c.Context(), c.as("w-maria"), edge.Request{Method: "POST", Path: "/workers/w-elin/matters", Body: body, Command: es.NewID()})
		must(t, err)
		c.list("w-aino", "mine", out.Position)
		return out
	}
	if out := move(contracts.MoveAll{To: "w-aino", CapGrounds: " "}); out.Moved != 1 || len(out.Left) != 3 {
		t.Errorf("without grounds moved %d, left %d", out.Moved, len(out.Left))
	}
	if out := move(contracts.MoveAll{To: "w-aino", CapGrounds: "Canarycap"}); out.Moved != 3 || len(out.Left) != 0 {
		t.Errorf("with grounds moved %d, left %d", out.Moved, len(out.Left))
	}
	if out := move(contracts.MoveAll{To: "w-aino"}); out.Moved != 0 || len(out.Left) != 0 {
		t.Errorf("of who has nothing: moved %d, left %d", out.Moved, len(out.Left))
	}
	seen := map[int]bool{}
	board, _, err := edge.Call[contracts.Board](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/board"})
	must(t, err)
	for _, over := range board.Workers[0].Overrides {
		seen[over.Children] = true
	}
	if !seen[31] || !seen[32] || !seen[33] {
		t.Errorf("above the cap are recorded %v", seen)
	}
}
