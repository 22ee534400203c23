package transitions

import (
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/transitions/peers"
)

// groupTimes are the peer groups in which the young person had a seat by the end
// of a day, as far as they are in view of who asks. A time in a group belongs to
// the service task that had the case when it began; whoever reads the papers of
// that task sees it.
// Errors: the store's.
func (s *Service) groupTimes(l *look, day calendar.Date) ([]contracts.GroupTime, error) {
	if l.until == 0 {
		return nil, nil // only the offer is in view
	}
	all, err := peers.Of(l.ctx, s.peers, l.known.state.Person)
	var times []contracts.GroupTime
	for _, t := range all {
		if l.later(t.Joined, day) || !l.seesIn(taskAt(l.known.happened, t.Joined)) {
			continue
		}
		out := contracts.GroupTime{Group: t.Group, Joined: calendar.On(t.Joined)}
		if !t.Left.IsZero() && !l.later(t.Left, day) {
			out.Left = calendar.On(t.Left)
		}
		times = append(times, out)
	}
	return times, err
}

// later reports whether what was at a time is not in view: it was after the day, or
// after the case left who asks.
func (l *look) later(at time.Time, day calendar.Date) bool {
	left := l.shows == contracts.ShowsUntilHandover && at.After(l.known.happened[l.until-1].RecordedAt)
	return left || calendar.On(at).After(day)
}

// seesIn reports whether who asks sees what belongs to a service task and is no
// paper of the case, and notes it.
func (l *look) seesIn(task access.Task) bool {
	r := l.as.resource(l.known.state, access.KindCase)
	r.Task, r.Refused = task, refused(l.consent, paper{}, task, edge.ActorOf(l.ctx).Tasks)
	return l.decide(onGround(r, l.ground))
}

// taskAt is the service task that had the case at a time; before it was opened,
// the one in which it was.
func taskAt(happened []es.Happening[Event], at time.Time) access.Task {
	var c Case
	for i, h := range happened {
		if i > 0 && h.RecordedAt.After(at) {
			break
		}
		c = h.Event.evolve(c)
	}
	return c.Task
}
