package transitions

import (
	"cmp"
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/vault"
)

// The routes of meetings, and what is seen of them.

func (s *Service) planMeeting(ctx context.Context, ask asked[contracts.NewMeeting]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	place, err := s.sealText(ctx, k, "place", ask.body.Place)
	return s.handle(ctx, ask.id, PlanMeeting{
		Meeting: es.IssueOf(ctx).Command.Derive("meeting"), For: ask.body.For, At: ask.body.At,
		Mode: Mode{ask.body.Offered, ask.body.Chosen}, Place: place, On: today(ctx), By: s.by(ctx),
	}, err)
}

func (s *Service) holdMeeting(ctx context.Context, ask asked[contracts.HeldMeeting]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindCase)
	id := ask.body.Meeting
	if id.IsZero() {
		id = es.IssueOf(ctx).Command.Derive("meeting")
	}
	return s.handle(ctx, ask.id, HoldMeeting{
		Meeting: id, Met: ask.body.Met, Mode: Mode{ask.body.Offered, ask.body.Chosen}, On: today(ctx), By: s.by(ctx),
	}, err)
}

func (s *Service) cancelMeeting(ctx context.Context, ask asked[contracts.CancelledMeeting]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindCase)
	return s.handle(ctx, ask.id, CancelMeeting{Meeting: ask.body.Meeting, On: today(ctx), By: s.by(ctx)}, err)
}

// takeMeeting notes a meeting that was planned, held or cancelled; errors stay in b.
func (o *opened) takeMeeting(b *vault.Batch, h es.Happening[Event]) {
	switch e := h.Event.(type) {
	case MeetingPlanned:
		o.meetings = append(o.meetings, contracts.Meeting{
			Meeting: e.Meeting, For: e.For, At: e.At, Offered: e.Mode.Offered, Chosen: e.Mode.Chosen,
			Place: b.Open("place", e.Place).Reveal(), By: h.Meta.Actor,
		})
	case MeetingHeld:
		held := contracts.Meeting{Meeting: e.Meeting, Offered: e.Mode.Offered, Chosen: e.Mode.Chosen, Held: e.Met, By: h.Meta.Actor}
		for i, m := range o.meetings {
			if m.Meeting == e.Meeting {
				held.For, held.At, held.Place = m.For, m.At, m.Place
				o.meetings = slices.Delete(o.meetings, i, i+1)
				break
			}
		}
		o.meetings = append(o.meetings, held)
	case MeetingCancelled:
		o.meetings = slices.DeleteFunc(o.meetings, func(m contracts.Meeting) bool { return m.Meeting == e.Meeting && m.Held.IsZero() })
	}
}

// inOrder are meetings by their day, those held by the day on which they were.
func inOrder(meetings []contracts.Meeting) []contracts.Meeting {
	slices.SortStableFunc(meetings, func(a, b contracts.Meeting) int {
		return cmp.Or(a.Day().Compare(b.Day()), cmp.Compare(a.At, b.At))
	})
	return meetings
}

// facts are what the timeline says of a mode.
func (m Mode) facts(more map[string]string) map[string]string {
	more["offered"], more["chosen"] = m.Offered, m.Chosen
	return more
}
