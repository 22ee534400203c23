package web

import (
	"context"
	"net/http"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

const (
	// groupPatience is how long the page of a case waits for what peer groups are
	// called: the rest of it is there.
	groupPatience = 2 * time.Second
	// mostGroups is of how many groups it asks that, the newest first.
	mostGroups = 20
)

// knownGroups are the peer groups of a page, as services/peergroups knows them.
type knownGroups struct {
	known map[es.ID]contracts.GroupRow
	away  bool // peergroups did not tell of all of them
}

// groupsOf asks what the groups are called in which a young person is or was, and
// until when they meet. That it is not told is no error.
func (v *visit) groupsOf(times []contracts.GroupTime) knownGroups {
	g := knownGroups{known: map[es.ID]contracts.GroupRow{}}
	if v.PeerGroups == nil {
		g.away = len(times) > 0
		return g
	}
	ctx, done := context.WithTimeout(v.ctx(), groupPatience)
	defer done()
	for i := len(times) - 1; i >= 0 && len(g.known) < mostGroups; i-- {
		id := times[i].Group
		if _, asked := g.known[id]; asked {
			continue
		}
		told, _, err := edge.Call[contracts.Group](ctx, v.PeerGroups, edge.Request{Method: http.MethodGet, Path: deskGroupPath(id)})
		if no, refused := refusal.As(err); refused && no.Kind != refusal.Busy {
			g.known[id] = contracts.GroupRow{} // not for the reader, whatever there is
			continue
		}
		if err != nil {
			edge.Note(v.ctx(), err)
			g.away = true
			return g
		}
		g.known[id] = told.GroupRow
	}
	return g
}

// drawGroups draws the times in peer groups. Who keeps the seat has it until the
// last session.
func (v *visit) drawGroups(c caseView, drawn map[string][]span) {
	for _, t := range c.Case.Groups {
		s := span{Label: v.texts.T("picture.group"), From: t.Joined, Until: t.Left}
		if g := c.groups.known[t.Group]; !g.Last.IsZero() {
			s.Label = v.texts.InLanguage(g.Name)
			if last := calendar.On(g.Last); s.Until.IsZero() || s.Until.After(last) {
				s.Until = later(last, s.From)
			}
		}
		drawn["group"] = append(drawn["group"], s)
	}
}
